"""The one environment of every page: strict about names, and it escapes."""

import pytest
from django.template import engines
from jinja2 import UndefinedError

from tests import factories
from tests.opus import sources


@pytest.fixture
def draw():
    return lambda text, **context: engines["jinja2"].from_string(text).render(context)


@pytest.mark.parametrize(
    "text", ["{{ nmae }}", "{% if nmae %}{% endif %}", "{{ a.b }}"]
)
def test_a_misspelt_name_is_an_error_and_not_a_blank(text, draw):
    with pytest.raises(UndefinedError):
        draw(text, a={})


def test_what_a_user_gave_never_becomes_markup(draw):
    drawn = draw('<a title="{{ x }}">{{ x }}</a>', x="<b a=\"'&")
    assert drawn == '<a title="&lt;b a=&#34;&#39;&amp;">&lt;b a=&#34;&#39;&amp;</a>'


def test_no_template_switches_escaping_off():
    for name, text in sources.templates():
        assert "autoescape" not in text, name
        assert "|safe" not in text.replace(" ", ""), name


def test_addresses_and_files_are_at_hand(draw):
    assert draw("{{ url('run', 'echo') }}") == "/activities/echo/run"
    assert draw("{{ url('run', name='echo') }}") == "/activities/echo/run"
    assert draw("{{ static('base.css') }}") == "/static/base.css"


def test_lines_of_statements_leave_no_blank_lines(draw):
    assert draw("a\n  {% if 1 %}\nb\n  {% endif %}\nc") == "a\nb\nc"


HOSTILE = "<script>alert(1)</script>\"'&"


def test_a_hostile_value_is_only_text_on_every_page_that_shows_it(alice, as_alice):
    alice.first_name = HOSTILE
    alice.save()
    row = factories.completed(alice, title=HOSTILE, values={"text": HOSTILE})
    entity = factories.entity_of(row).public_id
    pages = [
        "/",
        "/activities",
        "/activities/echo",
        "/activities/echo/run",
        "/jobs",
        f"/jobs/{row.public_id}",
        f"/entities/{entity}",
    ]
    for page in pages:
        text = as_alice.get(page).content.decode()
        assert "&lt;script&gt;" in text, page
        assert "<script>alert" not in text, page
