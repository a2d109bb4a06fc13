"""Input and output files: what is said of them, when, and at what cost."""

import hashlib
import os
from pathlib import Path

import opus_provenance
import pytest

OLD = 1_000_000_000


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def test_an_input_is_measured_and_hashed_when_it_is_added(prov, work, events):
    (work / "raw.txt").write_bytes(b"before")
    with prov.activity("step"):
        prov.add_input_file("raw.txt", role="raw")
        (work / "raw.txt").write_bytes(b"changed since")
    used = events().one("used")
    assert used["location"] == str(work / "raw.txt")
    assert used["role"] == "raw"
    assert (used["size"], used["sha256"]) == (6, sha256(b"before"))


def test_an_output_is_announced_and_measured_when_the_activity_ends(prov, work, events):
    with prov.activity("step"):
        prov.add_output_file("clean.txt", role="clean")
        (work / "clean.txt").write_bytes(b"result")
    announced, final = events().of("generated")
    assert "sha256" not in announced
    assert (final["size"], final["sha256"]) == (6, sha256(b"result"))
    for name in ("id", "location", "role"):
        assert announced[name] == final[name]


def test_the_final_word_on_an_output_comes_before_the_end(prov, work, events):
    with prov.activity("step"):
        prov.add_output_file("clean.txt")
    kinds = [event["event"] for event in events()]
    assert kinds == ["process", "start", "generated", "generated", "finish", "packages"]


def test_a_file_that_is_not_there_is_recorded_as_missing(prov, work, events):
    with prov.activity("step"):
        prov.add_input_file("no.txt")
        prov.add_output_file("none.txt")
    assert events().one("used")["missing"] == "FileNotFoundError"
    announced, final = events().of("generated")
    assert "missing" not in announced
    assert final["missing"] == "FileNotFoundError"
    assert "sha256" not in final


def test_an_input_added_again_after_it_appeared_is_no_longer_missing(
    prov, work, events
):
    with prov.activity("step") as activity:
        prov.add_input_file("late.txt")
        (work / "late.txt").write_bytes(b"here")
        prov.add_input_file("late.txt")
    assert "missing" not in events().of("used")[-1]
    assert [entry["size"] for entry in activity.input] == [4]


def test_a_name_that_no_file_can_have_is_missing(prov, events):
    with prov.activity("step"):
        prov.add_input_file("nul\0.txt")
    assert events().one("used")["missing"] == "ValueError"


def test_a_file_that_cannot_be_read_has_a_size_but_no_hash(
    prov, work, events, monkeypatch
):
    (work / "secret.txt").write_bytes(b"secret")

    def refuse(*args, **kwargs):
        raise PermissionError

    monkeypatch.setattr("opus_provenance.open", refuse, raising=False)
    with prov.activity("step"):
        prov.add_input_file("secret.txt")
    assert events().one("used")["size"] == 6
    assert "sha256" not in events().one("used")


def test_a_folder_is_recorded_as_one(prov, work, events):
    (work / "night").mkdir()
    with prov.activity("step"):
        prov.add_input_file("night")
        prov.add_output_file("night")
    for event in (events().one("used"), events().of("generated")[-1]):
        assert event["folder"] is True
        assert not {"missing", "sha256", "size"} & set(event)


def test_a_pipe_is_not_read(prov, work, events):
    os.mkfifo("pipe")
    with prov.activity("step"):
        prov.add_input_file("pipe")
    assert events().one("used")["location"] == str(work / "pipe")


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a/../b.fits?x=1#2",
        "ivo://example/data",
        "S3://bucket//key",
        "root+tls://host//store/a.root",
    ],
)
def test_a_url_stays_as_it_is(prov, events, url):
    with prov.activity("step"):
        prov.add_input_file(url)
        prov.add_output_file(url)
    for event in (events().one("used"), events().one("generated")):
        assert event["location"] == url
        assert not {"missing", "sha256", "size"} & set(event)


@pytest.mark.parametrize(
    "url",
    ["file://{}/a%20b.txt", "FILE://localhost{}/a b.txt", "file://{}/x/../a%20b.txt"],
)
def test_the_url_of_a_file_is_its_path(prov, work, events, url):
    (work / "a b.txt").write_bytes(b"here")
    with prov.activity("step"):
        prov.add_input_file(url.format(work))
    assert events().one("used")["location"] == str(work / "a b.txt")
    assert events().one("used")["size"] == 4


@pytest.mark.parametrize("name", ["a.txt", b"a.txt", Path("a.txt"), "./x/../a.txt"])
def test_a_name_can_be_text_bytes_or_a_path(prov, work, events, name):
    with prov.activity("step"):
        prov.add_input_file(name)
    assert events().one("used")["location"] == str(work / "a.txt")


def test_a_name_that_is_not_unicode_can_be_found_again(prov, work, events):
    path = os.fsencode(work) + b"/caf\xe9.txt"
    Path(os.fsdecode(path)).write_bytes(b"here")
    with prov.activity("step"):
        prov.add_input_file(path)
    assert os.fsencode(events().one("used")["location"]) == path
    assert events().one("used")["size"] == 4


def test_what_cannot_name_a_file_is_an_error_and_starts_nothing(prov, events):
    with pytest.raises(TypeError):
        prov.add_input_file(None)
    assert events() == []


