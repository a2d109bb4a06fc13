"""Addresses of log-in, of the user's own page, and of the log-in of programs."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from opus.accounts import login, profile

urlpatterns = [
    path("login", login.LogIn.as_view(), name="login"),
    path("logout", LogoutView.as_view(), name="logout"),
    path("auth/login", login.vo_login, name="vo_login"),
    path("profile", profile.show, name="profile"),
    path("profile/password", login.ChangePassword.as_view(), name="password"),
    path("profile/tokens", profile.make, name="tokens"),
    path("profile/tokens/revoke", profile.revoke_all, name="revoke_tokens"),
    path("profile/tokens/<public_id>/revoke", profile.revoke, name="revoke_token"),
]
