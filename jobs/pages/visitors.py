"""People who have not logged in: some pages are theirs, for the others they log in."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponseBase]


def login_may_help(view: View[Arguments], *, back: str = "") -> View[Arguments]:
    """The view; what it does not find may be there for somebody who logs in.

    So an anonymous visitor is led to the log-in, whether there is something or not, and
    then to the page that was asked for, or to the one that `back` names, of the same
    thing.
    """

    @wraps(view)
    def asking(
        request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Http404:
            if request.user.is_authenticated:
                raise
            page = reverse(back, args=args, kwargs=kwargs) if back else ""
            return redirect_to_login(page or request.get_full_path())

    return asking
