"""Documents as plain values, with good defaults, and values that break naive code."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from provenance.document import (
    ActivityNode,
    AgentNode,
    Attribution,
    Bundle,
    Communication,
    DataDescription,
    Derivation,
    Document,
    EntityNode,
    EnvironmentNode,
    Generation,
    Membership,
    ParameterDescription,
    ParameterNode,
    PlanNode,
    Responsibility,
    Use,
)

T0 = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
HOSTILE = (
    "a 'quoted' word",
    'a "quoted" word',
    '"; touch owned; "',
    "$HOME",
    "$(touch owned)",
    "`touch owned`",
    "ends with a backslash \\",
    "C:\\new\\table",
    "http://example.org/a?b=c&d=e;f#g",
    "file://||touch owned;#",
    "two\nlines\n",
    "of another\r\nsystem\r",
    "\n",
    "tab\tand  blanks ",
    "Größe µ Ω 星 🔭",
    "a < b && c > d",
    "]]> &amp; &#0; <!-- -->",
    "</script><script>alert(1)</script>",
)


def job(public_id="j-one", name="echo", **facts):
    """A COMPLETED job of one minute, or, with a `parent`, a step."""
    minute = timedelta(minutes=1)
    node = ActivityNode(
        id=public_id,
        name=name,
        status="COMPLETED",
        start_time=T0,
        end_time=T0 + minute,
        comment="",
        parent="",
        root="",
        plan=None,
        parameters=(),
    )
    return replace(node, **facts)


def step(public_id, root, parent="", name="step", **facts):
    facts = {"status": "completed", "parent": parent or root, "root": root, **facts}
    return job(public_id, name, **facts)


def plan(**facts):
    node = PlanNode("p-1", "echo", "1", "Echo", "https://example.org/echo")
    return replace(node, **facts)


def parameter(name, value, **facts):
    return ParameterNode(name, value, **facts)


def file(public_id="e-one", name="out.txt", **facts):
    node = EntityNode(
        id=public_id,
        kind="file",
        name=name,
        content_type="text/plain",
        size=5,
        sha256="ab" * 32,
        location="",
        origin="",
        comment="",
        generated_at=T0,
        invalidated_at=None,
    )
    return replace(node, **facts)


def external(public_id, name, location):
    return file(
        public_id, name, kind="external", location=location, size=None, sha256=""
    )


def agent(public_id="g-one", name="Alice A", **facts):
    return replace(AgentNode(public_id, name, "Person", "alice@example.org"), **facts)


def used(activity, entity, role="image"):
    return Use(activity, entity, role, T0, "")


def generated(entity, activity, role="out"):
    return Generation(entity, activity, role, T0)


def operated(activity, who="g-one", plan_id=""):
    return Responsibility(activity, who, "Operator", plan_id)


def document(focus="j-one", **parts):
    """The job that the focus names, unless `activities` says otherwise."""
    fields = {
        "activities": (job(focus),),
        "entities": (),
        "agents": (),
        "used": (),
        "generated": (),
        "associated": (),
    }
    return Document(focus, **{**fields, **parts})


def chain(length, *, files=1):
    """Jobs j-0, j-1, ...: each used what the one before generated; the last is focus.

    Job number n made the entities e-n-0, e-n-1, ...; the first one goes on.
    """
    numbers = range(length)
    return document(
        f"j-{length - 1}",
        activities=tuple(job(f"j-{n}", f"job {n}") for n in numbers),
        entities=tuple(
            file(f"e-{n}-{m}", f"file {n} {m}.dat")
            for n in numbers
            for m in range(files)
        ),
        generated=tuple(
            generated(f"e-{n}-{m}", f"j-{n}", f"out{m}")
            for n in numbers
            for m in range(files)
        ),
        used=tuple(used(f"j-{n}", f"e-{n - 1}-0") for n in numbers[1:]),
    )


BUNDLED = {
    "prefix": {"ex": "https://example.org/"},
    "entity": {"ex:raw": {"prov:label": HOSTILE[-1]}},
    "agent": {"ex:tool": {}},
    "wasAttributedTo": {"_:1": {"prov:entity": "ex:raw", "prov:agent": "ex:tool"}},
}


def everything():
    """A document that has one of each thing, and hostile texts in all of them."""
    script, amp = HOSTILE[-1], HOSTILE[-3]
    return document(
        "j-two",
        activities=(
            job(
                "j-one",
                plan=plan(
                    title=amp,
                    documentation=HOSTILE[8],
                    text=script,
                    type="Analysis",
                    usages=(DataDescription(amp, script, "Main", "*", ("a/b", "c/d")),),
                    generations=(DataDescription("out", amp),),
                    parameters=(
                        ParameterDescription("p0", "char", amp, options=HOSTILE),
                    ),
                    citation=HOSTILE[1],
                ),
                environment="v-1",
                exit_code=0,
                parameters=tuple(
                    parameter(f"p{number}", value)
                    for number, value in enumerate(HOSTILE)
                ),
            ),
            step("a-1", "j-one", name=script, comment=HOSTILE[10]),
            step("a-2", "j-one", "a-1", parameters=(parameter("n", [1, {"x": None}]),)),
            job("j-two", status="ERROR", comment=amp, start_time=None, end_time=None),
        ),
        entities=(
            file("e-one", HOSTILE[1], comment=script, origin=HOSTILE[8]),
            file("e-gone", "gone.dat", size=3_000_000_000, invalidated_at=T0),
            external("e-ext", HOSTILE[12], "/data/" + HOSTILE[12]),
            file("e-value", amp, kind="value", value={"n": [1, script]}, sha256=""),
            file("e-set", script, kind="collection", sha256="", size=None),
        ),
        agents=(agent(name=script), agent("g-two", HOSTILE[7], email="")),
        used=(used("j-two", "e-one", amp), used("a-2", "e-ext", HOSTILE[0])),
        generated=(
            generated("e-one", "j-one", HOSTILE[5]),
            generated("e-one", "a-2", ""),
            generated("e-gone", "j-one"),
        ),
        associated=(operated("j-one", plan_id="p-1"), operated("j-two", "g-two")),
        derived=(Derivation("e-one", "e-ext", "j-one"),),
        informed=(Communication("j-two", "j-one"),),
        attributed=(Attribution("e-one", "g-one"), Attribution("e-set", "g-two", amp)),
        members=(Membership("e-set", "e-one"),),
        environments=(
            EnvironmentNode("v-1", {"host": amp, "packages": {script: HOSTILE[1]}}),
        ),
        bundles=(Bundle("b-1", "j-one", script, BUNDLED),),
    )
