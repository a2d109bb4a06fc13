"""What the command finds in the environment."""

import pytest

from tests.opus.uwscheck.stub import PASSWORD


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    monkeypatch.setenv("OPUS_PASSWORD", PASSWORD)
    monkeypatch.delenv("OPUS_TOKEN", raising=False)
