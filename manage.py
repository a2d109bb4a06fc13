#!/usr/bin/env python3
"""Django's commands for this portal."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opus.settings")
    try:
        from django.conf import settings  # noqa: PLC0415 - Django may be missing
        from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415
        from django.core.management import execute_from_command_line  # noqa: PLC0415
    except ModuleNotFoundError as error:
        sys.exit(
            f"{error.name} is not installed: run this with .venv/bin/python, "
            "which `make install` prepares."
        )
    os.umask(0o077)  # what the portal writes is for nobody else on this host
    try:
        settings.INSTALLED_APPS  # noqa: B018 - reads the settings
    except (ImproperlyConfigured, OSError) as error:
        sys.exit(f"OPUS: {error}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
