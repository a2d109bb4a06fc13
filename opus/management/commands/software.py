"""Example software: an environment for scripts, and activities that use it."""

import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from jobs import examples
from jobs.errors import DescriptionError
from jobs.execution import environments

HOME = settings.BASE_DIR / "examples" / "software"
MINUTES = 20


class Command(BaseCommand):
    help = (
        "Installs example software from pinned packages, names it in "
        "OPUS_ENVIRONMENTS, and publishes the activities that run in it. Harmless when "
        "done twice."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        known = sorted(place.name for place in HOME.iterdir() if place.is_dir())
        parser.add_argument("name", choices=known)

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"]
        place = Path(settings.OPUS_VAR) / "environments" / name
        self._install(name, place)
        self._name(name, place)
        try:
            made = examples.publish(HOME / name, None)
        except DescriptionError as error:
            raise CommandError(f"The activities do not fit: {error}") from error
        names = ", ".join(f"{one.activity.name} {one.label}" for one in made)
        self.stdout.write(f"Published: {names}")

    def _install(self, name: str, place: Path) -> None:
        if not (place / "bin" / "pip").exists():
            venv.create(place, with_pip=True)
        self.stdout.write(f"Installing {name} into {place}")
        words = ["install", "--quiet", "--disable-pip-version-check", "-r"]
        done = subprocess.run(
            [place / "bin" / "pip", *words, HOME / name / "requirements.txt"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60 * MINUTES,
            check=False,
        )
        if done.returncode:
            sys.stderr.write(done.stderr)
            raise CommandError(f"{name} could not be installed.", returncode=2)

    def _name(self, name: str, place: Path) -> None:
        """In the operator's file, if it is not there already."""
        try:
            known = environments.all_of()
        except environments.NoEnvironmentError as error:
            raise CommandError(str(error)) from error
        if name in known:
            return
        file = Path(settings.OPUS_ENVIRONMENTS)
        table = f'[{name}]\nkind = "venv"\npath = "{place}"\n'
        with file.open("a") as stream:
            stream.write(f"\n{table}" if stream.tell() else table)
