"""VOTable: INFO elements behind all resources (VOTable 1.2 and later, section 4.9)."""

import re
import shutil
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from provenance.stamps.stamp import Stamp, UnfitError

TAIL = 1 << 16  # bytes: where the end of the table is looked for
START = re.compile(rb"<(?:[\w.-]+:)?VOTABLE[\s>]")
AFTER = rb"(?:\s|<!--(?:(?!-->).)*-->)*\Z"  # nothing but comments
END = re.compile(rb"</((?:[\w.-]+:)?)VOTABLE\s*>" + AFTER, re.DOTALL)
ENCODED = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9._-]+)""")
OF_ASCII = ("utf-8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "windows-1252")


def put(source: Path, target: Path, stamp: Stamp) -> None:
    """Raises UnfitError."""
    size = source.stat().st_size
    with source.open("rb") as file:
        head = file.read(TAIL)
        file.seek(max(0, size - TAIL))
        tail = file.read()
    _check(head)
    ends = list(END.finditer(tail))
    if not ends:
        raise UnfitError("the end of the VOTable is not found")
    end = ends[-1]
    shutil.copyfile(source, target)
    with target.open("r+b") as file:
        file.truncate(size - len(tail) + end.start())
        file.seek(0, 2)
        file.write(_infos(stamp, end[1].decode()).encode("ascii", "xmlcharrefreplace"))
        file.write(tail[end.start() :])


def _check(head: bytes) -> None:
    if not START.search(head):
        raise UnfitError("it is not a VOTable")
    declared = ENCODED.search(head)
    encoding = declared[1].decode().lower() if declared else "utf-8"
    if encoding not in OF_ASCII or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnfitError(f"its encoding is {encoding}")


def _infos(stamp: Stamp, prefix: str) -> str:
    facts = {
        "provenance_entity": stamp.entity,
        "provenance_job": stamp.job,
        "provenance_lineage": stamp.lineage,
        "provenance_activity": stamp.activity,
        "provenance_time": stamp.time,
        "provenance_sha256_before": stamp.sha256,
    }
    lines = [
        f"<{prefix}INFO name={quoteattr(name)} value={quoteattr(value)}/>\n"
        for name, value in facts.items()
    ]
    document = escape(stamp.document)
    lines.append(
        f'<{prefix}INFO name="provenance" value="PROV-JSON">{document}</{prefix}INFO>\n'
    )
    return "".join(lines)
