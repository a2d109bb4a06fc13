"""Whether a text that a user gave can be kept as it is."""

from provenance.texts import FORBIDDEN


def problem(text: str) -> str:
    """Why no XML document can hold the text; empty if one can."""
    if found := FORBIDDEN.search(text):
        return (
            f"character {found.start() + 1} is U+{ord(found[0]):04X}, a control "
            "character that no document can hold: leave it out"
        )
    return ""
