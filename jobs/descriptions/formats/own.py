"""Our own JSON, which holds everything."""

import json
from typing import Any

from jobs.descriptions import json_format
from jobs.descriptions.formats import naming
from jobs.descriptions.formats.shape import Exported, Imported
from jobs.descriptions.value import Description

MEDIA_TYPE = "application/json"
SCHEMA = "/schemas/activity-description.json"


def write(one: Description, base: str = "") -> Exported:
    """It names its schema, at this portal."""
    content = {"$schema": f"{base}{SCHEMA}", **json_format.write(one)}
    written = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    return Exported(
        written.encode(errors="replace"), f"{one.name}.json", MEDIA_TYPE, ()
    )


def is_one(content: dict[str, Any]) -> bool:
    return str(content.get("format", "")).startswith("opus-activity-description")


def read(content: dict[str, Any], _file: str) -> Imported:
    """Raises DescriptionError, with the path of each field that does not fit."""
    found = json_format.convert(content)
    naming.refuse_path(found.name, "name")
    return Imported(found)
