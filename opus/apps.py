from django.apps import AppConfig
from django.core.checks import Tags, register

from opus import checks


class OpusConfig(AppConfig):
    name = "opus"
    verbose_name = "OPUS"

    def ready(self) -> None:
        for check in (checks.readable, checks.nameless, checks.hidden):
            register(check, Tags.security)
