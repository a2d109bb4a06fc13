"""Descriptions of any kind for property tests: each can be stored as a draft."""

from dataclasses import replace

from hypothesis import strategies as st

from jobs.descriptions.value import (
    HINTS,
    KINDS,
    OUTCOMES,
    ROLES,
    TIME_FORMATS,
    Contact,
    Description,
    Example,
    GeneratedEntity,
    KnownError,
    Parameter,
    UsedEntity,
)

NAMES = [f"{letter}_{n}" for letter in "abc" for n in range(4)] + ["In", "calib", "x"]
# What is written in documents as itself: no control characters or half characters.
texts = st.text(
    st.one_of(
        st.sampled_from(" \n\t\r\"'<&>]#$(){}\\`*?:,;|-%é\x85\u2028😀0aA"),
        st.characters(
            codec="utf-8",
            exclude_categories=("Cc", "Cs"),
            exclude_characters="\ufffe\uffff",
        ),
    ),
    max_size=20,
)
shorts = st.one_of(texts, st.sampled_from(["", "raw.fits", "Raw image", "calib"]))
whole = st.integers(0, 2**53 - 1)
few = st.integers(0, 3)
numbers = st.one_of(
    st.integers(-(10**20), 10**20).map(str),
    st.integers(0, 99).map(str),
)
reals = st.floats(allow_nan=False, allow_infinity=False).map(str)
files = st.sampled_from(
    ["", "e-abc", "raw.fits", "https://example.org/x/a.fits", "https://example.org/x/"]
)
media_types = st.sampled_from(
    ["image/fits", "text/plain; charset=a,b ", "application/octet-stream"]
)


def tuples(of, most=3, **more):
    return st.lists(of, max_size=most, **more).map(tuple)


def defaults(kind):
    match kind:
        case "integer":
            return numbers
        case "real" | "quantity":
            return st.one_of(numbers, reals, st.just(""))
        case "boolean":
            return st.sampled_from(["", "true", "false"])
        case "text":
            return texts
        case _:
            return st.sampled_from(["", "M31", "12 arcsec", "a"])


def limits(kind):
    return numbers if kind in ("integer", "real", "quantity") else st.just("")


def options(kind):
    choices = st.text("abc ,é0.", min_size=1, max_size=3).map(str.strip).filter(bool)
    is_choice = kind == "choice"
    return tuples(choices, unique=True, min_size=1) if is_choice else st.just(())


parameters = st.sampled_from(KINDS).flatmap(
    lambda kind: st.builds(
        Parameter,
        st.just("x"),
        st.just(kind),
        title=shorts,
        required=st.booleans(),
        default=files if kind == "file" else defaults(kind),
        minimum=st.one_of(st.just(""), limits(kind)),
        maximum=st.one_of(st.just(""), limits(kind)),
        options=options(kind),
        pattern=texts,
        unit=st.sampled_from(["", "deg", " m s-1"]),
        ucd=st.sampled_from(["", "pos.eq.ra"]),
        utype=st.sampled_from(["", "a:b.c"]),
        description=texts,
        most=few,
        group=shorts,
        shown_if=st.sampled_from(["", "a_0"]),
        shown_values=tuples(texts),
        time_format=st.sampled_from(TIME_FORMATS),
        content_types=tuples(media_types) if kind == "file" else st.just(()),
    )
)
used = st.builds(
    UsedEntity,
    st.just("x"),
    title=shorts,
    content_types=tuples(media_types),
    required=st.booleans(),
    default=files,
    description=texts,
    most=few,
    url=st.sampled_from(["", "https://example.org/x/$ID", "file://$ID", "$ID"]),
    type=st.sampled_from(ROLES),
)
generated = st.builds(
    GeneratedEntity,
    st.just("x"),
    st.one_of(
        st.sampled_from(["a.fits", "*.fits", "**/x[0-9]"]), texts.filter(str.strip)
    ),
    title=shorts,
    content_type=st.one_of(st.just(""), media_types),
    optional=st.booleans(),
    description=texts,
    most=few,
    preview=st.sampled_from(HINTS),
    type=st.sampled_from(ROLES),
)
examples = st.builds(
    Example,
    shorts,
    title=shorts,
    description=texts,
    values=st.dictionaries(shorts, tuples(texts), max_size=2).map(
        lambda found: tuple(found.items())
    ),
    outcome=st.sampled_from(OUTCOMES),
    results=tuples(shorts),
)
known_errors = st.builds(KnownError, texts, texts, texts)


@st.composite
def descriptions(draw):
    names = iter(draw(st.permutations(NAMES)))
    rows = {
        "parameters": draw(tuples(parameters, 4)),
        "used": draw(tuples(used, 2)),
        "generated": draw(tuples(generated, 2)),
    }
    named = {
        kind: tuple(replace(row, name=next(names)) for row in found)
        for kind, found in rows.items()
    }
    shebang = draw(st.sampled_from(["", "#!/bin/bash\n", "#!/usr/bin/env python3\n"]))
    return Description(
        name=draw(st.sampled_from(["calib", "in-file", "x"])),
        script=shebang + draw(texts),
        title=draw(shorts),
        description=draw(texts),
        type=draw(shorts),
        subtype=draw(shorts),
        version=draw(shorts),
        documentation=draw(shorts),
        contact=Contact(draw(shorts), draw(shorts)),
        citation=draw(texts),
        execution_duration=draw(whole),
        longest_duration=draw(whole),
        quote=draw(whole),
        output_bytes=draw(whole),
        output_files=draw(whole),
        backend=draw(shorts),
        controls=draw(tuples(shorts)),
        known_errors=draw(tuples(known_errors, 2)),
        examples=draw(tuples(examples, 2)),
        **named,
    )
