"""The examples are loaded once, with a sample that everybody may use."""

import importlib.machinery
import importlib.util
import json
import sys
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from jobs import access, examples, trials, trying
from jobs.errors import DescriptionError
from jobs.execution import folder
from jobs.models import Version
from jobs.trying import Run
from provenance import record, times, visibility
from provenance.models import Entity
from tests import factories

EXAMPLES = Path(django_settings.BASE_DIR) / "examples"
NAMES = ["find_sources", "luminosity_function", "subtract_background"]
SAMPLES = ["m13.fits", "m13_stars.vot"]


def load(by=None):
    return examples.load(EXAMPLES, by)


def bytes_of(entity):
    return folder.absolute(entity.location)


@pytest.mark.django_db
def test_all_examples_are_published():
    versions = load()
    assert [version.activity.name for version in versions] == NAMES
    assert {version.state for version in versions} == {Version.State.PUBLISHED}


def test_who_loads_them_is_their_publisher(operator):
    assert {version.published_by for version in load(operator)} == {operator}


@pytest.mark.django_db
def test_loading_again_changes_nothing():
    assert load() == load()
    assert Version.objects.count() == len(NAMES)
    assert sorted(Entity.objects.values_list("name", flat=True)) == SAMPLES


@pytest.mark.django_db
def test_the_first_example_begins_with_the_image_of_m13():
    load()
    entity = Entity.objects.get(name="m13.fits")
    by_name = {v.activity.name: v for v in access.newest()}
    [used] = by_name["subtract_background"].value().used
    assert used.default == entity.public_id
    assert (entity.name, entity.content_type) == ("m13.fits", "image/fits")
    assert bytes_of(entity).read_bytes() == examples.find_m13().read_bytes()


def test_each_has_examples_whose_files_everybody_may_use(alice):
    visible = visibility.entities(access.viewer(alice))
    for version in load():
        examples_of = version.value().examples
        assert examples_of[0].name == "m13"
        for example in examples_of:
            file = dict(example.values)[version.value().used[0].name]
            assert visible.filter(public_id__in=file).exists()
            assert trying.obstacles(version.value(), example) == {}


def test_what_examples_promise_comes_true(operator):
    """As the portal's checks run them."""
    for version in load(operator):
        job = trying.check(version, Run(version.value().examples[0], operator))
        assert factories.run(job).phase == "COMPLETED"
        assert trials.last_check(version.activity).passed


def test_everybody_may_use_the_sample(alice):
    entity = examples.sample()
    assert entity in visibility.entities(access.viewer(alice))


@pytest.mark.django_db
def test_a_sample_whose_bytes_were_lost_is_made_again_and_only_once():
    lost = examples.sample()
    bytes_of(lost).unlink()
    again = examples.sample()
    assert again != lost
    assert bytes_of(again).is_file()
    assert examples.sample() == again


@pytest.mark.django_db
def test_a_sample_that_was_destroyed_is_made_again():
    destroyed = examples.sample()
    record.invalidate([destroyed], times.now())
    assert bytes_of(examples.sample()).is_file()


@pytest.mark.django_db
def test_an_example_that_was_edited_is_published_as_the_next_version(tmp_path):
    here = tmp_path / "examples" / "echo"
    here.mkdir(parents=True)
    (here / "script.py").write_text("#!/usr/bin/env python3\nprint()\n")
    content = {
        "format": "opus-activity-description/1",
        "name": "echo",
        "title": "Echo",
        "contact": {"name": "Help desk"},
        "script_file": "script.py",
    }
    (here / "activity.json").write_text(json.dumps(content))
    [first] = examples.load(here.parent, None)
    assert "print()" in first.value().script
    (here / "activity.json").write_text(json.dumps({**content, "title": "Echo!"}))
    [second] = examples.load(here.parent, None)
    assert (first.number, second.number) == (1, 2)


@pytest.mark.django_db
def test_an_example_that_cannot_be_read_is_not_published(tmp_path):
    (tmp_path / "echo").mkdir()
    (tmp_path / "echo" / "activity.json").write_text("{}")
    with pytest.raises(DescriptionError):
        examples.load(tmp_path, None)
    assert not Version.objects.exists()


def test_an_astropy_without_the_image_is_named(monkeypatch, tmp_path):
    spec = importlib.machinery.ModuleSpec("astropy.io.fits", None, is_package=True)
    spec.submodule_search_locations.append(str(tmp_path))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: spec)
    with pytest.raises(examples.SampleMissingError, match=r"without m13\.fits"):
        examples.find_m13()


def test_where_there_is_no_astropy_at_all_the_same_is_said(monkeypatch):
    for name in ("astropy.io.fits", "astropy.io"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setitem(sys.modules, "astropy", None)
    with pytest.raises(examples.SampleMissingError, match="install the astropy"):
        examples.find_m13()
