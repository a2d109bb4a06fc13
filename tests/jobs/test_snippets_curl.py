"""Whatever text is given, bash hands it to curl byte for byte."""

import contextlib
import itertools
import os
import pty
import re
import select
import string
import subprocess

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jobs.snippets import curl
from jobs.snippets.request import Expected, Request
from provenance.texts import FORBIDDEN
from tests import hostile

BASE = "https://portal.example.org"
URL = f"{BASE}/rest/echo"
TEXTS = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("'\"\\$`!@<>&|;(){}[]*?~# \n\r\t\x7f\x9b\u202e\u200b"),
    )
).filter(lambda text: not FORBIDDEN.search(text))
NAMES = st.text(string.ascii_letters + "_", min_size=1, max_size=9)
PASTED = [
    "two\nlines! !! !1 !?echo?",
    "it's!!",
    "a\tb\rc",
    "secret'\x7f\x7f\x7f; touch pwned; '",
    "\x9b31m\u202e",
]
STAND_IN = """#!/bin/bash
printf '%s\\0' "$#" "$@" >> "$CALLS"
for word; do
  case $word in
    *[@\\<]/dev/fd/*) cat "${word#*[@<]}" > "$CALLS.file" ;;
    %{redirect_url}) printf https://portal.example.org/rest/echo/j-1 ;;
  esac
done
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a stand-in for curl that writes down how it was called."""
    folder = tmp_path_factory.mktemp("curl")
    (folder / "curl").write_text(STAND_IN)
    (folder / "curl").chmod(0o700)
    return folder


@pytest.fixture(scope="module")
def called(folder):
    """Runs a script: the arguments of each call of curl."""
    calls = folder / "calls"

    def run(script):
        calls.write_bytes(b"")
        done = subprocess.run(
            ["bash", "-s"],
            input=script.encode(),
            env=_environment(folder),
            cwd=folder,
            capture_output=True,
            timeout=20,
            check=False,
        )
        assert done.stderr == b"", done.stderr
        return list(_calls(calls.read_bytes().decode().split("\0")))

    return run


def _environment(folder):
    return {
        "PATH": f"{folder}:{os.environ['PATH']}",
        "CALLS": str(folder / "calls"),
        "OPUS_TOKEN": "secret token",
        "LC_ALL": "C.UTF-8",
        "TERM": "dumb",  # it does not tell a paste from typing
    }


def _calls(words):
    while words != [""]:
        count = int(words[0])
        yield words[1 : count + 1]
        words = words[count + 1 :]


def options(call, *names):
    """The texts behind these options of a call."""
    return [text for name, text in itertools.pairwise(call) if name in names]


@example("secret'\x7f\x7f\x7f; touch pwned; '")
@example("@/etc/passwd")
@given(TEXTS)
def test_any_value_arrives_as_it_is(called, text):
    request = Request(BASE, "echo", values=(("text", text),))
    first, *_ = called(curl.script(request))
    assert options(first, "--data-urlencode", "-d") == [f"text={text}", "PHASE=RUN"]
    assert options(first, "-H") == ["Authorization: Bearer secret token"]
    assert first[-1] == URL


@given(TEXTS, NAMES)
def test_any_value_arrives_beside_a_file(called, text, name):
    request = Request(
        BASE, "echo", values=((name, text),), files=(("image", "m13.fits"),)
    )
    first, *_ = called(curl.script(request))
    assert options(first, "--form-string") == [f"{name}={text}"]
    assert options(first, "-F") == ["image=@m13.fits", "PHASE=RUN"]


@pytest.mark.parametrize("text", hostile.VALUES.values(), ids=hostile.VALUES)
def test_values_that_break_careless_programs_arrive(called, text):
    first, *_ = called(curl.script(Request(BASE, "echo", values=(("text", text),))))
    assert f"text={text}" in first


