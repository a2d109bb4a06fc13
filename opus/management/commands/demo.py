"""Everything that one needs to look around: tables, example activities, two users."""

import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from jobs import examples
from opus import env, processes

USERS: dict[str, dict[str, Any]] = {
    "admin": {"is_staff": True, "is_superuser": True, "email": "admin@example.org"},
    "astronomer": {
        "first_name": "Ada",
        "last_name": "Astronomer",
        "email": "astronomer@example.org",
    },
}


class Command(BaseCommand):
    help = (
        "Makes the tables, loads the example activities and the users admin and "
        "astronomer; their password is OPUS_DEMO_PASSWORD or a random one. Harmless "
        "when done twice."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        processes.hide_memory()
        if settings.PUBLIC:
            raise CommandError(
                "The demo makes an administrator whose password is printed: do not run "
                f"it for {', '.join(settings.PUBLIC)}. See the README for a real "
                "installation."
            )
        call_command("migrate", verbosity=0, interactive=False)
        password = env.text("OPUS_DEMO_PASSWORD") or secrets.token_urlsafe(9)
        made = [name for name in USERS if self._user(name, password)]
        try:
            admin = User.objects.get(username="admin")
            versions = examples.load(settings.BASE_DIR / "examples", admin)
        except examples.SampleMissingError as error:
            raise CommandError(str(error)) from error
        names = ", ".join(version.activity.name for version in versions)
        self.stdout.write(f"Example activities: {names}")
        if made:
            self.stdout.write(f"Users: {' and '.join(made)}, password {password}")
        else:
            self.stdout.write("Users: admin and astronomer, passwords as before")

    def _user(self, name: str, password: str) -> bool:
        """Whether the user was made, or given the password of the environment."""
        user, is_new = User.objects.get_or_create(username=name, defaults=USERS[name])
        if is_new or env.text("OPUS_DEMO_PASSWORD"):
            user.set_password(password)
            user.save(update_fields=["password"])
            return True
        return False
