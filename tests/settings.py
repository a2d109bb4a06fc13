"""The real settings, with a throw-away folder."""

import os
import tempfile

_var = tempfile.TemporaryDirectory(prefix="opus-tests-", ignore_cleanup_errors=True)
os.environ["OPUS_VAR"] = _var.name
for name in ("OPUS_URL", "OPUS_HOSTS", "OPUS_DEBUG", "OPUS_JOBS", "OPUS_RUN"):
    os.environ.pop(name, None)

from opus.settings import *  # noqa: E402, F403 - the folder comes first

OPUS_MAIL_HOST = "localhost"  # letters are written; a test sees what is sent
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
