"""For each check a fault that it, and no other check, must find."""

from tests.opus.uwscheck import faults_of_jobs as jobs
from tests.opus.uwscheck import faults_of_lists as lists

FAULTS = {
    **lists.JOB_LIST,
    **lists.CREATION,
    **jobs.STARTING,
    **jobs.JOBS,
    **jobs.TIMES,
    **lists.FILTERS,
    **jobs.WAIT,
    **jobs.RESULTS,
    **lists.ACCESS,
    **lists.VOSI,
    **jobs.DELETION,
}
