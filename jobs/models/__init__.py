"""The rows of jobs and of the descriptions they run."""

from jobs.models.descriptions import (
    ActivityDescription,
    DescriptionEvent,
    Mention,
    Version,
)
from jobs.models.jobs import Job, JobEvent, JobInput, JobParameter, JobResult
from jobs.models.letters import Letter
from jobs.models.machines import Allowance, Host, Scheduler, Spent
from jobs.models.trials import Trial

__all__ = [
    "ActivityDescription",
    "Allowance",
    "DescriptionEvent",
    "Host",
    "Job",
    "JobEvent",
    "JobInput",
    "JobParameter",
    "JobResult",
    "Letter",
    "Mention",
    "Scheduler",
    "Spent",
    "Trial",
    "Version",
]
