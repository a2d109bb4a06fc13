"""Which app answers where."""

from django.contrib import admin
from django.urls import include, path

from opus import views

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("opus.accounts.urls")),
    path("", include("jobs.pages.urls")),
    path("", include("provenance.pages.urls")),
    path("", include("jobs.uws.urls")),
    path("admin/", admin.site.urls),
]
handler400 = "opus.views.bad_request"
handler404 = "opus.views.not_found"
