"""Runs a script by bubblewrap, where it sees the system, and its own folder only.

Everything of the portal, of other jobs and of the account is hidden; what the script
needs of it is put back, read-only. Its processes have numbers of their own, so they
see no others either.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from jobs.execution.folder import JobFolder

ALONE = ("--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try")
RESOLVERS = ("/run/systemd/resolve", "/run/resolvconf")
MISSING = (
    "This activity must run in a sandbox, and bubblewrap is not installed on this "
    "host: tell the operator (Debian and Ubuntu: apt install bubblewrap)."
)
TRY_SECONDS = 10


def program() -> str | None:
    """Bubblewrap; None if this host has none."""
    return shutil.which(settings.OPUS_BWRAP)


def command(
    argv: Sequence[str], folder: JobFolder, needs: Iterable[Path], *, network: bool
) -> list[str]:
    """What runs `argv` in it; `needs` are folders that the script reads.

    Raises FileNotFoundError if there is no bubblewrap.
    """
    found = program()
    if found is None:
        raise FileNotFoundError(MISSING)
    words = [found, "--die-with-parent", *ALONE, "--ro-bind", "/", "/"]
    words += ["--dev", "/dev", "--proc", "/proc"]
    for place in _hidden():
        words += ["--tmpfs", str(place)]
    if network:
        for name in RESOLVERS:
            words += ["--ro-bind-try", name, name]
    else:
        words.append("--unshare-net")
    for need in [*needs, *_own_python()]:
        words += ["--ro-bind-try", str(need), str(need)]
    root, given = str(folder.root), str(folder.inputs)
    words += ["--bind", root, root, "--ro-bind", given, given]
    return [*words, "--chdir", str(folder.work), "--", *argv]


def _hidden() -> list[Path]:
    """The outermost of the folders that are nobody's business."""
    wanted = [
        *(Path("/tmp"), Path("/run"), Path("/home"), Path("/root")),  # noqa: S108 - hidden, not used
        Path.home(),
        *(Path(settings.BASE_DIR), Path(settings.OPUS_VAR)),
        *(Path(settings.OPUS_JOBS), Path(settings.OPUS_RUN)),
    ]
    found: list[Path] = []
    for place in sorted({path.resolve() for path in wanted if path.is_dir()}):
        inside = any(place.is_relative_to(outer) for outer in found)
        if not inside and place != Path("/"):
            found.append(place)
    return found


def _own_python() -> list[Path]:
    """That of the portal: scripts that choose no environment find it on their path."""
    library = Path(settings.OPUS_JOBS) / ".lib"  # the recorder, on a cluster
    return [Path(sys.prefix), Path(sys.base_prefix), library]


@lru_cache(maxsize=1)
def problem() -> str:
    """Why no sandbox works on this host; empty if one does."""
    found = program()
    if found is None:
        return MISSING
    test = [found, *ALONE, "--unshare-net", "--ro-bind", "/", "/", "--proc", "/proc"]
    try:
        done = subprocess.run(
            [*test, "/bin/true"],
            capture_output=True,
            text=True,
            timeout=TRY_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError) as error:
        return f"bubblewrap does not start: {error}"
    return "" if done.returncode == 0 else f"bubblewrap fails: {done.stderr.strip()}"
