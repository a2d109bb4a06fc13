"""For the tests of the REST face: addresses, and XML held to its schema."""

import base64

from jobs.models import Job
from tests.jobs.uws import schemas

PORTAL = "http://testserver"
UWS = {
    "uws": "http://www.ivoa.net/xml/UWS/v1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
HREF = f"{{{UWS['xlink']}}}href"
NIL = f"{{{UWS['xsi']}}}nil"


def valid(content):
    """The document's root, once it is valid UWS 1.1."""
    return schemas.uws(content)


def listed(client, query="", path="/rest/echo"):
    """The references in the job list, in its order."""
    answer = client.get(f"{path}?{query}" if query else path)
    assert answer.status_code == 200, answer.content
    return list(valid(answer.getvalue()))


def ids(client, query="", path="/rest/echo"):
    return [reference.get("id") for reference in listed(client, query, path)]


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
