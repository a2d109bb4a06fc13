"""The formats that need no drawing, by name."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from provenance.document import Document
from provenance.export import dot, ivoa_json, prov_w3c, votable
from provenance.export.options import FULL, Options
from provenance.export.prov_json import Writer

Write = Callable[[Document, str, Options], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Format:
    """How provenance can be written.

    `names` are the spellings by which the services that came before know it, without
    regard to case; `use` says what it is good for.
    """

    key: str
    title: str
    content_type: str
    extension: str
    use: str
    names: tuple[str, ...]
    write: Write


def _json(document: Document, base: str, options: Options) -> Iterator[bytes]:
    return Writer(document, base, options).stream()


def _ivoa(document: Document, base: str, options: Options) -> list[bytes]:
    return [ivoa_json.write(document, base, options)]


def _xml(document: Document, base: str, options: Options) -> list[bytes]:
    return [prov_w3c.xml(document, base, options)]


def _as_text(write: Callable[[Document, str, Options], str]) -> Write:
    def encoded(document: Document, base: str, options: Options) -> list[bytes]:
        return [write(document, base, options).encode()]

    return encoded


PROVN = "text/provenance-notation; charset=utf-8"
_ALL = (
    Format(
        *("prov-json", "PROV-JSON", "application/json", "prov.json", "for programs"),
        ("PROV-JSON", "JSON", "provjson"),
        _json,
    ),
    Format(
        *("prov-xml", "PROV-XML", "application/provenance+xml", "prov.xml"),
        "for programs",
        ("PROV-XML", "XML", "provxml"),
        _xml,
    ),
    Format(
        *("prov-n", "PROV-N", PROVN, "provn", "for reading"),
        ("PROV-N", "PROVN"),
        _as_text(prov_w3c.provn),
    ),
    Format(
        *("turtle", "Turtle", "text/turtle", "ttl", "linked data"),
        ("TURTLE", "TTL", "PROV-TURTLE"),
        _as_text(prov_w3c.turtle),
    ),
    Format(
        *("trig", "TriG", "application/trig", "trig", "linked data, with bundles"),
        ("TRIG", "PROV-TRIG", "PROV-O", "RDF"),
        _as_text(prov_w3c.trig),
    ),
    Format(
        *("json-ld", "PROV-JSONLD", "application/ld+json", "prov.jsonld"),
        "linked data",
        ("JSON-LD", "JSONLD", "PROV-JSONLD", "PROV-JSON-LD"),
        _as_text(prov_w3c.json_ld),
    ),
    Format(
        *(
            "ivoa-json",
            "IVOA JSON",
            "application/json",
            "ivoa.json",
            "as voprov has it",
        ),
        ("IVOA-JSON", "VOPROV", "VOPROV-JSON"),
        _ivoa,
    ),
    Format(
        *("votable", "VOTable", "application/x-votable+xml", "prov.vot"),
        "the tables of the IVOA model",
        ("VOTABLE", "PROV-VOTABLE"),
        votable.stream,
    ),
    Format(
        *("dot", "DOT", "text/vnd.graphviz", "dot", "a layout of your own"),
        ("DOT", "PROV-DOT", "GRAPHVIZ"),
        _as_text(dot.write),
    ),
)
FORMATS: Mapping[str, Format] = {form.key: form for form in _ALL}
__all__ = ["FORMATS", "FULL", "Format", "Options", "Write"]
