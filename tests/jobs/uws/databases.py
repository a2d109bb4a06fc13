"""A database in a file, as portals have one: each thread has its own connection."""

import contextlib
from pathlib import Path

from django.db import connection


@contextlib.contextmanager
def on_disk(path):
    """The test's database, copied to the file; not for a test in a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    name, in_memory = connection.settings_dict["NAME"], connection.connection
    connection.connection = None
    connection.settings_dict["NAME"] = str(path)
    try:
        yield path
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name
        connection.connection = in_memory


def opened(path):
    """How many connections this process has to the file."""
    found = 0
    for link in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            found += link.readlink() == path
    return found
