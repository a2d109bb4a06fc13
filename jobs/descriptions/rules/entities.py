"""What used and generated entities must be like."""

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from jobs.descriptions.kinds import urls
from jobs.descriptions.rules import Problem
from jobs.descriptions.texts import shorten
from jobs.descriptions.value import Description, GeneratedEntity, UsedEntity

CONTENT_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+*-]+/[A-Za-z0-9!#$&^_.+*-]+(;[ -~]*)?")
IDENTIFIER = "$ID"


def complete(description: Description) -> Iterator[Problem]:
    for index, used in enumerate(description.used):
        for field, sentence in _used(used):
            yield f"used.{index}.{field}", sentence
    for index, generated in enumerate(description.generated):
        for field, sentence in _generated(generated):
            yield f"generated.{index}.{field}", sentence


def media_types(field: str, found: Iterable[str]) -> Iterator[Problem]:
    for text in found:
        if not CONTENT_TYPE.fullmatch(text):
            sentence = (
                f"“{shorten(text)}” is not a media type: write it like image/fits"
            )
            yield field, sentence


def _used(used: UsedEntity) -> Iterator[Problem]:
    yield from media_types("content_types", used.content_types)
    if used.url:
        yield from _template(used.url)


def _template(url: str) -> Iterator[Problem]:
    """An identifier may fill a place in the path or the query, never in the host."""
    try:
        urls.parse(url.replace(IDENTIFIER, "x"))
    except ValueError as error:
        yield "url", str(error)
        return
    before = urlsplit(url)
    if IDENTIFIER not in url:
        yield "url", "is a template: write $ID where the identifier goes"
    elif IDENTIFIER in f"{before.scheme}{before.netloc}":
        yield "url", "has $ID in the name of the host: it can be in what follows only"


def _generated(generated: GeneratedEntity) -> Iterator[Problem]:
    kinds = [generated.content_type] if generated.content_type else []
    yield from media_types("content_type", kinds)
    yield from _pattern(generated)
    if generated.most > 1 and not generated.is_glob:
        yield "most", "is for a pattern like *.fits: one name is one file"


def _pattern(entity: GeneratedEntity) -> Iterator[Problem]:
    path = PurePosixPath(entity.pattern)
    if not entity.pattern.strip() or not path.parts:
        yield "pattern", "is required: a file name, or a pattern like maps/*.fits"
    elif path.is_absolute() or ".." in path.parts:
        yield "pattern", "must stay in the work folder: no leading slash, no “..”"
    elif entity.pattern.endswith("/"):
        yield "pattern", "names a folder: add the name of the file, or *"
