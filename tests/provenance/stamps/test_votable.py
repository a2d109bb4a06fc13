"""A stamp in a VOTable: astropy reads the table and the stamp, and it stays valid."""

import json
import warnings

import pytest
from astropy.io.votable import parse
from astropy.table import Table

from tests.provenance.stamps.stamping import STAMP, put

KIND = "application/x-votable+xml"


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "a.vot"
    Table({"x": [1, 2, 3]}).write(path, format="votable")
    return path


def infos(path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return {info.name: info for info in parse(path, verify="exception").infos}


def test_the_stamp_is_read_by_others(table):
    found = infos(put(table, KIND))
    assert found["provenance_entity"].value == STAMP.entity
    assert found["provenance_lineage"].value == STAMP.lineage
    assert json.loads(found["provenance"].content) == json.loads(STAMP.document)


def test_the_table_stays(table):
    assert list(Table.read(put(table, KIND))["x"]) == [1, 2, 3]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("</VOTABLE>", "</VOTABLE><!-- the end: </VOTABLE> -->\n\n"),
        ("</VOTABLE>", "</VOTABLE  >"),
        ("</VOTABLE>", "<!-- </VOTABLE> --></VOTABLE>"),
    ],
)
def test_the_end_is_found_whatever_stands_around_it(table, old, new):
    table.write_text(table.read_text().replace(old, new))
    assert infos(put(table, KIND))["provenance_entity"].value == STAMP.entity


def test_a_prefix_is_kept(tmp_path):
    path = tmp_path / "a.vot"
    path.write_text(
        '<?xml version="1.0"?><v:VOTABLE version="1.4" '
        'xmlns:v="http://www.ivoa.net/xml/VOTable/v1.3"><v:RESOURCE/></v:VOTABLE>'
    )
    assert '<v:INFO name="provenance_entity"' in put(path, KIND).read_text()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<html></html>", "it is not a VOTable"),
        ("<VOTABLE>", "the end of the VOTable is not found"),
        ("<VOTABLE></VOTABLE><x/>", "the end of the VOTable is not found"),
        (
            '<?xml version="1.0" encoding="UTF-16"?><VOTABLE></VOTABLE>',
            "its encoding is utf-16",
        ),
    ],
)
def test_what_cannot_carry_it_is_refused(tmp_path, text, said):
    path = tmp_path / "a.vot"
    path.write_text(text)
    assert put(path, KIND) == said


def test_utf_16_is_refused(table):
    table.write_bytes(table.read_text().encode("utf-16"))
    assert "VOTable" in put(table, KIND)
