"""What belongs to nobody: open to whoever knows its id, and in nobody's list."""

import pytest

from provenance import assemble, lineage, record, visibility
from provenance.models import Activity, Grant
from provenance.recorded import FileRecord, StepRecord
from provenance.visibility import Viewer
from tests import factories
from tests.provenance import rows

STRANGER = Viewer()


@pytest.fixture
def image(db):
    """What somebody unknown uploaded."""
    return rows.file(None, "image", is_unlisted=True)


@pytest.fixture
def job(image):
    """A job that belongs to nobody, with a step inside that names a file."""
    made, out = nobodys(name="job", used=[image], generated=["result"])
    named = [FileRecord("/out"), FileRecord("/named")]
    rows.inside(made, [StepRecord("s1", "step", generated=named)], {"/out": out})
    return made


def nobodys(**facts):
    return rows.activity(None, is_unlisted=True, **facts)


def result(job):
    return job.generated.get().entity


def listed(viewer):
    """The names of everything that the viewer may list."""
    activities = visibility.activities(viewer).values_list("name", flat=True)
    entities = visibility.entities(viewer).values_list("name", flat=True)
    return sorted([*activities, *entities])


def opened(viewer, *named):
    """The names of those that the viewer may open by their ids."""
    ids = [row.public_id for row in named]
    found = [
        *visibility.named_activities(viewer, ids),
        *visibility.named_entities(viewer, ids),
    ]
    return sorted(row.name for row in found)


def told(activity, viewer):
    """The names of all that a drawing of the activity's history shows."""
    document = assemble.document(lineage.upstream(activity, viewer), viewer)
    nodes = [*document.activities, *document.entities]
    hidden = {
        entity.name for entity in document.entities if entity.id in document.hidden
    }
    return sorted(node.name for node in nodes), hidden


# -- lists and ids ---------------------------------------------------------------------


def test_nobody_lists_it(job, alice):
    assert listed(STRANGER) == []
    assert listed(factories.viewer(alice)) == []


def test_an_operator_lists_it(job, operator):
    everything = ["image", "job", "named", "result", "step"]
    assert listed(factories.viewer(operator)) == everything


def test_whoever_names_it_opens_it(job, image, alice):
    step, outer = job.steps.get(), result(job)
    for viewer in (STRANGER, factories.viewer(alice)):
        assert opened(viewer, job, step, image, outer) == [
            "image",
            "job",
            "result",
            "step",
        ]
        assert opened(viewer, image) == ["image"]
        assert opened(viewer) == []


def test_what_has_an_owner_is_not_opened_by_its_id(alice, bob):
    made, out = rows.activity(alice, generated=["out"])
    for viewer in (STRANGER, factories.viewer(bob)):
        assert opened(viewer, made, out) == []
    assert opened(factories.viewer(alice), made, out) == ["echo", "out"]


def test_what_only_lacks_an_owner_is_not_opened_by_its_id(db):
    made, out = rows.activity(None, generated=["out"])
    assert opened(STRANGER, made, out, rows.file(None)) == []


def test_what_everybody_may_see_is_also_opened_by_its_id(alice):
    shown = rows.file(alice)
    record.show_to_everybody(shown)
    assert opened(STRANGER, shown) == ["in.txt"]


def test_nothing_is_opened_twice(job, alice):
    for _ in range(2):
        Grant.objects.create(activity=job)
        Grant.objects.create(entity=result(job))
    assert opened(STRANGER, job, result(job)) == ["job", "result"]
    assert opened(factories.viewer(alice), job, result(job)) == ["job", "result"]


def test_who_opens_a_file_of_nobodys_finds_the_job_that_made_it(job, alice):
    for viewer in (STRANGER, factories.viewer(alice)):
        assert list(visibility.makers(result(job), viewer)) == [job]
        assert lineage.of_entity(result(job), viewer).activities == (job.pk,)


