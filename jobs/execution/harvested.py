"""Files that a runner says it kept, looked at before anybody relies on them."""

import dataclasses
import logging
import os
import stat

from jobs.execution.base import Made, Report
from jobs.execution.folder import JobFolder
from jobs.phases import Phase

logger = logging.getLogger(__name__)


def verified(report: Report, folder: JobFolder) -> Report:
    """The report without files that are not what it says they are."""
    real = [made for made in report.made if _is_real(folder, made)]
    if len(real) == len(report.made):
        return report
    lost = sorted({made.path for made in report.made} - {made.path for made in real})
    logger.warning("job %s: not as reported: %s", folder.public_id, lost)
    message = report.message or f"A result was changed after the run: {lost[0]}."
    phase = Phase.ERROR if report.phase == Phase.COMPLETED else report.phase
    return dataclasses.replace(report, made=real, phase=phase, message=message)


def _is_real(folder: JobFolder, made: Made) -> bool:
    """A regular file of that size, reached through real folders only."""
    path = folder.out / made.path
    # Not the resolved `out`: a script can put a link in its place, too.
    out = folder.root.parent.resolve() / folder.out.relative_to(folder.root.parent)
    try:
        status = os.lstat(path)
        inside = path.parent.resolve().is_relative_to(out)
    except OSError:
        return False
    return inside and stat.S_ISREG(status.st_mode) and status.st_size == made.size
