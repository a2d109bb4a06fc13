"""What is odd about a description although each of its fields is right.

Pure, bounded, and nothing of a script is ever run: `findings` are for the editor,
`errors` are those that keep a version from being published. `path` is the PATH that
scripts will have.
"""

from jobs.descriptions.lint import declared, outputs, shebang, style, syntax
from jobs.descriptions.lint.finding import Finding
from jobs.descriptions.value import Description

__all__ = ["Finding", "errors", "findings"]


def findings(description: Description, path: str) -> list[Finding]:
    """Errors first, then hints, each in the order of the page."""
    found = [
        *outputs.findings(description),
        *declared.findings(description),
        *shebang.findings(description.script, path),
        *syntax.findings(description.script, path),
        *style.findings(description.script),
    ]
    return sorted(found, key=lambda finding: not finding.is_error)


def errors(description: Description, path: str) -> dict[str, str]:
    """A sentence for each field, by its path, like those of `publishable`."""
    found: dict[str, str] = {}
    for finding in (
        *outputs.findings(description),
        *syntax.findings(description.script, path),
    ):
        if finding.is_error:
            found.setdefault(finding.path, finding.sentence)
    return found
