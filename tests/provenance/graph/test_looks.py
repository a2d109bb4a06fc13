"""Each part of a picture has a look: colours in a file, a rule of CSS in a page."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from provenance.graph import legend, looks
from provenance.graph.picture import Card, Edge, Picture

ROOT = Path(settings.BASE_DIR)
CSS = (ROOT / "static" / "graph.css").read_text()
TEMPLATES = ROOT / "templates" / "provenance"
WITHOUT_RULE = {"ground"}  # a page has its own


@pytest.mark.parametrize("name", sorted(set(looks.LOOKS) - WITHOUT_RULE))
def test_every_class_has_a_rule(name):
    assert re.search(rf"\.g-{name}\b(?!-)", CSS)


def test_every_rule_has_a_class():
    named = set(re.findall(r"\.g-([a-z-]+)", CSS))
    assert named - {"target"} <= set(looks.LOOKS)


def test_templates_use_looks_that_exist():
    source = "".join(path.read_text() for path in TEMPLATES.glob("*.svg"))
    used = set(re.findall(r"look\.([a-z]+)", source))
    used |= set(re.findall(r'look\["([a-z-]+)"\]', source))
    assert used
    assert used <= set(looks.LOOKS)


def test_a_page_gets_classes_and_a_file_attributes():
    assert looks.classes()["title"] == 'class="g-title"'
    assert looks.attributes()["badge"] == 'fill="#e8bb2e"'
    assert set(looks.classes()) == set(looks.attributes())


@pytest.mark.parametrize("status", ["completed", "error", "stopped", "other"])
def test_every_status_has_a_colour(status):
    assert f"is-{status}" in looks.LOOKS


def test_the_legend_explains_what_is_there():
    picture = Picture(
        "A picture",
        cards=(
            Card("activity", "job", "a"),
            Card("entity", "file", "b", is_absent=True),
        ),
        edges=(Edge("1", "2", "used"),),
    )
    kinds = [key.kind for key in legend.keys(picture)]
    assert kinds == ["activity", "entity", "absent", "used"]


@pytest.mark.parametrize(
    ("left_out", "said"),
    [(0, ""), (1, "1 job is not drawn."), (1200, "1 200 jobs are not drawn.")],
)
def test_what_is_missing_is_counted(left_out, said):
    assert legend.missing(left_out) == said


def test_a_wide_legend_has_several_rows():
    picture = Picture(
        "A picture",
        cards=tuple(Card(kind, kind, kind) for kind in ("activity", "entity", "rest")),
        edges=(),
    )
    rows = {key.y for key in legend.legend(picture, "data", 200).keys}
    assert len(rows) > 1
