"""Which part of a document ProvDAL's rules select, also for any graph."""

from hypothesis import given
from hypothesis import strategies as st

from provenance.document import Communication, Derivation, Membership
from provenance.select import Selection, select
from tests.provenance import documents
from tests.provenance.graph.histories import histories

DIRECTIONS = st.sampled_from(["BACK", "FORTH", "BOTH"])


def ids(document):
    return {node.id for node in (*document.activities, *document.entities)}


def around(document, start, **wanted):
    return ids(select(document, [start], Selection(**wanted)))


def test_a_step_leads_to_its_job_and_a_job_to_its_steps_only_if_asked():
    document = documents.document(
        activities=(documents.job(), documents.step("a-1", "j-one"))
    )
    assert around(document, "j-one", depth=None) == {"j-one"}
    assert around(document, "j-one", depth=None, steps=True) == {"j-one", "a-1"}
    assert around(document, "a-1") == {"a-1", "j-one"}


def test_a_collection_leads_to_its_members_only_if_asked():
    document = documents.document(
        entities=(documents.file("e-set", kind="collection"), documents.file("e-1")),
        members=(Membership("e-set", "e-1"),),
    )
    assert around(document, "e-set", depth=None) == {"e-set"}
    assert around(document, "e-set", members=True) == {"e-set", "e-1"}
    assert around(document, "e-1") == {"e-1", "e-set"}


def test_a_derivation_is_a_way_where_there_is_no_other():
    document = documents.document(
        activities=(),
        entities=(documents.file("e-1"), documents.file("e-2")),
        derived=(Derivation("e-2", "e-1"),),
    )
    assert around(document, "e-2") == {"e-2", "e-1"}
    assert around(document, "e-1") == {"e-1"}
    assert around(document, "e-1", direction="FORTH") == {"e-1", "e-2"}


def test_a_derivation_is_no_short_cut():
    chain = documents.chain(2)
    document = documents.document(
        "j-1",
        activities=chain.activities,
        entities=chain.entities,
        used=chain.used,
        generated=chain.generated,
        derived=(Derivation("e-1-0", "e-0-0", "j-1"),),
    )
    assert around(document, "e-1-0") == {"e-1-0", "j-1"}


def test_a_communication_is_a_way_where_no_file_is():
    document = documents.document(
        activities=(documents.job("j-1"), documents.job("j-2")),
        informed=(Communication("j-2", "j-1"),),
    )
    assert around(document, "j-2") == {"j-2", "j-1"}


def test_agents_are_ends_unless_one_follows_them():
    document = documents.document(
        activities=(documents.job("j-1"), documents.job("j-2")),
        agents=(documents.agent(),),
        associated=(documents.operated("j-1"), documents.operated("j-2")),
    )
    found = select(document, ["j-1"], Selection(depth=None))
    assert ids(found) == {"j-1"}
    assert [agent.id for agent in found.agents] == ["g-one"]
    assert around(document, "j-1", depth=2, follow_agents=True) == {"j-1", "j-2"}
    without = select(document, ["j-1"], Selection(agents=False))
    assert without.agents == without.associated == ()


def test_without_configuration_there_are_no_parameters():
    job = documents.job(parameters=(documents.parameter("n", "3"),))
    document = documents.document(activities=(job,))
    found = select(document, ["j-one"], Selection(configuration=False))
    assert found.activities[0].parameters == ()


@given(histories(), DIRECTIONS, st.integers(0, 8), st.data())
def test_every_relation_has_both_ends_and_more_depth_finds_no_less(
    document, direction, depth, data
):
    start = data.draw(st.sampled_from(sorted(ids(document))))
    wanted = Selection(depth=depth, direction=direction, steps=True, members=True)
    found = select(document, [start], wanted)
    kept = ids(found)
    assert start in kept
    for use in found.used:
        assert {use.activity, use.entity} <= kept
    for made in found.generated:
        assert {made.activity, made.entity} <= kept
    further = Selection(depth + 1, direction, members=True, steps=True)
    assert kept <= ids(select(document, [start], further))


@given(histories(), st.data())
def test_back_and_forth_are_each_others_mirror(document, data):
    """If a is found back from b, then b is found forth from a."""
    start = data.draw(st.sampled_from(sorted(ids(document))))
    back = {"depth": None, "direction": "BACK", "steps": True}
    forth = {**back, "direction": "FORTH"}
    for found in around(document, start, **back):
        assert start in around(document, found, **forth)
