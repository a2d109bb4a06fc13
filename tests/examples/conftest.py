from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from tests.examples import running


@pytest.fixture(scope="session")
def chain_started(tmp_path_factory):
    """The chain, running beside the jobs that need it started early but not done."""
    folder = tmp_path_factory.mktemp("chain")
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(run_chain, folder)


@pytest.fixture(scope="session")
def chain(chain_started):
    """The three examples on M13, each fed with a result of the one before."""
    return chain_started.result()


def run_chain(folder):
    subtract = running.run(
        "subtract_background", folder / "subtract", {"image": running.M13}
    )
    image = {"image": subtract["subtracted"]}
    find = running.run("find_sources", folder / "find", image)
    stars = {"catalogue": find["catalogue"]}
    count = running.run("luminosity_function", folder / "count", stars)
    return SimpleNamespace(
        subtract_background=subtract, find_sources=find, luminosity_function=count
    )
