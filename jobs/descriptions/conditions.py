"""Which parameters do not count, because of what others are."""

from collections.abc import Mapping, Sequence

from jobs.descriptions.kinds import numbers
from jobs.descriptions.value import Description, Parameter

Texts = Mapping[str, Sequence[str]]


def hidden(description: Description, texts: Texts) -> set[str]:
    """The names of the parameters that do not count.

    `texts` are those of each parameter, by its name; one that is not there has its
    default. What depends on something that does not count, does not count either.
    """
    parameters = {one.name: one for one in description.parameters}
    known: dict[str, bool] = {}
    for name in parameters:
        _decide(name, parameters, texts, known)
    return {name for name, counts in known.items() if not counts}


def _decide(
    name: str, parameters: Mapping[str, Parameter], texts: Texts, known: dict[str, bool]
) -> None:
    """Follow the chain of conditions to its end, and decide from there."""
    chain: list[str] = []
    while name in parameters and name not in known and name not in chain:
        chain.append(name)
        name = parameters[name].shown_if
    for one in reversed(chain):
        parameter = parameters[one]
        controller = parameters.get(parameter.shown_if)
        known[one] = controller is None or (
            known.get(controller.name, True) and _holds(parameter, controller, texts)
        )


def _holds(parameter: Parameter, controller: Parameter, texts: Texts) -> bool:
    given = texts.get(controller.name, controller.default.splitlines())
    wanted = {_plain(controller, text) for text in parameter.shown_values}
    return any(_plain(controller, text) in wanted for text in given)


def _plain(controller: Parameter, text: str) -> str | float:
    """Values that mean the same are the same."""
    text = text.strip()
    try:
        match controller.kind:
            case "boolean":
                return numbers.boolean(text)
            case "integer" | "real":
                return numbers.real(text)
            case _:
                return text
    except ValueError:
        return text


def sentence(parameter: Parameter) -> str:
    """When the parameter counts, in words; empty if always."""
    if not parameter.shown_if:
        return ""
    return f"{parameter.shown_if} is {' or '.join(parameter.shown_values)}"
