"""Which texts the portal keeps: all that an XML document can give back."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.descriptions import texts

any_character = st.characters()  # also lone surrogates and control characters


def survives_xml(text):
    element = ET.Element("value")
    element.text = text
    try:
        return ET.fromstring(ET.tostring(element, "utf-8")).text == text
    except (ET.ParseError, UnicodeEncodeError):
        return False


@given(any_character.filter(lambda character: character != "\r"))
def test_a_character_is_refused_exactly_when_xml_cannot_carry_it(character):
    text = f"a{character}b"
    assert (texts.problem(text) == "") == survives_xml(text)


@pytest.mark.parametrize("code", [*range(9), 0x0B, 0x0C, 0x0E, 0x1F, 0xD800, 0xFFFE])
def test_what_no_document_can_hold_is_named_with_its_place(code):
    sentence = texts.problem(f"ab{chr(code)}")
    assert f"character 3 is U+{code:04X}" in sentence
    assert "leave it out" in sentence


@pytest.mark.parametrize(
    "text",
    ["", "\t\r\n", "$HOME", "`id`", 'it\'s "so"', "&<>]]>", "back\\", "äöü", "🔭"],
)
def test_what_looks_dangerous_but_is_text_is_kept(text):
    assert texts.problem(text) == ""
