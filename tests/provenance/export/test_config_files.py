"""Used files that configure an activity are told as such, beside being used."""

import json

import pytest

from provenance.document import DataDescription
from provenance.export.formats import FORMATS, Options
from tests.provenance import documents

BASE = "https://opus.example.org"
CONFIGURED = documents.plan(usages=(DataDescription("setup", type="Setup"),))


def document(role, plan=CONFIGURED):
    return documents.document(
        activities=(documents.job(plan=plan),),
        entities=(documents.file("e-cfg", "tool.yaml"), documents.file("e-raw")),
        used=(documents.used("j-one", "e-cfg", role), documents.used("j-one", "e-raw")),
    )


def written(key, *arguments):
    pieces = FORMATS[key].write(document(*arguments), BASE, Options())
    return b"".join(pieces).decode()


@pytest.mark.parametrize(
    ("role", "plan"), [("setup", CONFIGURED), ("Tool Configuration", None)]
)
def test_it_is_of_the_type_and_configured_the_activity(role, plan):
    made = json.loads(written("prov-json", role, plan))
    assert made["entity"]["entity:e-cfg"]["prov:type"]["$"] == "voprov:ConfigFile"
    assert "prov:type" not in made["entity"]["entity:e-raw"]
    relations = made["wasInfluencedBy"].values()
    (relation,) = [r for r in relations if r["prov:influencer"] == "entity:e-cfg"]
    assert relation["prov:type"]["$"] == "voprov:ConfigurationRelation"
    assert len(made["used"]) == 2


def test_any_other_use_is_none():
    assert "ConfigFile" not in written("prov-json", "image")


def test_the_dialect_of_the_ivoa_has_its_class():
    made = json.loads(written("ivoa-json", "setup"))
    assert made["configFile"]["entity:e-cfg"]["prov:location"].endswith("e-cfg")
    (configured,) = made["wasConfiguredBy"].values()
    assert configured["voprov:artefactType"] == "ConfigFile"


def test_the_votable_has_it_in_its_table():
    assert "<TD>ConfigFile</TD>" in written("votable", "setup")
