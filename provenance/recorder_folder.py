"""Where the recorder for pipelines lies: on the PYTHONPATH of every job."""

from pathlib import Path

PATH = Path(__file__).parent / "recorder"
