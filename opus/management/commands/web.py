"""The web server of this host, without workers."""

import socket
import tempfile
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from jobs import uploads
from opus import binding, processes

GRACE_SECONDS = 3  # for answers that are under way when the server is stopped


class Command(BaseCommand):
    help = "Serves pages and REST; `portal` also runs the workers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bind", default=binding.DEFAULT, help=binding.HELP)
        parser.add_argument("--fd", type=int, help="a socket that listens already")

    def handle(self, *args: Any, **options: Any) -> None:
        processes.hide_memory()
        # Django spools whole requests, and /tmp may be memory.
        tempfile.tempdir = str(uploads.streaming())
        if options["fd"] is None:
            listening = binding.listen(options["bind"])
        else:
            listening = socket.socket(fileno=options["fd"])
        config = uvicorn.Config(
            "opus.asgi:application",
            lifespan="off",
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=settings.OPUS_BEHIND_PROXY,
            forwarded_allow_ips="127.0.0.1",
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        uvicorn.Server(config).run(sockets=[listening])
