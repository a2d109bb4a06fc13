"""A lineage as the paragraphs of a methods section."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from provenance.document import Document, EntityNode, ParameterNode
from provenance.export.elements import text as value_text
from provenance.methods import software
from provenance.methods.runs import DONE, Run, chosen, runs
from provenance.texts import clean

MOST_NAMED = 4  # files in one sentence
LONGEST = 120  # characters of a value
HASH = 8  # digits that tell a file in an article


def paragraphs(document: Document, base: str) -> list[str]:
    """In plain English, the earliest job first; what is not known is said."""
    found = [_run(run) for run in runs(document)]
    if not found:
        found = ["No job of this portal that you may see led to it."]
    notes = [*_software(document), *_portal(document, base), *_caveats(document)]
    return [*found, " ".join(notes)]


def _run(run: Run) -> str:
    sentences = [_what(run), _gave(run), _inside(run)]
    return " ".join(sentence for sentence in sentences if sentence)


def _what(run: Run) -> str:
    job, plan = run.first, run.first.plan
    version = f" (version {_tidy(plan.version)})" if plan and plan.version else ""
    name = _tidy(plan.title if plan and plan.title else job.name)
    count = f" in {len(run.jobs)} runs" if len(run.jobs) > 1 else ""
    when = _when([each.start_time for each in run.jobs])
    with_ = _settings(run)
    if run.used:
        verb = "was" if len(run.used) == 1 else "were"
        given = _list(_input(node) for node in run.used[:MOST_NAMED])
        more = _more(len(run.used) - MOST_NAMED, "file")
        subject = f"{given}{more}"
        sentence = f"{subject} {verb} processed with {name}{version}"
        return f"{sentence}{count}{when}{with_}."
    return f"{name[:1].upper()}{name[1:]}{version} was run{count}{when}{with_}."


def _settings(run: Run) -> str:
    given = chosen(run.first)
    defaults = len(run.first.parameters) - len(given)
    rest = f"the defaults of {defaults} parameter{'s' if defaults > 1 else ''}"
    if given and defaults:
        return f", with {_list(map(_parameter, given))} and {rest} otherwise"
    if given:
        return f", with {_list(map(_parameter, given))}"
    return f", with {rest}" if defaults else ""


def _parameter(one: ParameterNode) -> str:
    unit = f" {_tidy(one.unit)}" if one.unit else ""
    return f"{_tidy(one.name)} = {_tidy(value_text(one.value))}{unit}"


def _gave(run: Run) -> str:
    if not run.generated:
        return ""
    named = _list(_tidy(node.name) for node in run.generated[:MOST_NAMED])
    return f"This gave {named}{_more(len(run.generated) - MOST_NAMED, 'file')}."


def _inside(run: Run) -> str:
    if not run.steps:
        return ""
    word = "Its recorded step was" if len(run.steps) == 1 else "Its recorded steps were"
    named = _list(map(_tidy, run.steps[:MOST_NAMED]))
    return f"{word} {named}{_more(len(run.steps) - MOST_NAMED, 'other')}."


def _input(node: EntityNode) -> str:
    origin = node.origin if node.origin not in ("", "upload") else node.location
    facts = [_tidy(origin)] if origin else []
    if node.sha256:
        facts.append(f"SHA-256 {node.sha256[:HASH]}…")
    named = _tidy(node.name)
    return f"{named} ({', '.join(facts)})" if facts else named


def _software(document: Document) -> Iterator[str]:
    versions: dict[str, dict[str, None]] = {}
    for environment in document.environments:
        for name, version in software.known(environment.packages).items():
            versions.setdefault(name, {})[version] = None
    if versions:
        named = _list(
            f"{software.shown(name)} {' and '.join(map(_tidy, found))}"
            for name, found in versions.items()
        )
        yield f"The software environments contained {named}."


def _portal(document: Document, base: str) -> Iterator[str]:
    jobs = [node for node in document.activities if not node.parent]
    if jobs:
        yield (
            f"All steps were run as jobs of OPUS at {base}, which keeps their full "
            f"provenance: {base}/provenance/lineage?ID={document.focus}."
        )


def _caveats(document: Document) -> Iterator[str]:
    failed = [n for n in document.activities if not n.parent and n.status not in DONE]
    if failed:
        which = "a job" if len(failed) == 1 else f"{len(failed)} jobs"
        yield f"Not described is {which} that did not complete."
    if document.hidden:
        yield "A part of the history is not visible to you and is missing here."
    if document.left_out:
        yield f"At least {document.left_out} further jobs are missing here."


def _when(moments: Sequence[datetime | None]) -> str:
    days = sorted({moment.date() for moment in moments if moment})
    if not days:
        return ""
    first, last = (f"{day.day} {day:%B %Y}" for day in (days[0], days[-1]))
    return f" on {first}" if first == last else f" between {first} and {last}"


def _list(parts: Iterable[str]) -> str:
    *most, last = list(parts)
    return f"{', '.join(most)} and {last}" if most else last


def _more(count: int, noun: str) -> str:
    if count <= 0:
        return ""
    return f" and {count:,} more {noun}{'s' if count > 1 else ''}"


def _tidy(text: str) -> str:
    """One line, not too long, that any text can hold."""
    line = " ".join(clean(text).split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
