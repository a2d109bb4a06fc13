"""Parameter references of CWL in texts, such as `$(inputs.image.path)`, for bash."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from jobs.descriptions.formats.scripts import word

REFERENCE = re.compile(
    r"""\$\(\s*(?:inputs\.(?P<dotted>\w+)|inputs\[["'](?P<quoted>[^"'\]]+)["']\])
    (?P<of>\.(?:path|basename))?\s*\)""",
    re.VERBOSE,
)
RUNTIME = {"$(runtime.outdir)": '"$PWD"', "$(runtime.tmpdir)": '"$TMPDIR"'}
PIECES = re.compile(r"\\\\|\\\$[({]|\$\([^()]*\)|\$[({]|[^\\$]+|[\\$]")
MOST_PIECES = 200


@dataclass(frozen=True, slots=True)
class Reference:
    """To an input, by its name in the tool."""

    name: str
    of: str = ""


Piece = str | Reference


def is_expression(text: str) -> bool:
    return "$(" in text or "${" in text


def pieces(text: str) -> list[Piece] | None:
    """Constants and references in turn; None for what only JavaScript can tell."""
    if not is_expression(text):
        return [text]
    found: list[Piece] = []
    for piece in PIECES.findall(text):
        reference = REFERENCE.fullmatch(piece)
        if reference:
            name = reference["dotted"] or reference["quoted"]
            found.append(Reference(name, reference["of"] or ""))
        elif piece.startswith(("$(", "${")) and piece not in RUNTIME:
            return None
        else:
            found.append(piece)
        if len(found) > MOST_PIECES:
            return None
    return found


def bash(text: str, variables: Mapping[str, str]) -> str | None:
    """One word of bash; None if it has what is not mapped. `variables` are by name."""
    found = pieces(text)
    if found is None:
        return None
    words = []
    for piece in found:
        if isinstance(piece, str):
            words.append(RUNTIME.get(piece) or word(_plain(piece, text)))
        elif piece.name in variables:
            name = variables[piece.name]
            short = (
                f'"${{{name}##*/}}"' if piece.of == ".basename" else f'"${{{name}}}"'
            )
            words.append(short)
        else:
            return None
    return "".join(words) or "''"


def plain(text: str) -> str:
    """A text without references as it is meant."""
    return "".join(_plain(p, text) for p in pieces(text) or () if isinstance(p, str))


def _plain(piece: str, text: str) -> str:
    """Backslashes protect only where there are expressions."""
    if not is_expression(text):
        return piece
    return {"\\\\": "\\", "\\$(": "$(", "\\${": "${"}.get(piece, piece)


def protected(text: str) -> str:
    """A text so that CWL takes it as it is."""
    if not is_expression(text):
        return text
    doubled = text.replace("\\", "\\\\")
    return doubled.replace("$(", "\\$(").replace("${", "\\${")
