"""Every format is read back by the library `prov` and has the same records."""

import io
import json
from pathlib import Path

import pytest
from lxml import etree
from prov.model import PROV, ProvDocument

from provenance.export import prov_w3c
from provenance.export.prov_json import PIECE, Writer
from provenance.export.terms import VOPROV
from tests.provenance import documents
from tests.provenance.documents import HOSTILE, T0

BASE = "https://opus.example.org"
SCHEMA = Path(__file__).parents[2] / "data" / "xsd" / "prov" / "prov.xsd"


def read(form, document, base=BASE):
    texts = {
        "json": lambda: Writer(document, base).text().encode(),
        "xml": lambda: prov_w3c.xml(document, base),
        "provn": lambda: prov_w3c.provn(document, base).encode(),
    }
    return ProvDocument.deserialize(io.BytesIO(texts[form]()), format=form)


def the(read_back, kind, public_id):
    """The one record with this identifier."""
    name = f"{kind}:{public_id}"
    [record] = [r for r in read_back.records if str(r.identifier) == name]
    return record


def values(record, name):
    namespace = {"opus": f"{BASE}/provenance/terms#", "voprov": VOPROV}
    prefix, _, local = name.partition(":")
    uri = PROV[local].uri if prefix == "prov" else namespace[prefix] + local
    return [value for key, value in record.attributes if key.uri == uri]


form = pytest.mark.parametrize("form", ["json", "xml", "provn"])


@form
def test_what_is_read_back_has_the_same_records(form):
    document = documents.everything()
    read_back = read(form, document)
    kinds = [record.get_type().localpart for record in read_back.records]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "Activity": 4,
        # files, value and collection; the plan; its descriptions; parameters;
        # environment and bundle
        "Entity": 5 + 1 + 4 + (len(HOSTILE) + 1) + 2,
        "Agent": 2,
        "Usage": 2,
        "Generation": 3 + 1,  # and the bundle
        "Derivation": 1,
        "Communication": 1,
        "Membership": 1,
        "Association": 2,
        "Attribution": 2,
        "Start": 2,
        # configuration; environment; the plan; p0; its relations to the plan
        "Influence": len(HOSTILE) + 1 + 1 + 1 + 1 + 4,
    }


def test_the_three_formats_say_the_same():
    one, two, three = (
        read(each, documents.everything()).unified()
        for each in ("json", "xml", "provn")
    )
    assert one == two
    assert one == three


@form
@pytest.mark.parametrize("value", HOSTILE)
def test_a_parameter_arrives_byte_for_byte(form, value):
    given = documents.parameter("text", value, unit=value)
    document = documents.document(activities=(documents.job(parameters=(given,)),))
    record = the(read(form, document), "parameter", "j-one.0")
    assert values(record, "prov:value") == [value]
    assert values(record, "voprov:unit") == [value]
    assert values(record, "voprov:name") == ["text"]
    assert values(record, "prov:label") == [f"text = {value}"]


@form
@pytest.mark.parametrize("value", HOSTILE)
def test_names_and_comments_arrive_byte_for_byte(form, value):
    document = documents.document(
        activities=(documents.job(name=value, comment=value),),
        entities=(documents.external("e-one", value, value),),
        used=(documents.used("j-one", "e-one", value),),
    )
    read_back = read(form, document)
    job, entity = the(read_back, "activity", "j-one"), the(read_back, "entity", "e-one")
    [use] = [r for r in read_back.records if r.get_type() == PROV["Usage"]]
    assert values(job, "prov:label") == values(job, "voprov:comment") == [value]
    assert values(entity, "prov:location") == [value]
    assert values(use, "prov:role") == [value]


@form
def test_facts_of_a_file(form):
    entity = documents.file(size=3_000_000_000, origin="https://example.org/a")
    record = the(read(form, documents.document(entities=(entity,))), "entity", "e-one")
    assert values(record, "prov:location") == [f"{BASE}/store?ID=e-one"]
    assert [int(str(v)) for v in _plain(values(record, "opus:size"))] == [3_000_000_000]
    assert values(record, "opus:sha256") == ["ab" * 32]
    assert values(record, "voprov:contentType") == ["text/plain"]
    assert values(record, "opus:origin") == ["https://example.org/a"]


def _plain(found):
    return [getattr(value, "value", value) for value in found]


@form
def test_times_are_utc_milliseconds(form):
    job = the(read(form, documents.document()), "activity", "j-one")
    assert job.get_startTime() == T0
    assert "2026-03-04T05:06:07.000+00:00" in Writer(documents.document(), BASE).text()


def test_xml_is_valid_against_the_schema_of_the_w3c():
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    text = prov_w3c.xml(documents.everything(), BASE)
    schema.assertValid(etree.fromstring(text))


def test_identifiers_lead_to_the_portal():
    prefixes = json.loads(Writer(documents.document(), BASE).text())["prefix"]
    assert prefixes["entity"] == f"{BASE}/provenance/entity/"
    assert prefixes["activity"] == f"{BASE}/provenance/activity/"


@form
def test_an_empty_document_can_be_read(form):
    document = documents.document(activities=())
    assert list(read(form, document).records) == []


@form
@pytest.mark.parametrize("base", ["http://localhost:8000", "https://a.example.org/x"])
def test_the_portal_can_have_any_address(form, base):
    document = documents.everything()
    assert len(read(form, document, base).records) > 30


def test_json_comes_in_pieces():
    pieces = list(Writer(documents.chain(2000), BASE).stream())
    assert len(pieces) > 5
    assert max(map(len, pieces)) < 1.1 * PIECE
    json.loads(b"".join(pieces))
