"""Settings read from the environment: each reader fails loudly on a bad value."""

import contextlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def words(name: str, default: Iterable[str]) -> list[str]:
    """Blank-separated words."""
    value = os.environ.get(name)
    return list(default) if value is None else value.split()


def flag(name: str, default: bool) -> bool:
    value = os.environ.get(name, str(default))
    if value not in ("True", "False"):
        raise ImproperlyConfigured(f"{name}={value!r}: say True or False")
    return value == "True"


def number(name: str, default: int, *, least: int = 1) -> int:
    value = os.environ.get(name, str(default))
    try:
        found = int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}={value!r}: say a whole number") from error
    if found < least:
        raise ImproperlyConfigured(f"{name}={value!r}: say {least} or more")
    return found


def origin(name: str) -> str:
    """A URL of scheme and host only, or nothing."""
    value = os.environ.get(name, "").rstrip("/")
    parts = urlsplit(value)
    is_origin = parts.scheme in ("http", "https") and parts.hostname
    if value and (not is_origin or f"{parts.scheme}://{parts.netloc}" != value):
        raise ImproperlyConfigured(
            f"{name}={value!r}: say a scheme and a host, like https://opus.example.org"
        )
    return value


def database(name: str, otherwise: Path) -> dict[str, Any]:
    """Where the rows are: postgresql://user:password@host:port/name, else in a file.

    A host that is a folder (percent-encoded, or as ?host=) is that of a socket.
    """
    value = os.environ.get(name, "")
    if not value:
        return _sqlite(otherwise)
    parts = urlsplit(value)
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise ImproperlyConfigured(
            f"{name} is no address like postgresql://user:password@host:5432/opus"
        )
    more = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": more.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(more.pop("port", "") or parts.port or ""),
        "OPTIONS": more,
        # A connection costs a server more than most tasks do.
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _sqlite(file: Path) -> dict[str, Any]:
    """IMMEDIATE: a transaction that read first and then wants to write would fail.

    WAL: readers never wait for the writer.
    """
    pragmas = ("journal_mode=WAL", "synchronous=NORMAL", "journal_size_limit=27103364")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "".join(f"PRAGMA {pragma};" for pragma in pragmas),
        },
    }


def folder(name: str, default: Path) -> Path:
    return Path(os.environ.get(name) or default).resolve()


def secret(name: str, file: Path) -> str:
    """The secret of the environment, else one of this installation's own.

    The latter is random, made at the first look and kept in `file`, which only
    the portal's account may read. There is no secret that two sites share.
    """
    if value := os.environ.get(name):
        return value
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        _make_once(file, secrets.token_urlsafe(64))
    return file.read_text()


def _make_once(file: Path, content: str) -> None:
    """Of two processes that start together one wins, and nobody reads half of it."""
    new = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(content)
    with contextlib.suppress(FileExistsError):
        os.link(new, file)
    new.unlink()
