"""Reads orders as lines of JSON from stdin, and says of each what came of it."""

import hashlib
import resource
import sys
from pathlib import Path

import msgspec

from provenance.stamps.kinds import KINDS
from provenance.stamps.stamp import Done, Order, UnfitError

CPU_SECONDS = 60
BLOCK = 1 << 20


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for line in sys.stdin.buffer:
        done = carry_out(msgspec.json.decode(line, type=Order))
        sys.stdout.buffer.write(msgspec.json.encode(done) + b"\n")
        sys.stdout.buffer.flush()


def carry_out(order: Order) -> Done:
    """What cannot be stamped leaves nothing behind."""
    target = Path(order.target)
    try:
        KINDS[order.content_type](Path(order.source), target, order.stamp)
        with target.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Done(order.target, target.stat().st_size, digest)
    except (UnfitError, OSError, KeyError) as error:
        problem = str(error)
    except Exception as error:  # noqa: BLE001 - a library met what it did not expect
        problem = f"{type(error).__name__}: {error}"
    target.unlink(missing_ok=True)
    return Done(order.target, problem=problem[:500])


if __name__ == "__main__":
    main()
