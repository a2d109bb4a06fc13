"""Which used entities are configuration files, as the IVOA's model has them.

Those whose description says that they set the activity up, and what a tool of ctapipe
names so. They are used, too: somebody who follows the data meets them.
"""

from collections.abc import Iterator

from provenance.document import Document, Use

SETUP = "Setup"  # IVOA: the type of a usage
TOOL = "Tool Configuration"  # the role by which tools of ctapipe register theirs


def uses(document: Document) -> Iterator[Use]:
    setup = {
        (node.id, part.role)
        for node in document.activities
        if node.plan
        for part in node.plan.usages
        if part.type == SETUP
    }
    for use in document.used:
        if use.role == TOOL or (use.activity, use.role) in setup:
            yield use
