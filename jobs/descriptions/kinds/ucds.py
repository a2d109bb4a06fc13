"""Unified content descriptors (IVOA UCD1+), as astropy knows their vocabulary."""

from functools import lru_cache

from jobs.descriptions.texts import shorten


@lru_cache(maxsize=1024)
def problem(text: str) -> str:
    """Why the text is no UCD; empty if it is one, or is empty."""
    if not text:
        return ""
    from astropy.io.votable import ucd  # noqa: PLC0415 - heavy, and seldom needed

    if text.isascii() and ucd.check_ucd(text, check_controlled_vocabulary=True):
        return ""
    return f"“{shorten(text)}” is not a UCD of the IVOA’s list: write it like pos.eq.ra"
