"""Which media types are as good as others."""

from collections.abc import Iterable

# Spellings of the same thing.
SAME = (
    frozenset({"image/fits", "application/fits", "image/x-fits"}),
    frozenset({"text/xml", "application/xml"}),
    frozenset({"application/x-hdf5", "application/x-hdf", "application/hdf5"}),
    frozenset({"application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml"}),
    frozenset({"application/gzip", "application/x-gzip"}),
    frozenset({"application/zip", "application/x-zip-compressed"}),
    frozenset({"application/x-cdf", "application/cdf"}),
    frozenset({"application/postscript", "application/eps"}),
    frozenset({"text/tab-separated-values", "text/tsv"}),
    frozenset({"application/x-ecsv", "text/x-ecsv", "text/ecsv"}),
    frozenset({"application/x-votable+xml", "text/xml;content=x-votable"}),
)
# What is known by its first bytes, so a name alone is no proof.
BY_CONTENT = frozenset(
    """
    image/fits image/png image/jpeg image/gif image/webp image/tiff application/pdf
    application/postscript application/x-hdf5 application/x-netcdf application/x-cdf
    application/vnd.apache.parquet application/x-asdf application/x-npy
    application/vnd.sqlite3 application/zip application/gzip application/x-bzip2
    application/x-xz application/x-tar video/mp4
    """.split()
)
TEXTS = frozenset(
    """
    application/json application/xml application/yaml application/x-ecsv
    application/x-sh application/x-tex application/sql application/javascript
    application/toml application/postscript
    """.split()
)
# Texts that nothing but their name tells apart.
WEAK = frozenset(
    """
    text/csv text/tab-separated-values application/yaml text/markdown text/x-python
    application/x-sh application/toml application/json application/x-ecsv
    """.split()
)
ANYTHING = frozenset({"*/*", "application/octet-stream"})


def is_text(kind: str) -> bool:
    return kind.startswith("text/") or kind in TEXTS or kind.endswith(("+xml", "+json"))


def accepts(wanted: Iterable[str], found: str) -> bool:
    """Whether a file of the type `found` can be given where `wanted` are; all, if none.

    A wider type accepts a narrower one: `image/*`, XML, JSON, plain text.
    """
    kinds = [_plain(one) for one in wanted]
    return not kinds or any(_accepts(one, _plain(found)) for one in kinds)


def _plain(kind: str) -> str:
    """Without parameters, in the spelling that is ours."""
    bare = kind.partition(";")[0].strip().lower()
    for spellings in SAME:
        if bare in spellings:
            return min(spellings & (BY_CONTENT | TEXTS), default=min(spellings))
    return bare


def _accepts(wanted: str, found: str) -> bool:
    if wanted in ANYTHING or wanted == found:
        return True
    if wanted.endswith("/*"):
        return found.startswith(wanted.removesuffix("*"))
    match wanted:
        case "text/plain":
            return is_text(found)
        case "application/xml":
            return found.endswith("+xml")
        case "application/json":
            return found.endswith("+json")
        case _:
            return wanted in WEAK and found == "text/plain"