def test_a_relative_name_belongs_to_the_folder_of_that_moment(
    prov, work, events, monkeypatch
):
    with prov.activity("step"):
        prov.add_output_file("a.txt")
        (work / "a.txt").write_bytes(b"here")
        monkeypatch.chdir("/")
    assert events().of("generated")[-1]["size"] == 4


def test_the_same_file_in_the_same_role_is_one_entry(prov, work, events):
    (work / "a.txt").write_bytes(b"here")
    with prov.activity("step") as activity:
        for name in ("a.txt", "./a.txt", work / "a.txt"):
            prov.add_input_file(name, role="raw")
            prov.add_output_file(name, role="clean")
        prov.add_input_file("a.txt", role="other")
    assert [event["role"] for event in events().of("used")] == ["raw", "other"]
    assert len(events().of("generated")) == 2
    assert (len(activity.input), len(activity.output)) == (2, 1)


def test_metadata_is_recorded_unless_told_otherwise(prov, events):
    with prov.activity("step"):
        prov.add_input_file("a", reference_meta={"level": {"x"}})
        prov.add_output_file("b", reference_meta="some text")
        prov.add_input_file("c", add_meta=False, reference_meta={"level": 1})
    assert [event.get("meta") for event in events().of("used")] == [
        {"level": ["x"]},
        None,
    ]
    assert [event["meta"] for event in events().of("generated")] == [
        {"value": "some text"}
    ] * 2


def test_metadata_is_not_lost_when_the_file_is_added_again(prov, events):
    with prov.activity("step") as activity:
        prov.add_output_file("a", reference_meta={"level": 1})
        prov.add_output_file("a")
    assert activity.output[0]["reference_meta"] == {"level": 1}
    assert events().of("generated")[-1]["meta"] == {"level": 1}


def test_a_file_over_the_limit_is_not_hashed(prov, work, events):
    (work / "small.txt").write_bytes(b"1234")
    (work / "large.txt").write_bytes(b"12345")
    prov.hash_max = 4
    with prov.activity("step"):
        prov.add_input_file("small.txt", role="small")
        prov.add_input_file("large.txt", role="large")
    assert "sha256" in events().one("used", role="small")
    assert events().one("used", role="large")["size"] == 5
    assert "sha256" not in events().one("used", role="large")


def test_the_limit_can_come_from_the_environment(recorders, monkeypatch):
    assert recorders().hash_max == 1024**3
    monkeypatch.setenv("OPUS_PROVENANCE_HASH_MAX", "10")
    assert recorders().hash_max == 10


def test_a_limit_that_is_no_number_is_named_and_not_used(
    recorders, monkeypatch, capsys
):
    monkeypatch.setenv("OPUS_PROVENANCE_HASH_MAX", "1 GB")
    assert recorders().hash_max == 1024**3
    assert "OPUS_PROVENANCE_HASH_MAX='1 GB'" in capsys.readouterr().err


def test_a_file_larger_than_a_chunk_is_hashed_whole(prov, work, events):
    content = os.urandom(3_000_001)
    (work / "large.bin").write_bytes(content)
    with prov.activity("step"):
        prov.add_input_file("large.bin")
    assert events().one("used")["sha256"] == sha256(content)


@pytest.fixture
def hashed(monkeypatch):
    """List the files that were really read."""
    hashed = []
    really = opus_provenance._sha256

    def count(path):
        hashed.append(path)
        return really(path)

    monkeypatch.setattr("opus_provenance._sha256", count)
    return hashed


def test_a_file_that_does_not_change_is_read_once(prov, work, events, hashed):
    (work / "a.txt").write_bytes(b"here")
    os.utime("a.txt", (OLD, OLD))
    for name in ("first", "second"):
        with prov.activity(name):
            prov.add_input_file("a.txt")
            prov.add_output_file("a.txt")
    assert len(hashed) == 1
    assert {event["sha256"] for event in events().of("used")} == {sha256(b"here")}


def test_a_file_that_changed_is_read_again(prov, work, events, hashed):
    for content, age in ((b"one", OLD), (b"two", OLD + 1)):
        (work / "a.txt").write_bytes(content)
        os.utime("a.txt", (age, age))
        with prov.activity("step"):
            prov.add_input_file("a.txt")
    assert len(hashed) == 2
    assert events().of("used")[-1]["sha256"] == sha256(b"two")


def test_the_hash_of_a_file_written_just_now_is_not_remembered(prov, work, events):
    # Same size, and on a coarse clock the same time: only reading tells them apart.
    (work / "a.txt").write_bytes(b"one")
    written = (work / "a.txt").stat().st_mtime_ns
    with prov.activity("step"):
        prov.add_input_file("a.txt", role="before")
        (work / "a.txt").write_bytes(b"two")
        os.utime("a.txt", ns=(written, written))
        prov.add_input_file("a.txt", role="after")
    assert events().one("used", role="after")["sha256"] == sha256(b"two")


def test_only_so_many_hashes_are_remembered(prov, work, monkeypatch):
    monkeypatch.setattr("opus_provenance.CACHE_MAX", 2)
    monkeypatch.setattr("opus_provenance._digests", {})
    with prov.activity("step"):
        for number in range(5):
            (work / f"{number}.txt").write_bytes(b"x")
            os.utime(f"{number}.txt", (OLD, OLD))
            prov.add_input_file(f"{number}.txt")
            assert len(opus_provenance._digests) <= 2
