"""Functions whose calls are activities."""

import asyncio
import inspect
from enum import Enum
from pathlib import Path

import numpy as np
import pytest


def roles(record, kind):
    return {
        (event["role"], event["location"].rpartition("/")[2])
        for event in record.of(kind)
    }


def test_a_call_is_an_activity_with_its_files_and_scalars(prov, events):
    @prov.record("calibrate", inputs=["raw"], outputs=["clean"])
    def calibrate(raw, clean, *, cut=3, mode="fast", image=None, table=()):
        Path(clean).write_text("done")
        return cut * 2

    assert calibrate("a.txt", clean=Path("b.txt"), cut=4, table=[1]) == 8
    record = events()
    assert record.ends == {"calibrate": ("completed", 0)}
    assert roles(record, "used") == {("raw", "a.txt")}
    assert roles(record, "generated") == {("clean", "b.txt")}
    assert record.of("generated")[-1]["size"] == 4
    assert record.one("config")["config"] == {"cut": 4, "mode": "fast", "image": None}


def test_the_output_is_announced_before_the_function_runs(prov, events):
    @prov.record(outputs="path")
    def write(path):
        assert roles(events(), "generated") == {("path", "a.txt")}

    write("a.txt")
    assert len(events().of("generated")) == 2


def test_the_function_names_the_activity_and_keeps_its_own_face(prov, events):
    @prov.record()
    def reduce(a: int, b: int = 2) -> int:
        """Add."""
        return a + b

    assert reduce(1) == 3
    assert events().one("start")["name"].endswith("reduce")
    assert reduce.__doc__ == "Add."
    assert str(inspect.signature(reduce)) == "(a: int, b: int = 2) -> int"


def test_calls_nest(prov, events):
    @prov.record("inner")
    def inner():
        pass

    @prov.record("outer")
    def outer():
        inner()

    outer()
    assert events().parents == {"outer": None, "inner": "outer"}


def test_a_method_can_be_recorded(prov, events):
    class Tool:
        @prov.record("run", inputs=["path"])
        def run(self, path, level):
            return self, level

    tool = Tool()
    assert tool.run("a.txt", 1) == (tool, 1)
    assert events().one("config")["config"] == {"level": 1}


def test_an_exception_of_the_function_is_its_end(prov, events):
    @prov.record("fail")
    def fail():
        raise KeyError("no")

    with pytest.raises(KeyError, match="no"):
        fail()
    assert events().ends == {"fail": ("error", 1)}
    assert events().one("error")["type"] == "KeyError"


def test_stop_iteration_of_the_function_stays_what_it_is(prov, events):
    @prov.record("last")
    def last():
        return next(iter(()))

    with pytest.raises(StopIteration):
        last()
    assert events().ends == {"last": ("error", 1)}


def test_an_async_function_is_open_as_long_as_it_runs(prov, events):
    @prov.record("wait", inputs=["path"])
    async def wait(path):
        await asyncio.sleep(0)
        prov.add_output_file("late.txt")
        return "done"

    assert asyncio.run(wait("a.txt")) == "done"
    record = events()
    assert record.ends == {"wait": ("completed", 0)}
    assert roles(record, "generated") == {(None, "late.txt")}
    assert len(record.of("start")) == 1


def test_collections_of_files_are_files_each(prov, events):
    @prov.record("merge", inputs=["paths"], outputs=["to"])
    def merge(paths, to=None):
        pass

    merge(["a.txt", b"b.txt", Path("c.txt"), 3, None, ""])
    assert {name for _, name in roles(events(), "used")} == {"a.txt", "b.txt", "c.txt"}
    assert events().of("generated") == []


def test_what_is_no_path_is_no_file(prov, events):
    @prov.record("show", inputs=["image"])
    def show(image):
        return image.sum()

    assert show(np.ones(3)) == 3
    assert events().of("used") == []
    assert events().ends == {"show": ("completed", 0)}


class Mode(Enum):
    FAST = "fast"


def test_scalars_are_configuration_and_nothing_else(prov, events):
    @prov.record("step")
    def step(a=1.5, b=True, c="abc", d=Path("/a"), e=Mode.FAST, f=np.float32(0.5)):  # noqa: B008, FBT002 - one of each
        pass

    @prov.record("no scalars")
    def other(array, rows, long_text):
        pass

    step()
    other(np.ones(2), [1], "x" * 5000)
    assert events().one("config")["config"] == {
        "a": 1.5,
        "b": True,
        "c": "abc",
        "d": "/a",
        "e": "fast",
        "f": 0.5,
    }


def test_arguments_named_like_secrets_are_hidden(prov, events):
    @prov.record("fetch")
    def fetch(url, api_token, password=None):
        return api_token

    assert fetch("https://example.org", "hush") == "hush"
    assert events().one("config")["config"] == {
        "url": "https://example.org",
        "api_token": "***",
        "password": "***",
    }


def test_an_argument_that_fails_when_looked_at_does_not_stop_the_call(
    prov, events, capsys
):
    class Proxy:
        def __getattr__(self, name):
            raise RuntimeError("not connected")

    @prov.record("step")
    def step(proxy):
        return "done"

    assert step(Proxy()) == "done"
    assert "not connected" in capsys.readouterr().err
    assert events().ends == {"step": ("completed", 0)}


def test_a_call_that_cannot_be_is_the_usual_error_and_no_activity(prov, events):
    @prov.record()
    def step(a):
        pass

    with pytest.raises(TypeError, match="missing a required argument: 'a'"):
        step()
    assert events() == []


def test_a_name_that_is_no_argument_is_an_error_at_once(prov):
    with pytest.raises(
        ValueError, match=r"step\(\) has no argument 'pth'; it has a, b"
    ):

        @prov.record(inputs=["a"], outputs=["pth"])
        def step(a, b):
            pass


def test_the_decorator_without_parentheses_is_an_error_at_once(prov):
    with pytest.raises(TypeError, match="parentheses"):

        @prov.record
        def step():
            pass


def test_a_generator_function_is_refused(prov):
    with pytest.raises(TypeError, match=r"generator .*values"):

        @prov.record()
        def values():
            yield 1

    with pytest.raises(TypeError, match=r"generator .*awaited"):

        @prov.record()
        async def awaited():
            yield 1
