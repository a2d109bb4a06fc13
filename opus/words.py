"""Words and numbers as pages show them."""

import html
import re
from datetime import datetime, timedelta

from markupsafe import Markup

from provenance import times

# phase -> label, tone, icon
PHASES = {
    "PENDING": ("Pending", "neutral", "dashed"),
    "QUEUED": ("Queued", "info", "clock"),
    "EXECUTING": ("Executing", "active", "spin"),
    "COMPLETED": ("Completed", "ok", "check"),
    "ERROR": ("Error", "bad", "cross"),
    "ABORTED": ("Aborted", "muted", "stop"),
    "UNKNOWN": ("Unknown", "neutral", "help"),
    "HELD": ("Held", "warn", "pause"),
    "SUSPENDED": ("Suspended", "warn", "pause"),
    "ARCHIVED": ("Archived", "muted", "box"),
}
MINUTE, HOUR, DAY = 60, 3600, 86400
KILO = 1000
NEARLY_TEN = 9.95  # below it a decimal says something; this is shown as 10


def stamp(time: datetime | None) -> str:
    """Date and clock, UTC."""
    return time.strftime("%Y-%m-%d %H:%M:%S") if time else ""


def iso(time: datetime | None) -> str:
    return times.uws(time)


def duration(length: timedelta | float) -> str:
    """Two units at most, like 2 h 05 min."""
    total = length.total_seconds() if isinstance(length, timedelta) else float(length)
    if total < NEARLY_TEN:
        return f"{total:.1f} s"
    minutes, seconds = divmod(round(total), MINUTE)
    hours, minutes = divmod(minutes, MINUTE)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} d {hours} h"
    if hours:
        return f"{hours} h {minutes:02d} min"
    if minutes:
        return f"{minutes} min {seconds:02d} s"
    return f"{seconds} s"


def relative(time: datetime | None, now: datetime | None = None) -> str:
    """Like “3 h ago” or “in 12 d”."""
    if time is None:
        return ""
    seconds = (time - (now or times.now())).total_seconds()
    length = round(abs(seconds))
    if length < MINUTE:
        text = f"{length} s"
    elif length < 90 * MINUTE:
        text = f"{length / MINUTE:.0f} min"
    elif length < 2 * DAY:
        text = f"{length / HOUR:.0f} h"
    else:
        text = f"{length / DAY:.0f} d"
    return f"in {text}" if seconds > 0 else f"{text} ago"


def filesize(count: int | None) -> str:
    """Decimal units, as file managers show them."""
    if count is None:
        return ""
    size = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        decimals = 0 if unit == "B" or size >= NEARLY_TEN else 1
        if round(size, decimals) < KILO:
            return f"{size:.{decimals}f} {unit}"
        size /= KILO
    return f"{size:.1f} TB"


def short(text: str, ends: int = 4) -> str:
    """A hash or id by its two ends."""
    return text if len(text) <= 2 * ends + 1 else f"{text[:ends]}…{text[-ends:]}"


def paragraphs(text: str) -> Markup:
    """Plain text with its paragraphs and line breaks, escaped."""
    parts = re.split(r"\n\s*\n", text.strip())
    escaped = (html.escape(part.strip()).replace("\n", "<br>") for part in parts)
    return Markup("\n".join(f"<p>{part}</p>" for part in escaped if part))  # noqa: S704
