"""The command, run within this process."""

import io

from django.core.management import CommandError, call_command


def run(*arguments):
    """Exit status, stdout and stderr."""
    out, err, status = io.StringIO(), io.StringIO(), 0
    try:
        call_command("uwscheck", *arguments, stdout=out, stderr=err)
    except SystemExit as end:
        status = end.code
    except CommandError as error:
        status = error.returncode
        err.write(str(error))
    return status, out.getvalue(), err.getvalue()
