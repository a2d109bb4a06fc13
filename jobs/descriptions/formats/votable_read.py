"""VOTables of the older OPUS, of any of its versions, read liberally."""

from collections.abc import Mapping

from lxml.etree import _Element as Element

from jobs.descriptions.formats import jdl_read, xml
from jobs.descriptions.formats.jdl import HEAD, Jdl, JdlGenerated, JdlParameter, JdlUsed
from jobs.descriptions.formats.opened import wrong
from jobs.descriptions.formats.shape import Imported, Notes
from jobs.descriptions.formats.votable_entities import Entities
from jobs.descriptions.formats.votable_params import parameter
from jobs.descriptions.texts import shorten

GROUPS = {
    "inputparams": "InputParams",
    "used": "Used",
    "inputentities": "Used",
    "generated": "Generated",
    "outputentities": "Generated",
}
FIELDS = {name.lower(): field for name, field in HEAD.items()}


def read(text: str, file: str) -> Imported:
    """Raises DescriptionError."""
    notes = Notes()
    resource = _resource(xml.parse(text), notes)
    return jdl_read.imported(_Reader(resource, notes).jdl(), file, notes)


def _resource(top: Element, notes: Notes) -> Element:
    """What describes the activity; the others are noted."""
    found = [one for name, one in xml.children(top) if name == "RESOURCE"]
    if xml.name(top) != "VOTABLE" or not (right := list(filter(_describes, found))):
        raise wrong(
            "is XML, but no VOTable with the description of an activity: that has a "
            "RESOURCE with the GROUPs InputParams, Used and Generated"
        )
    for one in found:
        if one is not right[0]:
            path = f"RESOURCE {one.get('name') or one.get('ID') or ''}"
            notes.add(path, "only one RESOURCE is read: left out")
    for name, _ in xml.children(top):
        if name != "RESOURCE":
            notes.add(name, "is no part of the description: left out")
    return right[0]


def _describes(resource: Element) -> bool:
    if "activitydescription" in resource.get("utype", "").lower():
        return True
    if resource.get("utype", "").startswith("adhoc:"):
        return False
    names = {
        one.get("name", "").lower()
        for name, one in xml.children(resource)
        if name == "GROUP"
    }
    return not names.isdisjoint(GROUPS)


class _Reader:
    """Goes through the children of the resource, in whatever order they are."""

    def __init__(self, resource: Element, notes: Notes) -> None:
        self._resource, self._notes = resource, notes
        self._head: dict[str, str] = {}
        self._groups: dict[str, list[Element]] = {}

    def jdl(self) -> Jdl:
        for name, one in xml.children(self._resource):
            self._child(name, one)
        parameters, by_id = self._parameters()
        entities = Entities(by_id, self._notes)
        used: list[JdlUsed] = []
        generated: list[JdlGenerated] = []
        for group in self._groups.get("Used", ()):
            used += entities.used(group)
        for group in self._groups.get("Generated", ()):
            generated += entities.generated(group)
        resource = self._resource
        name = resource.get("name") or resource.get("ID") or ""
        return Jdl(
            **{"name": name, **self._head},
            parameters=parameters,
            used=tuple(used),
            generated=tuple(generated),
        )

    def _child(self, name: str, one: Element) -> None:
        match name:
            case "DESCRIPTION":
                self._head["annotation"] = xml.text(one)
            case "PARAM":
                self._param(one)
            case "LINK":
                self._link(one)
            case "GROUP" if one.get("name", "").lower() in GROUPS:
                right = GROUPS[one.get("name", "").lower()]
                self._groups.setdefault(right, []).append(one)
            case _:
                path = f"RESOURCE/{name} {one.get('name', '')}".strip()
                self._notes.add(path, "has no place here: left out")

    def _param(self, one: Element) -> None:
        name, value = one.get("name", ""), one.get("value", "")
        if field := FIELDS.get(name.lower()):
            self._head[field] = value
        elif value:
            sentence = f"“{shorten(value)}” has no place here: left out"
            self._notes.add(f"RESOURCE/PARAM {name}", sentence)

    def _link(self, one: Element) -> None:
        address = one.get("href", "")
        if self._head.get("doculink") or not address:
            self._notes.add("RESOURCE/LINK", f"{shorten(address)} is left out")
        else:
            self._head["doculink"] = address

    def _parameters(
        self,
    ) -> tuple[tuple[JdlParameter, ...], Mapping[str, JdlParameter]]:
        """Those of all groups, and the same by name and by ID."""
        found, known = [], {}
        for group in self._groups.get("InputParams", ()):
            for name, one in xml.children(group):
                if name != "PARAM":
                    self._notes.add(f"InputParams/{name}", "is no PARAM: left out")
                    continue
                made = parameter(one, self._notes)
                found.append(made)
                known[made.name] = made
                known[one.get("ID", made.name)] = made
        return tuple(found), known
