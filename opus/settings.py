"""One settings file; what differs between machines comes from the environment.

docs/reference.md explains each variable; a test keeps that table complete.
"""

import os
import socket
import sysconfig
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from opus import env

BASE_DIR = Path(__file__).resolve().parent.parent

# Where things lie
OPUS_VAR = env.folder("OPUS_VAR", BASE_DIR / "var")
OPUS_JOBS = env.folder("OPUS_JOBS", OPUS_VAR / "jobs")
OPUS_RUN = env.folder("OPUS_RUN", OPUS_VAR / "run")

# Who may ask, and under which name
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
OPUS_URL = env.origin("OPUS_URL")
OPUS_HOSTS = env.words("OPUS_HOSTS", [])
DEBUG = env.flag("OPUS_DEBUG", False)
SECRET_KEY = env.secret("OPUS_SECRET_KEY", OPUS_VAR / "secret_key")
ALLOWED_HOSTS = [
    *LOCAL_HOSTS,
    *OPUS_HOSTS,
    *([urlsplit(OPUS_URL).hostname or ""] if OPUS_URL else []),
]
if PUBLIC := sorted(set(ALLOWED_HOSTS) - {*LOCAL_HOSTS, "::1"}):
    if DEBUG:
        raise ImproperlyConfigured(
            f"OPUS_DEBUG=True shows source code and settings to whoever reaches "
            f"{', '.join(PUBLIC)}: unset OPUS_DEBUG, or OPUS_URL and OPUS_HOSTS"
        )
    if len(os.environ.get("OPUS_SECRET_KEY", "")) < 32:  # noqa: PLR2004 - 32 characters are 192 random bits
        raise ImproperlyConfigured(
            f"{', '.join(PUBLIC)} is public: set OPUS_SECRET_KEY to 32 random "
            "characters or more, for instance the output of: openssl rand -base64 48"
        )

# How jobs run
OPUS_HOST = env.text("OPUS_HOST", socket.gethostname())
OPUS_SLOTS = env.number("OPUS_SLOTS", max(2, os.cpu_count() or 2))
OPUS_HOST_LOST = env.number("OPUS_HOST_LOST", 3600, least=5)
OPUS_WORKERS = env.number("OPUS_WORKERS", 2)
OPUS_RECONCILE_SECONDS = env.number("OPUS_RECONCILE_SECONDS", 5)
OPUS_SCRIPT_PATH = env.text(
    "OPUS_SCRIPT_PATH",
    f"{sysconfig.get_path('scripts')}:/usr/local/bin:/usr/bin:/bin",
)
OPUS_DURATION = env.number("OPUS_DURATION", 3600)
OPUS_DURATION_MAX = env.number("OPUS_DURATION_MAX", 7 * 24 * 3600)
OPUS_DESTRUCTION_DAYS = env.number("OPUS_DESTRUCTION_DAYS", 30)
OPUS_DESTRUCTION_MAX_DAYS = env.number("OPUS_DESTRUCTION_MAX_DAYS", 365)
OPUS_JOB_BYTES = env.number("OPUS_JOB_BYTES", 20 * 1024**3)
OPUS_JOB_FILES = env.number("OPUS_JOB_FILES", 1000)
_MEMORY = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
OPUS_JOB_MEMORY = env.number("OPUS_JOB_MEMORY", _MEMORY * 3 // 4, least=0)
OPUS_JOB_MEMORY_MAX = env.number("OPUS_JOB_MEMORY_MAX", _MEMORY, least=0)
OPUS_JOB_PROCESSES = env.number("OPUS_JOB_PROCESSES", 1000, least=0)
OPUS_JOB_PROCESSES_MAX = env.number("OPUS_JOB_PROCESSES_MAX", 10_000, least=0)
OPUS_JOB_CPU_SECONDS = env.number("OPUS_JOB_CPU_SECONDS", 0, least=0)
OPUS_JOB_CPU_SECONDS_MAX = env.number("OPUS_JOB_CPU_SECONDS_MAX", 0, least=0)
OPUS_JOB_OPEN_FILES = env.number("OPUS_JOB_OPEN_FILES", 0, least=0)
OPUS_JOB_OPEN_FILES_MAX = env.number("OPUS_JOB_OPEN_FILES_MAX", 0, least=0)
# A Slurm cluster that sees OPUS_JOBS
OPUS_SLURM = env.flag("OPUS_SLURM", False)
OPUS_SLURM_SSH = env.text("OPUS_SLURM_SSH")
OPUS_SLURM_USER = env.text("OPUS_SLURM_USER")
OPUS_SLURM_ACCOUNT = env.text("OPUS_SLURM_ACCOUNT")
OPUS_SLURM_OPTIONS = env.words("OPUS_SLURM_OPTIONS", [])
OPUS_SLURM_PARTITIONS = env.words("OPUS_SLURM_PARTITIONS", [])
OPUS_SLURM_PYTHON = env.text("OPUS_SLURM_PYTHON", "/usr/bin/python3")
OPUS_SLURM_JOBS = env.number("OPUS_SLURM_JOBS", 200)
OPUS_SLURM_POLL_SECONDS = env.number("OPUS_SLURM_POLL_SECONDS", 3)
OPUS_BACKEND = env.text("OPUS_BACKEND", "local")

OPUS_ENVIRONMENTS = env.folder("OPUS_ENVIRONMENTS", OPUS_VAR / "environments.toml")
OPUS_BWRAP = env.text("OPUS_BWRAP", "bwrap")
OPUS_USER_JOBS = env.number("OPUS_USER_JOBS", 1000)
OPUS_USER_RUNNING = env.number("OPUS_USER_RUNNING", 0, least=0)
OPUS_USER_BYTES = env.number("OPUS_USER_BYTES", 0, least=0)
OPUS_ANONYMOUS_JOBS = env.number("OPUS_ANONYMOUS_JOBS", 20)
OPUS_ANONYMOUS_DAYS = env.number("OPUS_ANONYMOUS_DAYS", 3)
OPUS_TRIAL_DAYS = env.number("OPUS_TRIAL_DAYS", 3)
OPUS_CHECK_HOURS = env.number("OPUS_CHECK_HOURS", 24, least=0)
OPUS_CHECKS_AT_ONCE = env.number("OPUS_CHECKS_AT_ONCE", 1)

# What clients may do
OPUS_WAITERS = env.number("OPUS_WAITERS", 1000)

# What jobs may be given
OPUS_UPLOAD_BYTES = env.number("OPUS_UPLOAD_BYTES", 2 * 1024**3)
OPUS_FETCH_BYTES = env.number("OPUS_FETCH_BYTES", 10 * 1024**3)
OPUS_FETCH_SECONDS = env.number("OPUS_FETCH_SECONDS", 3600)
OPUS_FETCH_HOSTS = env.words("OPUS_FETCH_HOSTS", [])
OPUS_RESOLVER_URL = env.text("OPUS_RESOLVER_URL")
OPUS_RESOLVER_SECONDS = env.number("OPUS_RESOLVER_SECONDS", 5)

# The graph
OPUS_DOT = env.text("OPUS_DOT")
OPUS_ORGANISATION = env.text("OPUS_ORGANISATION")
OPUS_ORGANISATION_URL = env.text("OPUS_ORGANISATION_URL")
OPUS_LICENSE_URL = env.text("OPUS_LICENSE_URL")

INSTALLED_APPS = [
    "opus",
    "opus.accounts",
    "django_q",
    "jobs",
    "provenance",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "opus.headers.security_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "opus.auth.HeaderAuthentication",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "opus.paths.PossiblePaths",
]
ROOT_URLCONF = "opus.urls"
ASGI_APPLICATION = "opus.asgi.application"
APPEND_SLASH = False  # a redirected POST loses its body

_CONTEXT = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "jobs.pages.waiting.context",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "opus.jinja2.environment",
            "context_processors": _CONTEXT,
        },
    },
    {  # the admin's templates
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": _CONTEXT},
    },
]
FORM_RENDERER = "opus.jinja2.FormRenderer"

