"""Every format can be read by somebody else, whatever is in the graph."""

import io
import json
import os
import shutil
import subprocess
from datetime import timedelta

import pytest
from astropy.io.votable import parse
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from prov.model import ProvDocument
from xmlschema import XMLSchema

from provenance.document import Derivation, Document, Membership
from provenance.export import formats, prov_w3c
from provenance.export.options import FULL, Options
from provenance.export.prov_json import Writer
from tests.provenance import documents
from tests.provenance.documents import HOSTILE, T0
from tests.provenance.export.test_records import BASE, SCHEMA

LIBRARY = {  # what the library `prov` calls the formats that it reads
    "prov-xml": {"format": "xml"},
    "prov-n": {"format": "provn"},
    "trig": {"format": "rdf", "rdf_format": "trig"},
    "turtle": {"format": "rdf", "rdf_format": "turtle"},
    "json-ld": {"format": "jsonld"},
}
VOTABLE = SCHEMA.parents[1] / "VOTable-v1.4.xsd"


def written(key, document, options=FULL):
    return b"".join(formats.FORMATS[key].write(document, BASE, options))


def elements(read_back):
    """Identifiers of things, without those in bundles."""
    return {
        str(record.identifier.uri)
        for record in read_back.records
        if record.is_element()
    }


def expected(document):
    content = Writer(document, BASE).values()
    prefixes = content["prefix"]
    return {
        prefixes[name.partition(":")[0]] + name.partition(":")[2]
        for kind in ("entity", "activity", "agent")
        for name in content.get(kind, {})
    }


def read(key, document):
    data = written(key, document)
    if key == "prov-json":
        return ProvDocument.deserialize(content=data.decode(), format="json")
    return ProvDocument.deserialize(source=io.BytesIO(data), **LIBRARY[key])


@pytest.mark.parametrize("key", ["prov-json", *LIBRARY])
def test_the_library_reads_every_thing_back(key):
    document = documents.everything()
    read_back = read(key, document)
    assert elements(read_back) == expected(document)
    kinds = [record.get_type().localpart for record in read_back.records]
    for kind in ("Usage", "Generation", "Derivation", "Membership", "Influence"):
        assert kind in kinds


@pytest.mark.parametrize("key", ["prov-xml", "prov-n", "json-ld"])
def test_it_is_the_same_document(key):
    document = documents.everything()
    assert read(key, document) == read("prov-json", document)


@pytest.mark.parametrize("key", ["prov-json", "prov-xml", "prov-n", "trig", "json-ld"])
def test_a_bundle_of_a_script_comes_along(key):
    [bundle] = read(key, documents.everything()).bundles
    [entity] = [r for r in bundle.records if "raw" in str(r.identifier)]
    assert entity.label == HOSTILE[-1]


def test_turtle_has_no_bundles():
    assert b"example.org/raw" not in written("turtle", documents.everything())


def test_the_dialect_of_the_ivoa_has_a_kind_for_each_class():
    content = json.loads(written("ivoa-json", documents.everything()))
    for kind in """activity entity datasetEntity valueEntity agent used wasGeneratedBy
        wasDerivedFrom wasInformedBy wasAttributedTo wasAssociatedWith hadMember
        wasConfiguredBy isDescribedBy isRelatedTo parameter activityDescription
        usageDescription generationDescription datasetDescription
        parameterDescription""".split():
        assert content[kind], kind
    [one] = [p for p in content["parameter"].values() if p["prov:name"] == "p0"]
    assert one["prov:value"] == HOSTILE[0]
    [activity] = [a for a in content["activity"].values() if "prov:startTime" in a][:1]
    assert activity["prov:startTime"] == "2026-03-04T05:06:07.000"


