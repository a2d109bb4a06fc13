"""What would be affected if something were wrong."""

from hypothesis import given
from hypothesis import strategies as st

from provenance.affected import affected
from provenance.document import Derivation
from tests.provenance import documents
from tests.provenance.graph.histories import histories


def two_results(*derived):
    """A job that used a and b, and made x and y."""
    return documents.document(
        entities=tuple(documents.file(f"e-{name}", name) for name in "abxy"),
        used=(documents.used("j-one", "e-a"), documents.used("j-one", "e-b")),
        generated=(
            documents.generated("e-x", "j-one"),
            documents.generated("e-y", "j-one"),
        ),
        derived=derived,
    )


def test_without_knowledge_all_results_are_affected():
    hit = affected(two_results(), "e-a")
    assert hit.activities == ("j-one",)
    assert hit.entities == ("e-x", "e-y")


def test_a_result_that_came_from_something_else_is_not():
    document = two_results(Derivation("e-x", "e-a"), Derivation("e-y", "e-b"))
    assert affected(document, "e-a").entities == ("e-x",)
    assert affected(document, "e-b").entities == ("e-y",)


def test_it_goes_on_through_later_jobs():
    hit = affected(documents.chain(4), "e-0-0")
    assert hit.activities == ("j-1", "j-2", "j-3")
    assert hit.entities == ("e-1-0", "e-2-0", "e-3-0")


def test_a_circle_ends():
    """A job that wrote over its own input."""
    document = documents.document(
        entities=(documents.file("e-a"),),
        used=(documents.used("j-one", "e-a"),),
        generated=(documents.generated("e-a", "j-one"),),
    )
    assert affected(document, "e-a").activities == ("j-one",)


@given(histories(), st.data())
def test_what_is_affected_is_met_once_and_never_the_start(document, data):
    start = data.draw(st.sampled_from([node.id for node in document.activities]))
    hit = affected(document, start)
    every = [*hit.activities, *hit.entities]
    assert len(every) == len(set(every))
    assert start not in every
    assert set(every) <= {n.id for n in (*document.activities, *document.entities)}
