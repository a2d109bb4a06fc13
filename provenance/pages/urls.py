"""Addresses of entities, of their bytes, and of identifiers in documents."""

from django.urls import path, re_path

from provenance.pages import views

urlpatterns = [
    path("entities/<public_id>", views.entity, name="entity"),
    re_path(r"^store/?$", views.store, name="store"),
    re_path(
        r"^provenance/(?P<kind>activity|entity)/(?P<public_id>[^/]+)$",
        views.identifier,
        name="identifier",
    ),
]
