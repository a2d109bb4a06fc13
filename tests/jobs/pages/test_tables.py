"""The first rows of a result that is a table, and of what only pretends to be one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.descriptions.value import GeneratedEntity
from jobs.pages import tables
from jobs.pages.preview import previews
from tests import factories

VOTABLE = """<?xml version="1.0"?>
<VOTABLE xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE><TABLE>
<FIELD name="ra" datatype="double"/><FIELD name="name" datatype="char"/>
<DATA><TABLEDATA>{}</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>"""
ECSV = "# %ECSV 1.0\n# ---\n# datatype:\n# - {name: a}\na b\n1 'x y'\n"


def read(tmp_path, content, kind):
    path = tmp_path / "file"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return tables.read(path, kind)


def test_a_csv_has_names_and_rows(tmp_path):
    table = read(tmp_path, 'a,b\n1,"x, y"\n', "text/csv")
    assert (table.names, table.rows) == (("a", "b"), (("1", "x, y"),))


def test_few_rows_and_columns_are_shown(tmp_path):
    wide = ",".join(map(str, range(30)))
    table = read(tmp_path, f"{wide}\n" * 99_999, "text/csv")
    assert (len(table.names), len(table.rows), table.more) == (12, 8, True)


def test_an_ecsv_is_read_behind_its_header(tmp_path):
    assert read(tmp_path, ECSV, "application/x-ecsv").names == ("a", "b")


def test_a_votable_has_the_names_of_its_fields(tmp_path):
    rows = "<TR><TD>1</TD><TD>M 31</TD></TR>" * 20
    table = read(tmp_path, VOTABLE.format(rows), "application/x-votable+xml")
    assert table.names == ("ra", "name")
    assert table.rows == (("1", "M 31"),) * 8


@pytest.mark.parametrize(
    "content",
    [
        "",
        "<VOTABLE>",
        "<!DOCTYPE x [<!ENTITY a 'b'>]><VOTABLE>&a;</VOTABLE>",
        "nonsense",
    ],
)
def test_what_has_no_rows_to_show_is_no_table(tmp_path, content):
    assert read(tmp_path, content, "application/x-votable+xml") is None


@given(
    st.binary(max_size=300),
    st.sampled_from(["text/csv", "application/x-ecsv", "application/x-votable+xml"]),
)
def test_no_bytes_break_it(tmp_path, content, kind):
    read(tmp_path, content, kind)


def test_the_main_result_comes_first_and_is_shown_as_its_author_wants(alice):
    generated = (
        GeneratedEntity("log", "a.txt"),
        GeneratedEntity("map", "b.csv", type="Main", preview="text"),
    )
    script = "echo hello > a.txt; echo 1,2 > b.csv"
    job = factories.run_new(alice, script=script, generated=generated)
    first, second = previews(job)
    assert (first.result.name, first.is_main, first.kind) == ("map", True, "text")
    assert (second.result.name, second.is_main) == ("log", False)


def test_a_table_is_a_table_on_the_page_of_its_job(alice, as_alice):
    generated = (GeneratedEntity("out", "out.csv"),)
    job = factories.run_new(
        alice, script="printf 'ra,dec\\n1,<b>2\\n' > out.csv", generated=generated
    )
    page = as_alice.get(f"/jobs/{job.public_id}").content.decode()
    assert '<th scope="col">ra</th>' in page
    assert "<td>&lt;b&gt;2</td>" in page
