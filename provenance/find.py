"""What an identifier means, in any of the spellings in which documents have it."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from provenance import visibility
from provenance.lineage import Lineage, of_agent, of_entity, walk
from provenance.models import Activity, Agent, Entity
from provenance.visibility import Viewer

# The last part of a URI, or of a name with a prefix: entity:e-…, opus_store:e-…
LOCAL = re.compile(r"[^/:=#?&]+$")
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Found:
    """One of the three."""

    thing: Activity | Entity | Agent

    @property
    def public_id(self) -> str:
        return self.thing.public_id

    @property
    def kind(self) -> str:
        """The part of its address: activity, entity or agent."""
        return type(self.thing).__name__.lower()


def local(text: str) -> str:
    """The id in an identifier: bare, with a prefix, or in full."""
    found = LOCAL.search(unquote(text.strip()[:LONGEST]))
    return found[0] if found else ""


def find(text: str, viewer: Viewer) -> Found | None:
    """The thing, if the viewer may open it."""
    public_id = local(text)
    if not public_id or "\0" in public_id:
        return None
    thing = (
        visibility.named_activities(viewer, [public_id]).first()
        or visibility.named_entities(viewer, [public_id]).first()
        or _agent(public_id, viewer)
    )
    return Found(thing) if thing else None


def _agent(public_id: str, viewer: Viewer) -> Agent | None:
    """An agent is seen where something is that the agent had a part in."""
    agent = Agent.objects.filter(public_id=public_id).first()
    if agent is None or viewer.sees_all:
        return agent
    seen = visibility.activities(viewer).filter(associations__agent=agent)
    made = visibility.entities(viewer).filter(attributions__agent=agent)
    return agent if seen.exists() or made.exists() else None


def lineage(
    found: Found, viewer: Viewer, *, up: int | None, down: int | None, budget: int
) -> Lineage:
    """`up` jobs before it and `down` after it; None: all of them."""
    match found.thing:
        case Activity():
            return walk(found.thing, viewer, up=up, down=down, budget=budget)
        case Entity():
            return of_entity(found.thing, viewer, up=up, down=down, budget=budget)
        case Agent():
            return of_agent(found.thing, viewer, budget=budget)
