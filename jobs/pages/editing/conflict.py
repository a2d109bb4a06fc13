"""Two people write one description: the second sees what the first has saved."""

import dataclasses

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from jobs.errors import StaleError
from jobs.pages.editing import page as pages
from jobs.pages.editing import standing
from jobs.pages.editing.page import Desk

CONFLICT = 409


def page(request: HttpRequest, desk: Desk, error: StaleError) -> HttpResponseBase:
    """All that was typed, beside what there is now."""
    activity = desk.standing.activity if desk.standing else error.version.activity
    stands = standing.of(activity)
    theirs = error.version or stands.version
    told = dataclasses.replace(desk, standing=stands, theirs=theirs, is_unsaved=True)
    return pages.whole(request, told, CONFLICT)
