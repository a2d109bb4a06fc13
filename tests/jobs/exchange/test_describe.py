"""`manage.py describe`: files become drafts, versions, or other files."""

import io
import json
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from jobs import drafts, publishing
from jobs.models import DescriptionEvent, Version
from tests import factories

pytestmark = pytest.mark.django_db
DATA = Path("tests/data/descriptions")
CALIB = DATA / "calib_vot.xml"
REASON = ("--publish", "--reason", "It ran elsewhere.")


def describe(*arguments):
    """Exit status, what it prints, and what it notes."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("describe", *map(str, arguments), stdout=out, stderr=err)
    except SystemExit as end:
        return end.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def cannot(*arguments):
    with pytest.raises(CommandError) as caught:
        describe(*arguments)
    assert caught.value.returncode == 2
    return str(caught.value)


@pytest.fixture
def folder(tmp_path):
    """Descriptions as somebody keeps them in git."""
    top = tmp_path / "descriptions"
    shutil.copytree("examples/find_sources", top / "find_sources")
    shutil.copy(CALIB, top)
    (top / "tools").mkdir()
    shutil.copy(DATA / "fitsky.par", top / "tools")
    (top / ".git").mkdir()
    (top / ".git" / "x.json").write_text("{")
    (top / "README.md").write_text("# Ours")
    return top


def test_a_file_becomes_a_draft_and_what_was_changed_is_noted(alice):
    code, out, err = describe(CALIB, "--user", "alice")
    assert code == 0
    assert "calib is saved as a draft" in out
    assert "calib_vot.xml: Used/raw/default: raw.fits is no id or URL" in err
    version = Version.objects.get()
    assert (version.state, version.created_by) == ("draft", alice)
    assert DescriptionEvent.objects.get().action == "imported"


def test_a_second_time_changes_nothing():
    describe(CALIB)
    code, out, _ = describe(CALIB)
    assert (code, Version.objects.get().revision) == (0, 1)
    assert "is there already" in out


def test_what_somebody_writes_is_replaced_only_when_that_is_said(alice):
    drafts.save(factories.description(name="calib"), alice)
    code, _, err = describe(CALIB)
    assert code == 1
    assert "alice has written a draft, which would be replaced: use --replace" in err
    assert describe(CALIB, "--replace")[0] == 0
    assert Version.objects.get().title == "Calibrate one raw image"


def test_it_is_published_with_a_reason():
    assert "needs --reason" in cannot(CALIB, "--publish")
    code, out, _ = describe(CALIB, *REASON)
    assert code == 0
    assert "calib 1.2 is published" in out
    assert publishing.current("calib").events.last().note.endswith("It ran elsewhere.")


def test_what_cannot_be_published_leaves_nothing():
    code, _, err = describe(DATA / "fitsky.par", *REASON)
    assert code == 1
    assert "contact_name: is required" in err
    assert not Version.objects.exists()


def test_a_check_says_what_is_wrong_and_keeps_nothing():
    assert describe(CALIB, "--check")[0] == 0
    code, _, err = describe(DATA / "fitsky.par", "--check")
    assert code == 1
    assert "contact_name: is required" in err
    assert not Version.objects.exists()


def test_a_file_is_converted(tmp_path):
    code, out, _ = describe(CALIB, "--to", "json")
    assert code == 0
    made = tmp_path / "calib.json"
    made.write_text(out)
    describe(made, "--to", "votable", "-o", tmp_path)
    assert (tmp_path / "calib_vot.xml").read_bytes() == CALIB.read_bytes()


def test_a_folder_with_a_script_beside_is_one_description():
    code, out, _ = describe("examples/find_sources", "--to", "json")
    assert code == 0
    assert json.loads(out)["script"].startswith("#!")


def test_what_is_no_description_and_what_is_not_there(tmp_path):
    odd = tmp_path / "odd.json"
    odd.write_text("[]")
    code, _, err = describe(odd)
    assert code == 1
    assert "in none of the formats" in err
    assert "No such file" in cannot(tmp_path / "none.json")
    assert "no folder" in cannot("--sync", tmp_path / "none")
    assert "no user nobody" in cannot(CALIB, "--user", "nobody")
    assert "Name a file" in cannot()


def test_a_script_elsewhere_is_not_read(tmp_path):
    for name in ("../secret", "link"):
        content = {"format": "opus-activity-description/1", "name": "x"}
        (tmp_path / "activity.json").write_text(
            json.dumps({**content, "script_file": name})
        )
        (tmp_path / "link").unlink(missing_ok=True)
        (tmp_path / "link").symlink_to("/etc/hostname")
        code, _, err = describe(tmp_path)
        assert code == 1
        assert "there is no file" in err


def test_a_folder_is_only_looked_at_unless_it_is_said(folder):
    code, out, _ = describe("--sync", folder)
    assert code == 0
    assert "new        find_sources (find_sources)" in out
    assert "new        calib (calib_vot.xml)" in out
    assert "new        fitsky (tools/fitsky.par)" in out
    assert "Nothing was changed: add --apply" in out
    assert not Version.objects.exists()


def test_a_folder_is_brought_in_and_then_nothing_is_left_to_do(folder):
    assert describe("--sync", folder, "--apply")[0] == 0
    assert Version.objects.filter(state="draft").count() == 3
    events = DescriptionEvent.objects.count()
    code, out, _ = describe("--sync", folder, "--apply")
    assert code == 0
    assert {line.split()[0] for line in out.splitlines()} == {"unchanged"}
    assert DescriptionEvent.objects.count() == events


def test_what_has_changed_is_said_in_short(folder):
    (folder / "tools" / "fitsky.par").unlink()
    describe("--sync", folder, "--apply", *REASON)
    content = CALIB.read_text().replace('value="5"', 'value="6"')
    (folder / "calib_vot.xml").write_text(content.replace("Ada", "Bea"))
    told = "changed    calib (calib_vot.xml): contact, parameters: threshold (default)"
    assert told in describe("--sync", folder, *REASON)[1]
    assert describe("--sync", folder, "--apply", *REASON)[0] == 0
    assert publishing.current("calib").number == 2
    assert "unchanged  calib" in describe("--sync", folder, *REASON)[1]


def test_what_the_folder_lacks_stays_unless_it_is_said(folder):
    factories.version()
    out = describe("--sync", folder, "--apply")[1]
    assert "missing    echo" in out
    assert publishing.current("echo")
    out = describe("--sync", folder, "--retire-missing")[1]
    assert publishing.current("echo")
    out = describe("--sync", folder, "--apply", "--retire-missing")[1]
    assert "retired    echo" in out
    assert publishing.current("echo") is None
    assert "echo" not in describe("--sync", folder, "--apply", "--retire-missing")[1]


def test_a_wrong_file_does_not_stop_the_others(folder):
    (folder / "bad.json").write_text("{")
    shutil.copy(CALIB, folder / "again.xml")
    code, _, err = describe("--sync", folder, "--apply")
    assert code == 1
    assert "wrong      (bad.json): file is not JSON" in err
    assert "calib is described in again.xml already" in err
    assert Version.objects.count() == 3
