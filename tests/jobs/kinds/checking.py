"""One value of one parameter, held against its description."""

import pytest

from jobs.descriptions.check import check
from jobs.descriptions.kinds import positions
from jobs.descriptions.value import Description, Parameter
from jobs.errors import ValuesError

M31 = (10.684708, 41.26875)


def known(name):
    """A resolver that knows one object."""
    if name == "M31":
        return M31
    return positions.named_nowhere(name)


def value(kind, *texts, **fields):
    parameter = Parameter("p", kind, **fields)
    description = Description("x", "", parameters=(parameter,))
    [found] = check(description, {"P": texts} if texts else {}, known)
    return found


def problem(kind, *texts, **fields):
    with pytest.raises(ValuesError) as caught:
        value(kind, *texts, **fields)
    return caught.value.problems["p"]
