"""What the pages offer to be copied really does it, against a running portal."""

import json
import subprocess
import sys

import pytest
import requests
from lxml import etree, html

from tests import hostile
from tests.opus.portals import PASSWORD, PATIENCE_SECONDS, Portal

pytestmark = pytest.mark.xdist_group("portal2")
PUBLISH = r"""
from django.contrib.auth.models import User
from jobs.descriptions.value import GeneratedEntity, Parameter, UsedEntity
from opus.accounts import tokens
from opus.accounts.models import Scope
from tests import factories
factories.version()
factories.version(name="strict", parameters=(Parameter("text", "text"),))
factories.version(
    name="look",
    script='#!/bin/bash\ncp "$image" copy.fits; printf %s "$text" | tee a.txt >b.txt',
    parameters=(Parameter("text", "text", required=False),),
    used=(UsedEntity("image", content_types=("image/fits",)),),
    generated=(GeneratedEntity("copy", "copy.fits"), GeneratedEntity("parts", "*.txt")),
)
user = User.objects.get(username="astronomer")
print(tokens.make(user, "for snippets", Scope.RUN, None)[1])
"""
HEADER = b"SIMPLE  =                    T".ljust(80) + b"BITPIX  =   8".ljust(80)
FITS = (HEADER + b"NAXIS   =   0".ljust(80) + b"END".ljust(80)).ljust(2880)
AWKWARD = 'm 13; it\'s "a, b".fits'
# A form means one line end, whichever is sent; a carriage return alone stays.
HOSTILE = "\n".join(["@x", *hostile.VALUES.values()]).replace("\r\n", "\n")
FOR_CURL = [HOSTILE, "<x", "x;type=text/html", '"x"; filename=x', ""]
# What Jupyter would show is written to a file instead.
DISPLAY = """
from pathlib import Path

def SVG(data):
    Path("shown.svg").write_bytes(data)
"""


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    running = Portal(tmp_path_factory.mktemp("portal"))
    assert running.manage("demo").returncode == 0
    published = running.manage("shell", "-c", PUBLISH)
    assert published.returncode == 0, published.stderr
    running.token = published.stdout.split()[-1]
    running.start()
    running.session = _logged_in(running)
    yield running
    running.stop()


def _logged_in(portal):
    """A session as a browser has it."""
    session = requests.Session()
    page = session.get(f"{portal.url}/login", timeout=30).text
    form = html.fromstring(page).xpath('//form[.//input[@name="password"]]')[0]
    sent = {**dict(form.fields), "username": "astronomer", "password": PASSWORD}
    answer = session.post(f"{portal.url}/login", data=sent, timeout=30)
    assert answer.status_code == 200
    assert "sessionid" in session.cookies
    return session


@pytest.fixture
def page(portal):
    """The box for values of an activity, or on any other page."""

    def read(name, **values):
        path = f"/activities/{name}" if name else values["path"]
        form = html.fromstring(portal.get(f"{path}/run" if name else path).text)
        if not name:
            return form
        token = form.xpath('//form[@class="submit"]//*[@name="csrfmiddlewaretoken"]')
        sent = {**values, "csrfmiddlewaretoken": token[0].get("value")}
        answer = portal.post(f"{path}/snippets", data=sent)
        assert answer.status_code == 200, answer.text
        return html.fromstring(answer.text)

    return read


def boxed(tree, kind):
    return tree.xpath(f'//*[@id="s-{kind}-text"]')[0].text


def downloaded(portal, tree):
    (link,) = tree.xpath('//*[@id="s-notebook"]//a')
    return json.loads(portal.get(link.get("href")).text)


