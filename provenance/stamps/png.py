"""PNG: two iTXt chunks before the end (PNG 3rd edition, section 11.3.3.4)."""

import struct
import zlib
from pathlib import Path
from typing import BinaryIO

from provenance.stamps.stamp import Stamp, UnfitError

SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEAD = struct.Struct(">I4s")
BLOCK = 1 << 20


def put(source: Path, target: Path, stamp: Stamp) -> None:
    """Raises UnfitError."""
    text = f"{stamp.activity}, {stamp.time}\n{stamp.entity}\n{stamp.lineage}"
    chunks = _chunk("Provenance", text, is_packed=False)
    chunks += _chunk("PROV-JSON", stamp.document, is_packed=True)
    with source.open("rb") as old, target.open("xb") as new:
        if old.read(8) != SIGNATURE:
            raise UnfitError("it is not a PNG")
        new.write(SIGNATURE)
        while True:
            head = old.read(HEAD.size)
            if len(head) < HEAD.size:
                raise UnfitError("it is cut off")
            length, kind = HEAD.unpack(head)
            if kind == b"IEND":
                new.write(chunks)
            new.write(head)
            _copy(old, new, length + 4)  # with its checksum
            if kind == b"IEND":
                break
        while block := old.read(BLOCK):  # whatever a program has put behind the end
            new.write(block)


def _copy(old: BinaryIO, new: BinaryIO, count: int) -> None:
    while count:
        block = old.read(min(BLOCK, count))
        if not block:
            raise UnfitError("it is cut off")
        new.write(block)
        count -= len(block)


def _chunk(keyword: str, text: str, *, is_packed: bool) -> bytes:
    body = text.encode()
    packed = zlib.compress(body, 9) if is_packed else body
    flags = bytes(
        [is_packed, 0]
    )  # the method is deflate; language and translation: none
    data = keyword.encode("latin-1") + b"\0" + flags + b"\0\0" + packed
    kind = b"iTXt"
    return (
        HEAD.pack(len(data), kind) + data + struct.pack(">I", zlib.crc32(kind + data))
    )
