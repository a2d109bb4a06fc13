"""Validate a crate without a network: python validate.py CRATE; prints issues as JSON.

It runs under the interpreter of an environment that has roc-validator (Apache-2.0).
"""

import json
import sys
from pathlib import Path

from rocrate_validator import services
from rocrate_validator.models import Severity
from rocrate_validator.utils.http import HttpRequester

CONTEXT = json.loads((Path(__file__).parent / "context.json").read_text())
CONTEXTS = (
    "https://w3id.org/ro/crate/1.1/context",
    "https://w3id.org/ro/terms/workflow-run/context",
)


class Answer:
    """What the network would answer: both contexts, and nothing else."""

    def __init__(self, url):
        self.url = url
        self.status_code = 200 if url in CONTEXTS else 404
        self.text = json.dumps(CONTEXT)
        self.content = self.text.encode()
        self.headers = {"Content-Type": "application/ld+json"}
        self.links = {}
        self.ok = self.status_code == 200

    def json(self):
        return CONTEXT


HttpRequester.get = lambda _, url, *args, **kwargs: Answer(url)
HttpRequester.head = lambda _, url, *args, **kwargs: Answer(url)
settings = services.ValidationSettings(
    rocrate_uri=sys.argv[1],
    profile_identifier="process-run-crate",
    requirement_severity=Severity.RECOMMENDED,
)
result = services.validate(settings)
issues = [[i.severity.name, i.check.identifier, i.message] for i in result.get_issues()]
sys.stdout.write(json.dumps(issues))
