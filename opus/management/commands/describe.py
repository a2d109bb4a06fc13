"""Descriptions in files: imported, published, converted, checked, kept in step."""

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from jobs import publishing
from jobs.descriptions import formats
from jobs.descriptions.formats import Imported
from jobs.errors import DescriptionError, StaleError
from jobs.exchange import files, keeping, repair, sync
from jobs.exchange.sync import Entry, Status, Wish

FAILED, CANNOT_RUN = 1, 2


class Command(BaseCommand):
    help = (
        "Imports descriptions as drafts, or publishes, converts or checks them: "
        f"{formats.READ}. Exit status: 0 all went well, 1 some did not, 2 nothing "
        "could be done."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
        parser.add_argument("--check", action="store_true", help="say what is wrong")
        parser.add_argument(
            "--to", choices=[one.name for one in formats.WRITTEN], help="convert"
        )
        parser.add_argument("-o", "--output", type=Path, help="where to write it")
        parser.add_argument("--publish", action="store_true", help="no mere drafts")
        parser.add_argument("--reason", default="", help="why without a passed example")
        parser.add_argument("--user", default="", help="who does it")
        parser.add_argument(
            "--replace", action="store_true", help="also what somebody is writing"
        )
        parser.add_argument("--sync", type=Path, metavar="DIR", help="a whole folder")
        parser.add_argument("--apply", action="store_true", help="not only say it")
        parser.add_argument(
            "--retire-missing", action="store_true", help="what is not in the folder"
        )

    def handle(self, *args: Any, **given: Any) -> None:
        wish = _wish(given)
        self._failed = False
        if given["sync"]:
            self._sync(given["sync"], wish, given)
        elif not given["files"]:
            raise CommandError("Name a file, or --sync DIR.", returncode=CANNOT_RUN)
        for path in given["files"]:
            self._file(path, wish, given)
        if self._failed:
            sys.exit(FAILED)

    def _file(self, path: Path, wish: Wish, given: dict[str, Any]) -> None:
        try:
            found = files.read(path)
            if given["to"]:
                self._note(path.name, found.notes)
                self._convert(found, given["to"], given["output"])
            elif given["check"]:
                self._note(path.name, found.notes)
                self._check(path.name, found)
            else:
                self._keep(path.name, repair.storable(found), wish)
        except OSError as error:
            raise CommandError(str(error), returncode=CANNOT_RUN) from error
        except DescriptionError as error:
            self._fail(*(f"{path}: {k}: {v}" for k, v in error.problems.items()))

    def _convert(self, found: Imported, name: str, output: Path | None) -> None:
        exported = formats.write(found.description, name, settings.OPUS_URL)
        self._note(exported.filename, exported.notes)
        if output is None:
            self.stdout.write(exported.content.decode(), ending="")
            return
        path = output / exported.filename if output.is_dir() else output
        path.write_bytes(exported.content)

    def _check(self, source: str, found: Imported) -> None:
        one = found.description
        if problems := publishing.obstacles(one):
            raise DescriptionError(problems)
        self.stdout.write(f"{source}: {one.name} can be published")

    def _keep(self, source: str, found: Imported, wish: Wish) -> None:
        self._note(source, found.notes)
        seen = None if wish.replaces else 0
        name = found.description.name
        try:
            if wish.reason:
                version = keeping.publish(
                    found, wish.by, source, wish.reason, seen=seen
                )
                self.stdout.write(f"{source}: {name} {version.label} is published")
                return
            if keeping.is_there(found):
                self.stdout.write(f"{source}: {name} is there already")
                return
            keeping.draft(found, wish.by, source, seen=seen)
        except StaleError as error:
            self._fail(f"{source}: {keeping.refusal(name, error)}: use --replace")
            return
        self.stdout.write(f"{source}: {name} is saved as a draft")
        left = publishing.obstacles(found.description)
        self._note(
            source, tuple(f"before it is published, {k}: {v}" for k, v in left.items())
        )

    def _sync(self, top: Path, wish: Wish, given: dict[str, Any]) -> None:
        if not top.is_dir():
            raise CommandError(f"There is no folder {top}.", returncode=CANNOT_RUN)
        entries = sync.plan(top, wish)
        for entry in entries:
            done = sync.apply(entry, wish) if given["apply"] else entry
            self._tell(done)
        for activity in sync.missing(entries):
            line = f"missing    {activity.name}: the folder does not describe it"
            if given["apply"] and given["retire_missing"]:
                sync.retire(activity, wish.by)
                line = f"retired    {activity.name}"
            self.stdout.write(line)
        if not given["apply"]:
            self.stdout.write("Nothing was changed: add --apply to do it.")

    def _tell(self, entry: Entry) -> None:
        told = f": {entry.told}" if entry.told else ""
        name = f" {entry.name}" if entry.name else ""
        line = f"{entry.status:<10}{name} ({entry.source}){told}"
        if entry.status == Status.WRONG:
            self._fail(line)
        else:
            self.stdout.write(line)
        if entry.found and entry.status in (Status.NEW, Status.CHANGED):
            self._note(entry.source, entry.found.notes)

    def _note(self, source: str, notes: tuple[str, ...]) -> None:
        for note in notes:
            self.stderr.write(f"{source}: {note}")

    def _fail(self, *lines: str) -> None:
        self._failed = True
        for line in lines:
            self.stderr.write(line)


def _wish(given: dict[str, Any]) -> Wish:
    """Raises CommandError for what does not go together."""
    reason = given["reason"].strip()
    if given["publish"] and not reason:
        why = "--publish needs --reason TEXT: why it is published without a trial."
        raise CommandError(why, returncode=CANNOT_RUN)
    user = None
    if name := given["user"]:
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"There is no user {name}.", returncode=CANNOT_RUN)
    return Wish(user, reason if given["publish"] else "", given["replace"])
