"""For the tests of the REST face: addresses, and XML held to its schema."""

import base64
from functools import cache
from pathlib import Path

from lxml import etree

from jobs.models import Job

SCHEMAS = Path(__file__).parents[2] / "data" / "xsd"
PORTAL = "http://testserver"
UWS = {
    "uws": "http://www.ivoa.net/xml/UWS/v1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
HREF = f"{{{UWS['xlink']}}}href"
NIL = f"{{{UWS['xsi']}}}nil"


class _Local(etree.Resolver):
    """XLink from this folder; nothing is fetched."""

    def resolve(self, url, public_id, context):
        if url.endswith("xlink.xsd"):
            return self.resolve_filename(str(SCHEMAS / "xlink-min.xsd"), context)
        return None


@cache
def _schema():
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Local())
    return etree.XMLSchema(etree.parse(SCHEMAS / "UWS-v1.1.xsd", parser))


def valid(content):
    """The document's root, once it is valid UWS 1.1."""
    root = etree.fromstring(content)
    _schema().assertValid(root)
    return root


def text(root, path):
    """The text at a path like uws:phase, or None without such an element."""
    return root.findtext(path, namespaces=UWS)


def parameters(root):
    """Each parameter with its text."""
    found = root.iterfind(".//uws:parameter", UWS)
    return {element.get("id"): element.text or "" for element in found}


def results(root):
    """Each result as an element."""
    return {
        element.get("id"): element for element in root.iterfind(".//uws:result", UWS)
    }


def path(row, *parts):
    return "/".join(["/rest", row.name, row.public_id, *parts])


def url(row, *parts):
    return PORTAL + path(row, *parts)


def created(response):
    """The job that a 303 leads to."""
    assert response.status_code == 303, response.content.decode()
    return Job.objects.get(public_id=response["Location"].rpartition("/")[2])


def said(response, status):
    """The plain text of a refusal."""
    assert response.status_code == status, response.content.decode()
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    return response.content.decode()


def basic(name, password="secret"):
    token = base64.b64encode(f"{name}:{password}".encode()).decode()
    return {"Authorization": f"Basic {token}"}
