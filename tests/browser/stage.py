"""What the browser tests need beside the examples; `publish` runs inside the portal."""

from django.contrib.auth.models import User

from jobs import publishing
from jobs.descriptions.value import (
    Contact,
    Description,
    GeneratedEntity,
    Parameter,
    UsedEntity,
)
from jobs.models import ActivityDescription

DESK = Contact("Help desk", "help@example.org")
ECHO = Description(
    name="echo",
    title="Echo",
    description="Writes its parameter to a file.",
    script='#!/bin/bash\nprintf %s "$text" | tee out.txt\n',
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


def publish():
    for description in (ECHO, SLOW, BROKEN, OPEN):
        publishing.publish_if_new(description, None)
    operator = User.objects.get(username="admin")
    opened = ActivityDescription.objects.get(name=OPEN.name)
    publishing.open_to_all(opened, operator)
