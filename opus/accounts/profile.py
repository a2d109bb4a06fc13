"""The page of one's own account, and what its buttons do."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from jobs import access, links
from opus.accounts import tokens
from opus.accounts.forms import TokenForm
from opus.accounts.models import Scope, Token, active


@login_required
@require_safe
def show(request: HttpRequest) -> HttpResponseBase:
    return _page(request, TokenForm())


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
@sensitive_variables("text")
def make(request: HttpRequest) -> HttpResponseBase:
    """The answer is the one page that shows the token: not a redirect, not kept."""
    if request.method == "GET":
        return redirect("profile")
    form = TokenForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        scope = Scope(given["scope"])
        try:
            token, text = tokens.make(
                _user(request), given["name"], scope, form.expires
            )
        except tokens.TakenError:
            form.add_error("name", "You have a token of this name: choose another one.")
        except tokens.TooManyTokensError:
            form.add_error(None, f"You have {tokens.MOST} tokens: revoke some first.")
        else:
            return _page(request, TokenForm(), made=token, text=text)
    return _page(request, form, status=400)


@login_required
@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, public_id: str) -> HttpResponseBase:
    own = _user(request).tokens.all()
    token = get_object_or_404(own, public_id=public_id)
    if request.method == "POST":
        tokens.revoke(own.filter(pk=token.pk))
        messages.success(request, f"The token “{token.name}” is revoked.")
        return redirect("profile")
    return _question(request, {"one": token})


@login_required
@require_http_methods(["GET", "POST"])
def revoke_all(request: HttpRequest) -> HttpResponseBase:
    own = active(_user(request).tokens.all())
    if request.method == "POST":
        messages.success(request, f"Tokens revoked: {tokens.revoke(own)}.")
        return redirect("profile")
    return _question(request, {"one": None, "count": own.count()})


def _question(request: HttpRequest, context: dict[str, Any]) -> HttpResponseBase:
    context["action"] = request.path
    return render(request, "accounts/revoke.html", context)


def _page(
    request: HttpRequest,
    form: TokenForm,
    *,
    made: Token | None = None,
    text: str = "",
    status: int = 200,
) -> HttpResponseBase:
    """`made` is the token that was made just now, and `text` what opens with it."""
    own = list(_user(request).tokens.all())
    context = {
        "form": form,
        "made": made,
        "text": text,
        "tokens": [token for token in own if token.state == Token.State.ACTIVE],
        "past": [token for token in own if token.state != Token.State.ACTIVE],
        "SCOPES": dict(Scope.choices),
        "may": _may(request),
        "base": links.base(request),
    }
    return render(request, "accounts/profile.html", context, status=status)


def _may(request: HttpRequest) -> list[str]:
    """In words, what the portal lets the user do."""
    may = ["run activities"]
    if access.may_draft(request.user):
        may.append("write activities")
    if access.may_change_all(request.user):
        may.append("see and change everybody’s jobs")
    elif access.is_operator(request.user):
        may.append("see everybody’s jobs")
    return may


def _user(request: HttpRequest) -> User:
    return cast("User", request.user)
