"""The job table in pages, at a cost that does not grow, and its live fragment."""

import pytest

from jobs.given import Wishes
from tests import factories
from tests.jobs.pages.reading import one, tree, words

pytestmark = pytest.mark.django_db
MANY = 60  # more than two pages
QUERIES = 8  # session, user, permissions (2), counts, rows, types, hosts


@pytest.fixture
def many(alice):
    version = factories.version()
    for number in range(MANY):
        factories.job(alice, of=version, wishes=Wishes(run_id=f"run {number:02}"))


def rows(response):
    found = tree(response).xpath('//tbody/tr//span[starts-with(@class, "run")]')
    return [words(span) for span in found]


def test_the_newest_jobs_are_on_the_first_page(as_alice, many):
    found = rows(as_alice.get("/jobs"))
    assert found == [f"run {n:02}" for n in range(59, 34, -1)]


def test_the_pages_together_hold_each_job_once(as_alice, many):
    pages = [rows(as_alice.get(f"/jobs?page={n}")) for n in (1, 2, 3)]
    assert [len(page) for page in pages] == [25, 25, 10]
    assert len({name for page in pages for name in page}) == MANY


def test_the_pager_says_where_one_is_and_keeps_the_filter(as_alice, many):
    page = as_alice.get("/jobs?q=run&page=2")
    pager = one(page, '//nav[@id="pager"]')
    assert "26–50 of 60" in words(pager)
    assert pager.xpath('.//a[@rel="next"]/@href') == ["?q=run&page=3"]
    assert pager.xpath('.//a[@aria-current="page"]/text()') == ["2"]


def test_a_filter_in_an_address_is_escaped(as_alice, many):
    page = as_alice.get("/jobs", {"q": "run", "type": 'echo"&x=<i>'})
    assert one(page, '//ul[@id="chips"]//a').get("href") == (
        "?q=run&type=echo%22%26x%3D%3Ci%3E&"
    )


@pytest.mark.parametrize("query", ["", "?page=3", "?phase=PENDING&q=run&sort=type"])
def test_the_table_costs_few_queries(
    as_alice, many, query, django_assert_max_num_queries
):
    with django_assert_max_num_queries(QUERIES):
        as_alice.get(f"/jobs{query}")


def test_the_fragment_is_the_table_alone(as_alice, many):
    answer = as_alice.get("/jobs", headers={"X-Fragment": "jobs"})
    text = answer.content.decode()
    assert text.strip().startswith('<div id="jobs"')
    assert "<html" not in text
    assert rows(answer) == rows(as_alice.get("/jobs"))


def test_the_fragment_of_another_page_is_not_given(as_alice, many):
    answer = as_alice.get("/jobs", headers={"X-Fragment": "job"})
    assert "<html" in answer.content.decode()


def test_the_parts_that_are_replaced_have_ids_of_their_own(as_alice, many):
    ids = tree(as_alice.get("/jobs")).xpath("//*[@data-part]/@id")
    assert len(ids) == len(set(ids)) == 25 + 2  # rows, chips and pager


@pytest.mark.parametrize(
    ("make", "active"),
    [(factories.job, "0"), (factories.queued, "1"), (factories.completed, "0")],
)
def test_the_page_looks_often_only_while_something_goes_on(
    as_alice, alice, make, active
):
    make(alice)
    assert one(as_alice.get("/jobs"), '//*[@id="jobs"]').get("data-active") == active


def test_a_fragment_leaves_messages_for_the_next_page(as_alice, alice):
    job = factories.job(alice, wishes=Wishes(run_id="M13"))
    as_alice.post(f"/jobs/{job.public_id}/start", {"next": "jobs"})
    as_alice.get("/jobs", headers={"X-Fragment": "jobs"})
    assert "M13 is queued." in as_alice.get("/jobs").content.decode()
