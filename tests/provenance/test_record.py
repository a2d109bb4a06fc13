"""Plain values become rows."""

import pytest
from django.db import IntegrityError

from provenance import record, times
from provenance.models import Activity, Agent, Entity, Plan
from provenance.record import AgentRecord, PlanRecord
from tests.provenance import rows

T0 = times.parse("2026-03-04T05:06:07.008")
T1 = times.parse("2026-03-04T05:07:00")
ALICE = AgentRecord("user:1", "Alice A", "alice@example.org")
PLAN = PlanRecord("echo", "1", "d" * 64, {"title": "Echo"})


def test_an_activity_is_stored_with_all_that_is_known_of_it(alice):
    image = rows.file(alice, "m13.fits")
    made, out = rows.activity(
        alice,
        used=[image],
        generated=["out.txt"],
        public_id="j-1",
        start_time=T0,
        end_time=T1,
        comment="fine",
        plan=PLAN,
        parameters=[{"name": "text", "value": "a", "unit": "", "default": True}],
        agents=[(ALICE, "Operator"), (ALICE, "contact")],
    )
    stored = Activity.objects.get(public_id="j-1")
    assert (stored, stored.owner, stored.root) == (made, alice, None)
    assert (stored.start_time, stored.end_time, stored.comment) == (T0, T1, "fine")
    assert stored.plan.content == {"title": "Echo"}
    assert stored.parameters[0]["value"] == "a"
    used, generated = stored.used.get(), stored.generated.get()
    assert (used.entity, used.role, used.time) == (image, "in0", T0)
    assert (generated.entity, generated.role, generated.time) == (out, "out", T1)
    roles = stored.associations.order_by("pk").values_list("agent__name", "role")
    assert list(roles) == [("Alice A", "Operator"), ("Alice A", "contact")]


def test_a_generated_file_belongs_to_the_owner_of_the_activity(alice):
    _, out = rows.activity(alice, generated=["out.txt"], end_time=T1)
    out.refresh_from_db()
    assert (out.owner, out.kind, out.generated_at) == (alice, "file", T1)
    assert out.location == "j/out/out.txt"


def test_the_new_entities_come_in_the_order_of_their_records(alice):
    _, *made = rows.activity(alice, generated=["c", "a", "b"])
    assert [entity.name for entity in made] == ["c", "a", "b"]


def test_same_bytes_of_two_activities_are_two_entities(alice):
    _, one = rows.activity(alice, generated=["out.txt"])
    _, two = rows.activity(alice, generated=["out.txt"])
    assert one.sha256 == two.sha256
    assert one.public_id != two.public_id


def test_an_activity_is_stored_once(alice):
    rows.activity(alice, public_id="j-1")
    with pytest.raises(IntegrityError):
        rows.activity(alice, public_id="j-1")


def test_an_agent_and_a_plan_are_stored_once(alice):
    for _ in range(2):
        rows.activity(alice, plan=PLAN, agents=[(ALICE, "Operator")])
    assert (Agent.objects.count(), Plan.objects.count()) == (1, 1)


def test_another_content_is_another_plan(alice):
    rows.activity(alice, plan=PLAN)
    rows.activity(alice, plan=PlanRecord("echo", "1", "e" * 64, {}))
    assert Plan.objects.count() == 2


def test_an_uploaded_file_can_bring_its_identifier(alice):
    known = rows.file(alice, public_id="e-known", origin="https://example.org/a")
    assert (known.public_id, known.origin) == ("e-known", "https://example.org/a")
    assert rows.file(alice).public_id.startswith("e-")


def test_a_destroyed_file_has_no_location_but_keeps_its_record(alice):
    image = rows.file(alice)
    record.invalidate([image], T0)
    image.refresh_from_db()
    assert (image.location, image.invalidated_at) == ("", T0)
    assert (image.name, image.size, image.sha256) == ("in.txt", 5, "cd" * 32)


def test_a_file_is_destroyed_once(alice):
    image = rows.file(alice)
    record.invalidate([image], T0)
    record.invalidate([image], T1)
    image.refresh_from_db()
    assert image.invalidated_at == T0


def test_an_unknown_kind_of_entity_is_refused(alice):
    with pytest.raises(IntegrityError):
        Entity.objects.create(name="x", kind="rumour")


def test_rows_say_what_they_are(alice):
    made, out = rows.activity(
        alice,
        used=[rows.file(alice)],
        generated=["out.txt"],
        plan=PLAN,
        agents=[(ALICE, "Operator")],
    )
    record.show_to_everybody(out)
    said = [
        str(made.used.get()),
        str(made.generated.get()),
        str(made.associations.get()),
        str(made.plan),
    ]
    assert said == [
        "echo used in.txt as in0",
        "echo generated out.txt as out",
        "echo with Alice A as Operator",
        "echo 1",
    ]
    assert str(out.grants.get()) == f"out.txt {out.public_id} for everybody"
