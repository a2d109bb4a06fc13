"""Words of bash that mean a text, byte for byte, also when they are pasted."""

import re
import shlex

LONGEST_WORD = 100_000  # bytes; Linux takes 131,072 in one argument of a program


def word(text: str) -> str:
    """The text as one word.

    What a terminal would act upon when it is pasted (DEL, CR, TAB) and what one
    does not see (directions, blanks without width) is escaped. So is the sign of
    bash's history, which it finds on any line but the first of a quotation.
    """
    is_seen = text.replace("\n", "").isprintable()
    if is_seen and not ("\n" in text and "!" in text):
        return shlex.quote(text)
    return f"$'{''.join(map(_escaped, text))}'"


def _escaped(character: str) -> str:
    """Inside $'…': bytes, which mean the same in every locale."""
    if character == "\n" or (character.isprintable() and character not in "\\'!"):
        return character
    return "".join(f"\\x{byte:02x}" for byte in character.encode())


def is_long(text: str) -> bool:
    """Whether no program takes the text as an argument."""
    return len(text.encode()) > LONGEST_WORD


def printed(text: str) -> str:
    """A file that holds the text, for what is too long for an argument."""
    return f"<(printf %s {word(text)})"


def path(name: str) -> str:
    """The path of a file as curl reads it after `@`: quoted where it must be."""
    name = f"./{name}" if name.startswith("-") else name
    if re.fullmatch(r"[\w./+@:=-]+", name):
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
