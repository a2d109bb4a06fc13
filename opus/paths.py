"""Paths that no part of the portal can mean."""

from django.http import Http404, HttpRequest
from django.utils.deprecation import MiddlewareMixin


class PossiblePaths(MiddlewareMixin):
    """A path with a NUL leads nowhere: PostgreSQL would refuse to look for it."""

    def process_request(self, request: HttpRequest) -> None:
        if "\0" in request.path_info:
            raise Http404
