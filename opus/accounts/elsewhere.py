"""Whether another site had a browser send the request (Fetch Metadata, and Origin)."""

from django.http import HttpRequest

OWN_SITE = frozenset({"same-origin", "none"})  # none: the user typed the address


def is_from(request: HttpRequest) -> bool:
    """Browsers remember Basic credentials and send them for any site that asks."""
    origin = request.headers.get("Origin")
    if origin and origin.partition("://")[2] != request.get_host():
        return True
    return request.headers.get("Sec-Fetch-Site", "none") not in OWN_SITE


def is_surely_not_from(request: HttpRequest) -> bool:
    """The browser says so itself; old ones say nothing."""
    return request.headers.get("Sec-Fetch-Site") in OWN_SITE