def test_who_is_shown_a_file_of_somebodys_does_not_find_the_job(alice, bob):
    made, out = rows.activity(alice, generated=["out"])
    record.show_to_everybody(out)
    assert list(visibility.makers(out, factories.viewer(bob))) == []
    assert list(visibility.makers(out, factories.viewer(alice))) == [made]


# -- history ---------------------------------------------------------------------------


def test_its_history_shows_it_with_its_inputs_results_and_steps(job, alice):
    everything = ["image", "job", "named", "result", "step"]
    for viewer in (STRANGER, factories.viewer(alice)):
        assert told(job, viewer) == (everything, set())


def test_its_history_goes_back_through_what_belongs_to_nobody(job):
    last, *_ = nobodys(name="last", used=[result(job)])
    names = ["image", "job", "last", "named", "result", "step"]
    assert told(last, STRANGER) == (names, set())


def test_also_where_only_a_step_used_it(job):
    last, *_ = nobodys(name="last")
    used = [StepRecord("s1", "inner", used=[FileRecord("/a")])]
    rows.inside(last, used, {"/a": result(job)})
    assert "job" in told(last, STRANGER)[0]


def test_its_history_does_not_go_on_to_what_others_made_of_it(job, alice):
    rows.activity(alice, name="alice's", used=[result(job)])
    nobodys(name="a stranger's", used=[result(job)])
    names, _ = told(job, STRANGER)
    assert "alice's" not in names
    assert "a stranger's" not in names


def test_what_others_showed_to_everybody_is_an_input_without_its_maker(alice):
    _, shown = rows.activity(alice, name="alice's", generated=["shown"])
    record.show_to_everybody(shown)
    job, *_ = nobodys(name="job", used=[shown])
    assert told(job, STRANGER) == (["job", "shown"], {"shown"})


def test_what_others_used_and_showed_to_nobody_is_hidden(alice):
    """It cannot be given to such a job; were it there, it would stay hidden."""
    job, *_ = nobodys(name="job", used=[rows.file(alice, "secret")])
    assert told(job, STRANGER) == (["job"], set())


def test_my_job_knows_the_history_of_what_i_gave_it_by_its_id(job, alice, bob):
    mine, *_ = rows.activity(alice, name="mine", used=[result(job)])
    names = ["image", "job", "mine", "named", "result", "step"]
    assert told(mine, factories.viewer(alice)) == (names, set())


def test_whom_i_show_my_job_does_not_get_the_keys_to_what_it_used(job, alice, bob):
    """The id of an anonymous job is all one needs to delete it."""
    mine, *_ = rows.activity(alice, name="mine", used=[result(job)])
    Grant.objects.create(activity=mine)
    for viewer in (STRANGER, factories.viewer(bob)):
        assert told(mine, viewer) == (["mine"], set())


def test_an_operator_is_told_everything(job, alice, operator):
    mine, *_ = rows.activity(alice, name="mine", used=[result(job)])
    names = ["image", "job", "mine", "named", "result", "step"]
    assert told(mine, factories.viewer(operator)) == (names, set())


@pytest.mark.parametrize("length", [2, 8])
def test_a_step_back_through_what_belongs_to_nobody_costs_three_queries(
    db, django_assert_max_num_queries, length
):
    entities = ()
    for _ in range(length):
        last, *entities = nobodys(used=entities, generated=["out.txt"])
    with django_assert_max_num_queries(3 * length):
        found = lineage.upstream(last, STRANGER)
    assert len(found.activities) == Activity.objects.count() == length


def test_a_stranger_learns_no_name_or_path_of_a_machine(alice):
    content = {"host": "mill", "executable": "/srv/python", "python": "3.12"}
    made, *_ = nobodys(name="job", environment=content)
    found = lineage.upstream(made, STRANGER)
    (environment,) = assemble.document(found, STRANGER).environments
    assert environment.content == {"python": "3.12"}
    (environment,) = assemble.document(found, factories.viewer(alice)).environments
    assert environment.content == content
