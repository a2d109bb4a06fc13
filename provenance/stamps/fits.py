"""FITS: keywords in the first header, and a table PROVENANCE behind all else."""

import shutil
from pathlib import Path
from typing import Any

from provenance.stamps.stamp import Stamp, UnfitError

BLOCK = 1 << 20
ROOM = 40  # letters of a value that leave room for a comment
KEPT_AS_IT_IS = {
    "do_not_scale_image_data": True,
    "disable_image_compression": True,
    "ignore_missing_end": False,
}


def put(source: Path, target: Path, stamp: Stamp) -> None:
    """Raises UnfitError; the data of all units stay byte for byte what they were."""
    from astropy.io import fits  # noqa: PLC0415 - half a second, and for FITS only

    shutil.copyfile(source, target)
    target.chmod(0o600)
    try:
        with fits.open(target, mode="update", **KEPT_AS_IT_IS) as units:
            _mark(units[0].header, stamp)
            units.append(_table(fits, stamp))
            if "CHECKSUM" in units[0].header:
                units[0].add_checksum()
    except (OSError, ValueError, TypeError, KeyError, fits.VerifyError) as error:
        raise UnfitError(f"astropy cannot write it ({error})") from error
    if not _is_same(fits, source, target):
        raise UnfitError("its data would change")


def _mark(header: Any, stamp: Stamp) -> None:
    """A long value has no comment: there would be no room for it on its card."""
    for keyword, value, comment in (
        ("PROVID", stamp.entity, "this file"),
        ("PROVJOB", stamp.job, "the job that made it"),
        ("PROVLINE", stamp.lineage, "what it came from"),
        ("PROVACT", stamp.activity, "activity and version"),
        ("PROVTIME", stamp.time, "UTC, when it was made"),
        ("PROVSHA", stamp.sha256, "SHA-256 before"),
    ):
        header[keyword] = (value, comment if len(value) < ROOM else "")


def _table(fits: Any, stamp: Stamp) -> Any:
    text = stamp.document
    column = fits.Column("PROV_JSON", f"{len(text)}A", array=[text])
    table = fits.BinTableHDU.from_columns([column], name="PROVENANCE")
    table.header["EXTNAME"] = ("PROVENANCE", "W3C PROV as PROV-JSON")
    table.add_checksum()
    return table


def _is_same(fits: Any, source: Path, target: Path) -> bool:
    """Whether all bytes of data are in the copy, too."""
    with (
        fits.open(source, **KEPT_AS_IT_IS) as old,
        fits.open(target, **KEPT_AS_IT_IS) as new,
        source.open("rb") as before,
        target.open("rb") as after,
    ):
        if len(new) != len(old) + 1:
            return False
        for one, other in zip(old, new, strict=False):
            here, there = one.fileinfo(), other.fileinfo()
            if here["datSpan"] != there["datSpan"]:
                return False
            before.seek(here["datLoc"])
            after.seek(there["datLoc"])
            left = here["datSpan"]
            while left:
                count = min(BLOCK, left)
                if before.read(count) != after.read(count):
                    return False
                left -= count
    return True
