"""On a node of a cluster, where a scheduler starts this process.

Usage: python -m runner.node CONTROL_FOLDER
It is there already when the script of the batch job begins, so it need not detach.
"""

from __future__ import annotations

import os
import sys

from . import run


def main(folder: str) -> None:
    """Run the order, if it was not taken back meanwhile."""
    os.umask(0o077)
    if os.path.exists(os.path.join(folder, "order.json")):
        run.main(folder)


if __name__ == "__main__":
    main(sys.argv[1])
