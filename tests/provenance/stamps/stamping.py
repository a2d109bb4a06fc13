"""A stamp to put, and how it is put."""

import hashlib
import json

from provenance.stamps.__main__ import carry_out
from provenance.stamps.stamp import Order, Stamp

DOCUMENT = json.dumps({"entity": {"entity:e-1": {"prov:label": "a <b> & “c” 🔭"}}})
STAMP = Stamp(
    entity="https://opus.example.org/provenance/entity/e-1",
    job="https://opus.example.org/provenance/activity/j-1",
    lineage="https://opus.example.org/provenance/lineage?ID=e-1&x=<y>",
    activity="draw 1.0",
    time="2026-03-04T05:06:07.000Z",
    sha256="ab" * 32,
    document=DOCUMENT,
)


def put(source, content_type):
    """The stamped copy, or the reason why there is none."""
    target = source.with_name("target")
    done = carry_out(Order(str(source), str(target), content_type, STAMP))
    assert target.exists() == (not done.problem)
    if done.problem:
        return done.problem
    content = target.read_bytes()
    assert done.size == len(content)
    assert done.sha256 == hashlib.sha256(content).hexdigest()
    return target
