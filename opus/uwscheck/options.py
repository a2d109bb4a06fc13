"""The options of the command line, and what they mean.

No option takes a password or a token: the list of processes would show it to
everybody on the host.
"""

import argparse
import getpass
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit

from opus.uwscheck import checks
from opus.uwscheck.bodies import Values
from opus.uwscheck.client import Client
from opus.uwscheck.credentials import Credentials
from opus.uwscheck.plan import OPTION, Plan
from opus.uwscheck.registry import Check

Options = Mapping[str, Any]
LOCAL = ("localhost", "127.0.0.1", "::1")
LONGEST_TOKEN = 10_000


class MistakeError(Exception):
    """An option that cannot be; the text says which and what would be right."""


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "url", nargs="?", help="the job list, like https://example.org/tap/async"
    )
    parser.add_argument("--activity", help="a name to append to the URL")
    _add_credentials(parser)
    for name, meaning in OPTION.items():
        parser.add_argument(
            f"--{name}",
            action="append",
            metavar="NAME=VALUE",
            help=f"{meaning}; repeatable; '' for a job without parameters",
        )
    parser.add_argument(
        "--upload", default="", metavar="NAME", help="an input that takes a file"
    )
    parser.add_argument(
        "--vosi", default="", metavar="URL", help="the folder of capabilities"
    )
    _add_measures(parser)
    parser.add_argument(
        "--only", action="append", metavar="ID", help="make this check; repeatable"
    )
    parser.add_argument("--list", action="store_true", help="say what is checked")
    parser.add_argument(
        "--json", metavar="FILE", help="write a report there; - for stdout"
    )


def _add_credentials(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--user", default="", help="HTTP Basic; password from OPUS_PASSWORD or asked"
    )
    parser.add_argument(
        "--token", action="store_true", help="Bearer; token from OPUS_TOKEN or asked"
    )
    parser.add_argument(
        "--token-file", metavar="FILE", help="Bearer; token from a file, - for stdin"
    )


def _add_measures(parser: argparse.ArgumentParser) -> None:
    for name, default, meaning in (
        ("--patience", 120, "seconds that one job may take"),
        ("--timeout", 30, "seconds that one request may take"),
        ("--at-once", 2, "seconds within which an answer comes at once"),
    ):
        parser.add_argument(
            name,
            type=_positive,
            default=default,
            metavar="SECONDS",
            help=f"{meaning}; {default}",
        )
    parser.add_argument(
        "--wait-seconds",
        type=int,
        choices=range(1, 61),
        default=10,
        metavar="SECONDS",
        help="what WAIT is measured with; 10",
    )


def _positive(text: str) -> float:
    """Raises ArgumentTypeError, which argparse shows."""
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0 < found < 1e6:  # noqa: PLR2004 - NaN and infinity are out
        raise argparse.ArgumentTypeError(f"“{text}”: say a number of seconds")
    return found


def chosen(options: Options) -> list[Check]:
    """The checks to make. Raises MistakeError."""
    wanted = options["only"]
    known = {check.id for check in checks.ALL}
    if unknown := sorted(set(wanted or ()) - known):
        raise MistakeError(f"--only {unknown[0]}: see --list for the checks")
    return [check for check in checks.ALL if not wanted or check.id in wanted]


def plan(options: Options) -> Plan:
    """Raises MistakeError."""
    if options["wait_seconds"] <= options["at_once"] / 2:
        raise MistakeError("--wait-seconds: say more than half of --at-once")
    return Plan(
        url=_list_url(options),
        sets={name: _values(name, options[name]) for name in OPTION},
        upload=options["upload"],
        vosi=_url("--vosi", options["vosi"]) if options["vosi"] else "",
        wait_seconds=options["wait_seconds"],
        at_once=options["at_once"],
        patience=options["patience"],
    )


def _list_url(options: Options) -> str:
    if not options["url"]:
        raise MistakeError("say the address of a job list")
    url = _url("URL", options["url"])
    if options["activity"]:
        url += f"/{quote(options['activity'], safe='')}"
    return url


def _url(name: str, text: str) -> str:
    """Without a slash at its end. Raises MistakeError."""
    parts = _split(name, text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise MistakeError(f"{name} “{text}”: say one like https://example.org/uws")
    if parts.username or parts.password:
        raise MistakeError(f"{name}: leave out the user, and give --user NAME")
    if parts.query or parts.fragment:
        raise MistakeError(f"{name} “{text}”: leave out what follows ? or #")
    return text.rstrip("/")


def _split(name: str, text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - raises for a port that is none
    except ValueError as error:
        raise MistakeError(f"{name} “{text}”: {error}") from error
    return parts


def _values(name: str, given: list[str] | None) -> Values | None:
    """Pairs from NAME=VALUE; None if the option was not given."""
    if given is None:
        return None
    pairs = [text.partition("=") for text in given if text]
    for parameter, equals, _ in pairs:
        if not (equals and parameter):
            raise MistakeError(f"--{name} “{parameter}”: say NAME=VALUE")
    return tuple((parameter, value) for parameter, _, value in pairs)


def credentials(options: Options) -> Credentials | None:
    """From the environment, a file or the keyboard. Raises MistakeError."""
    has_token = options["token"] or options["token_file"]
    if options["user"] and has_token:
        raise MistakeError("give --user or a token, not both")
    if options["user"]:
        return Credentials(options["user"], _secret("OPUS_PASSWORD", "Password"))
    if options["token_file"]:
        return Credentials("", _token_of(options["token_file"]))
    if options["token"]:
        return Credentials("", _printable(_secret("OPUS_TOKEN", "Token")))
    return None


def _secret(variable: str, question: str) -> str:
    found = os.environ.get(variable) or getpass.getpass(f"{question}: ")
    if not found:
        raise MistakeError(f"there is no {question.lower()}: set {variable}")
    return found


def _token_of(file: str) -> str:
    try:
        if file == "-":
            return _printable(sys.stdin.readline(LONGEST_TOKEN))
        with Path(file).open() as stream:
            return _printable(stream.readline(LONGEST_TOKEN))
    except (OSError, UnicodeDecodeError) as error:
        raise MistakeError(f"--token-file {file}: {error}") from error


def _printable(token: str) -> str:
    """A token goes into a header as it is. Raises MistakeError."""
    found = token.strip()
    if not (found.isascii() and found.isprintable()) or " " in found or not found:
        raise MistakeError("the token is empty or has characters that no token has")
    return found


def client(options: Options, url: str) -> Client:
    """Raises MistakeError."""
    return Client(url, credentials(options), options["timeout"])


def is_readable_on_the_way(asking: Client) -> bool:
    """Whether credentials go unencrypted through a network."""
    parts = urlsplit(asking.url)
    is_open = parts.scheme == "http" and parts.hostname not in LOCAL
    return is_open and asking.credentials is not None
