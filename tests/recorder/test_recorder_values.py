"""Configuration, arguments of the program and packages: whatever they hold."""

import argparse
import json
import math
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum, IntEnum
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import opus_provenance
import pytest
from hypothesis import given
from hypothesis import strategies as st


@pytest.fixture
def recorded(prov, events):
    """Give back a configuration as it stands in the file."""

    def recorded(config):
        with prov.activity("step"):
            prov.add_config(config)
        return events().of("config")[-1]["config"]

    return recorded


class Quantity:
    def __init__(self, value, unit):
        self.value, self.unit, self.shape = value, unit, np.shape(value)

    def tolist(self):
        raise AssertionError("a number without its unit is no quantity")


class Colour(Enum):
    RED = "red"


class Level(IntEnum):
    DL1 = 1


class Broken:
    def __getattr__(self, name):
        raise RuntimeError("not connected")

    def __repr__(self):
        raise RuntimeError("not connected")


class Plain:
    def __str__(self):
        return "as text"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (2**70, 2**70),
        (0.1, 0.1),
        ("naïve ☄ \ud800", "naïve ☄ \ud800"),
        ((1, [2, (3,)]), [1, [2, [3]]]),
        ({"b", "a"}, ["a", "b"]),
        (frozenset({3, 1}), [1, 3]),
        ({"x": {1: "one", None: "none", (1, 2): "pair"}}, None),
        (Path("/data/a.fits"), "/data/a.fits"),
        (b"bytes", "bytes"),
        (datetime(2026, 1, 2, tzinfo=UTC), "2026-01-02T00:00:00+00:00"),
        (Decimal("1.10"), "1.10"),
        (Colour.RED, "red"),
        (Level.DL1, 1),
        (np.float32(0.5), 0.5),
        (np.int64(3), 3),
        (np.bool_(1), True),
        (np.str_("text"), "text"),
        (np.arange(3), [0, 1, 2]),
        (np.array([1.0, np.nan]), [1.0, "nan"]),
        (np.datetime64("2026-01-02"), "2026-01-02"),
        (Quantity(1.5, "TeV"), {"value": 1.5, "unit": "TeV"}),
        (Quantity(np.array([1, 2]), "m"), {"value": [1, 2], "unit": "m"}),
        (Quantity, str(Quantity)),
        (np.ndarray, str(np.ndarray)),
        (Plain(), "as text"),
        (1 + 2j, "(1+2j)"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_becomes_the_nearest_that_json_has(recorded, value, expected):
    if isinstance(value, dict):
        expected = {"x": {"1": "one", "None": "none", "(1, 2)": "pair"}}
        assert recorded({"key": value})["key"] == expected
    else:
        assert recorded({"key": value}) == {"key": expected}


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, np.float64("nan")])
def test_a_number_that_json_has_not_is_text_that_float_reads(recorded, number):
    text = recorded({"key": number})["key"]
    assert isinstance(text, str)
    assert repr(float(text)) == repr(float(number))


def test_one_odd_value_does_not_spoil_the_others(recorded):
    assert recorded({"odd": Broken(), "all": [1, Broken()], "good": 1}) == {
        "odd": "<Broken>",
        "all": [1, "<Broken>"],
        "good": 1,
    }


def test_values_within_themselves_end(recorded):
    config = {"a": 1}
    config["self"] = config["list"] = [config, config]
    assert recorded(config) == {"a": 1, "self": ["...", "..."], "list": ["...", "..."]}


def test_the_same_value_twice_is_written_twice(recorded):
    cuts = {"energy": 1}
    assert recorded({"a": cuts, "b": cuts}) == {"a": cuts, "b": cuts}


def test_depth_has_an_end(recorded):
    config = "end"
    for _ in range(5000):
        config = {"in": config}
    assert "..." in json.dumps(recorded(config))


def test_a_large_array_is_not_written_out(recorded):
    assert len(recorded({"image": np.zeros((1000, 1000))})["image"]) < 1000


@pytest.mark.parametrize("kind", [argparse.Namespace, SimpleNamespace])
def test_fields_of_an_object_are_a_configuration(recorded, kind):
    assert recorded(kind(a=1, b={"c"})) == {"a": 1, "b": ["c"]}


