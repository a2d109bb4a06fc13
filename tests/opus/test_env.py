"""Settings of the environment: a bad value is refused with what would be right."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ImproperlyConfigured

from opus import env

NAME = "OPUS_OF_THIS_TEST"


@pytest.fixture
def say(monkeypatch):
    monkeypatch.delenv(NAME, raising=False)
    return lambda text: monkeypatch.setenv(NAME, text)


def test_without_a_variable_the_default_holds(say, tmp_path):
    assert env.text(NAME, "a") == "a"
    assert env.words(NAME, ["a", "b"]) == ["a", "b"]
    assert env.flag(NAME, default=True) is True
    assert env.number(NAME, 5) == 5
    assert env.folder(NAME, tmp_path) == tmp_path


def test_words_are_separated_by_blanks_and_may_be_none(say):
    say("  a.example.org\tb.example.org ")
    assert env.words(NAME, ["c"]) == ["a.example.org", "b.example.org"]
    say("")
    assert env.words(NAME, ["c"]) == []


@pytest.mark.parametrize(("text", "value"), [("True", True), ("False", False)])
def test_a_flag_is_true_or_false(text, value, say):
    say(text)
    assert env.flag(NAME, not value) is value


@pytest.mark.parametrize("text", ["true", "1", "yes", ""])
def test_another_flag_is_refused_and_not_guessed(text, say):
    say(text)
    with pytest.raises(ImproperlyConfigured, match=f"{NAME}=.*say True or False"):
        env.flag(NAME, default=False)


@pytest.mark.parametrize(
    ("text", "hint"),
    [("many", "a whole number"), ("1.5", "a whole"), ("0", "1 or more")],
)
def test_a_number_that_is_none_or_too_small_is_refused(text, hint, say):
    say(text)
    with pytest.raises(ImproperlyConfigured, match=f"{NAME}='{text}': say {hint}"):
        env.number(NAME, 5)


def test_a_folder_is_absolute_and_an_empty_one_the_default(say, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    say("here")
    assert env.folder(NAME, tmp_path) == tmp_path / "here"
    say("")
    assert env.folder(NAME, tmp_path) == tmp_path


def test_a_secret_of_the_environment_is_not_written_down(say, tmp_path):
    say("mine")
    assert env.secret(NAME, tmp_path / "key") == "mine"
    assert not list(tmp_path.iterdir())


def test_a_secret_is_made_once_and_is_only_for_the_portal(say, tmp_path):
    file = tmp_path / "var" / "key"
    made = env.secret(NAME, file)
    assert len(made) > 60
    assert env.secret(NAME, file) == made
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert env.secret(NAME, tmp_path / "other") != made


def test_of_many_that_start_together_all_get_the_same_secret(say, tmp_path):
    file = tmp_path / "key"
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: env.secret(NAME, file), range(32)))
    assert len(made) == 1
    assert list(tmp_path.iterdir()) == [file]
