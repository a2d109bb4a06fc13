"""`python -m provenance convert FILE --to FORMAT`: records into documents and pictures.

It needs neither a portal nor a database.
"""

import argparse
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from provenance.export.terms import NOWHERE

FAILED = 1
TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
ENGINE = "django.template.backends.jinja2.Jinja2"


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="provenance", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    convert = commands.add_parser(
        "convert",
        help="from what a pipeline recorded to a document or a picture",
        description="Reads the recorder's opus-provenance-*.jsonl, a tool's "
        "*.provenance.log, the older OPUS's internal_provenance.json, a PROV document "
        "(*.prov.json, *.prov.xml, *.provn, *.prov.jsonld), or a folder of these.",
    )
    convert.add_argument("files", nargs="+", type=Path, metavar="FILE")
    convert.add_argument(
        "--to",
        default="prov-json",
        metavar="FORMAT",
        help="prov-json (the default), prov-xml, prov-n, turtle, trig, json-ld, "
        "ivoa-json, votable, dot, svg, png or pdf",
    )
    convert.add_argument(
        "-o", "--output", type=Path, help="the file to write; without: stdout"
    )
    convert.add_argument(
        "--base",
        default=NOWHERE,
        help="what identifiers begin with, such as the URL of a portal",
    )
    return _convert(parser.parse_args(words))


def _convert(asked: argparse.Namespace) -> int:
    _set_up()
    from provenance.export.prov_w3c import TooLargeError  # noqa: PLC0415 - after it
    from provenance.graph.engine import LayoutError  # noqa: PLC0415
    from provenance.ingest.reading import UnreadableError  # noqa: PLC0415

    try:
        pieces = _pieces(asked)
        if asked.output:
            asked.output.write_bytes(b"".join(pieces))
        else:
            sys.stdout.buffer.writelines(pieces)
            sys.stdout.buffer.flush()
    except (UnreadableError, TooLargeError, LayoutError, OSError, ValueError) as error:
        print(f"provenance: {error}", file=sys.stderr)  # noqa: T201 - a command
        return FAILED
    return 0


def _set_up() -> None:
    """As much of Django as a template needs."""
    import django  # noqa: PLC0415 - only if a command runs
    from django.conf import settings  # noqa: PLC0415

    if not settings.configured:
        settings.configure(
            CACHES={
                "layouts": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
            },
            OPUS_DOT=os.environ.get("OPUS_DOT", ""),
            TEMPLATES=[{"BACKEND": ENGINE, "DIRS": [TEMPLATES]}],
        )
        django.setup()


def _pieces(asked: argparse.Namespace) -> Iterable[bytes]:
    from provenance import drawing, told  # noqa: PLC0415 - after _set_up
    from provenance.export.options import FULL  # noqa: PLC0415
    from provenance.graph import paint  # noqa: PLC0415
    from provenance.ingest import everything  # noqa: PLC0415

    key = _format(asked.to, {k: form.names for k, form in drawing.FORMATS.items()})
    if not asked.output and key in ("png", "pdf") and sys.stdout.isatty():
        raise ValueError(f"{key} is not for a terminal: give --output")
    recorded = everything.merge([everything.named(path) for path in asked.files])
    for warning in recorded.warnings:
        print(f"provenance: {warning}", file=sys.stderr)  # noqa: T201 - a command
    document = told.document(recorded, asked.files[0].name)
    if not document.activities and not document.entities:
        raise ValueError("there is no provenance in what was given")
    if key in drawing.PICTURES:
        drawn = paint.draw_alone(document, drawing.STAND_ALONE, lambda *_: "")
        return [drawing.PICTURES[key](drawn)]
    return drawing.FORMATS[key].write(document, asked.base.rstrip("/"), FULL)


def _format(text: str, names: Mapping[str, Iterable[str]]) -> str:
    for key, spellings in names.items():
        if text.upper() in (key.upper(), *map(str.upper, spellings)):
            return key
    raise ValueError(f"there is no format {text}: give one of {', '.join(names)}")


if __name__ == "__main__":
    sys.exit(main())
