"""The programs that lay graphs out: whichever of them are here."""

import shutil
import sysconfig
from pathlib import Path

import pytest
from django.core.cache import caches


@pytest.fixture(autouse=True)
def _forget():
    """Layouts of other tests."""
    caches["layouts"].clear()


@pytest.fixture(params=["graphviz-pure", "dot"])
def engine(request, settings):
    """Lay out with this program."""
    own = Path(sysconfig.get_path("scripts")) / request.param
    program = str(own) if own.is_file() else shutil.which(request.param)
    if not program:
        pytest.skip(f"{request.param} is not installed")
    settings.OPUS_DOT = program
    return program
