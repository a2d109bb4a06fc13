"""What kind of file this is: by its first bytes, else by its name."""

import mimetypes
from pathlib import Path

UNKNOWN = "application/octet-stream"
MAGIC = (
    (b"SIMPLE  =", "image/fits"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"\x89HDF\r\n\x1a\n", "application/x-hdf5"),
    (b"# %ECSV", "application/x-ecsv"),
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


def content_type(path: Path) -> str:
    """A media type; never raises."""
    try:
        with path.open("rb") as file:
            head = file.read(512)
    except OSError:
        head = b""
    for magic, kind in MAGIC:
        if head.startswith(magic):
            return kind
    if b"<VOTABLE" in head:
        return "application/x-votable+xml"
    return named(path.name)


def named(name: str) -> str:
    suffix = Path(name).suffix.lower()
    return NAMES.get(suffix) or mimetypes.guess_type(name)[0] or UNKNOWN
