"""A portal whose activities let software of others do what it is made for."""

import json
import time
from dataclasses import dataclass, field

import requests

from tests.opus.portals import PASSWORD, Portal, until

OWNER = "astronomer"
UPLOAD_BYTES = 8_000_000
ACTIVE = ("PENDING", "QUEUED", "EXECUTING")
TABLE = """<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">
<RESOURCE type="results"><INFO name="QUERY_STATUS" value="OK"/><TABLE>
<FIELD name="star" datatype="char" arraysize="*"/>
<FIELD name="magnitude" datatype="double"/>
<DATA><TABLEDATA>
<TR><TD>Vega</TD><TD>0.03</TD></TR>
<TR><TD>Deneb</TD><TD>1.25</TD></TR>
</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>"""

# `async` is what TAP clients append to the address of a service.
PUBLISH = f"""
from jobs.descriptions.value import GeneratedEntity, Parameter, UsedEntity
from tests import factories

def script(*lines):
    return "\\n".join(["#!/bin/bash", *lines]) + "\\n"

factories.version()
factories.version(
    name="copy", script=script('cat "$image" > out.txt'),
    used=(UsedEntity("image"),))
factories.version(
    name="pair", script=script('cat "$first" "$second" > out.txt'),
    used=(UsedEntity("first"), UsedEntity("second")), parameters=())
factories.version(name="sleep", script=script("sleep 600 & wait"), parameters=())
factories.version(
    name="nap", script=script('sleep "$seconds"', "echo awake > out.txt"),
    parameters=(Parameter("seconds", "real", default="0.5"),))
factories.version(
    name="fail", script=script("echo no star at all >&2", "exit 3"), parameters=())
factories.version(
    name="large", script=script('head -c "$bytes" /dev/zero > out.txt'),
    parameters=(Parameter("bytes", "integer", default="1000"),))
factories.version(
    name="async",
    script=script("cat > table.vot <<'END'", *{TABLE.splitlines()!r}, "END"),
    parameters=(),
    generated=(GeneratedEntity(
        "result", "table.vot", content_type="application/x-votable+xml"),))
"""
TOKENS = """
import json
from django.contrib.auth.models import User
from opus.accounts import tokens
from opus.accounts.models import Scope
owner = User.objects.get(username={owner!r})
made = {{scope: tokens.make(owner, scope, scope, None)[1] for scope in Scope}}
print(json.dumps(made))
"""


@dataclass
class Service(Portal):
    """Jobs are made and looked at here with requests; a test drives them otherwise.

    `settings` are further variables of its environment.
    """

    settings: dict = field(default_factory=dict)

    @property
    def environment(self):
        limit = {"OPUS_UPLOAD_BYTES": str(UPLOAD_BYTES)}
        return {**super().environment, **limit, **self.settings}

    def prepare(self):
        """Tables, people and activities."""
        assert self.manage("demo").returncode == 0
        published = self.manage("shell", "-c", PUBLISH)
        assert published.returncode == 0, published.stderr
        return self

    def tokens(self):
        """The owner's tokens, by scope."""
        made = self.manage("shell", "-c", TOKENS.format(owner=OWNER))
        assert made.returncode == 0, made.stderr
        return json.loads(made.stdout.splitlines()[-1])

    def make(self, activity, *, prefix="rest", **fields):
        """The address of a new job."""
        answer = self.post(f"/{prefix}/{activity}", data=fields, allow_redirects=False)
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"]

    def run(self, activity, **fields):
        return self.make(activity, **fields, PHASE="RUN")

    def phase(self, job):
        return self.text(f"{job}/phase")

    def text(self, url):
        answer = self.session.get(url, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.text

    def reached(self, job, phase):
        """The job, once it is there."""
        until(lambda: self.phase(job) == phase, seconds=20)
        return job

    def ended(self, job):
        """The phase in which it ended."""
        until(lambda: self.phase(job) not in ACTIVE, seconds=20)
        return self.phase(job)

    def completed(self, activity, **fields):
        job = self.run(activity, **fields)
        assert self.ended(job) == "COMPLETED", self.text(job)
        return job


def basic():
    """A session that logs in as its owner with a password."""
    session = requests.Session()
    session.auth = (OWNER, PASSWORD)
    return session


def bearer(token):
    """A session that sends a personal token."""
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {token}"
    return session


def seconds_of(action):
    """How long it takes, and what it returns."""
    began = time.monotonic()
    returned = action()
    return time.monotonic() - began, returned
