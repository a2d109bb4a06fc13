"""What kind of file this is: by its content, else by its name."""

import json
import mimetypes
from pathlib import Path

from jobs.execution import media_types

UNKNOWN = "application/octet-stream"
TEXT = "text/plain"
HEAD = 4096
LARGEST_JSON = 1 << 20  # bytes that are read to see whether they are JSON
# What a file begins with: bytes, at which offset, and what that means.
MAGIC = (
    (0, b"SIMPLE  =", "image/fits"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"%!PS", "application/postscript"),
    (0, b"\x89HDF\r\n\x1a\n", "application/x-hdf5"),
    (0, b"CDF\x01", "application/x-netcdf"),
    (0, b"CDF\x02", "application/x-netcdf"),
    (0, b"CDF\x05", "application/x-netcdf"),
    (0, b"\xcd\xf3\x00\x01", "application/x-cdf"),
    (0, b"\xcd\xf2\x60\x02", "application/x-cdf"),
    (0, b"PAR1", "application/vnd.apache.parquet"),
    (0, b"#ASDF", "application/x-asdf"),
    (0, b"\x93NUMPY", "application/x-npy"),
    (0, b"SQLite format 3\0", "application/vnd.sqlite3"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\0", "application/x-xz"),
    (257, b"ustar", "application/x-tar"),
    (4, b"ftyp", "video/mp4"),
    (0, b"# %ECSV", "application/x-ecsv"),
)
# The first element of a document, and what that means.
MARKUP = (
    (b"<VOTABLE", "application/x-votable+xml"),
    (b":VOTABLE", "application/x-votable+xml"),
    (b"<svg", "image/svg+xml"),
    (b"<!DOCTYPE html", "text/html"),
    (b"<html", "text/html"),
    (b"<?xml", "application/xml"),
)
NAMES = {
    ".fits": "image/fits",
    ".fit": "image/fits",
    ".vot": "application/x-votable+xml",
    ".ecsv": "application/x-ecsv",
    ".h5": "application/x-hdf5",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    ".log": "text/plain",
}


def content_type(path: Path, name: str = "") -> str:
    """A media type; never raises. `name` is the file’s own, if its path has another."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError:
        head = b""
    return _by_content(head) or _by_name(path, head, name or path.name)


def _by_content(head: bytes) -> str:
    for offset, magic, kind in MAGIC:
        if head[offset:].startswith(magic):
            return kind
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"<"):
        for mark, kind in MARKUP:
            if mark.lower() in start[:1024].lower():
                return kind
    return ""


def _by_name(path: Path, head: bytes, name: str) -> str:
    """Texts are told apart by their names only; a name makes no text of other bytes."""
    kind = named(name)
    if not head:
        return kind
    if not _is_text(head):
        is_told = kind in media_types.BY_CONTENT or media_types.is_text(kind)
        return UNKNOWN if is_told else kind
    if media_types.is_text(kind):
        return kind
    return "application/json" if _is_json(path, head) else TEXT


def _is_text(head: bytes) -> bool:
    """UTF-8, or some other writing without control characters."""
    return not any(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head)  # noqa: PLR2004 - ASCII


def _is_json(path: Path, head: bytes) -> bool:
    if head.lstrip()[:1] not in (b"{", b"["):
        return False
    try:
        if path.stat().st_size > LARGEST_JSON:
            return False
        json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return True


def named(name: str) -> str:
    """What a file of that name should be."""
    suffix = Path(name).suffix.lower()
    return NAMES.get(suffix) or mimetypes.guess_type(name)[0] or UNKNOWN