@pytest.mark.skipif(
    "OPUS_TEST_VOPROV" not in os.environ,
    reason="OPUS_TEST_VOPROV names no Python with voprov 0.0.4 (.ci/run makes one)",
)
def test_voprov_reads_its_dialect(tmp_path):
    path = tmp_path / "a.json"
    path.write_bytes(written("ivoa-json", documents.everything()))
    program = (
        "import sys; from voprov.models.model import VOProvDocument;"
        "d = VOProvDocument.deserialize(source=sys.argv[1], format='json');"
        "print(sorted({type(r).__name__ for r in d.get_records()}))"
    )
    done = subprocess.run(
        [os.environ["OPUS_TEST_VOPROV"], "-c", program, str(path)],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    for kind in (
        "VOProvParameter",
        "VOProvActivityDescription",
        "VOProvWasConfiguredBy",
    ):
        assert kind in done.stdout


def test_the_votable_is_valid_and_has_a_table_for_each_class():
    data = written("votable", documents.everything())
    XMLSchema(VOTABLE, allow="local").validate(io.BytesIO(data))
    tables = {table.name: table for table in parse(io.BytesIO(data)).iter_tables()}
    assert len(tables["Activity"].array) == 4
    assert HOSTILE[0] in list(tables["Parameter"].array["value"])
    assert len(tables["ParameterDescription"].array) == 1
    assert len(tables["HadMember"].array) == 1


@pytest.mark.skipif(not shutil.which("dot"), reason="Graphviz's dot is not installed")
def test_graphviz_accepts_the_dot_and_runs_nothing_of_it(tmp_path):
    done = subprocess.run(
        ["dot", "-Tsvg"],
        input=written("dot", documents.everything()),
        capture_output=True,
        check=True,
    )
    assert b"<script>" not in done.stdout
    assert "Größe µ Ω 星" in done.stdout.decode()


def test_what_is_not_wanted_is_left_out():
    document = documents.everything()
    bare = json.loads(
        written("prov-json", document, Options(0, configuration=False, agents=False))
    )
    assert "agent" not in bare
    assert "wasAssociatedWith" not in bare
    assert not [name for name in bare["entity"] if "parameter:" in name]
    [plan] = [value for name, value in bare["entity"].items() if "plan:" in name]
    assert "voprov:description" not in plan
    whole = json.loads(written("prov-json", document, Options(1)))
    assert not [name for name in whole["entity"] if "description:" in name]


def test_a_graph_that_the_library_would_take_minutes_for_is_refused(monkeypatch):
    monkeypatch.setattr(prov_w3c, "MOST_RECORDS", 5)
    with pytest.raises(prov_w3c.TooLargeError, match="take PROV-JSON"):
        written("prov-n", documents.everything())


# -- any graph ---------------------------------------------------------------------

texts = st.one_of(
    st.sampled_from([*HOSTILE, "\x00\x1b", "\u202egnp.exe", "x" * 10_000, ""]),
    st.text(max_size=12),
)
numbers = st.integers(0, 5)
pairs = st.lists(st.tuples(numbers, numbers), max_size=10, unique=True)
moments = st.one_of(
    st.none(), st.integers(-9, 9).map(lambda days: T0 + timedelta(days=days))
)


@st.composite
def graphs(draw):
    """Jobs and entities by number, related anyhow: in circles, before their time."""
    jobs = [
        documents.job(
            f"j-{number}",
            draw(texts),
            start_time=draw(moments),
            end_time=draw(moments),
            comment=draw(texts),
            parameters=(documents.parameter(draw(texts), draw(texts)),),
        )
        for number in range(6)
    ]
    entities = [
        documents.file(f"e-{number}", draw(texts), generated_at=draw(moments))
        for number in range(6)
    ]
    return Document(
        "j-0",
        activities=tuple(jobs),
        entities=tuple(entities),
        agents=(documents.agent(name=draw(texts)),),
        used=tuple(
            documents.used(f"j-{a}", f"e-{b}", draw(texts)) for a, b in draw(pairs)
        ),
        generated=tuple(
            documents.generated(f"e-{a}", f"j-{b}", draw(texts)) for a, b in draw(pairs)
        ),
        associated=tuple(documents.operated(f"j-{n}") for n in range(6)),
        derived=tuple(Derivation(f"e-{a}", f"e-{b}") for a, b in draw(pairs)),
        members=tuple(Membership(f"e-{a}", f"e-{b}") for a, b in draw(pairs)),
    )


@settings(max_examples=15)
@given(graphs())
def test_any_graph_is_read_back_whole_from_every_format(document):
    plain = read("prov-json", document)
    assert elements(plain) == expected(document)
    count = len(plain.records)
    for key in ("prov-xml", "prov-n", "json-ld", "trig"):
        read_back = read(key, document)
        assert elements(read_back) == elements(plain), key
        assert len(read_back.records) == count, key


@settings(max_examples=15)
@given(graphs())
def test_any_graph_is_valid_xml_and_a_valid_votable(document):
    schema = XMLSchema(SCHEMA, allow="local")
    schema.validate(io.BytesIO(written("prov-xml", document)))
    tree = etree.fromstring(written("votable", document))
    rows = tree.findall(".//{*}TABLE[@name='Used']//{*}TR")
    assert len(rows) == len(document.used)
    assert json.loads(written("ivoa-json", document))["activity"]
