"""The portal as an ASGI application; static files are served outside Django."""

import os
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.db import connections
from servestatic import ServeStaticASGI

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opus.settings")
django.setup(set_prefix=False)

from opus.accounts.lines import apart  # noqa: E402
from opus.holding import HoldingHandler  # noqa: E402 - it knows rows

_MAX_AGE_SECONDS = 300
# Threads are used again, and so are their connections. Workers, which fork, have none
# that lives longer than what they do.
connections.settings["default"]["CONN_MAX_AGE"] = 60
_portal = apart(HoldingHandler())
_admin = Path(apps.get_app_config("admin").path) / "static" / "admin"

application = ServeStaticASGI(
    _portal,
    root=settings.BASE_DIR / "static",
    prefix=settings.STATIC_URL,
    max_age=_MAX_AGE_SECONDS,
)
application.add_files(_admin, prefix=f"{settings.STATIC_URL}admin/")
