"""Jobs and published versions in Django's admin: to look at, never to change."""

from django.apps import apps
from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest

from jobs.models import (
    GenerationDescription,
    Job,
    JobEvent,
    JobInput,
    JobParameter,
    JobResult,
    ParameterDescription,
    UsageDescription,
    Version,
)
from provenance.admin import ReadOnlyAdmin, ReadOnlyInline


class EventInline(ReadOnlyInline):
    model = JobEvent


class ParameterInline(ReadOnlyInline):
    model = JobParameter


class InputInline(ReadOnlyInline):
    model = JobInput


class ResultInline(ReadOnlyInline):
    model = JobResult


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ["public_id", "version", "phase", "owner", "creation_time", "host"]
    list_filter = ["phase", "host"]
    search_fields = ["public_id", "run_id", "owner__username"]
    list_select_related = ["version__activity", "owner"]
    exclude = ["token"]  # it proves a runner
    inlines = [EventInline, ParameterInline, InputInline, ResultInline]


class ParameterDescriptionInline(ReadOnlyInline):
    model = ParameterDescription


class UsageDescriptionInline(ReadOnlyInline):
    model = UsageDescription


class GenerationDescriptionInline(ReadOnlyInline):
    model = GenerationDescription


@admin.register(Version)
class VersionAdmin(ReadOnlyAdmin):
    """Published and retired ones; drafts are written in the portal's own editor."""

    list_display = ["activity", "number", "version", "state", "published_at"]
    list_filter = ["state"]
    search_fields = ["activity__name", "title"]
    list_select_related = ["activity"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    inlines = [
        ParameterDescriptionInline,
        UsageDescriptionInline,
        GenerationDescriptionInline,
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Version]:
        versions: QuerySet[Version] = super().get_queryset(request)
        return versions.exclude(state=Version.State.DRAFT)


def _hide_queue() -> None:
    """Nobody edits what workers do: a schedule there can name any function."""
    for model in apps.get_app_config("django_q").get_models():
        if admin.site.is_registered(model):
            admin.site.unregister(model)


_hide_queue()
