"""Who did what with which data: the rows of the IVOA Provenance Data Model.

Class and attribute names follow ProvenanceDM 1.0. Rows are written once, by
`provenance.record`; later only an activity is closed, an entity invalidated or
moved. What is unlisted belongs to nobody: its unguessable id is the key to it, and it
is never in a list. Nothing here points to a job: an activity carries the job's id as
text, so that the record outlives it.
"""

from provenance.models.grants import Grant
from provenance.models.nodes import Activity, Agent, Entity, Environment, Plan
from provenance.models.relations import (
    Association,
    Attribution,
    Bundle,
    Derived,
    Generated,
    Informed,
    Member,
    Used,
)

__all__ = [
    "Activity",
    "Agent",
    "Association",
    "Attribution",
    "Bundle",
    "Derived",
    "Entity",
    "Environment",
    "Generated",
    "Grant",
    "Informed",
    "Member",
    "Plan",
    "Used",
]
