"""The groups Used and Generated: entities as GROUPs, in older files as PARAMs."""

from collections.abc import Iterator, Mapping

from lxml.etree import _Element as Element

from jobs.descriptions.formats import xml
from jobs.descriptions.formats.jdl import (
    BY_ID,
    FILE,
    JdlGenerated,
    JdlParameter,
    JdlUsed,
)
from jobs.descriptions.formats.shape import Notes
from jobs.descriptions.texts import shorten

FIELDS = ("role", "multiplicity", "default", "content_type", "url", "annotation")
Found = dict[str, str]


class Entities:
    """`parameters` are those that entities may refer to, by name and by ID."""

    def __init__(self, parameters: Mapping[str, JdlParameter], notes: Notes) -> None:
        self._parameters, self._notes = parameters, notes

    def used(self, group: Element) -> Iterator[JdlUsed]:
        for one, found in self._parts(group, "Used"):
            parameter = self._parameter(one, found)
            found.setdefault("url", BY_ID if xml.name(one) == "PARAM" else "")
            if parameter:
                found.setdefault("default", parameter.default)
                found["annotation"] = found.get("annotation") or parameter.annotation
            yield JdlUsed(
                **found,
                datatype=parameter.datatype if parameter else FILE,
                required=parameter.required if parameter else _is_required(one),
            )

    def generated(self, group: Element) -> Iterator[JdlGenerated]:
        for one, found in self._parts(group, "Generated"):
            self._parameter(one, found)
            if url := found.pop("url", ""):
                path = f"{found['path']}/url"
                self._notes.add(path, f"{shorten(url)}: a result has none, left out")
            yield JdlGenerated(**found)

    def _parts(self, group: Element, name: str) -> Iterator[tuple[Element, Found]]:
        for kind, one in xml.children(group):
            if kind not in ("GROUP", "PARAM"):
                self._notes.add(f"{name}/{kind}", "has no place here: left out")
                continue
            own = one.get("name") or self._name_of(one.get("ref", "")) or one.get("ID")
            found = {"name": own or "", "path": f"{name}/{own or ''}"}
            read = self._from_group if kind == "GROUP" else self._from_param
            yield one, read(one, found)

    def _name_of(self, ref: str) -> str:
        return self._parameters[ref].name if ref in self._parameters else ref

    def _parameter(self, one: Element, found: Found) -> JdlParameter | None:
        """The parameter that the entity refers to, or that has its name."""
        ref = one.get("ref", "")
        if ref and ref not in self._parameters:
            self._notes.add(
                found["path"], f"refers to {shorten(ref)}, which is missing"
            )
        parameter = self._parameters.get(ref) or self._parameters.get(found["name"])
        if parameter and parameter.name != found["name"]:
            sentence = f"refers to {shorten(parameter.name)}, whose name it gets"
            self._notes.add(found["path"], sentence)
            found["name"] = parameter.name
        return parameter

    def _from_group(self, one: Element, found: Found) -> Found:
        for kind, child in xml.children(one):
            name = child.get("name", "").lower()
            if kind == "DESCRIPTION":
                found["annotation"] = xml.text(child)
            elif kind == "LINK":
                found.setdefault("url", child.get("href", ""))
            elif kind == "PARAM" and name in FIELDS:
                found[name] = child.get("value", "")
            elif kind != "PARAM" or child.get("value"):
                self._notes.add(f"{found['path']}/{kind} {name}", "is left out")
        return found

    def _from_param(self, one: Element, found: Found) -> Found:
        """The form of the first versions."""
        found["default"] = one.get("value", "")
        found["content_type"] = one.get("xtype", "")
        for kind, child in xml.children(one):
            if kind == "DESCRIPTION":
                found["annotation"] = xml.text(child)
            elif kind == "LINK":
                found["url"] = child.get("href", "")
                found["content_type"] = found["content_type"] or child.get(
                    "content-type", ""
                )
            else:
                self._notes.add(f"{found['path']}/{kind}", "is left out")
        return found


def _is_required(one: Element) -> bool:
    return one.get("type", "") != "no_query"
