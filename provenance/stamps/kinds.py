"""Which files carry a stamp themselves, by media type."""

from collections.abc import Callable, Mapping
from pathlib import Path

from provenance.stamps import fits, png, votable
from provenance.stamps.stamp import Stamp

Put = Callable[[Path, Path, Stamp], None]
KINDS: Mapping[str, Put] = {
    "image/fits": fits.put,
    "application/fits": fits.put,
    "application/x-votable+xml": votable.put,
    "image/png": png.put,
}
