"""All that an author should look at: what does not fit, errors, hints."""

from collections.abc import Mapping

from django.conf import settings

from jobs import publishing
from jobs.descriptions import lint
from jobs.descriptions.lint import Finding
from jobs.pages.editing.reading import Reading


def of(reading: Reading) -> list[Finding]:
    """Errors first; one that has a line is told with it, and told once."""
    noticed = lint.findings(reading.description, settings.OPUS_SCRIPT_PATH)
    told = {(finding.path, finding.sentence) for finding in noticed}
    obstacles = {**publishing.obstacles(reading.description), **reading.misfits}
    errors = [
        Finding(path, sentence, is_error=True)
        for path, sentence in obstacles.items()
        if (path, sentence) not in told
    ]
    return sorted([*errors, *noticed], key=lambda finding: not finding.is_error)


def of_refusal(problems: Mapping[str, str]) -> list[Finding]:
    """What kept the description from being saved or published."""
    return [
        Finding(path, sentence, is_error=True) for path, sentence in problems.items()
    ]
