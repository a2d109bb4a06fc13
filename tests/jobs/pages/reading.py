"""What a person reads on a page, and what a browser sends from its forms."""

from lxml import html

FORM = "(//main//form)[1]"


def tree(response):
    return html.fromstring(response.content.decode())


def words(node):
    """The text of an element; between its parts, and for any blanks, one blank."""
    return " ".join(" ".join(node.itertext()).split())


def main(response):
    return words(one(response, "//main"))


def one(response, path):
    """The only element at an XPath."""
    found = tree(response).xpath(path)
    assert len(found) == 1, f"{len(found)} times {path}"
    return found[0]


def errors(response):
    """The sentences at the fields, by the name of the field."""
    return {
        box.xpath(".//*[@name]")[0].get("name"): words(box.xpath(".//ul")[0])
        for box in tree(response).xpath('//div[contains(@class, "has-err")]')
    }


def filled(response, path=FORM):
    """What the form would send as it stands: name -> texts."""
    sent = {}
    for control in one(response, path).xpath(".//input|.//textarea|.//select"):
        name, value = control.get("name"), _value(control)
        if name and value is not None and not control.xpath("ancestor::template"):
            sent.setdefault(name, []).append(value)
    return sent


def _value(control):
    if control.tag == "textarea":
        return (control.text or "").removeprefix("\n").replace("\n", "\r\n")
    if control.tag == "select":
        options = control.xpath(".//option")
        chosen = [option for option in options if option.get("selected") is not None]
        return (chosen or options)[0].get("value")
    if control.get("type") in ("checkbox", "radio"):
        return (
            control.get("value", "on") if control.get("checked") is not None else None
        )
    return None if control.get("type") == "file" else control.get("value", "")


def send(client, response, path=FORM, to="", **changes):
    """Fill the form of a page and send it, as a browser does."""
    form = one(response, path)
    address = to or form.get("action") or response.request["PATH_INFO"]
    return client.post(address, {**filled(response, path), **changes})