DATABASES = {"default": env.database("OPUS_DATABASE_URL", OPUS_VAR / "opus.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {  # remembers passwords: more of them than people ask at a time
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    "layouts": {  # of graphs, up to 0.2 MB each: they push no password out
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "layouts",
        "OPTIONS": {"MAX_ENTRIES": 300},
    },
    "names": {  # of objects in the sky, and where they are
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "names",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    "cluster": {  # shared by processes: django-q2 tells there how it is
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": OPUS_RUN / "cluster",
    },
}
# Without Redis the queue is in the database.
OPUS_REDIS_URL = env.text("OPUS_REDIS_URL")
_BROKER: dict[str, str] = (
    {"redis": OPUS_REDIS_URL}
    if OPUS_REDIS_URL
    else {"broker_class": "jobs.queue.DoorbellBroker", "orm": "default"}
)
Q_CLUSTER = {
    "name": f"opus-{OPUS_HOST}"[:100],  # each host takes from a queue of its own
    **_BROKER,
    "workers": OPUS_WORKERS,
    # Every task is short. `retry` must outlast a full queue; a second delivery is
    # harmless.
    "timeout": 60,
    "retry": 180,
    "max_attempts": 1,
    "ack_failures": True,
    "queue_limit": 2,
    "bulk": 1,
    "poll": 1,
    "log_level": env.text("OPUS_LOG_LEVEL", "WARNING"),
    "guard_cycle": 1,
    "recycle": 500,
    "save_limit": -1,
    "catch_up": False,
    "scheduler": False,  # the `cluster` command ticks it, every 5 s instead of 30
    "cache": "cluster",
}

# Mail; without a host none is sent
OPUS_MAIL_HOST = EMAIL_HOST = env.text("OPUS_MAIL_HOST")
OPUS_MAIL_TLS = EMAIL_USE_TLS = env.flag("OPUS_MAIL_TLS", False)
OPUS_MAIL_PORT = EMAIL_PORT = env.number("OPUS_MAIL_PORT", 587 if OPUS_MAIL_TLS else 25)
OPUS_MAIL_USER = EMAIL_HOST_USER = env.text("OPUS_MAIL_USER")
EMAIL_HOST_PASSWORD = env.text("OPUS_MAIL_PASSWORD")
OPUS_MAIL_FROM = DEFAULT_FROM_EMAIL = env.text("OPUS_MAIL_FROM", "opus@localhost")
EMAIL_TIMEOUT = 10

AUTHENTICATION_BACKENDS = ["opus.accounts.passwords.Backend"]
OPUS_TOKEN_DAYS = env.number("OPUS_TOKEN_DAYS", 365, least=0)
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "jobs"
LOGOUT_REDIRECT_URL = "home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
]
SECURE = OPUS_URL.startswith("https:")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
OPUS_BEHIND_PROXY = env.flag("OPUS_BEHIND_PROXY", False)
if OPUS_BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
FILE_UPLOAD_HANDLERS = ["jobs.uploads.HashingUploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o600

LANGUAGE_CODE = "en-gb"
USE_I18N = False
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = OPUS_VAR / "static"  # only for a web server that serves them itself
STATICFILES_DIRS = [BASE_DIR / "static"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    # 4xx are what clients did; the access log of a web server in front has them
    "loggers": {"django.request": {"level": "ERROR"}},
    "root": {"handlers": ["stderr"], "level": env.text("OPUS_LOG_LEVEL", "WARNING")},
}
