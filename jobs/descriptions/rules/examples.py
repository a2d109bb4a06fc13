"""What examples and known errors must be like."""

from collections import Counter
from collections.abc import Iterator, Mapping

from jobs.descriptions import check, names, texts
from jobs.descriptions.rules import Problem
from jobs.descriptions.value import Description, Example
from jobs.errors import ValuesError


def complete(description: Description) -> Iterator[Problem]:
    for index, error in enumerate(description.known_errors):
        path = f"known_errors.{index}"
        if not error.pattern:
            yield f"{path}.pattern", "is required: what is printed then?"
        elif sentence := texts.pattern_problem(error.pattern):
            yield f"{path}.pattern", sentence
        if not error.explanation.strip():
            yield f"{path}.explanation", "is required: what does it mean to users?"
    yield from _examples(description)


def _examples(description: Description) -> Iterator[Problem]:
    count = Counter(example.name.lower() for example in description.examples)
    results = {entity.name for entity in description.generated}
    for index, example in enumerate(description.examples):
        path = f"examples.{index}"
        if not names.ACTIVITY.fullmatch(example.name):
            yield (
                f"{path}.name",
                f"“{texts.shorten(example.name)}” is not a name: use letters, digits, "  # noqa: ISC004 - one sentence
                "underscores and hyphens, and begin with a letter",
            )
        if count[example.name.lower()] > 1:
            yield f"{path}.name", f"“{example.name}” is used twice: rename one"
        if strange := [name for name in example.results if name not in results]:
            known = ", ".join(sorted(results)) or "none"
            yield f"{path}.results", f"“{strange[0]}” is no result; there is: {known}"
        yield from _given(path, description, example)


def _given(path: str, description: Description, example: Example) -> Iterator[Problem]:
    """An example of an error may give what is refused by nothing but the script."""
    files = {entity.name.lower(): entity for entity in description.files}
    given = example.given()
    values = {n: found for n, found in given.items() if n.lower() not in files}
    problems: dict[str, str] = {}
    try:
        check.check(description, values, lambda _name: (0.0, 0.0))
    except ValuesError as error:
        problems |= error.problems
    lower = {name.lower(): found for name, found in given.items()}
    for name, entity in files.items():
        if entity.required and not (entity.default or any(lower.get(name, ()))):
            problems[entity.name] = "is required: give an entity id or a URL"
    yield from _told(path, problems)


def _told(path: str, problems: Mapping[str, str]) -> Iterator[Problem]:
    if problems:
        sentences = (f"{name}: {sentence}" for name, sentence in problems.items())
        yield f"{path}.values", "; ".join(sentences)
