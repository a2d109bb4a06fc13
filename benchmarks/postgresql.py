"""The portal's settings with a PostgreSQL server on a socket, for what is compared."""

import os

from opus.settings import *  # noqa: F403 - all but the database

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "postgres",
        "USER": "opus",
        "HOST": os.environ["OPUS_BENCH_SOCKET"],
    }
}
