"""Provenance in Django's admin: to look at, never to change."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from provenance.models import Activity, Agent, Entity, Grant, Plan


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # of any model
    """History is not edited; whoever may view it sees every field."""

    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        return False


class ReadOnlyInline(admin.TabularInline):  # type: ignore[type-arg]  # of any model
    extra = 0
    can_delete = False

    def has_add_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        return False


class UsedInline(ReadOnlyInline):
    model = Activity.used.rel.related_model
    fk_name = "activity"


class GeneratedInline(ReadOnlyInline):
    model = Activity.generated.rel.related_model
    fk_name = "activity"


class AssociationInline(ReadOnlyInline):
    model = Activity.associations.rel.related_model


@admin.register(Activity)
class ActivityAdmin(ReadOnlyAdmin):
    list_display = ["public_id", "name", "status", "start_time", "end_time", "owner"]
    list_filter = ["status"]
    search_fields = ["public_id", "name"]
    list_select_related = ["owner"]
    inlines = [UsedInline, GeneratedInline, AssociationInline]


@admin.register(Entity)
class EntityAdmin(ReadOnlyAdmin):
    list_display = ["public_id", "name", "kind", "content_type", "size", "owner"]
    list_filter = ["kind", "content_type"]
    search_fields = ["public_id", "name", "sha256"]
    list_select_related = ["owner"]


@admin.register(Agent)
class AgentAdmin(ReadOnlyAdmin):
    list_display = ["public_id", "name", "type", "email"]
    search_fields = ["public_id", "name", "email"]


@admin.register(Plan)
class PlanAdmin(ReadOnlyAdmin):
    list_display = ["name", "version", "digest"]
    search_fields = ["name", "digest"]


@admin.register(Grant)
class GrantAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "activity", "entity", "user", "group"]
    list_select_related = ["activity", "entity", "user", "group"]
