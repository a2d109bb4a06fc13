"""What a lineage should cite, as BibTeX."""

import re
from collections.abc import Iterator, Mapping

from provenance.document import Document, PlanNode
from provenance.export.descriptions import plans_of
from provenance.methods import software
from provenance.methods.runs import ordered
from provenance.texts import clean

ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    '"': r"\textquotedbl{}",
    "@": r"\char64{}",
}
KEY = re.compile(r"[^A-Za-z0-9:-]+")
Fields = Mapping[str, str]


def bibtex(document: Document, base: str) -> str:
    """An entry for each version that ran, for the record, and for known packages."""
    entries: dict[str, str] = {}
    for kind, key, fields in [*_activities(document, base), *_packages(document)]:
        name = _unique(KEY.sub("-", key).strip("-") or "entry", entries)
        lines = [f"  {field} = {{{text}}}" for field, text in fields.items() if text]
        entries[name] = ",\n".join([f"@{kind}{{{name}", *lines]) + "\n}\n"
    return "\n".join(entries.values())


def _unique(key: str, taken: Mapping[str, str]) -> str:
    names = (key, *(f"{key}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def _activities(document: Document, base: str) -> Iterator[tuple[str, str, Fields]]:
    done = ordered(document)
    people = {agent.id: agent.name for agent in document.agents}
    contacts = {
        part.activity: people[part.agent]
        for part in document.associated
        if part.role == "contact" and part.agent in people
    }
    first = {job.plan.id: job for job in reversed(done) if job.plan}
    for plan in plans_of(done):
        start = first[plan.id].start_time
        yield (
            "software",
            f"{plan.name}-{plan.version}",
            {
                "title": escape(plan.title or plan.name),
                "author": escape(contacts.get(first[plan.id].id, "")),
                "version": escape(plan.version),
                "year": str(start.year) if start else "",
                "url": address(_page(plan, base)),
                "note": escape(plan.citation),
            },
        )
    if done:
        yield (
            "misc",
            f"provenance-{document.focus}",
            {
                "title": f"Provenance of {escape(document.focus)}",
                "howpublished": "OPUS job control portal",
                "url": address(f"{base}/provenance/lineage?ID={document.focus}"),
            },
        )


def _page(plan: PlanNode, base: str) -> str:
    if plan.documentation.startswith(("https://", "http://")):
        return plan.documentation
    return f"{base}/provenance/plan/{plan.id}"


def _packages(document: Document) -> Iterator[tuple[str, str, Fields]]:
    for name, cited in software.CITED.items():
        versions = {
            environment.packages[name]: None
            for environment in document.environments
            if name in environment.packages
        }
        if versions:
            fields = {key: value for key, value in cited.items() if key != "kind"}
            note = escape(f"version {', '.join(versions)}")
            yield cited["kind"], name, {**fields, "note": note}


def escape(text: str) -> str:
    """A text that neither BibTeX nor LaTeX takes for anything but itself."""
    line = " ".join(clean(text).split())
    return "".join(ESCAPES.get(letter, letter) for letter in line)


def address(url: str) -> str:
    """Braces and percent signs are what BibTeX would stumble on."""
    return "".join(f"%{ord(c):02X}" if c in "{}\\ \n\r\t" else c for c in clean(url))
