"""How much of a record is read, and which files are."""

import json
import tracemalloc

from provenance.ingest import recorder

TIME = "2026-03-04T05:06:07+00:00"
MEGABYTE = 1024**2


def start(number):
    names = {"id": f"s{number}", "name": f"step {number}", "parent": None}
    return json.dumps({"event": "start", "time": TIME, **names}) + "\n"


def test_only_so_many_steps_are_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(recorder, "MOST_STEPS", 3)
    (tmp_path / "a.jsonl").write_text("".join(map(start, range(9))))
    assert [step.id for step in recorder.read(tmp_path)] == ["s0", "s1", "s2"]


def test_only_so_many_bytes_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr(recorder, "MOST_BYTES", 2 * len(start(0)))
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_text(start(name) + start(name + "2"))
    assert len(recorder.read(tmp_path)) == 1


def test_a_line_without_an_end_does_not_fill_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(recorder, "LONGEST_LINE", MEGABYTE)
    with (tmp_path / "a.jsonl").open("w") as file:
        file.write(start(1) + "{")
        file.truncate(64 * MEGABYTE)  # a hole, which takes no room on the disk
    tracemalloc.start()
    try:
        steps = recorder.read(tmp_path)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(steps) == 1
    assert most < 8 * MEGABYTE


def test_links_folders_and_other_files_are_not_read(tmp_path):
    folder = tmp_path / "record"
    folder.mkdir()
    (folder / "folder.jsonl").mkdir()
    (folder / "notes.txt").write_text(start(1))
    (tmp_path / "elsewhere.jsonl").write_text(start(2))
    (folder / "link.jsonl").symlink_to(tmp_path / "elsewhere.jsonl")
    assert recorder.read(folder) == []


def test_a_file_that_cannot_be_read_costs_only_itself(tmp_path, monkeypatch):
    """The tests may run as somebody who may read everything, so it is played."""
    (tmp_path / "a.jsonl").write_text(start(1))
    (tmp_path / "b.jsonl").write_text(start(2))
    kind, real = type(tmp_path), type(tmp_path).open

    def closed(path, *args, **kwargs):
        if path.name == "a.jsonl":
            raise PermissionError
        return real(path, *args, **kwargs)

    monkeypatch.setattr(kind, "open", closed)
    assert [step.id for step in recorder.read(tmp_path)] == ["s2"]


def test_only_so_many_events_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr(recorder, "MOST_EVENTS", 2)
    (tmp_path / "a.jsonl").write_text("".join(map(start, range(9))))
    assert len(recorder.read(tmp_path)) == 2
