"""Passwords: log-in by page and by program, and another password."""

import unicodedata
from typing import cast

from django.contrib import messages
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from jobs.uws.errors import Refusal, refused, resource, text
from opus.accounts import challenges, elsewhere, tokens
from opus.accounts.forms import ChangePasswordForm, LogInForm
from opus.accounts.throttle import TooManyGuessesError


class LogIn(LoginView):
    template_name = "login.html"
    authentication_form = LogInForm
    redirect_authenticated_user = True

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_invalid(form)
        if hindrance := cast("LogInForm", form).hindrance:
            response.status_code = 429
            hindrance.on(response)
        return response


@csrf_exempt  # it sets no cookie, and what it answers no other site can read
@sensitive_post_parameters("password")
@never_cache
@resource("POST")
def vo_login(request: HttpRequest) -> HttpResponse:
    """A token for a password: `tls-with-password` of IVOA SSO, for ivoa_bearer."""
    if elsewhere.is_from(request):
        raise Refusal(403, "This request comes from another site.")
    name = unicodedata.normalize("NFKC", request.POST.get("username", ""))
    password = request.POST.get("password", "")
    if not name or not password:
        raise Refusal(400, "Send username and password as a form.")
    try:
        user = authenticate(request, username=name, password=password)
    except TooManyGuessesError as error:
        return error.on(refused(request, 429, str(error)))
    if not isinstance(user, User):
        answer = refused(request, 401, "The user name or the password is wrong.")
        challenges.challenge(request, answer)
        return answer
    _, made = tokens.make_for_program(user, request.headers.get("User-Agent", ""))
    answer = text("The token is in the header X-VO-Bearer.")
    answer.headers["X-VO-Bearer"] = made
    challenges.tell(user.get_username(), answer)
    return answer


class ChangePassword(PasswordChangeView):
    template_name = "accounts/password.html"
    form_class = ChangePasswordForm
    success_url = reverse_lazy("profile")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        said = "The password is changed; other browsers are logged out."
        if form.cleaned_data["revoke_tokens"]:
            user = cast("User", self.request.user)
            said += f" Tokens revoked: {tokens.revoke(user.tokens.all())}."
        messages.success(self.request, said)
        return super().form_valid(form)
