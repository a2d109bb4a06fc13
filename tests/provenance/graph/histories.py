"""Random documents that could be true: effects come after their causes."""

from hypothesis import strategies as st

from tests.provenance import documents
from tests.provenance.documents import HOSTILE

TEXTS = st.sampled_from(HOSTILE) | st.text(max_size=60)
STATUS = st.sampled_from(["COMPLETED", "ERROR", "ABORTED", "completed", "", "odd"])


@st.composite
def histories(draw):
    """Up to six jobs with steps; each uses what those before it made."""
    made = _Made(draw)
    for number in range(draw(st.integers(1, 6))):
        made.add_job(f"j-{number}")
    return made.document()


class _Made:
    """What was drawn until now."""

    def __init__(self, draw):
        self.draw = draw
        self.activities, self.entities = [], []
        self.used, self.generated, self.associated = [], [], []
        self.agents = [
            documents.agent(f"g-{n}", draw(TEXTS))
            for n in range(draw(st.integers(0, 3)))
        ]

    def add_job(self, public_id):
        before = [node.id for node in self.entities]
        self.activities.append(self._activity(documents.job, public_id))
        inputs = self._some(before)
        if self.draw(st.booleans()):
            inputs.append(self._file(f"e-{public_id}-in", "external"))
        self._uses(public_id, inputs)
        around = [public_id]
        for number in range(self.draw(st.integers(0, 3))):
            inputs += self._add_step(f"a-{public_id}-{number}", around, inputs)
        for number in range(self.draw(st.integers(0, 7))):
            self._makes(public_id, self._file(f"e-{public_id}-{number}"))
        for agent in self._some([agent.id for agent in self.agents]):
            self.associated.append(documents.operated(public_id, agent))

    def _add_step(self, public_id, around, inputs):
        """A step in the job or in a step before it; returns what it made."""
        parent = self.draw(st.sampled_from(around))
        self.activities.append(
            self._activity(documents.step, public_id, around[0], parent)
        )
        if parent == around[0]:
            self._uses(public_id, self._some(inputs))
        around.append(public_id)
        made = [
            self._file(f"e-{public_id}-{number}", "external")
            for number in range(self.draw(st.integers(0, 2)))
        ]
        for entity in made:
            self._makes(public_id, entity)
        return made if parent == around[0] else []

    def _activity(self, make, public_id, *around):
        given = [
            documents.parameter(name, value, is_default=is_default)
            for name, value, is_default in self.draw(
                st.lists(
                    st.tuples(TEXTS, TEXTS | st.integers(), st.booleans()), max_size=6
                )
            )
        ]
        return make(
            public_id,
            *around,
            name=self.draw(TEXTS),
            status=self.draw(STATUS),
            comment=self.draw(TEXTS),
            parameters=tuple(given),
        )

    def _file(self, public_id, kind="file"):
        name = self.draw(TEXTS)
        self.entities.append(documents.file(public_id, name, kind=kind))
        return public_id

    def _some(self, things):
        return (
            self.draw(st.lists(st.sampled_from(things), unique=True)) if things else []
        )

    def _uses(self, activity, entities):
        roles = (self.draw(TEXTS) for _ in entities)
        self.used += [
            documents.used(activity, entity, role)
            for entity, role in zip(entities, roles, strict=False)
        ]

    def _makes(self, activity, entity):
        self.generated.append(documents.generated(entity, activity, self.draw(TEXTS)))

    def document(self):
        external = [node.id for node in self.entities if node.id.endswith("-in")]
        jobs = [node.id for node in self.activities if not node.root]
        return documents.document(
            self.draw(st.sampled_from([*jobs, *(node.id for node in self.entities)])),
            activities=tuple(self.activities),
            entities=tuple(self.entities),
            agents=tuple(self.agents),
            used=tuple(self.used),
            generated=tuple(self.generated),
            associated=tuple(self.associated),
            hidden=frozenset(self._some(external)),
            left_out=self.draw(st.integers(0, 3)),
        )
