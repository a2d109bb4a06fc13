"""The part of CWL that maps becomes a form and a script; the rest is noted."""

import pytest
import yaml

from jobs.descriptions import formats
from jobs.descriptions.value import UsedEntity
from tests import factories
from tests.jobs.formats import reading
from tests.jobs.formats.reading import notes, parameter, refusal, sample, text

LEAST = "cwlVersion: v1.2\nclass: CommandLineTool\nbaseCommand: tool\n"


def with_inputs(inputs, more=""):
    head = f"{LEAST}id: tool\n{more}"
    return text(head + yaml.safe_dump({"inputs": inputs, "outputs": []}))


def test_head_and_inputs():
    found = sample("trim.cwl")
    one = found.description
    reading.assert_sound(found)
    assert (one.name, one.title, one.execution_duration) == (
        "trim",
        "Trim an image",
        120,
    )
    assert one.description.startswith("Cuts the edges of an image.\n\nThen")
    assert one.used == (
        UsedEntity("image", title="The image", content_types=("image/fits",)),
        UsedEntity("masks", required=False, most=0),
    )
    kinds = {row.name: (row.kind, row.required, row.most) for row in one.parameters}
    assert kinds == {
        "edge": ("integer", True, 1),
        "bands": ("text", True, 0),
        "method": ("choice", False, 1),
        "verbose": ("boolean", True, 1),
        "in_name": ("text", False, 1),
        "hidden": ("integer", False, 1),
    }
    assert parameter(one, "bands").default == "B\nV"
    assert parameter(one, "method").options == ("fast", "slow")


def test_outputs():
    found = [
        (row.name, row.pattern) for row in sample("trim.cwl").description.generated
    ]
    assert found == [
        ("cut", "cut_4.fits"),
        ("parts", "parts/*.fits"),
        ("log", "trim.log"),
    ]


def test_the_command_line_is_that_of_cwl(tmp_path):
    one = sample("trim.cwl").description
    given = {"edge": "7", "bands": "B\nx y\nV", "verbose": "true", "image": "/a b"}
    words = reading.call(
        one, "trim", tmp_path, **given, masks="/m 1\n/m2", method="slow"
    )
    assert words == [
        "--now", "-x", "--bands", "B,x y,V", "--edge=7", "--method", "slow", "-v",
        "-m", "/m 1", "/m2", "--work", f"{tmp_path}/w", "/a b",
    ]  # fmt: skip
    less = reading.call(one, "trim", tmp_path, **{**given, "verbose": "false"})
    assert less == [
        "--now", "-x", "--bands", "B,x y,V", "--edge=7",
        "--work", f"{tmp_path}/w", "/a b",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("arguments.2.valueFrom", "is an expression: not mapped"),
        ("inputs.in-name.inputBinding.position", "is no number"),
        ("inputs.masks.format", "is no media type"),
        ("inputs.folder.type", "a folder cannot be an input"),
        ("inputs.hidden.inputBinding", "is on no command line"),
        ("outputs.mean.type", "is no file"),
        ("outputs.cut.outputBinding.glob", "is computed: “cut_4.fits” stands for it"),
        ("hints.DockerRequirement", "is left out"),
        ("requirements.InlineJavascriptRequirement", "is left out"),
        ("s:author", "“Ada” has no place here"),
    ],
)
def test_what_does_not_map_is_noted_with_its_path(path, sentence):
    assert sentence in notes(sample("trim.cwl"), path)


def test_inputs_and_outputs_as_lists():
    content = {
        "cwlVersion": "v1.0",
        "class": "CommandLineTool",
        "id": "file:///x/tool.cwl#main",
        "baseCommand": ["tool"],
        "inputs": [
            {"id": "#main/size", "type": ["null", "double"], "inputBinding": {}}
        ],
        "outputs": [{"id": "#main/out", "type": "stdout"}],
    }
    found = text(formats.opened.json.dumps(content), "grow.cwl")
    assert found.description.name == "grow"
    assert parameter(found.description, "size").kind == "real"
    assert found.description.generated[0].pattern == "out.txt"
    assert "> out.txt" in found.description.script


def test_types_that_have_no_place_are_texts_with_a_note():
    found = with_inputs(
        {
            "any": "Any",
            "record": {"type": {"type": "record", "fields": []}},
            "union": {"type": ["int", "string"]},
            "lists": {"type": {"type": "array", "items": "string[]"}},
        }
    )
    assert "is not known here" in notes(found, "inputs.any.type")
    assert "a record has no place" in notes(found, "inputs.record.type")
    assert "the first is kept" in notes(found, "inputs.union.type")
    assert "a list of lists" in notes(found, "inputs.lists.type")


def test_a_constant_is_no_command(tmp_path):
    found = with_inputs(
        {"x": {"type": "string", "inputBinding": {"prefix": "--a; touch pwned;"}}},
        "arguments: ['`touch pwned`', \"it's\", '\\$(x)']\n",
    )
    words = reading.call(found.description, "tool", tmp_path, x="$(touch pwned)")
    assert words == [
        "`touch pwned`",
        "it's",
        "$(x)",
        "--a; touch pwned;",
        "$(touch pwned)",
    ]
    assert not (tmp_path / "pwned").exists()


def test_separators_reach_the_tool_as_they_are(tmp_path):
    for mark in (",", " ", "&", "\\", "'", '"', "\n", "$x"):
        binding = {"itemSeparator": mark, "prefix": "-l=", "separate": False}
        found = with_inputs({"x": {"type": "string[]", "inputBinding": binding}})
        words = reading.call(found.description, "tool", tmp_path, x="a\nb c")
        assert words == [f"-l=a{mark}b c"]


def test_a_workflow_is_refused():
    problems = refusal("cwlVersion: v1.2\nclass: Workflow\ninputs: []\n")
    assert "only a CommandLineTool can be read" in problems["file"]


def test_a_packed_file_with_one_tool_is_read():
    tool = {"class": "CommandLineTool", "id": "#main", "inputs": [], "outputs": []}
    packed = {"cwlVersion": "v1.2", "$graph": [{**tool, "baseCommand": "x"}, 7]}
    found = text(yaml.safe_dump(packed), "x.cwl")
    assert found.description.name == "x"
    assert "1 other" in notes(found, "$graph")


def test_an_export_is_what_cwl_reads():
    one = factories.description(script='echo "$text" $(date) ${x}\n')
    exported = formats.write(one, "cwl")
    content = yaml.safe_load(exported.content)
    assert content["cwlVersion"] == "v1.2"
    assert content["baseCommand"] == "env"
    assert content["arguments"] == ["out=out.txt", {"position": 2, "valueFrom": "bash"}]
    assert content["inputs"]["text"]["inputBinding"]["prefix"] == "text="
    assert content["inputs"]["OPUS_SCRIPT"]["default"]["contents"] == one.script
    assert content["outputs"]["out"]["outputBinding"] == {"glob": "out.txt"}
    assert formats.read(exported.content).description.script == one.script
