"""Files of the older OPUS: read liberally, written as it reads them."""

import json

import pytest

from jobs.descriptions import formats
from jobs.descriptions.value import (
    Example,
    GeneratedEntity,
    KnownError,
    Parameter,
    UsedEntity,
)
from tests import factories
from tests.jobs.formats import reading
from tests.jobs.formats.reading import DATA, notes, parameter, sample, text

CALIB = (DATA / "calib_vot.xml").read_text()
PARAM = '<PARAM name="{}" datatype="char" arraysize="*" value=""/>'


def written(**changes):
    """As the VOTable, and what it tells."""
    exported = formats.write(factories.description(**changes), "votable")
    return exported.content.decode(), exported


def test_the_sample_becomes_a_form():
    found = sample("calib_vot.xml")
    one = found.description
    reading.assert_sound(found)
    assert (one.name, one.title, one.type) == (
        "calib",
        "Calibrate one raw image",
        "Calibration",
    )
    assert (one.execution_duration, one.quote) == (600, 60)
    assert one.script == "calib --band $band $raw > $image\n"
    band, threshold = one.parameters
    assert (band.kind, band.options, band.required) == ("choice", ("B", "V"), False)
    assert (threshold.kind, threshold.minimum, threshold.unit) == ("real", "0", "adu")
    assert [(row.name, row.url) for row in one.used] == [("raw", "")]
    assert one.generated[0].pattern == "cal.fits"
    assert "it is the title" in notes(found, "Used/raw/default")


def test_the_first_versions_of_the_file_are_read():
    found = sample("old_vot.xml")
    one = found.description
    reading.assert_sound(found)
    assert (one.name, one.title) == ("stack", "Adds up images, é")
    assert (one.documentation, one.execution_duration) == (
        "https://example.org/doc",
        300,
    )
    images, dark = one.used
    assert images.url == "https://archive.example/get?id=$ID"
    assert images.default == "https://archive.example/get?id=a.fits"
    assert images.content_types == ("image/fits",)
    assert dark.type == "Calibration"
    assert [(row.name, row.pattern) for row in one.generated] == [
        ("sum", "sum.fits"),
        ("parts", "p_*.fits"),
    ]


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("RESOURCE/PARAM group", "“tests” has no place here"),
        ("InputParams/label", "unicodeChar is a text"),
        ("InputParams/odd", "the datatype bit is not known"),
        ("InputParams/phase", "xs:float is any real here"),
        ("InputParams/phase", "“phase” is called “phase_” here"),
        ("InputParams/when", "the xtype timestamp is left out"),
        ("Used/dark", "refers to nothing, which is missing"),
        ("Generated/parts/multiplicity", "it is optional"),
    ],
)
def test_what_was_changed_is_noted(path, sentence):
    assert sentence in notes(sample("old_vot.xml"), path)


def test_names_are_repaired_in_the_script_too():
    found = sample("old_vot.xml")
    assert found.description.script == "stack $in_file $phase_ > $sum\n"
    assert "in 2 places" in notes(found, "script")


@pytest.mark.parametrize("name", ["../noop", "a/b", "..", "a\\b"])
def test_a_name_that_is_a_path_is_refused(name):
    content = CALIB.replace('name="calib"', f'name="{name}"', 1)
    assert "is a path" in reading.refusal(content)["name"]


def test_a_value_of_a_used_group_stays_a_parameter():
    old = '<GROUP name="raw" utype="voprov:UsedDescription" ref="raw">'
    content = CALIB.replace(old, old.replace("raw", "threshold"))
    content = content.replace("file://$ID", "")
    found = text(content)
    assert "only a parameter" in notes(found, "Used/threshold")
    assert parameter(found.description, "threshold").kind == "real"


def test_a_parameter_named_like_a_result_is_the_result():
    content = CALIB.replace('ID="band" name="band"', 'ID="image" name="image"')
    found = text(content)
    assert "names a result" in notes(found, "InputParams/image")
    assert [row.name for row in found.description.parameters] == ["threshold"]


