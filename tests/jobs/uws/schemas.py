"""Documents held to their schemas; nothing is fetched."""

from functools import cache
from pathlib import Path

from lxml import etree

FOLDER = Path(__file__).parents[2] / "data" / "xsd"
VOSI = "http://www.ivoa.net/xml/VOSICapabilities/v1.0"
VODATASERVICE = "http://www.ivoa.net/xml/VODataService/v1.1"
FILES = {
    "http://www.ivoa.net/xml/Xlink/xlink.xsd": "xlink-min.xsd",
    "http://www.ivoa.net/xml/VOResource/v1.0": "VOResource-v1.1.xsd",
    VODATASERVICE: "VODataService-v1.2.xsd",
    VOSI: "VOSICapabilities-v1.0.xsd",
}
# What the service does not say: where on the sky its data are.
STC = (
    '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" '
    'targetNamespace="http://www.ivoa.net/xml/STC/stc-v1.30.xsd">'
    '<xs:element name="STCResourceProfile"/>'
    '<xs:complexType name="stcDescriptionType"/></xs:schema>'
)
# Types of interfaces are in a schema that the one of capabilities does not name.
CAPABILITIES = (
    '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">'
    f'<xs:import namespace="{VOSI}" schemaLocation="{VOSI}"/>'
    f'<xs:import namespace="{VODATASERVICE}" schemaLocation="{VODATASERVICE}"/>'
    "</xs:schema>"
)


class _Local(etree.Resolver):
    """Every schema from the folder."""

    def resolve(self, url, public_id, context):
        if "stc-v1.30" in url:
            return self.resolve_string(STC, context)
        if url in FILES:
            return self.resolve_filename(str(FOLDER / FILES[url]), context)
        return None


def _parser():
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Local())
    return parser


@cache
def _schema(file):
    return etree.XMLSchema(etree.parse(FOLDER / file, _parser()))


@cache
def _capabilities():
    return etree.XMLSchema(etree.fromstring(CAPABILITIES, _parser()).getroottree())


def uws(content):
    """The document's root, once it is valid UWS 1.1."""
    return _valid(_schema("UWS-v1.1.xsd"), content)


def votable(content):
    return _valid(_schema("VOTable-v1.4.xsd"), content)


def availability(content):
    return _valid(_schema("VOSIAvailability-v1.0.xsd"), content)


def capabilities(content):
    return _valid(_capabilities(), content)


def _valid(schema, content):
    root = etree.fromstring(content)
    schema.assertValid(root)
    return root
