"""On a node of a cluster, where a scheduler starts this process.

Usage: python -m runner.node CONTROL_FOLDER
It is there already when the script of the batch job begins, so it need not detach.
"""

from __future__ import annotations

import os
import sys

from . import run

DEVICES = ("CUDA_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES", "GPU_DEVICE_ORDINAL")


def main(folder: str) -> None:
    """Run the order, if it was not taken back meanwhile."""
    os.umask(0o077)
    if os.path.exists(os.path.join(folder, "order.json")):
        run.main(folder, _of_scheduler())


def _of_scheduler() -> dict[str, str]:
    """So that a script can start steps of its own, and finds its GPUs."""
    found = {
        name: value
        for name, value in os.environ.items()
        if name.startswith("SLURM_") or name in DEVICES
    }
    return {**found, "SLURM_EXPORT_ENV": "ALL"} if found else {}


if __name__ == "__main__":
    main(sys.argv[1])
