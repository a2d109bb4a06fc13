"""Tokens in Django's admin: whose there are, and how to end one."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from opus.accounts import tokens
from opus.accounts.models import Token
from provenance.admin import ReadOnlyAdmin


@admin.register(Token)
class TokenAdmin(ReadOnlyAdmin):
    list_display = [
        "beginning",
        "user",
        "name",
        "scope",
        "state",
        "created",
        "last_used",
        "expires",
    ]
    list_filter = ["scope", "by_login"]
    search_fields = ["public_id", "name", "user__username"]
    list_select_related = ["user"]
    exclude = ["digest"]
    actions = ["revoke"]

    @admin.display(description="begins with", ordering="public_id")
    def beginning(self, token: Token) -> str:
        return f"opus_{token.public_id}_"

    @admin.action(description="Revoke the selected tokens", permissions=["revoke"])
    def revoke(self, request: HttpRequest, chosen: QuerySet[Token]) -> None:
        self.message_user(
            request, f"Tokens revoked: {tokens.revoke(chosen)}.", messages.SUCCESS
        )

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        """Whoever may change tokens; nobody changes more of them than that."""
        return request.user.has_perm("accounts.change_token")
