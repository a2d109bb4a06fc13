"""Parameter files of ftools and ctools become forms, and scripts that call the tool."""

from tests import hostile
from tests.jobs.formats import reading
from tests.jobs.formats.reading import notes, parameter, sample, text


def test_types_limits_and_modes_of_a_ctools_file():
    found = sample("fitsky.par")
    one = found.description
    reading.assert_sound(found)
    assert one.name == "fitsky"
    emin = parameter(one, "emin")
    assert (emin.kind, emin.default, emin.minimum, emin.maximum) == (
        "real",
        "0.1",
        "0",
        "",
    )
    assert emin.title == "Lower energy limit (TeV)"
    assert emin.group == ""
    chatter = parameter(one, "chatter")
    assert (chatter.kind, chatter.minimum, chatter.maximum) == ("integer", "0", "4")
    assert chatter.group == "Advanced"
    statistic = parameter(one, "statistic")
    assert statistic.options == ("DEFAULT", "CSTAT", "WSTAT", "CHI2")
    seed = parameter(one, "seed")
    assert (seed.default, seed.required) == ("", False)
    assert parameter(one, "edisp").default == "false"


def test_files_are_told_by_their_access_else_by_their_name():
    fits, sky = sample("imstat.par").description, sample("fitsky.par").description
    assert [row.name for row in fits.used] == ["infile"]
    assert [(row.name, row.pattern) for row in fits.generated] == [
        ("outfile", "stats.fits"),
        ("tmplt", "tmplt.fits"),
    ]
    assert [(row.name, row.required) for row in sky.used] == [
        ("inobs", True),
        ("inmodel", True),
        ("expcube", False),
    ]
    patterns = [row.pattern for row in sky.generated]
    assert patterns == ["crab_results.xml", "outcovmat.fits", "fitsky.log"]


def test_quotes_hold_commas_quotes_and_marks():
    one = sample("imstat.par").description
    titles = [row.title for row in (*one.used, *one.generated)]
    assert titles == [
        "Name of the input file and [ext#]",
        "Name of the output file, with 'quotes'",
        'Template, "new"',
    ]
    assert sample("fitsky.par").description.parameters[5].title == (
        "Seed, for what is random"
    )


def test_what_does_not_map_is_noted_with_its_line():
    found = sample("imstat.par")
    assert "“odd line” is not understood" in notes(found, "line 8")
    assert "mode=h" in notes(found, "line 9, mode")
    assert "a choice, not of kind integer" in notes(found, "line 6, order")
    assert "is a list" in notes(found, "line 7, scale")
    sky = sample("fitsky.par")
    assert "no default" in notes(sky, "line 6, inobs")
    assert "refers elsewhere" in notes(sky, "line 18, version")
    assert "is called “version_” here" in notes(sky, "line 18, version")


def test_the_script_calls_the_tool_with_its_own_names(tmp_path):
    one = sample("fitsky.par").description
    words = reading.call(
        one, "fitsky", tmp_path, inobs="/in put", edisp="true", in_place="false"
    )
    assert words == [
        "inobs=/in put",
        "edisp=yes",
        "outmodel=crab_results.xml",
        "outcovmat=outcovmat.fits",
        "in-place=no",
        "mode=h",
        "logfile=fitsky.log",
    ]


def test_any_text_reaches_the_tool_unchanged(tmp_path):
    one = sample("imstat.par").description
    for value in hostile.VALUES.values():
        words = reading.call(one, "imstat", tmp_path, infile="x", columns=value)
        assert f"columns={value}" in words


def test_names_of_tools_and_parameters_are_no_commands(tmp_path):
    found = text('a$(touch${IFS}pwned),s,a,"x",,,"y"\n', "x;touch pwned;.par")
    assert found.description.name == "x_touch_pwned_"
    reading.call(found.description, "x;touch pwned;", tmp_path, a_touch_IFS_pwned_="v")
    assert not (tmp_path / "pwned").exists()


def test_a_file_in_latin_1_is_read():
    line = 'x,r,a,1,,,"Größe in °"\n'
    found = reading.formats.read(line.encode("latin-1"), "tool.par")
    assert found.description.parameters[0].title == "Größe in °"


def test_a_file_without_a_name_has_no_tool():
    assert "is missing" in reading.refusal("x,r,a,1,,,\n")["name"]


def test_the_folder_of_the_file_does_not_matter():
    assert (
        text("x,r,a,1,,,\n", "/usr/share/syspfiles/tool.par").description.name == "tool"
    )


def test_an_unclosed_quote_is_noted():
    found = text('x,s,a,"open,,,Prompt\n', "tool.par")
    assert "not closed" in notes(found, "line 1")
