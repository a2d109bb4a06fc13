"""Jobs in every phase for a portal to be asked about; their ids are always the same.

`build` runs in a process of the portal that is not serving yet.
"""

import json
import random
from unittest import mock

from jobs import lifecycle
from jobs.descriptions.value import Parameter, UsedEntity
from jobs.execution.base import Report
from jobs.phases import Phase
from opus.accounts import tokens
from opus.accounts.models import Scope
from provenance import identity
from tests import factories

ACTIVITY, OPEN = "everything", "open_to_all"
# No boolean: 0, yes and on are some, too, which no document lists.
PARAMETERS = (
    Parameter("text", "text", default="hello"),
    Parameter("word", "text", required=False, pattern="[a-z]{1,8}"),
    Parameter("count", "integer", minimum="1", maximum="10"),
    Parameter("flux", "real", default="0.5", minimum="0"),
    Parameter("band", "choice", default="V", options=("B", "V", "R")),
)
IMAGE = UsedEntity("image", content_types=("image/fits",), required=False)
VALUES = {"count": "3"}


def build(batches):
    """What a client may know, as JSON: tokens, and ids in so many equal batches."""
    seeded = random.Random(0).randbytes
    with mock.patch.object(identity.secrets, "token_bytes", seeded):
        owner, other = factories.user("owner"), factories.user("other")
        mine = factories.version(name=ACTIVITY, parameters=PARAMETERS, used=(IMAGE,))
        anybodys = factories.open_version(name=OPEN)
        found = [_batch(owner, other, mine, anybodys) for _ in range(batches)]
    _, text = tokens.make(owner, "fuzz", Scope.RUN, None)
    return json.dumps({"token": text, "batches": found})


def _batch(owner, other, mine, anybodys):
    """Ids by the phase of the job, which is the owner's if nothing else is said."""
    given = {"of": mine, "values": VALUES}
    rows = {
        "PENDING": factories.job(owner, **given),
        "EXECUTING": factories.executing(owner, **given),
        "QUEUED": factories.queued(owner, **given),
        "COMPLETED": factories.completed(owner, **given),
        "ERROR": _failed(owner, **given),
        "ABORTED": _aborted(owner, **given),
        "ARCHIVED": _archived(owner, **given),
        "PENDING, of another": factories.job(other, **given),
        "PENDING, of nobody": factories.job(None, of=anybodys),
    }
    return {what: row.public_id for what, row in rows.items()}


def _failed(owner, **given):
    row = factories.executing(owner, **given)
    report = Report(Phase.ERROR, message="It failed.", detail="line 3: <oops>\n")
    lifecycle.finish(row, report)
    return row


def _aborted(owner, **given):
    row = factories.job(owner, **given)
    lifecycle.abort(row, owner)
    return row


def _archived(owner, **given):
    row = factories.completed(owner, **given)
    lifecycle.delete(row, owner)
    return row
