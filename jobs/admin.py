"""Jobs and published versions in Django's admin, to look at; allowances to change."""

from django.apps import apps
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from jobs.models import (
    Allowance,
    DescriptionEvent,
    Job,
    JobEvent,
    JobInput,
    JobParameter,
    JobResult,
    Letter,
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


@admin.register(Version)
class VersionAdmin(ReadOnlyAdmin):
    """Published and retired ones; drafts are written in the portal's own editor."""

    list_display = ["activity", "number", "version", "state", "published_at"]
    list_filter = ["state"]
    search_fields = ["activity__name", "title"]
    list_select_related = ["activity"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Version]:
        versions: QuerySet[Version] = super().get_queryset(request)
        return versions.filter(state__in=Version.ONCE_PUBLISHED)


@admin.register(DescriptionEvent)
class DescriptionEventAdmin(ReadOnlyAdmin):
    """Who did what to which description: the audit trail."""

    list_display = ["time", "activity", "version", "action", "by", "note"]
    list_filter = ["action"]
    search_fields = ["activity__name", "by__username", "note"]
    list_select_related = ["activity", "version__activity", "by"]


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    """Mail that was sent, or could not be."""

    list_display = ["written_at", "to", "subject", "sent_at", "tries", "problem"]


@admin.register(Allowance)
class AllowanceAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django has no subscript here
    """The one thing here that is changed: what members of a group may have."""

    list_display = ["group", "share", "running", "jobs", "disk_bytes"]
    list_select_related = ["group"]


def _hide_queue() -> None:
    """Nobody edits what workers do: a schedule there can name any function."""
    for model in apps.get_app_config("django_q").get_models():
        if admin.site.is_registered(model):
            admin.site.unregister(model)


_hide_queue()
