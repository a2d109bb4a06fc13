"""PROV-JSON as plain records: names written out in full, values without wrapping."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

PROV = "http://www.w3.org/ns/prov#"
KNOWN = {"prov": PROV, "xsd": "http://www.w3.org/2001/XMLSchema#"}
# The bucket of a thing that the IVOA has and the W3C has not, as that of the W3C
IVOA_ENTITIES = ("datasetEntity", "valueEntity", "configFile", "parameter")


@dataclass(frozen=True, slots=True)
class Record:
    """`kind` is its bucket; attributes are found by their local name."""

    kind: str
    id: str
    attributes: Mapping[str, Any]
    prefixes: Mapping[str, str]

    def first(self, *names: str) -> str:
        """The first value that one of the attributes has, as text."""
        for name in names:
            for value in self.values(name):
                return value
        return ""

    def values(self, name: str) -> list[str]:
        """By local name, whatever its prefix."""
        found = []
        for key, value in self.attributes.items():
            if key.rpartition(":")[2].casefold() == name.casefold():
                listed = value if isinstance(value, list) else [value]
                found += [_plain(one) for one in listed if one is not None]
        return found

    def name(self, attribute: str) -> str:
        """An attribute that names another record, in full; empty if there is none."""
        text = self.first(attribute)
        return full(text, self.prefixes) if text else ""

    def types(self) -> set[str]:
        """The local names of its types."""
        return {
            text.rpartition(":")[2].rpartition("#")[2] for text in self.values("type")
        }


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("$", "")
    return value if isinstance(value, str) else str(value)


def records(content: Mapping[str, Any]) -> Iterator[Record]:
    """Those of the document, and of the bundles in it."""
    yield from _records(content, KNOWN)


def _records(content: Mapping[str, Any], around: Mapping[str, str]) -> Iterator[Record]:
    told = content.get("prefix")
    prefixes = {**around, **(told if isinstance(told, dict) else {})}
    for kind, bucket in content.items():
        if kind == "prefix" or not isinstance(bucket, dict):
            continue
        for name, found in bucket.items():
            if kind == "bundle" and isinstance(found, dict):
                yield from _records(found, prefixes)
                continue
            for one in found if isinstance(found, list) else [found]:
                if isinstance(one, dict):
                    yield Record(kind, full(name, prefixes), one, prefixes)


def full(name: str, prefixes: Mapping[str, str]) -> str:
    prefix, colon, local = name.partition(":")
    if colon and prefix in prefixes:
        return f"{prefixes[prefix]}{local}"
    if not colon and "default" in prefixes:
        return f"{prefixes['default']}{name}"
    return name
