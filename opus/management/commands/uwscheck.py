"""A doctor for any UWS service; docs/uwscheck.md tells how to use it."""

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from opus.uwscheck import doctor, options, report
from opus.uwscheck.doctor import Finding
from opus.uwscheck.registry import Check
from opus.uwscheck.report import Report
from opus.uwscheck.service import Service
from opus.uwscheck.verdicts import Result

FAILED, CANNOT_RUN, INTERRUPTED = 1, 2, 130


class Command(BaseCommand):
    help = (
        "Checks any UWS 1.1 service as its clients use it, and says what to mend. "
        "Exit status: 0 nothing failed, 1 something failed, 2 no check could be made."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        options.add(parser)

    def handle(self, *args: Any, **given: Any) -> None:
        try:
            chosen = options.chosen(given)
            if given["list"]:
                self.stdout.write("\n".join(report.listing(chosen)))
                return
            service = self._service(given)
            doctor.is_ready(service)
        except (options.MistakeError, doctor.CannotRunError) as error:
            raise CommandError(str(error), returncode=CANNOT_RUN) from error
        except KeyboardInterrupt:
            sys.exit(INTERRUPTED)
        found = Report(service.plan.url, _name(service))
        printer = _Printer(self, found, given)
        with _stoppable():
            self._examine(service, chosen, printer)
        self._end(found, given["json"])

    def _service(self, given: dict[str, Any]) -> Service:
        plan = options.plan(given)
        client = options.client(given, plan.url)
        if options.is_readable_on_the_way(client):
            self.stderr.write("Warning: http sends the credentials unencrypted.")
        return Service(plan, client)

    def _examine(
        self, service: Service, chosen: list[Check], printer: "_Printer"
    ) -> None:
        """Whatever happens, the jobs that were made are deleted."""
        printer.begin()
        try:
            doctor.examine(service, chosen, printer.tell)
            printer.found.complete = True
        except KeyboardInterrupt:
            self.stderr.write("Interrupted: deleting the jobs that were made.")
        except BrokenPipeError:
            printer.quiet = True  # nobody reads on, for instance `head`
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        finally:
            printer.found.left = doctor.clean_up(service)

    def _end(self, found: Report, file: str | None) -> None:
        if file == "-":
            self.stdout.write(found.json(), ending="")
        else:
            self.stdout.write(f"\n{found.summary()}")
        if file and file != "-":
            _write(Path(file), found.json())
        if found.left:
            self.stderr.write(f"Not deleted: {', '.join(found.left)}")
        if not found.complete:
            sys.exit(INTERRUPTED)
        if found.failed:
            sys.exit(FAILED)


class _Printer:
    """Says each finding when it is known, below the title of its theme."""

    def __init__(self, command: Command, found: Report, given: dict[str, Any]) -> None:
        self.command, self.found = command, found
        self.more = given["verbosity"] > 1
        self.quiet = given["json"] == "-"
        self.theme = ""

    def begin(self) -> None:
        who = f"as {self.found.user}" if self.found.user else "anonymously"
        self._write(f"{self.found.service}, {who}")

    def tell(self, finding: Finding) -> None:
        self.found.findings.append(finding)
        if finding.check.theme != self.theme:
            self.theme = finding.check.theme
            self._write(f"\n{self.theme}")
        for line in report.lines(finding, self._paint, more=self.more):
            self._write(line)

    def _write(self, line: str) -> None:
        if not self.quiet:
            self.command.stdout.write(line)
            self.command.stdout.flush()

    def _paint(self, result: Result, word: str) -> str:
        style = self.command.style
        match result:
            case Result.PASS:
                return style.SUCCESS(word)
            case Result.FAIL:
                return style.ERROR(word)
            case Result.WARNING:
                return style.WARNING(word)
            case Result.SKIPPED:
                return word


def _name(service: Service) -> str:
    known = service.client.credentials
    return "" if known is None else known.user or "the owner of a token"


def _write(file: Path, content: str) -> None:
    try:
        file.write_text(content)
    except OSError as error:
        raise CommandError(f"--json {file}: {error}", returncode=CANNOT_RUN) from error


@contextlib.contextmanager
def _stoppable() -> Iterator[None]:
    """What ends the programme in another way also leaves no jobs behind."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
