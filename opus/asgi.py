"""The portal as an ASGI application; static files are served outside Django."""

import os
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from servestatic import ServeStaticASGI

from opus.sizes import Handler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opus.settings")
django.setup(set_prefix=False)

_MAX_AGE_SECONDS = 300
_portal = Handler()
_admin = Path(apps.get_app_config("admin").path) / "static" / "admin"

application = ServeStaticASGI(
    _portal,
    root=settings.BASE_DIR / "static",
    prefix=settings.STATIC_URL,
    max_age=_MAX_AGE_SECONDS,
)
application.add_files(_admin, prefix=f"{settings.STATIC_URL}admin/")
