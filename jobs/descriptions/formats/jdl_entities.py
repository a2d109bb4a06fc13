"""Used and generated entities of the older OPUS as ours."""

from collections.abc import Collection
from dataclasses import replace

from jobs.descriptions.formats import amounts, annotations, used_defaults
from jobs.descriptions.formats.jdl import (
    ANY_FILE,
    BY_ID,
    FILE,
    ID,
    Jdl,
    JdlGenerated,
    JdlParameter,
    JdlUsed,
)
from jobs.descriptions.formats.naming import Names
from jobs.descriptions.formats.shape import Notes
from jobs.descriptions.texts import shorten
from jobs.descriptions.value import ROLES, GeneratedEntity, Role, UsedEntity

WORDS: dict[str, Role] = {role.lower(): role for role in ROLES}


def sorted_out(jdl: Jdl, notes: Notes) -> Jdl:
    """What stands in several lists is in one, and all files are used entities."""
    values = {one.name for one in jdl.parameters if one.datatype != FILE}
    results = {one.name for one in jdl.generated}
    used = [one for one in jdl.used if _is_used(one, values, notes)]
    files = {one.name for one in used}
    parameters = []
    for one in jdl.parameters:
        if one.name in files:
            _tell_extras(one, notes)
        elif one.datatype == FILE:
            notes.add(one.path, "is a file that no Used group mentions: it is used")
            _tell_extras(one, notes)
            used.append(_as_used(one))
        elif one.name in results:
            notes.add(one.path, "names a result: it is no parameter")
        else:
            parameters.append(one)
    return replace(jdl, parameters=tuple(parameters), used=tuple(used))


def _is_used(one: JdlUsed, values: Collection[str], notes: Notes) -> bool:
    if one.name not in values:
        return True
    if _is_file(one):
        notes.add(one.path, "is a file: it is a used entity and no parameter")
        return True
    notes.add(one.path, "is a value and no file: it is only a parameter")
    return False


def _is_file(one: JdlUsed) -> bool:
    return one.datatype == FILE or ID in one.url


def _as_used(one: JdlParameter) -> JdlUsed:
    return JdlUsed(
        name=one.name,
        required=one.required,
        default=one.default,
        url=BY_ID,
        annotation=one.annotation,
        path=one.path,
    )


def _tell_extras(one: JdlParameter, notes: Notes) -> None:
    extras = (one.unit, one.ucd, one.utype, one.minimum, one.maximum, *one.options)
    if any(extras):
        notes.add(one.path, "a file has no unit, UCD, utype, limits or options: gone")


def used(one: JdlUsed, names: Names, notes: Notes) -> UsedEntity:
    is_optional, most = _many(one.multiplicity, one.path, notes)
    url = _template(one, notes)
    title, description = annotations.parted(one.annotation)
    default = one.default.strip()
    if default and not used_defaults.is_address(default):
        address = used_defaults.filled(url, default)
        if not address and used_defaults.is_file_name(default):
            title, description = default, one.annotation.strip()
            sentence = f"{default} is no id or URL to begin with: it is the title"
            notes.add(f"{one.path}/default", sentence)
        elif not address:
            sentence = f"“{shorten(default)}” is no id, URL or file name: left out"
            notes.add(f"{one.path}/default", sentence)
        default = address
    return UsedEntity(
        name=names.of(one.name, one.path),
        title=title,
        content_types=_content_types(one, notes),
        required=one.required and not is_optional,
        default=default,
        description=description,
        most=most,
        url=url,
        type=_role(one.role, one.name, one.path, notes),
    )


def _template(one: JdlUsed, notes: Notes) -> str:
    url = one.url.strip()
    if url == BY_ID:
        return ""
    if ID in url:
        return url
    if url:
        sentence = f"“{shorten(url)}” has no $ID in it: left out"
        notes.add(f"{one.path}/url", sentence)
    elif one.path:
        notes.add(f"{one.path}/url", f"is empty: as {BY_ID}, an upload or an id")
    return ""


def _content_types(one: JdlUsed, notes: Notes) -> tuple[str, ...]:
    """Any file is what the older OPUS offers first, and what nobody has restricted."""
    text = one.content_type.strip()
    found = [text] if ";" in text else text.replace(",", " ").split()
    if not text:
        notes.add(f"{one.path}/content_type", f"is empty: any file, as {ANY_FILE}")
    kept = tuple(dict.fromkeys(k for k in found if k not in (ANY_FILE, "*/*")))
    if len(found) > 1 and len(kept) < len(found):
        notes.add(f"{one.path}/content_type", f"{ANY_FILE} beside others is left out")
    return kept


def generated(one: JdlGenerated, names: Names, notes: Notes) -> GeneratedEntity:
    name = names.of(one.name, one.path)
    if not one.default:
        notes.add(f"{one.path}/default", f"has no file name: it is “{name}”")
    title, description = annotations.parted(one.annotation)
    is_optional, most = _many(one.multiplicity, one.path, notes)
    found = GeneratedEntity(
        name=name,
        pattern=one.default or name,
        title=title,
        content_type=one.content_type.strip(),
        optional=is_optional,
        description=description,
        most=most,
        type=_role(one.role, one.name, one.path, notes),
    )
    if found.is_glob:
        return found
    if most != 1:
        sentence = f"{one.multiplicity}: “{shorten(found.pattern)}” names one file only"
        notes.add(f"{one.path}/multiplicity", sentence)
    return replace(found, most=0)


def _many(text: str, path: str, notes: Notes) -> tuple[bool, int]:
    """Whether there may be none, and the most."""
    found = amounts.many(text or "1")
    if found is None:
        notes.add(f"{path}/multiplicity", f"“{shorten(text)}” is not understood: one")
        return False, 1
    if found[0]:
        notes.add(f"{path}/multiplicity", f"{text}: it is optional")
    return found


def _role(text: str, name: str, path: str, notes: Notes) -> Role:
    """The role is the name, unless it is a word of the IVOA for a type."""
    word = text.strip().lower()
    if word in WORDS:
        return WORDS[word]
    why = "its name is its role" if word == name.lower() else "is no word of the IVOA"
    notes.add(f"{path}/role", f"“{shorten(text)}” is left out: {why}")
    return ""
