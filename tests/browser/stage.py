"""What the browser tests need beside the examples; `publish` runs inside the portal."""

import dataclasses

from django.contrib.auth.models import User

from jobs import drafts, opening, publishing
from jobs.descriptions.value import (
    Contact,
    Description,
    Example,
    GeneratedEntity,
    KnownError,
    Parameter,
    UsedEntity,
)
from jobs.models import ActivityDescription

DESK = Contact("Help desk", "help@example.org")
ECHO = Description(
    name="echo",
    title="Echo",
    description="Writes its parameter to a file.",
    script="""#!/bin/bash
printf %s "$text" | tee out.txt
python3 - <<'END'
from opus_provenance import Provenance

prov = Provenance()
with prov.activity("write it"):
    prov.add_config({"words": 1, "a long name of a setting": "x" * 200})
    prov.add_output_file("out.txt", role="out")
END
""",
    contact=DESK,
    parameters=(
        Parameter("text", "text", title="Text", default="hello"),
        Parameter("count", "integer", title="Count", default="3", maximum="9"),
    ),
    generated=(GeneratedEntity("out", "out.txt", content_type="text/plain"),),
)
SLOW = Description(
    name="slow",
    title="Slow",
    description="Waits.",
    script="#!/bin/bash\necho waiting\nsleep 600\n",
    contact=DESK,
)
BROKEN = Description(
    name="broken",
    title="Broken",
    description="Fails.",
    script="#!/bin/bash\necho no such star >&2\nexit 3\n",
    contact=DESK,
)
OPEN = Description(
    name="open",
    title="Open to all",
    description="Counts the lines of a file, for anybody.",
    script='#!/bin/bash\nsleep "$pause"\nwc -l < "$table" > lines.txt\n',
    contact=DESK,
    parameters=(
        Parameter("pause", "integer", title="Pause", default="0", maximum="600"),
    ),
    used=(UsedEntity("table", title="Table"),),
    generated=(GeneratedEntity("lines", "lines.txt", content_type="text/plain"),),
)
KINDS = Description(
    name="kinds",
    title="Every kind of value",
    description="Shows **each kind** of value.\n\n- one\n- two",
    script='#!/bin/bash\necho "$mode ${steps-none} $place $size" > out.txt\n',
    contact=DESK,
    citation="Help desk (2026): Every kind. https://example.org/" + "x" * 60,
    controls=("executionDuration", "destruction"),
    parameters=(
        Parameter(
            "mode", "choice", title="Mode", options=("fast", "slow"), default="fast"
        ),
        Parameter(
            "steps",
            "integer",
            title="Steps",
            default="10",
            shown_if="mode",
            shown_values=("slow",),
        ),
        Parameter(
            "place", "position", title="Position", default="10.68 41.27", group="Where"
        ),
        Parameter("size", "quantity", title="Size", default="1", unit="deg"),
        Parameter("when", "datetime", title="When", required=False, group="Where"),
        Parameter("band", "interval", title="Band", unit="TeV", default="1 .. 10"),
        Parameter(
            "tels",
            "choice",
            title="Telescopes",
            options=("LST", "MST"),
            default="LST",
            most=0,
        ),
        Parameter("runs", "integer", title="Runs", most=5, required=False),
        Parameter("site", "url", title="Site", required=False),
        Parameter("setup", "file", title="Setup", required=False),
    ),
    used=(
        UsedEntity(
            "images",
            "Images",
            ("image/fits",),
            most=3,
            required=False,
            url="https://archive.example.org/?id=$ID",
        ),
    ),
    generated=(GeneratedEntity("out", "out.txt", "What was given", type="Main"),),
    known_errors=(KnownError("No such file", "A file was not found.", "Give it."),),
    examples=(Example("wide", "A wide field", "", (("size", ("3 deg",)),)),),
)


def publish():
    for description in (ECHO, SLOW, BROKEN, OPEN, KINDS):
        publishing.publish_if_new(description, None)
    later = dataclasses.replace(KINDS, version="two", script=KINDS.script + "true\n")
    publishing.publish_if_new(later, None)
    operator = User.objects.get(username="admin")
    waits = dataclasses.replace(later, title="Every kind, and more", parameters=())
    waits = dataclasses.replace(waits, examples=(), version="three")
    publishing.submit(drafts.save(waits, operator), operator, "Please look at it.")
    opened = ActivityDescription.objects.get(name=OPEN.name)
    opening.decide(opened, operator, anonymous=True)