@pytest.mark.parametrize("text", PASTED, ids=ascii)
def test_what_is_pasted_into_a_terminal_arrives(folder, text):
    """Typed letter by letter into bash, with its history and its completion."""
    calls = folder / "calls"
    calls.write_bytes(b"")
    script = curl.script(Request(BASE, "echo", values=(("text", text),)))
    ours, theirs = pty.openpty()
    shell = subprocess.Popen(
        ["bash", "--norc", "-i"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=folder,
        env=_environment(folder),
        start_new_session=True,
    )
    os.close(theirs)
    try:
        os.write(ours, f"curl earlier\n{script}exit\n".encode())
        with contextlib.suppress(OSError):  # the terminal is gone
            while select.select([ours], [], [], 10)[0]:
                os.read(ours, 4096)
    finally:
        shell.kill()
        shell.wait()
        os.close(ours)
    made = list(_calls(calls.read_bytes().decode().split("\0")))
    assert any(f"text={text}" in call for call in made)


@given(TEXTS)
def test_nothing_that_a_terminal_acts_upon_is_pasted(text):
    script = curl.script(Request(BASE, "echo", values=(("text", text),)))
    assert script.replace("\n", "").isprintable()


@pytest.mark.parametrize("files", [(), (("image", "m13.fits"),)], ids=["form", "files"])
def test_a_value_that_no_argument_holds_comes_from_a_file(called, folder, files):
    long = "it's\r " * 60_000
    request = Request(BASE, "echo", values=(("text", long),), files=files)
    first, *_ = called(curl.script(request))
    assert [w for w in first if re.fullmatch("text(@|=<)/dev/fd/[0-9]+", w)]
    assert (folder / "calls.file").read_bytes().decode() == long


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("m13.fits", "m13.fits"),
        ("-", "./-"),
        ("a;b.fits", '"a;b.fits"'),
        ("two, three.fits", '"two, three.fits"'),
        ('a"b\\c.fits', r'"a\"b\\c.fits"'),
    ],
)
def test_a_path_is_quoted_for_curl_where_it_means_something(called, name, path):
    first, *_ = called(curl.script(Request(BASE, "echo", files=(("image", name),))))
    assert options(first, "-F")[0] == f"image=@{path}"


def test_nothing_is_said_of_tokens_where_none_is_needed(called):
    script = curl.script(Request(BASE, "echo", needs_token=False))
    assert "OPUS_TOKEN" not in script
    assert all("-H" not in call for call in called(script))


def test_comments_tell_what_is_left_to_do_and_out():
    request = Request(
        BASE, "echo", defaults=("box", "size"), missing=("text",), files=(("a", "b"),)
    )
    comments = [c for c in curl.script(request).splitlines() if c.startswith("#")][:4]
    assert comments == [
        f"# OPUS_TOKEN holds your token; make one at {BASE}/profile",
        "# Put the paths of your files behind the @.",
        "# Give these, too: text",
        "# Left out, as they are defaults: box, size",
    ]


def test_each_result_that_is_known_has_a_line():
    request = Request(
        BASE, "echo", results=(Expected("out", "o'ut.txt"), Expected("maps", ""))
    )
    script = curl.script(request)
    assert """-o 'o'"'"'ut.txt' "$job/results/out"\n""" in script
    assert '$job/results/maps(\\.[0-9]+)?\\""' in script


def test_a_script_ends_where_no_job_was_created(folder):
    """What the portal said of it is on stderr, added to what is there."""
    refusing = folder / "refusing"
    refusing.mkdir(exist_ok=True)
    (refusing / "curl").write_text("#!/bin/bash\necho called >> calls\n")
    (refusing / "curl").chmod(0o700)
    done = subprocess.run(
        ["bash", "-s"],
        input=curl.script(Request(BASE, "echo")).encode(),
        env=_environment(refusing),
        cwd=refusing,
        capture_output=True,
        timeout=20,
        check=False,
    )
    assert done.returncode != 0
    assert b"was not created" in done.stderr
    assert (refusing / "calls").read_text() == "called\n"
