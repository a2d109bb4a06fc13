"""Who sees which activities and entities."""

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError

from provenance import record, visibility
from provenance.models import Grant
from provenance.recorded import FileRecord, StepRecord
from provenance.visibility import Viewer
from tests import factories
from tests.provenance import rows

ANONYMOUS = Viewer()


def sees(viewer):
    """The names of what the viewer sees."""
    activities = visibility.activities(viewer).values_list("name", flat=True)
    entities = visibility.entities(viewer).values_list("name", flat=True)
    return sorted([*activities, *entities])


@pytest.fixture
def job(alice):
    """Alice's job, with an input of hers and a step inside that names a file."""
    image = rows.file(alice, "image")
    job, out = rows.activity(alice, name="job", used=[image], generated=["result"])
    files = {"/out": out}
    named = [FileRecord("/out"), FileRecord("/named")]
    rows.inside(job, [StepRecord("s1", "step", generated=named)], files)
    return job


def test_the_owner_sees_all_of_a_job(job, alice):
    mine = ["image", "job", "named", "result", "step"]
    assert sees(factories.viewer(alice)) == mine


def test_others_see_nothing_of_it(job, bob):
    assert sees(factories.viewer(bob)) == []
    assert sees(ANONYMOUS) == []


def test_an_operator_sees_everything(job, operator):
    assert len(sees(factories.viewer(operator))) == 5


def test_who_is_granted_a_job_sees_it_with_what_it_made(job, bob):
    Grant.objects.create(activity=job, user=bob)
    assert sees(factories.viewer(bob)) == ["job", "named", "result", "step"]
    assert sees(ANONYMOUS) == []


def test_a_grant_to_a_group_is_for_its_members(job, bob):
    team = Group.objects.create(name="team")
    Grant.objects.create(activity=job, group=team)
    assert sees(factories.viewer(bob)) == []
    bob.groups.add(team)
    assert sees(factories.viewer(bob)) == ["job", "named", "result", "step"]


def test_a_grant_to_nobody_in_particular_is_for_everybody(job, bob):
    Grant.objects.create(activity=job)
    shown = ["job", "named", "result", "step"]
    assert sees(ANONYMOUS) == sees(factories.viewer(bob)) == shown


def test_a_grant_to_one_is_not_for_another(job, bob):
    Grant.objects.create(activity=job, user=factories.user("carol"))
    assert sees(factories.viewer(bob)) == []


def test_an_entity_can_be_shown_alone(job, bob):
    image = job.used.get().entity
    record.show_to_everybody(image)
    record.show_to_everybody(image)
    assert sees(ANONYMOUS) == sees(factories.viewer(bob)) == ["image"]
    assert image.grants.count() == 1


def test_nothing_is_seen_twice(job, alice):
    for user in (alice, None):
        Grant.objects.create(activity=job, user=user)
        Grant.objects.create(entity=job.generated.get().entity, user=user)
    assert len(sees(factories.viewer(alice))) == 5


def test_to_use_something_is_not_to_show_it(job, bob):
    """Bob used what he may not see (any more): his job does not make it visible."""
    rows.activity(bob, name="bob's", used=[job.generated.get().entity])
    assert sees(factories.viewer(bob)) == ["bob's"]


@pytest.mark.parametrize("named", ["activity and entity", "nothing", "two audiences"])
def test_a_grant_is_for_one_thing_to_one_audience(job, alice, named):
    team = Group.objects.create(name="team")
    fields = {
        "activity and entity": {"activity": job, "entity": job.used.get().entity},
        "nothing": {"user": alice},
        "two audiences": {"activity": job, "user": alice, "group": team},
    }[named]
    with pytest.raises(IntegrityError):
        Grant.objects.create(**fields)
