"""The VOTable by which DALI services say what went wrong (DALI 1.1, section 4.2)."""

from lxml import etree

from provenance.texts import clean

VOTABLE = "http://www.ivoa.net/xml/VOTable/v1.3"


def error(message: str) -> bytes:
    """A document with QUERY_STATUS=ERROR and the message."""
    top = etree.Element(f"{{{VOTABLE}}}VOTABLE", nsmap={"vot": VOTABLE}, version="1.4")
    resource = etree.SubElement(top, f"{{{VOTABLE}}}RESOURCE", type="results")
    status = etree.SubElement(
        resource, f"{{{VOTABLE}}}INFO", name="QUERY_STATUS", value="ERROR"
    )
    status.text = clean(message)
    return etree.tostring(top, xml_declaration=True, encoding="UTF-8")