@pytest.fixture
def run(portal, tmp_path):
    """Runs a program with the token, in a folder of its own; what it printed."""

    def running(command, program, *, fails=False, **variables):
        done = subprocess.run(
            command,
            input=program,
            cwd=tmp_path,
            env={**portal.environment, "OPUS_TOKEN": portal.token, **variables},
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        assert (done.returncode != 0) is fails, done.stderr
        return done

    return running


def run_notebook(run, folder, document):
    """Runs the code of all cells, one after the other, as a kernel would."""
    stand_in = folder / "IPython"
    stand_in.mkdir()
    (stand_in / "__init__.py").touch()
    (stand_in / "display.py").write_text(DISPLAY)
    cells = [c for c in document["cells"] if c["cell_type"] == "code"]
    code = "\n".join("".join(cell["source"]) for cell in cells)
    return run([sys.executable, "-"], code, PYTHONPATH=str(folder)).stdout


def is_picture(path):
    return etree.parse(path).getroot().tag.endswith("}svg")


def test_the_commands_make_a_job_and_fetch_all_of_it(page, run, tmp_path):
    script = boxed(page("echo", text=HOSTILE, RUNID="M13"), "curl")
    done = run(["bash", "-s"], script)
    assert done.stdout.split()[-1] == "COMPLETED"
    assert (tmp_path / "out.txt").read_bytes().decode() == HOSTILE
    assert is_picture(tmp_path / "provenance.svg")
    assert json.loads((tmp_path / "provenance.json").read_text())["activity"]


@pytest.mark.parametrize("text", FOR_CURL, ids=len)
def test_the_commands_send_a_file_and_any_value(page, run, tmp_path, text):
    (tmp_path / AWKWARD).write_bytes(FITS)
    script = boxed(page("look", text=text, **{"image@file": AWKWARD}), "curl")
    done = run(["bash", "-s"], script)
    assert done.stdout.split()[-1] == "COMPLETED"
    assert (tmp_path / "copy.fits").read_bytes() == FITS
    for part in ("parts.1", "parts.2"):
        assert (tmp_path / part).read_bytes().decode() == text


@pytest.mark.parametrize("name", ["echo", "look"])
def test_the_commands_send_a_value_that_no_argument_holds(
    portal, page, run, tmp_path, name
):
    """No environment of a script either: it is in the job's file of parameters."""
    (tmp_path / "image.fits").write_bytes(FITS)
    long = "it's long\n" * 20_000
    done = run(["bash", "-s"], boxed(page(name, text=long), "curl"))
    address, *_, phase = done.stdout.split()
    assert phase == "COMPLETED"
    headers = {"Authorization": f"Bearer {portal.token}"}
    value = requests.get(f"{address}/parameters/text", headers=headers, timeout=30)
    assert value.text == long


def test_the_commands_say_why_a_job_is_refused(page, run):
    script = boxed(page("strict"), "curl")
    assert "# Give these, too: text" in script
    done = subprocess.run(
        ["bash", "-s"],
        input=script,
        env={"PATH": "/usr/bin:/bin", "OPUS_TOKEN": "wrong"},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert "does not know the token" in done.stderr
    refused = run(["bash", "-c", script], "", fails=True)
    assert "text: is required: give a value\n" in refused.stderr
    assert "was not created" in refused.stderr


def test_the_lines_of_python_do_the_same(page, run, tmp_path):
    done = run([sys.executable, "-"], boxed(page("echo", text=HOSTILE), "pyvo"))
    phase, url = done.stdout.split()[:2]
    folder = tmp_path / url.rpartition("/")[2]
    assert phase == "COMPLETED"
    assert (folder / "out").read_bytes().decode() == HOSTILE
    assert is_picture(folder / "provsvg")


def test_the_lines_of_python_send_a_file(page, run, tmp_path):
    (tmp_path / AWKWARD).write_bytes(FITS)
    values = {"text": HOSTILE, "image@file": AWKWARD}
    done = run([sys.executable, "-"], boxed(page("look", **values), "pyvo"))
    folder = tmp_path / done.stdout.split()[1].rpartition("/")[2]
    assert (folder / "copy").read_bytes() == FITS
    assert (folder / "parts.1").read_bytes().decode() == HOSTILE


def test_the_notebook_does_it_step_by_step(portal, page, run, tmp_path):
    (tmp_path / "image.fits").write_bytes(FITS)
    document = downloaded(portal, page("look", text=HOSTILE))
    printed = run_notebook(run, tmp_path, document)
    assert "COMPLETED" in printed
    assert "BITPIX" in printed
    assert is_picture(tmp_path / "shown.svg")
    address = printed.split()[-1]
    assert portal.session.get(address, timeout=30).status_code == 200


def test_what_the_page_of_a_job_shows_repeats_it(portal, page, run, tmp_path):
    first = run(["bash", "-s"], boxed(page("echo", text=HOSTILE), "curl"))
    public_id = first.stdout.split()[0].rpartition("/")[2]
    job = page("", path=f"/jobs/{public_id}")
    again = run(["bash", "-s"], boxed(job, "curl"))
    assert again.stdout.split()[0] != first.stdout.split()[0]
    assert (tmp_path / "out.txt").read_bytes().decode() == HOSTILE
    printed = run_notebook(run, tmp_path, downloaded(portal, job))
    assert printed.count("COMPLETED") == 1
    assert "@x" in printed


def test_a_file_of_the_portal_is_used_once_more(page, run, tmp_path):
    (tmp_path / "image.fits").write_bytes(FITS)
    first = run(["bash", "-s"], boxed(page("look", text="x"), "curl"))
    (tmp_path / "image.fits").unlink()
    public_id = first.stdout.split()[0].rpartition("/")[2]
    script = boxed(page("", path=f"/jobs/{public_id}"), "curl")
    assert "--data-urlencode image=e-" in script
    assert run(["bash", "-s"], script).stdout.split()[-1] == "COMPLETED"


def test_one_address_is_a_whole_job(portal, page):
    urls = page("echo", text="a & b").xpath('//*[@id="s-urls"]//code/text()')
    headers = {"Authorization": f"Bearer {portal.token}"}
    (address,) = [url for url in urls if "/sync?" in url]
    answer = requests.get(address, headers=headers, timeout=PATIENCE_SECONDS)
    assert (answer.status_code, answer.text) == (200, "a & b")
