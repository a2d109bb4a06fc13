"""The commands of docs/howto.md and what else people type, with curl itself.

Client: curl. `-L` repeats a POST that was answered by 303 as a GET, which is what the
standard means; `--post303` repeats it as a POST. Files may be sent in chunks.
"""

import json
import re
import shutil
import subprocess

import pytest

from tests.clients.service import OWNER
from tests.opus.portals import PASSWORD

pytestmark = [
    pytest.mark.xdist_group("clients"),
    pytest.mark.skipif(
        not shutil.which("curl"), reason="curl is not installed: apt-get install curl"
    ),
]
WHO = ("-u", f"{OWNER}:{PASSWORD}")
CHUNKED = ("-H", "Transfer-Encoding: chunked")


def curl(*arguments):
    """What it prints; it must succeed."""
    done = subprocess.run(
        ["curl", "-sS", "--max-time", "60", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def made(*arguments):
    """The address of the job that a command made, as the documentation gets it."""
    shown = ("-o", "/dev/null", "-w", "%{http_code} %{redirect_url}")
    status, job = curl(*WHO, *shown, *arguments).split(" ")
    assert status == "303"
    return job


def status(*arguments):
    return curl(*WHO, "-o", "/dev/null", "-w", "%{http_code}", *arguments)


@pytest.fixture(params=["rest", "uws"])
def base(request, service):
    """Both prefixes lead to the same jobs."""
    return f"{service.url}/{request.param}"


def test_a_job_is_made_polled_fetched_and_deleted(service, base, tmp_path):
    """The commands of docs/howto.md."""
    job = made("-d", "text=by curl", "-d", "PHASE=RUN", f"{base}/echo")
    assert service.ended(job) == "COMPLETED"
    assert curl(*WHO, f"{job}/phase") == "COMPLETED"
    file = tmp_path / "out.txt"
    curl(*WHO, "-f", "-o", str(file), f"{job}/results/out")
    assert file.read_text() == "by curl"
    assert "prefix" in json.loads(curl(*WHO, "-f", f"{job}/provjson"))
    assert status("-X", "DELETE", job) == "303"
    assert curl(*WHO, f"{job}/phase") == "ARCHIVED"


def test_one_command_follows_to_the_document_of_the_new_job(base):
    answer = curl(*WHO, "-L", "-d", "text=x", f"{base}/echo")
    assert "<uws:phase>PENDING</uws:phase>" in answer


def test_following_with_another_post_is_refused_and_harmless(service, base):
    """`--post303` sends the form once more, to the job; it makes no second one."""
    before = curl(*WHO, f"{base}/echo").count("<uws:jobref")
    answer = curl(*WHO, "-L", "--post303", "-d", "text=x", f"{base}/echo")
    assert "<uws:job " not in answer
    assert curl(*WHO, f"{base}/echo").count("<uws:jobref") == before + 1


@pytest.mark.parametrize("way", [(), CHUNKED], ids=["with a length", "in chunks"])
def test_a_file_is_sent(service, base, tmp_path, way):
    file = tmp_path / "m13.fits"
    file.write_text("stars" * 100_000)
    job = made(*way, "-F", f"image=@{file}", "-F", "PHASE=RUN", f"{base}/copy")
    assert service.ended(job) == "COMPLETED"
    assert curl(*WHO, f"{job}/results/out") == file.read_text()


def test_a_file_is_sent_as_dali_has_it(service, base, tmp_path):
    file = tmp_path / "m13.fits"
    file.write_text("stars")
    form = ("-F", "UPLOAD=image,param:part", "-F", f"part=@{file}")
    job = made(*form, f"{base}/copy?PHASE=RUN")
    assert service.ended(job) == "COMPLETED"
    assert curl(*WHO, f"{job}/results/out") == "stars"


def test_a_form_may_come_in_chunks(service, base):
    job = made(*CHUNKED, "-d", "text=in chunks", f"{base}/echo")
    assert curl(*WHO, f"{job}/parameters/text") == "in chunks"


def test_a_parameter_is_put(service, base):
    """PUT of the value alone, as UWS 1.1 has it beside POST."""
    job = made("-d", "text=x", f"{base}/echo")
    plain = ("-H", "Content-Type: text/plain", "--data-raw", "a & b=c")
    assert status("-X", "PUT", *plain, f"{job}/parameters/text") in ("200", "303")
    assert curl(*WHO, f"{job}/parameters/text") == "a & b=c"


def test_a_job_is_aborted(service, base):
    job = service.reached(made("-d", "PHASE=RUN", f"{base}/sleep"), "EXECUTING")
    assert status("-d", "PHASE=ABORT", f"{job}/phase") == "303"
    assert curl(*WHO, f"{job}/phase") == "ABORTED"


def test_heads_are_asked_for(service, base):
    job = service.completed("echo")
    for address in (f"{base}/echo", job, f"{job}/phase", f"{job}/results/out"):
        assert status("-I", address) == "200"


def test_a_job_is_read_as_json(service, base):
    job = made("-d", "text=x", f"{base}/echo")
    document = json.loads(curl(*WHO, "-H", "Accept: application/json", job))
    assert "PENDING" in json.dumps(document)


def test_a_synchronous_call_gives_the_result(service, base):
    """UWS 1.1, section 3: two redirects, and the bytes at their end."""
    assert curl(*WHO, "-L", "-d", "text=at once", f"{base}/echo/sync") == "at once"


def test_a_token_is_as_good_as_a_password(service, base, tokens):
    who = ("-H", f"Authorization: Bearer {tokens['run']}")
    assert "<uws:jobs" in curl(*who, "-f", f"{base}/echo")


def test_who_is_not_logged_in_is_asked_to(base):
    answer = curl("-i", f"{base}/echo")
    assert answer.startswith("HTTP/1.1 401")
    offered = ", ".join(re.findall("(?im)^www-authenticate: (.*)$", answer))
    assert re.search("(^|, )Basic realm=", offered)
    assert re.search("(^|, )Bearer realm=", offered)


def test_the_capabilities_and_availability_are_for_all(service):
    for name in ("capabilities", "availability"):
        assert f":{name} " in curl("-f", f"{service.url}/{name}")
