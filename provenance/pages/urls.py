"""Addresses of entities and their bytes, of lineage, and of what documents name."""

from django.urls import path, re_path

from provenance.export.terms import KINDS
from provenance.pages import lineage, provsap, search, things, views, whence

urlpatterns = [
    path("entities/<public_id>", views.entity, name="entity"),
    path("steps/<public_id>", things.step, name="step"),
    path("agents/<public_id>", things.agent, name="agent"),
    path("environments/<public_id>", things.environment, name="environment"),
    re_path(r"^store/?$", views.store, name="store"),
    re_path(r"^provsap/?$", provsap.provsap, name="provsap"),
    re_path(r"^provenance/?$", search.page, name="provenance"),
    path("provenance/where", whence.page, name="where"),
    path("api/entities", whence.entities, name="api_entities"),
    path("provenance/lineage", lineage.around, name="lineage"),
    path("provenance/affected", lineage.affected, name="affected"),
    path("provenance/methods", lineage.described, name="methods"),
    path("provenance/terms", things.terms, name="terms"),
    re_path(
        rf"^provenance/(?P<kind>{'|'.join(KINDS)})/(?P<public_id>[^/]+)$",
        things.identifier,
        name="identifier",
    ),
]
