"""The other formats of the W3C, by the library `prov`, from the same records."""

import io
from typing import Any

from provenance.document import Document
from provenance.export.options import FULL, Options
from provenance.export.prov_json import Writer

MOST_RECORDS = 20_000


class TooLargeError(Exception):
    """The message says what to do instead."""


def xml(document: Document, base: str, options: Options = FULL) -> bytes:
    """PROV-XML, UTF-8."""
    buffer = io.BytesIO()
    _read(document, base, options).serialize(buffer, format="xml")
    return buffer.getvalue()


def provn(document: Document, base: str, options: Options = FULL) -> str:
    return str(_read(document, base, options).get_provn())


def json_ld(document: Document, base: str, options: Options = FULL) -> str:
    """With its context in it, so that it can be read without a network."""
    found = _read(document, base, options)
    return str(found.serialize(format="jsonld", context="embed"))


def trig(document: Document, base: str, options: Options = FULL) -> str:
    found = _read(document, base, options)
    return str(found.serialize(format="rdf", rdf_format="trig"))


def turtle(document: Document, base: str, options: Options = FULL) -> str:
    """Turtle has no bundles: what is in them is left out."""
    found = _read(document, base, options, has_bundles=False)
    return str(found.serialize(format="rdf", rdf_format="turtle"))


def _read(
    document: Document, base: str, options: Options, *, has_bundles: bool = True
) -> Any:
    """Raises TooLargeError."""
    from prov.model import ProvDocument  # noqa: PLC0415 - heavy, and seldom needed

    writer = Writer(document, base, options)
    count = sum(len(bucket) for bucket in writer.values().values())
    if count > MOST_RECORDS:
        raise TooLargeError(
            f"There are {count:,} records, and this format has {MOST_RECORDS:,} at "
            "most: take PROV-JSON, or ask for fewer jobs back."
        )
    found = ProvDocument.deserialize(content=writer.text(), format="json")
    if not has_bundles and found.has_bundles():
        plain = ProvDocument(namespaces=found.namespaces)
        for record in found.records:
            plain.add_record(record)
        return plain
    return found
