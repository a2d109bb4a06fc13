"""The submit form for every kind of value, and what becomes of what is typed there."""

import json
from datetime import timedelta

from django.contrib.auth.models import Group
from hypothesis import given
from hypothesis import strategies as st

from jobs import publishing, statistics, trying
from jobs.descriptions.value import (
    KINDS,
    Description,
    Example,
    Parameter,
    UsedEntity,
)
from jobs.models import Job
from jobs.pages.forms import SubmitForm
from provenance import times
from tests import factories
from tests.jobs.pages.reading import main, tree

PAGE = "/activities/echo/run"
MODE = Parameter("mode", "choice", options=("fast", "slow"), default="fast")
STEPS = Parameter("steps", "integer", shown_if="mode", shown_values=("slow",))
SIZE = Parameter("size", "quantity", unit="deg", default="2 arcmin", group="Where")
BANDS = Parameter("bands", "choice", options=("B", "V", "R"), default="B\nV", most=0)
RUNS = Parameter("runs", "integer", most=3, required=False)


def form(client, page=PAGE):
    return tree(client.get(page)).xpath("//form[@class='submit']")[0]


def test_parameters_stand_under_their_headings_in_the_order_of_the_description(
    as_alice,
):
    other = Parameter("other", "text", default="x", group="Else")
    factories.version(parameters=(SIZE, MODE, other))
    headings = form(as_alice).xpath(".//legend/text()")
    assert headings == ["Parameters", "Where", "Else"]


def test_a_condition_is_told_to_people_and_to_the_script_of_the_page(as_alice):
    factories.version(parameters=(MODE, STEPS))
    [box] = form(as_alice).xpath(".//*[@data-shown-if]")
    assert box.get("data-shown-if") == "mode"
    assert json.loads(box.get("data-shown-values")) == ["slow"]
    assert "Counts only when mode is slow." in box.text_content()


def test_a_quantity_says_its_unit_and_is_kept_as_typed(as_alice):
    factories.version(parameters=(SIZE,))
    assert "In deg; other units are converted." in main(as_alice.get(PAGE))
    as_alice.post(PAGE, {"size": "60 arcsec"})
    value = Job.objects.get().parameters.get()
    assert (float(value.text), value.given) == (60 / 3600, ["60 arcsec"])
    page = main(as_alice.get(f"/jobs/{Job.objects.get().public_id}"))
    assert "60 arcsec" in page


def test_several_options_are_boxes_and_none_of_them_is_no_default(as_alice):
    optional = Parameter(
        "bands", "choice", options=("B", "V"), default="B", most=0, required=False
    )
    factories.version(parameters=(optional,))
    boxes = form(as_alice).xpath(".//input[@type='checkbox'][@name='bands']")
    assert [box.get("value") for box in boxes if box.get("checked") is not None] == [
        "B"
    ]
    as_alice.post(PAGE, {"bands": ["", "V", "B"]})
    as_alice.post(PAGE, {"bands": [""]})
    texts = [job.parameters.get().text for job in Job.objects.order_by("pk")]
    assert texts == ["V\nB", None]


def test_what_is_wrong_comes_back_with_all_that_was_typed(as_alice):
    factories.version(parameters=(MODE, SIZE, BANDS, RUNS))
    sent = {"mode": "slow", "size": "2 kg", "bands": ["", "R"], "runs": "1\r\nx"}
    answer = as_alice.post(PAGE, sent)
    assert answer.status_code == 400
    page = tree(answer)
    assert "kg cannot be turned into deg" in main(answer)
    assert "“x” is not an integer" in main(answer)
    assert page.xpath("//input[@name='size']/@value") == ["2 kg"]
    assert page.xpath("string(//textarea[@name='runs'])").split() == ["1", "x"]
    chosen = page.xpath("//input[@name='bands'][@checked]/@value")
    assert chosen == ["R"]
    assert not Job.objects.exists()


def test_the_same_again_is_filled_as_it_was_typed(as_alice):
    factories.version(parameters=(SIZE, RUNS), used=(MANY,))
    urls = "https://example.org/a\r\nhttps://example.org/b"
    as_alice.post(PAGE, {"size": "1 rad", "runs": "1\r\n2", "images": urls})
    job = Job.objects.get()
    assert [one.url[-1] for one in job.inputs.all()] == ["a", "b"]
    page = form(as_alice, f"/jobs/{job.public_id}/again")
    assert page.xpath(".//input[@name='size']/@value") == ["1 rad"]
    assert page.xpath("string(.//textarea[@name='runs'])").split() == ["1", "2"]
    again = page.xpath("string(.//textarea[@name='images'])").split()
    assert again == ["https://example.org/a", "https://example.org/b"]


MANY = UsedEntity("images", most=3, required=False)


def test_a_configuration_file_stands_among_the_parameters(as_alice):
    factories.version(parameters=(Parameter("setup", "file", title="Setup"),))
    page = form(as_alice)
    assert page.xpath(".//fieldset[legend='Parameters']//input[@type='file']")
    answer = as_alice.post(PAGE, {})
    assert "is required: upload a file" in main(answer)


def test_control_parameters_count_where_the_description_offers_them(as_alice):
    factories.version(name="open", controls=("executionDuration",))
    factories.version()
    for name in ("open", "echo"):
        as_alice.post(f"/activities/{name}/run", {"EXECUTIONDURATION": "77"})
    durations = Job.objects.order_by("pk").values_list("execution_duration", flat=True)
    assert list(durations) == [77, 3600]
    answer = as_alice.post("/activities/open/run", {"EXECUTIONDURATION": "soon"})
    assert answer.status_code == 400
    assert "whole number of seconds" in main(answer)


