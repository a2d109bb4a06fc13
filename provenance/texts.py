"""Texts that every document of the portal can hold."""

import math
import re
from typing import Any

# What XML 1.0 cannot carry, not even escaped (section 2.2), and lone surrogates.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """The text with U+FFFD for each character that no document can hold."""
    return FORBIDDEN.sub("\ufffd", text)


def clean_json(value: Any) -> Any:
    """JSON values with all their texts cleaned; NaN and infinity become texts."""
    match value:
        case str():
            return clean(value)
        case float() if not math.isfinite(value):
            return str(value)
        case list():
            return [clean_json(item) for item in value]
        case dict():
            return {clean(str(key)): clean_json(item) for key, item in value.items()}
        case _:
            return value
