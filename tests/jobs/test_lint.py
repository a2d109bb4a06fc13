"""What is odd about a description: outputs, names, the first line, syntax."""

import time

import pytest

from jobs.descriptions import lint
from jobs.descriptions.lint import syntax
from jobs.descriptions.value import GeneratedEntity, Parameter, UsedEntity
from tests import factories

PATH = "/usr/local/bin:/usr/bin:/bin"
BASH = "#!/bin/bash\nset -e\n"


def told(**changes):
    """What is said, by the path of the field."""
    findings = lint.findings(factories.description(**changes), PATH)
    return {finding.path: finding.sentence for finding in findings}


def said(script, **changes):
    findings = lint.findings(factories.description(script=script, **changes), PATH)
    return [finding for finding in findings if finding.path == "script"]


def test_a_good_description_has_nothing_to_tell():
    assert told(script=BASH + 'echo "$text" > out.txt') == {}


def test_what_appears_nowhere_in_the_script_is_told():
    parameters = (Parameter("text", "text"), Parameter("textile", "text"))
    found = told(
        script=BASH + 'cat "$textile" > out.txt',
        parameters=parameters,
        used=(UsedEntity("image"),),
    )
    assert set(found) == {"parameters.0.name", "used.0.name"}


@pytest.mark.parametrize(
    "line",
    [
        "program ${text:-none} > out.txt",
        """python3 -c 'import os; print(os.environ["text"])' > out.txt""",
        "jq .parameters.text < values.json > out.txt",
        'program "$OPUS_VALUES" > out.txt',
    ],
)
def test_all_ways_to_a_value_count_as_its_use(line):
    assert told(script=BASH + line) == {}


def test_what_only_decides_about_another_field_is_used():
    shown = Parameter("text", "text", shown_if="mode", shown_values=("a",))
    mode = Parameter("mode", "choice", options=("a", "b"))
    assert told(script=BASH + "echo $text > out.txt", parameters=(shown, mode)) == {}


def test_a_result_that_nothing_seems_to_write_is_a_hint():
    out = GeneratedEntity("map", "maps/sky_*.fits")
    script = BASH + 'echo "$text"'
    assert "generated.0.name" in told(script=script, generated=(out,))
    assert told(script=script + " > maps/sky_1.fits", generated=(out,)) == {}
    assert lint.errors(factories.description(script=script, generated=(out,)), "") == {}


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("a[z-a].fits", "z-a runs backwards"),
        ("a[/]b", "no file name has a slash"),
        ("x" * 256, "longer than any file name"),
    ],
)
def test_a_pattern_that_never_matches_is_an_error(pattern, why):
    described = factories.description(generated=(GeneratedEntity("out", pattern),))
    assert why in lint.errors(described, PATH)["generated.0.pattern"]


@pytest.mark.parametrize("pattern", ["*.fits", "a[0-9].txt", "[]].txt", "**/x", "a]"])
def test_a_pattern_that_can_match_is_well(pattern):
    described = factories.description(generated=(GeneratedEntity("out", pattern),))
    assert lint.errors(described, PATH) == {}


def test_two_results_cannot_have_one_pattern():
    twice = (GeneratedEntity("a", "out.txt"), GeneratedEntity("b", "./out.txt"))
    found = lint.errors(factories.description(generated=twice), PATH)
    assert "“a”, with the same pattern" in found["generated.1.pattern"]


@pytest.mark.parametrize(
    ("script", "line"),
    [
        (BASH + "if true; then\necho $text > out.txt\n", 5),
        ("#!/bin/sh\nif true\necho; fi\n", 3),
        ("#!/usr/bin/env python3\ntext, out = 1, 2\ndef f(:\n", 3),
    ],
)
def test_a_syntax_error_is_told_with_its_line_and_keeps_from_publishing(script, line):
    [first, *_] = said(script)
    assert first.is_error
    assert first.line == line
    described = factories.description(script=script)
    assert lint.errors(described, PATH)["script"] == first.sentence


def test_a_document_without_its_end_is_a_hint():
    [finding] = said(BASH + "cat > out.txt <<EOF\n$text\n")
    assert not finding.is_error
    assert "here-document" in finding.sentence


def test_a_script_is_never_run(tmp_path):
    trap = tmp_path / "sprung"
    for line in (f"touch {trap}", f"$(touch {trap})", f": `touch {trap}`"):
        said(BASH + line)
    said(f"#!/usr/bin/env python3\nopen({str(trap)!r}, 'w')\n")
    assert not trap.exists()


def test_a_parser_is_only_what_the_operator_has_put_on_the_path(tmp_path):
    trap = tmp_path / "sprung"
    program = tmp_path / "bash"
    program.write_text(f"#!/bin/sh\ntouch {trap}\n")
    program.chmod(0o755)
    said(f"#!{program}\nfi\n")
    assert not trap.exists()


@pytest.mark.parametrize(
    "script",
    [
        "#!/usr/bin/env python3\n" + "(" * 100_000,
        BASH + "$(" * 100_000,
        "#!/usr/bin/env python3\nx = 1 << 9999999999\ny = [0] * 9999999999\n",
    ],
)
def test_a_hostile_script_exhausts_nobody(script):
    began = time.monotonic()
    said(script)
    assert time.monotonic() - began < 2 * syntax.SECONDS


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("echo $text > out.txt\n", "begin with a line like #!/bin/bash"),
        ("\ufeff#!/bin/bash\nset -e\n", "in front of “#!”"),
        ("#!/usr/bin/env no-such-language\n", "“no-such-language”"),
        ("#!/nowhere/bin/python3\n", "not there on this host"),
        (BASH + "echo\r\n", "line ends of Windows"),
        (BASH + "echo\u00a0x\n", "blank that does not break"),
        ("#!/bin/bash\necho\n", "“set -e”"),
    ],
)
def test_a_habit_that_goes_wrong_is_a_hint(script, words):
    found = [finding for finding in said(script) if words in finding.sentence]
    assert len(found) == 1
    assert not found[0].is_error


@pytest.mark.parametrize(
    "start", ["#!/bin/bash -eu\n", "#!/bin/bash\nset -euo pipefail\n", "#!/bin/sh\n"]
)
def test_a_script_that_stops_at_errors_gets_no_advice(start):
    assert said(start + "echo $text > out.txt\n") == []


def test_a_language_that_is_not_known_is_left_alone():
    assert said("#!/usr/bin/env perl\nprint $undeclared;\n") == []
