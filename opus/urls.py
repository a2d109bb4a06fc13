"""Which app answers where."""

from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path

from opus import views

login = LoginView.as_view(template_name="login.html", redirect_authenticated_user=True)

urlpatterns = [
    path("", views.home, name="home"),
    path("login", login, name="login"),
    path("logout", LogoutView.as_view(), name="logout"),
    path("", include("jobs.pages.urls")),
    path("", include("provenance.pages.urls")),
    path("", include("jobs.uws.urls")),
    path("admin/", admin.site.urls),
]
