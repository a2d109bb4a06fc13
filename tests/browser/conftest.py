"""Chromium, a running portal, and pages on which nothing may go wrong unnoticed."""

import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests.browser import portal as portals

CHROMIUM = shutil.which("chromium")
# All share one portal, so one worker runs them.
MARKS = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
LONG = "without-a-blank" * 20
WIDE = {"width": 1280, "height": 900}


@pytest.fixture(scope="package")
def portal(tmp_path_factory):
    with portals.running(tmp_path_factory.mktemp("portal")) as running:
        yield running


# Not of the session: as long as Playwright runs, Django refuses its database.
@pytest.fixture(scope="package")
def chromium():
    if not CHROMIUM:
        pytest.skip("there is no chromium on the PATH: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield browser
        browser.close()


class Watched:
    """Keeps what went wrong on the pages of a context."""

    def __init__(self, context):
        self.troubles = []
        self.refused = set()  # what came back with 400, 403 or 409, as it should
        context.on("console", self._console)
        context.on("weberror", lambda error: self.troubles.append(str(error.error)))
        context.on("response", self._response)

    def _console(self, message):
        if message.type in ("error", "warning"):
            self.troubles.append((message.location["url"], message.text))

    def _response(self, response):
        kind = response.request.resource_type
        is_asked = kind == "document" and response.status in (400, 404, 409)
        is_saved = kind == "fetch" and response.status in (403, 409)
        if is_asked or is_saved:
            self.refused.add(response.url)

    def left(self):
        """Chromium reports a document with 400 as an error, too."""
        return [
            trouble
            for trouble in self.troubles
            if not (
                "Failed to load resource" in trouble[1] and trouble[0] in self.refused
            )
        ]


@pytest.fixture
def browse(chromium, portal):
    """Opens pages; at the end of the test nothing may have gone wrong on them."""
    opened = []

    def open_page(**options):
        context = chromium.new_context(
            base_url=portal.url,
            **{"viewport": WIDE, "reduced_motion": "reduce", **options},
        )
        context.set_default_timeout(portals.PATIENCE_SECONDS * 1000)
        opened.append((context, Watched(context)))
        return context.new_page()

    yield open_page
    for context, watched in opened:
        context.close()
        assert watched.left() == []


@pytest.fixture(scope="package")
def states(chromium, portal):
    """The cookies of those who are logged in, by user name."""
    found = {}
    for name in ("astronomer", "admin"):
        context = chromium.new_context(base_url=portal.url)
        page = context.new_page()
        log_in(page, name)
        found[name] = context.storage_state()
        context.close()
    return found


@pytest.fixture(scope="package")
def places(portal):
    """One address of each kind of page, by its name, and who looks at it."""
    done = portal.wait("echo", portal.submit("echo", RUNID=LONG[:64], text=LONG))
    failed = portal.wait("broken", portal.submit("broken"))
    running, held = portal.submit("slow"), portal.hold("slow")
    portal.wait("slow", running, ["EXECUTING"])
    return {
        "log-in": ("", "/login"),
        "status": ("admin", "/status"),
        "waiting job": ("astronomer", f"/jobs/{held}"),
        "not found": ("", "/nowhere"),
        "every kind": ("astronomer", "/activities/kinds/run"),
        "every kind, its page": ("admin", "/activities/kinds"),
        "versions": ("admin", "/activities/kinds/history"),
        "version": ("astronomer", "/activities/kinds/versions/2"),
        "comparison": ("astronomer", "/activities/kinds/compare?from=1&to=2"),
        "waiting": ("admin", "/activities/waiting"),
        "import": ("admin", "/activities/import"),
        "home": ("astronomer", "/"),
        "activities": ("astronomer", "/activities"),
        "activity": ("astronomer", "/activities/find_sources"),
        "form": ("astronomer", "/activities/find_sources/run"),
        "table": ("astronomer", "/jobs"),
        "completed job": ("astronomer", f"/jobs/{done}"),
        "failed job": ("astronomer", f"/jobs/{failed}"),
        "running job": ("astronomer", f"/jobs/{running}"),
        "question": ("astronomer", f"/jobs/{done}/delete"),
        "entity": ("astronomer", portal.entity("echo", done)),
        "profile": ("astronomer", "/profile"),
        "password": ("astronomer", "/profile/password"),
        "api": ("astronomer", "/api/"),
        "editor": ("admin", "/activities/find_sources/edit"),
        "everybody's jobs": ("admin", "/jobs?everybody=1"),
        "trials": ("admin", "/activities/find_sources/trials"),
        "checks": ("admin", "/activities/checks"),
        "provenance": ("astronomer", "/provenance?what=activities"),
        "search that fails": ("astronomer", "/provenance?since=yesterday&q=x"),
        "where": ("astronomer", f"/provenance/where?sha256={'ab' * 32}"),
        "lineage": ("astronomer", f"/provenance/lineage?ID={done}"),
        "affected": ("astronomer", f"/provenance/affected?ID={done}"),
        "methods": ("astronomer", f"/provenance/methods?ID={done}"),
        "step": ("astronomer", portal.step("echo", done)),
        "agent": ("astronomer", portal.agent("echo", done)),
        "environment": ("astronomer", portal.environment("echo", done)),
        "terms": ("", "/provenance/terms"),
    }


@pytest.fixture
def visit(browse, states, places):
    """Opens a page of a kind, for somebody who may see it."""

    def open_place(name, **options):
        user, address = places[name]
        state = {"storage_state": states[user]} if user else {}
        page = browse(**state, **options)
        page.goto(address)
        return page

    return open_place


@pytest.fixture
def astronomer(browse, states):
    return browse(storage_state=states["astronomer"])


@pytest.fixture
def admin(browse, states):
    return browse(storage_state=states["admin"])


def log_in(page, name):
    page.goto("/login")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(portals.PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in").click()
    page.wait_for_url("**/jobs")
