"""One thing that an author should look at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`path` is that of a field, `line` one of the script, 0 if it is about none.

    An error keeps the description from being published; all else is a hint.
    """

    path: str
    sentence: str
    is_error: bool = False
    line: int = 0
