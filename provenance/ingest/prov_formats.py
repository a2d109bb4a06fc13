"""PROV in any format as PROV-JSON values, by the library `prov`."""

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from provenance.ingest import reading
from provenance.ingest.reading import UnreadableError
from provenance.recorded import BundleRecord
from provenance.texts import clean_json

# The ends of names, with what the library calls the format
FORMATS = {
    ".prov.json": "json",
    ".provjson": "json",
    ".prov.xml": "xml",
    ".provx": "xml",
    ".provn": "provn",
    ".prov.jsonld": "jsonld",
    ".jsonld": "jsonld",
}
MOST_BYTES = 4 * 1024**2  # of what goes through the library, which takes its time


def format_of(name: str) -> str:
    """Empty if the name is not that of a PROV document."""
    ends = (end for end in FORMATS if name.lower().endswith(end))
    return FORMATS[next(ends)] if any(name.lower().endswith(e) for e in FORMATS) else ""


def read(path: Path, form: str) -> Mapping[str, Any]:
    """PROV-JSON. Raises UnreadableError."""
    if form == "json":
        [content, *_] = reading.json_values(reading.content(path))
    else:
        content = _converted(reading.content(path, MOST_BYTES), form)
    if not isinstance(content, dict):
        raise UnreadableError("it is not a PROV document")
    return content


def _converted(data: bytes, form: str) -> Any:
    from prov.model import ProvDocument  # noqa: PLC0415 - heavy, and seldom needed

    if form == "xml":
        data = _without_dtd(data)
    try:
        document = ProvDocument.deserialize(
            source=io.BytesIO(data) if form == "xml" else None,
            content=None if form == "xml" else data.decode(),
            format=form,
        )
        return clean_json(json.loads(str(document.serialize(format="json"))))
    except UnreadableError:
        raise
    except Exception as error:  # the library lets out whatever went wrong inside
        said = str(error).strip().split("\n")[0][:200]
        raise UnreadableError(f"it cannot be read as {form} ({said})") from error


def _without_dtd(data: bytes) -> bytes:
    """The same XML in UTF-8; a document type could bring in other files."""
    from lxml import etree  # noqa: PLC0415 - heavy, and seldom needed

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableError(f"it is not XML ({error.msg})") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableError("it has a document type, which is not allowed")
    return etree.tostring(root, encoding="utf-8")


def bundles(content: Mapping[str, Any], name: str) -> list[BundleRecord]:
    """The document as a bundle, word for word, and each bundle in it as another.

    There is none of what others could not read in the end: the dialect of the IVOA.
    """
    from prov.model import ProvDocument  # noqa: PLC0415 - heavy, and seldom needed

    prefixes = content.get("prefix", {})
    inside = content.get("bundle", {})
    outer = {kind: part for kind, part in content.items() if kind != "bundle"}
    parts = [outer] if outer.keys() - {"prefix"} else []
    parts += [
        {**part, "prefix": {**prefixes, **part.get("prefix", {})}}
        for part in (inside.values() if isinstance(inside, dict) else ())
    ]
    found = []
    for part in parts:
        try:
            ProvDocument.deserialize(content=json.dumps(part), format="json")
        except Exception:  # noqa: BLE001, S112 - the library lets out whatever went wrong
            continue
        found.append(BundleRecord(name, part))
    return found
