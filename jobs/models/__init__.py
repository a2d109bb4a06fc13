"""The rows of jobs and of the descriptions they run."""

from jobs.models.descriptions import (
    ActivityDescription,
    GenerationDescription,
    ParameterDescription,
    UsageDescription,
    Version,
)
from jobs.models.jobs import Job, JobEvent, JobInput, JobParameter, JobResult

__all__ = [
    "ActivityDescription",
    "GenerationDescription",
    "Job",
    "JobEvent",
    "JobInput",
    "JobParameter",
    "JobResult",
    "ParameterDescription",
    "UsageDescription",
    "Version",
]
