"""The job table: columns, who sees what, filters and pages."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission

from jobs import drafts, lifecycle, publishing
from jobs.given import Wishes
from jobs.models import Job
from provenance import times
from tests import factories
from tests.jobs.pages.reading import main, one, tree, words

pytestmark = pytest.mark.django_db


def table(client, query=""):
    answer = client.get(f"/jobs{query}")
    assert answer.status_code == 200
    return answer


def run_names(response):
    found = tree(response).xpath('//tbody/tr//span[starts-with(@class, "run")]')
    return [words(span) for span in found]


def named(owner, run_id, **changes):
    return factories.job(owner, wishes=Wishes(run_id=run_id), **changes)


def test_the_table_is_for_those_who_are_logged_in(client):
    assert client.get("/jobs").url == "/login?next=/jobs"


def test_somebody_without_jobs_is_led_to_the_activities(as_alice):
    page = table(as_alice)
    assert "You have no jobs yet." in main(page)
    assert one(page, '//*[@class="empty"]//a').get("href") == "/activities"


def test_the_columns_are_those_that_were_agreed(as_alice, alice):
    factories.job(alice)
    heads = [words(th) for th in tree(table(as_alice)).xpath("//thead//th")]
    assert heads == ["Type", "Start time", "Destruction time", "Phase", "Control"]


def test_a_row_has_type_run_name_times_and_phase(as_alice, alice):
    job = factories.completed(alice, wishes=Wishes(run_id="M13 deep"))
    row = words(one(table(as_alice), f'//tr[@id="{job.public_id}"]'))
    for told in (
        "echo",
        "M13 deep",
        f"{job.start_time:%Y-%m-%d %H:%M:%S}",
        f"{job.destruction:%Y-%m-%d %H:%M:%S}",
        "Completed",
    ):
        assert told in row


def test_i_see_my_jobs_only(as_alice, alice, bob):
    named(alice, "mine")
    named(bob, "his")
    assert run_names(table(as_alice)) == ["mine"]
    assert run_names(table(as_alice, "?everybody=1")) == ["mine"]


def test_an_operator_sees_everybodys_jobs_when_asking(as_alice, alice, bob):
    alice.user_permissions.add(Permission.objects.get(codename="view_job"))
    named(bob, "his")
    assert run_names(table(as_alice)) == []
    assert run_names(table(as_alice, "?everybody=1")) == ["his · bob"]


@pytest.mark.parametrize(
    ("make", "controls"),
    [
        (factories.job, ["Start", "Delete"]),
        (factories.queued, ["Hold", "Abort", "Delete"]),
        (factories.executing, ["Abort", "Delete"]),
        (factories.completed, ["Results", "Delete"]),
    ],
)
def test_each_phase_has_its_controls(as_alice, alice, make, controls):
    make(alice, wishes=Wishes(run_id="x"))
    cell = one(table(as_alice), '//td[@class="c-ctl"]')
    found = [words(b).split()[0] for b in cell.xpath(".//button | .//a")]
    assert found == controls


def test_the_search_finds_run_names_and_beginnings_of_ids(as_alice, alice):
    job = named(alice, "M13 deep")
    named(alice, "M31")
    assert run_names(table(as_alice, "?q=m13")) == ["M13 deep"]
    assert run_names(table(as_alice, f"?q={job.public_id[:12]}")) == ["M13 deep"]


def test_a_search_that_finds_nothing_says_so(as_alice, alice):
    named(alice, "M13")
    assert "No job fits this filter." in main(table(as_alice, "?q=M31"))


def test_the_table_is_filtered_by_type(as_alice, alice):
    named(alice, "one")
    named(alice, "two", name="other")
    assert run_names(table(as_alice, "?type=other")) == ["two"]


def test_the_types_to_choose_from_do_not_betray_drafts(as_alice, alice):
    factories.job(alice)
    publishing.retire(factories.version(name="old"), None)
    drafts.save(factories.description(name="secret"), None)
    shown = tree(table(as_alice)).xpath('//select[@name="type"]/option/text()')
    assert shown == ["All types", "echo", "old"]


def test_the_table_is_filtered_by_age(as_alice, alice):
    named(alice, "new")
    old = named(alice, "old")
    long_ago = times.now() - timedelta(days=3)
    Job.objects.filter(pk=old.pk).update(creation_time=long_ago)
    assert run_names(table(as_alice, "?since=1")) == ["new"]
    assert run_names(table(as_alice, "?since=7")) == ["new", "old"]


def test_the_chips_count_the_phases_and_filter_by_them(as_alice, alice):
    named(alice, "one")
    named(alice, "two")
    factories.queued(alice, wishes=Wishes(run_id="three"))
    page = table(as_alice)
    chips = [words(chip) for chip in tree(page).xpath('//ul[@id="chips"]//a')]
    assert chips == ["All 3", "Pending 2", "Queued 1"]
    assert run_names(table(as_alice, "?phase=QUEUED")) == ["three"]


def test_deleted_jobs_are_shown_only_when_asked_for(as_alice, alice):
    job = factories.completed(alice, wishes=Wishes(run_id="gone"))
    lifecycle.delete(job, alice)
    assert run_names(table(as_alice)) == []
    assert run_names(table(as_alice, "?phase=ARCHIVED")) == ["gone"]


@pytest.mark.parametrize(
    ("sort", "order"),
    [("type", ["a", "b"]), ("-type", ["b", "a"]), ("-start", ["b", "a"])],
)
def test_the_table_is_sorted_as_asked(as_alice, alice, sort, order):
    named(alice, "a", name="a")
    factories.completed(alice, name="b", wishes=Wishes(run_id="b"))
    assert run_names(table(as_alice, f"?sort={sort}")) == order


@pytest.mark.parametrize(
    "query",
    ["?sort=password", "?phase=NO", "?since=x", "?page=x", "?page=999", "?q=%00"],
)
def test_what_the_address_asks_wrongly_is_ignored(as_alice, alice, query):
    named(alice, "x")
    assert table(as_alice, query).status_code == 200