def test_a_service_descriptor_is_no_job_description():
    content = CALIB.replace("voprov:ActivityDescription", "adhoc:service", 1)
    assert "no VOTable with the description" in reading.refusal(content)["file"]


def test_what_the_older_opus_cannot_hold_is_told_and_written_all_the_same():
    content, exported = written(
        citation="Doe 2026",
        parameters=(
            Parameter("q", "quantity", default="2 arcmin", unit="deg", maximum="3"),
            Parameter("n", "quantity", default="2", unit="deg"),
            Parameter("c", "choice", options=("a,b", "c"), default="c"),
            Parameter("g", "text", group="How", shown_if="n", shown_values=("2",)),
            Parameter("m", "integer", most=0, default="1\n2"),
            Parameter("f", "file", default=""),
            Parameter("echo", "integer", default=str(2**40)),
        ),
        used=(UsedEntity("in_", content_types=("image/fits", "image/png")),),
        generated=(GeneratedEntity("out", "*.fits", optional=True, most=3),),
        known_errors=(KnownError("x", "y"),),
        examples=(Example("e"),),
    )
    told = "\n".join(exported.notes)
    for path in (
        "citation", "parameters.q.kind", "parameters.n.kind", "parameters.c.options",
        "parameters.g.group", "parameters.g.shown_if", "parameters.m.most",
        "parameters.f.kind", "used.in_.content_types", "generated.out.optional",
        "known_errors", "examples",
    ):  # fmt: skip
        assert f"{path}:" in told
    assert 'ID="n" name="n" datatype="double" value="2" unit="deg"' in content
    assert 'ID="echo_parameter" name="echo" datatype="long"' in content
    assert "OPTION" not in content
    assert "<MAX" not in content


def test_lines_of_the_script_end_as_browsers_end_them():
    content, _ = written(script="a\nb\n")
    assert 'value="a&#13;&#10;b&#13;&#10;"' in content


def test_the_file_is_ascii_without_a_declaration():
    content, exported = written(title="É")
    assert content.startswith("<VOTABLE xmlns:xsi=")
    assert exported.content.isascii()
    assert "&#201;" in content
    assert exported.filename == "echo_vot.xml"


def test_the_json_of_the_older_opus_has_texts_and_the_order_of_its_parts():
    one = sample("calib_vot.xml").description
    content = json.loads(formats.write(one, "jdl").content)
    assert content["executionDuration"] == "600"
    assert content["parameters_keys"] == ["band", "threshold"]
    assert content["used"]["raw"] == {
        "datatype": "file",
        "role": "",
        "multiplicity": "1",
        "default": "raw.fits",
        "content_type": "image/fits",
        "url": "file://$ID",
        "annotation": "Raw image",
    }
    assert content["parameters"]["band"]["options"] == "B,V"


def test_json_of_others_is_read_liberally():
    content = {
        "name": "x",
        "executionDuration": 60,
        "script": "x",
        "parameters": {
            "a": {"datatype": "xs:anyURI", "required": False, "default": None},
            "b": {"datatype": "xs:long", "default": 5, "min": 0},
            "c": {"datatype": "file", "annotation": "A file"},
            "d": 7,
        },
        "parameters_keys": ["b", "a", 3, "gone"],
        "control_parameters": {"nodes": {}},
    }
    found = text(json.dumps(content))
    one = found.description
    assert [row.name for row in one.parameters] == ["b", "a", "d"]
    assert (one.parameters[1].kind, one.parameters[1].required) == ("url", False)
    assert (one.parameters[0].default, one.parameters[0].minimum) == ("5", "0")
    assert one.used[0].name == "c"
    assert one.execution_duration == 60
    assert "has no place here" in notes(found, "control_parameters")
    assert "is no object" in notes(found, "parameters.d")