@pytest.mark.parametrize(
    ("config", "expected"),
    [(3, {"value": 3}), (None, {"value": None}), ("text", {"value": "text"})],
)
def test_what_is_no_configuration_is_its_value(recorded, config, expected):
    assert recorded(config) == expected


def test_a_configuration_that_cannot_be_read_is_its_type(recorded):
    class Proxy:
        @property
        def __dict__(self):
            raise RuntimeError("not connected")

        __str__ = Broken.__repr__

    assert recorded(Proxy()) == {"value": "<Proxy>"}


ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.binary()
    | st.complex_numbers()
    | st.datetimes()
    | st.fractions()
    | st.builds(Quantity, st.floats(), st.text())
    | st.builds(Broken),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.integers(), inner),
    max_leaves=10,
)


@given(ANY)
def test_any_value_can_be_written_as_json(value):
    text = opus_provenance._encode(opus_provenance._object(value))
    assert "\n" not in text
    assert isinstance(json.loads(text, parse_constant=pytest.fail), dict)


def test_as_json_takes_odd_values_too(prov):
    with prov.activity("step"):
        prov.add_config({"odd": {Broken()}, "nan": math.nan})
    assert json.loads(prov.as_json(), parse_constant=pytest.fail)


SHOWN = [
    (["--token", "abc", "x"], ["--token", "***", "x"]),
    (["--token=abc", "x"], ["--token=***", "x"]),
    (["--API-Key", "abc"], ["--API-Key", "***"]),
    (["-password", "-abc", "x"], ["-password", "***", "x"]),
    (["--config.client_secret=a=b\nc"], ["--config.client_secret=***"]),
    (["db.password=abc"], ["db.password=***"]),
    (["--token", "--password", "abc", "x"], ["--token", "***", "***", "x"]),
    (["--token"], ["--token"]),
    (["--verbose", "abc", "a=b", "-n", "1"], ["--verbose", "abc", "a=b", "-n", "1"]),
    (
        ["/home/mickey/a.fits", "keys.txt", "x"],
        ["/home/mickey/a.fits", "keys.txt", "x"],
    ),
    (["-I/home/mickey", "x"], ["-I/home/mickey", "x"]),
]


@pytest.mark.parametrize(("given", "shown"), SHOWN)
def test_arguments_named_like_secrets_are_not_recorded(
    prov, events, monkeypatch, given, shown
):
    monkeypatch.setattr("sys.argv", ["run.py", *given])
    with prov.activity("step"):
        pass
    assert events().one("process")["system"]["arguments"] == ["run.py", *shown]
    assert prov.provenance[0]["system"]["arguments"] == ["run.py", *shown]


def test_a_program_without_arguments_is_recorded(prov, events, monkeypatch):
    monkeypatch.delattr("sys.argv")
    with prov.activity():
        pass
    assert events().one("process")["system"]["arguments"] == []


def test_the_environment_is_not_recorded_but_for_its_name(prov, events, monkeypatch):
    monkeypatch.setenv("HOME_OF_MY_TOKEN", "hush")
    monkeypatch.setenv("CONDA_PREFIX", "/opt/conda")
    monkeypatch.delenv("CONDA_DEFAULT_ENV", raising=False)
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    with prov.activity("step"):
        pass
    system = events().one("process")["system"]
    assert system["environment"] == {"CONDA_PREFIX": "/opt/conda"}
    assert "hush" not in json.dumps(events())


def test_packages_are_told_once_and_not_before_the_first_end(prov, events):
    prov.start_activity("outer")
    prov.start_activity("inner")
    assert events().of("packages") == []
    prov.finish_activity()
    prov.finish_activity()
    assert events().one("packages")["packages"]["pytest"] == pytest.__version__


def test_packages_are_found_by_the_names_of_their_folders(
    tmp_path, monkeypatch, prov, events
):
    for name in (
        "My.Pkg_A-1.0.dist-info",
        "six-1.16-py3.9.egg-info",
        "dev.egg-info",
        "other-1.0.txt",
    ):
        (tmp_path / name).mkdir()
    later = tmp_path / "later"
    (later / "my_pkg_a-0.9.dist-info").mkdir(parents=True)
    odd = [None, "nul\0", tmp_path / "no.zip"]
    monkeypatch.setattr("sys.path", [*odd, str(tmp_path), str(later)])
    assert opus_provenance._packages() == {"my-pkg-a": "1.0", "six": "1.16"}
