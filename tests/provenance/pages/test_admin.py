"""Provenance in Django's admin: everything can be looked at, nothing changed."""

import pytest
from django.contrib import admin
from django.urls import reverse

from provenance import record
from provenance.models import Activity, Agent, Entity, Grant, Plan
from provenance.record import AgentRecord, PlanRecord
from tests.provenance import rows

MODELS = [Activity, Entity, Agent, Plan, Grant]
PLAN = PlanRecord("echo", "1", "d" * 64, {"title": "Echo"})
ALICE = AgentRecord("user:1", "Alice A")

every_model = pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)


@pytest.fixture
def history(alice):
    """One row of everything."""
    agents = [(ALICE, "Operator")]
    image = rows.file(alice)
    _, out = rows.activity(
        alice, used=[image], generated=["out"], plan=PLAN, agents=agents
    )
    record.show_to_everybody(out)


def path(model, what, *arguments):
    return reverse(f"admin:provenance_{model._meta.model_name}_{what}", args=arguments)


@every_model
def test_rows_can_be_looked_at(history, as_operator, model):
    row = model.objects.first()
    assert as_operator.get(path(model, "changelist")).status_code == 200
    shown = as_operator.get(path(model, "change", row.pk)).content.decode()
    assert 'name="_save"' not in shown


@every_model
def test_rows_can_be_searched(history, as_operator, model):
    if admin.site.get_model_admin(model).search_fields:
        response = as_operator.get(path(model, "changelist"), {"q": "echo"})
        assert response.status_code == 200


@every_model
def test_nothing_can_be_added_changed_or_deleted(history, as_operator, model):
    row = model.objects.first()
    before = model.objects.filter(pk=row.pk).values().get()
    answers = [
        as_operator.post(path(model, "add"), {"name": "x"}),
        as_operator.post(path(model, "change", row.pk), {"name": "x", "_save": "1"}),
        as_operator.post(path(model, "delete", row.pk), {"post": "yes"}),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert model.objects.filter(pk=row.pk).values().get() == before


@every_model
def test_there_is_no_action_that_deletes(history, as_operator, model):
    chosen = {"action": "delete_selected", "_selected_action": model.objects.first().pk}
    as_operator.post(path(model, "changelist"), {**chosen, "post": "yes"})
    assert model.objects.exists()


@every_model
def test_who_is_no_operator_sees_nothing(history, as_alice, model):
    response = as_alice.get(path(model, "changelist"))
    assert (response.status_code, "/login" in response["Location"]) == (302, True)


def test_a_list_of_activities_costs_few_queries(
    alice, as_operator, django_assert_max_num_queries
):
    for _ in range(20):
        rows.activity(alice)
    with django_assert_max_num_queries(10):
        as_operator.get(path(Activity, "changelist"))
