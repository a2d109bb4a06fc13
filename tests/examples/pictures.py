"""Reads the PNG files that the examples write."""

import struct
import zlib
from pathlib import Path

import numpy as np

SIGNATURE = b"\x89PNG\r\n\x1a\n"
UP = 2


def chunks(content: bytes) -> list[tuple[bytes, bytes]]:
    assert content.startswith(SIGNATURE)
    place, found = len(SIGNATURE), []
    while place < len(content):
        (size,) = struct.unpack_from(">I", content, place)
        kind, body = content[place + 4 : place + 8], content[place + 8 :][:size]
        (check,) = struct.unpack_from(">I", content, place + 8 + size)
        assert check == zlib.crc32(kind + body)
        found.append((kind, body))
        place += 12 + size
    return found


def pixels(path: Path) -> np.ndarray:
    """Rows, columns and colours of a PNG of 8 bits a colour with the filter "up"."""
    parts = chunks(path.read_bytes())
    assert parts[0][0] == b"IHDR"
    assert parts[-1] == (b"IEND", b"")
    width, height, *kind = struct.unpack(">IIBBBBB", parts[0][1])
    assert kind == [8, 2, 0, 0, 0]
    content = zlib.decompress(b"".join(body for kind, body in parts if kind == b"IDAT"))
    rows = np.frombuffer(content, np.uint8).reshape(height, 1 + 3 * width)
    assert (rows[:, 0] == UP).all()
    return rows[:, 1:].cumsum(axis=0, dtype=np.uint8).reshape(height, width, 3)


def near(picture: np.ndarray, colour: tuple[float, float, float]) -> np.ndarray:
    """Which pixels have nearly this colour, given from 0 to 1."""
    return abs(picture - np.array(colour) * 255).max(axis=2) < 40
