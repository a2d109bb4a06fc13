"""What the submit form asks of a job besides its parameters."""

from collections.abc import Collection, Mapping

from jobs import wanted
from jobs.given import Wishes
from jobs.pages.forms import CONTROLS, NOTIFY, RUN_NAME


def wishes(sent: Mapping[str, str], controls: Collection[str]) -> Wishes:
    """Only control parameters that the description offers count. Raises ValuesError."""
    offered = {CONTROLS[name] for name in controls if name in CONTROLS}
    texts = {name: sent.get(name, "").strip() for name in offered}
    duration, destruction = (
        texts.get(name, "") for name in (wanted.DURATION, wanted.DESTRUCTION)
    )
    return Wishes(
        run_id=sent.get(RUN_NAME, "").strip(),
        execution_duration=wanted.seconds(duration) if duration else None,
        destruction=wanted.moment(destruction) if destruction else None,
        notify=NOTIFY in sent,
    )
