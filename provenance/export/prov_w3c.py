"""PROV-XML and PROV-N, by the library `prov`, from the same records as PROV-JSON."""

import io
from typing import Any

from provenance.document import Document
from provenance.export.prov_json import Writer


def xml(document: Document, base: str) -> bytes:
    """PROV-XML, UTF-8."""
    buffer = io.BytesIO()
    _read(document, base).serialize(buffer, format="xml")
    return buffer.getvalue()


def provn(document: Document, base: str) -> str:
    return str(_read(document, base).get_provn())


def _read(document: Document, base: str) -> Any:
    from prov.model import ProvDocument  # noqa: PLC0415 - heavy, and seldom needed

    content = Writer(document, base).text()
    return ProvDocument.deserialize(content=content, format="json")