def test_a_letter_is_offered_to_who_has_an_address(alice, as_alice):
    factories.version()
    assert "Mail me" not in main(as_alice.get(PAGE))
    alice.email = "alice@example.org"
    alice.save()
    assert "Mail me" in main(as_alice.get(PAGE))
    as_alice.post(PAGE, {"opus-notify": "on"})
    assert Job.objects.get().notify


def test_an_example_fills_the_form(as_alice):
    example = Example("wide", "Wide", values=(("size", ("3 deg",)), ("runs", ("7",))))
    factories.version(parameters=(SIZE, RUNS), examples=(example,))
    link = form(as_alice).xpath(".//a[@class='chip']/@href")[0]
    page = form(as_alice, link)
    assert page.xpath(".//input[@name='size']/@value") == ["3 deg"]
    assert as_alice.get(f"{PAGE}?example=none").status_code == 404


def test_an_older_version_is_run_by_its_number_and_says_that_it_is_old(as_alice):
    old = factories.version(title="Old", version="1.0")
    factories.version(title="New", version="2.0")
    page = as_alice.get(f"{PAGE}?version=1")
    assert "This is version 1.0; the current one is 2.0." in main(page)
    as_alice.post(tree(page).xpath("//form[@class='submit']/@action")[0], {})
    assert Job.objects.get().version == old
    for wrong in ("3", "x", "-1", "9" * 30):
        assert as_alice.get(f"{PAGE}?version={wrong}").status_code == 404
    publishing.retire(old, None)
    assert as_alice.get(f"{PAGE}?version=1").status_code == 404


def test_to_run_again_tells_what_changed_since_and_offers_both(alice, as_alice):
    job = factories.completed(alice, of=factories.version(version="1.0"))
    text = Parameter("text", "text", default="bye")
    factories.version(version="2.0", parameters=(text, SIZE))
    page = as_alice.get(f"/jobs/{job.public_id}/again")
    words = main(page)
    assert "The job ran version 1.0; this form is for version 2.0." in words
    assert "New since then: size" in words
    assert "bye, then hello." in words
    back = tree(page).xpath("//a[.='Use version 1.0']/@href")[0]
    assert "this form is for version 1.0" in main(as_alice.get(back))


def test_the_request_of_an_older_version_names_it(as_alice):
    factories.version(version="1.0")
    factories.version(version="2.0", title="New")
    assert "ACTIVITYVERSION=1.0" in main(as_alice.get(f"{PAGE}?version=1"))
    assert "ACTIVITYVERSION" not in main(as_alice.get(PAGE))


def finished(owner, seconds, phase="COMPLETED"):
    job = factories.completed(owner, of=factories.version())
    start = times.now()
    end = start + timedelta(seconds=seconds)
    Job.objects.filter(pk=job.pk).update(start_time=start, end_time=end, phase=phase)
    return job


def test_how_it_usually_goes_is_told_once_there_are_enough_jobs(alice, as_alice):
    activity = factories.version().activity
    for seconds in (1, 2, 3, 4):
        finished(alice, seconds)
    assert statistics._count(activity).median is None
    finished(alice, 90)
    finished(alice, 1, "ERROR")
    found = statistics._count(activity)
    assert (found.median, found.completed, found.ended, found.rate) == (3, 5, 6, 83)
    assert 4 < found.most <= 90


def test_trials_and_what_was_aborted_are_not_counted(alice, operator):
    activity = factories.version(examples=(Example("one"),)).activity
    run = trying.Run(Example("one"), operator)
    trying.check(activity.versions.get(), run)
    now = times.now()
    Job.objects.update(phase="COMPLETED", start_time=now, end_time=now)
    finished(alice, 1, "ABORTED")
    assert statistics._count(activity).ended == 0


texts = st.text(max_size=8)


@given(
    st.lists(
        st.builds(
            Parameter,
            texts,
            st.sampled_from(KINDS),
            title=texts,
            default=texts,
            minimum=texts,
            options=st.lists(texts, max_size=2).map(tuple),
            unit=texts,
            most=st.integers(0, 3),
            group=texts,
            shown_if=texts,
            shown_values=st.lists(texts, max_size=2).map(tuple),
        ),
        max_size=3,
    ),
    st.lists(st.builds(UsedEntity, texts, texts, most=st.integers(0, 2)), max_size=2),
)
def test_a_description_that_is_not_finished_is_shown_as_far_as_it_goes(parts, used):
    description = Description("x", "", parameters=tuple(parts), used=tuple(used))
    made = SubmitForm(description, {})
    for group in made.groups:
        for field in group.fields:
            str(field)
            made.condition(field.name)


def test_the_list_is_searched_and_restricted_ones_are_not_in_it(as_alice):
    factories.version(name="stars", title="Find stars", type="Analysis")
    factories.version(name="sky", title="Flatten", type="Calibration")
    hidden = factories.version(name="secret", title="Find secrets").activity
    hidden.groups.add(Group.objects.create(name="Few"))

    def names(query):
        page = tree(as_alice.get(f"/activities?{query}"))
        return page.xpath("//ul[@class='cards']//code/text()")

    assert names("") == ["sky", "stars"]
    assert names("q=find") == ["stars"]
    assert names("type=Calibration") == ["sky"]
    assert "No activity is like that." in main(as_alice.get("/activities?q=zzz"))
