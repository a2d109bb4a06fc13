"""The program that lays out can be missing, fail or hang: it is told in a sentence."""

import time
from pathlib import Path

import pytest
from django.core.cache import caches

from provenance.graph import engine
from provenance.graph.engine import LayoutError

DOT = "digraph { a -> b }"


@pytest.fixture
def program(tmp_path, settings):
    """Lay out with a script of this text."""

    def program(script):
        path = tmp_path / "program"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o700)
        settings.OPUS_DOT = str(path)
        return path

    return program


def problem():
    with pytest.raises(LayoutError) as raised:
        engine.lay_out(DOT)
    return str(raised.value)


@pytest.mark.usefixtures("engine")
def test_a_program_places_nodes():

    assert '"bb"' in engine.lay_out(DOT)


def test_a_program_that_is_not_there_is_named(settings):
    settings.OPUS_DOT = "/nowhere/dot"
    assert problem() == "/nowhere/dot cannot be started: No such file or directory."


def test_a_file_that_is_no_program_is_named(program):
    path = program("")
    path.write_text("just text")
    assert problem() == f"{path} cannot be started: Exec format error."


def test_without_any_program_one_learns_what_to_install(
    settings, monkeypatch, tmp_path
):
    settings.OPUS_DOT = ""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(engine.sysconfig, "get_path", lambda _: str(tmp_path))
    assert "install graphviz-pure or Graphviz, or name one in OPUS_DOT" in problem()


def test_a_program_of_the_path_can_be_named_shortly(program, settings, monkeypatch):
    path = program("cat > /dev/null; echo found")
    monkeypatch.setenv("PATH", str(path.parent))
    settings.OPUS_DOT = "program"
    assert engine.lay_out(DOT) == "found\n"


def test_a_program_that_fails_tells_why(program):
    path = program("cat > /dev/null; echo 'no memory' >&2; echo more >&2; exit 3")
    assert problem() == f"{path} failed with code 3: no memory"


def test_a_program_that_does_not_read_fails_as_well(program):
    path = program("exit 2")
    assert problem() == f"{path} failed with code 2: "


def test_a_program_that_says_nothing_has_failed(program):
    path = program("cat > /dev/null")
    assert problem() == f"{path} failed with code 0: "


def test_a_program_that_hangs_is_killed_with_its_children(
    program, monkeypatch, tmp_path
):
    monkeypatch.setattr(engine, "SECONDS", 1)
    program(f"sleep 60 & echo $! > {tmp_path}/child; wait")
    assert problem() == "The graph is too large: no layout after 1 s."
    child = int((tmp_path / "child").read_text())
    deadline = time.monotonic() + 30
    while _is_alive(child):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _is_alive(pid):
    """A zombie is not: nobody may be there to bury it."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def test_a_program_that_only_computes_is_stopped(program, monkeypatch):
    monkeypatch.setattr(engine, "SECONDS", 1)
    program("while :; do :; done")
    assert problem()


def test_a_program_gets_no_secrets(program, monkeypatch):
    monkeypatch.setenv("OPUS_SECRET_KEY", "hush")
    program("cat > /dev/null; env")
    assert "hush" not in engine.lay_out(DOT)


def test_a_layout_is_made_once(program, tmp_path):
    program(f"cat > /dev/null; echo x >> {tmp_path}/count; echo done")
    assert [engine.lay_out(DOT), engine.lay_out(DOT)] == ["done\n", "done\n"]
    assert (tmp_path / "count").read_text() == "x\n"


def test_layouts_are_not_kept_without_end(monkeypatch):
    """They would fill the memory, and push out what is known of passwords."""
    monkeypatch.setattr(engine, "find", lambda: "dot")
    monkeypatch.setattr(engine, "_try", lambda program, dot: (dot, ""))
    default = len(caches["default"]._cache)
    for number in range(1000):
        engine.lay_out(f"digraph {{ n{number} }}")
    assert len(caches["layouts"]._cache) <= 300
    assert len(caches["default"]._cache) == default


def test_a_failure_is_remembered_for_a_while(program, tmp_path):
    program(f"cat > /dev/null; echo x >> {tmp_path}/count; exit 1")
    assert problem() == problem()
    assert (tmp_path / "count").read_text() == "x\n"
