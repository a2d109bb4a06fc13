"""Results, previews, the graph and the downloads on the page of a job."""

import pytest
from django.conf import settings as django_settings

from jobs import documents
from jobs.descriptions.value import GeneratedEntity
from jobs.given import Input
from tests import factories
from tests.jobs.pages.reading import one, tree, words

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)


def with_file(owner, name, content):
    generated = (GeneratedEntity("out", name),)
    return factories.completed(owner, {name: content}, generated=generated)


def page(client, job, query=""):
    return client.get(f"/jobs/{job.public_id}{query}")


def card(text):
    return text.ljust(80).encode()


def test_a_result_has_path_id_type_size_and_links(as_alice, alice):
    job = factories.completed(alice)
    entity = factories.entity_of(job)
    item = one(page(as_alice, job), '//ul[@class="res"]/li')
    for told in ("out.txt", "text/plain", "5 B", entity.sha256[:4]):
        assert told in words(item)
    assert f"/entities/{entity.public_id}" in item.xpath(".//a/@href")


def test_the_links_of_the_results_work_for_me_alone(as_alice, as_bob, alice):
    answer = page(as_alice, factories.completed(alice))
    for href in set(tree(answer).xpath('//ul[@class="res"]//a/@href')):
        mine = as_alice.get(href)
        assert (mine.status_code, len(mine.getvalue()) > 0) == (200, True)
        assert as_bob.get(href).status_code in (403, 404)


def test_pictures_load_under_whatever_name_the_portal_is_asked(
    as_alice, alice, settings
):
    """The page allows images of its own origin only."""
    settings.OPUS_URL = "https://opus.example.org"
    job = with_file(alice, "plot.png", PNG)
    image = one(page(as_alice, job), '//ul[@class="res"]//img')
    assert image.get("src") == f"/rest/echo/{job.public_id}/results/out"
    assert image.get("alt") == "plot.png"


def test_a_text_shows_its_first_lines(as_alice, alice):
    content = "".join(f"row {n}\n" for n in range(20)).encode()
    job = with_file(alice, "lines.txt", content)
    preview = one(page(as_alice, job), '//ul[@class="res"]//pre')
    assert preview.text.splitlines() == [f"row {n}" for n in range(8)]


def test_a_fits_file_shows_the_telling_cards_of_its_header(as_alice, alice):
    cards = (
        card("SIMPLE  =                    T"),
        card("NAXIS1  =                  300 / width"),
        card("OBJECT  = 'M13'"),
        card("END"),
    )
    job = with_file(alice, "m13.fits", b"".join(cards).ljust(2880))
    preview = one(page(as_alice, job), '//ul[@class="res"]//pre')
    assert preview.text.splitlines() == [
        "NAXIS1   300",
        "OBJECT   'M13'",
    ]


@pytest.mark.parametrize("content", [b"\x00\xff\xfe\x1b[31m", b"", b"\xc3"])
def test_a_file_of_strange_bytes_does_not_break_the_page(as_alice, alice, content):
    job = with_file(alice, "x.txt", content)
    assert page(as_alice, job).status_code == 200


def test_a_file_that_is_gone_from_the_disk_does_not_break_the_page(as_alice, alice):
    job = factories.completed(alice)
    (django_settings.OPUS_JOBS / factories.entity_of(job).location).unlink()
    assert "out.txt" in page(as_alice, job).content.decode()


def test_a_glob_lists_all_its_files(as_alice, alice):
    generated = (GeneratedEntity("maps", "*.txt"),)
    files = {"a.txt": b"1", "b c.txt": b"2"}
    job = factories.completed(alice, files, generated=generated)
    found = tree(page(as_alice, job)).xpath('//ul[@class="res"]/li//h3/a')
    assert [link.text for link in found] == ["a.txt", "b c.txt"]
    assert len({link.get("href") for link in found}) == 2


def test_the_graph_is_drawn_in_the_page_and_leads_to_entities(as_alice, alice):
    job = factories.completed(alice)
    entity = factories.entity_of(job)
    graph = one(page(as_alice, job), '//*[contains(@class, "gv-view")]')
    assert graph.xpath(".//svg")
    assert f"/entities/{entity.public_id}" in graph.xpath(".//a/@href")


def test_the_same_graph_is_there_as_a_table(as_alice, alice):
    job = factories.completed(alice)
    rows = one(page(as_alice, job), '//section[@id="provenance"]//table')
    assert "out.txt" in words(rows)
    assert {"Subject", "Relation", "Object"} <= set(words(rows).split())


@pytest.mark.parametrize(
    "query", ["?detail=everything&arrows=prov&depth=1", "?depth=x"]
)
def test_the_graph_can_be_drawn_otherwise(as_alice, alice, query):
    answer = page(as_alice, factories.completed(alice), query)
    assert tree(answer).xpath('//section[@id="provenance"]//svg')


def test_provenance_is_announced_as_long_as_it_is_not_recorded(as_alice, alice):
    answer = page(as_alice, factories.executing(alice))
    text = words(one(answer, '//*[@id="provenance"]'))
    assert "recorded when the job is over" in text
    assert tree(answer).xpath('//*[@id="p-downloads"]') == []


def test_the_provenance_can_be_downloaded_in_each_format(as_alice, alice):
    answer = page(as_alice, factories.completed(alice))
    links = tree(answer).xpath('//*[@id="p-downloads"]//a/@href')
    forms = [link.rpartition("/")[2] for link in links]
    assert forms == [*documents.FORMATS, "rocrate"]
    assert {as_alice.get(link).status_code for link in links} == {200}


def test_an_input_leads_to_its_entity(as_alice, alice):
    entity = factories.entity_of(factories.completed(alice))
    job = factories.job(
        alice,
        name="look",
        parameters=(),
        inputs=(Input("image", entity, matched_by="entity"),),
    )
    given = one(page(as_alice, job), '//*[@id="p-given"]')
    assert given.xpath(".//a/@href") == [f"/entities/{entity.public_id}"]
