"""Rows: personal tokens, and how often a password was guessed of late."""

from django.contrib.auth.models import User
from django.db import models
from django.db.models import Q, QuerySet

from provenance import times

NAME_LENGTH = 80


class Scope(models.TextChoices):
    """What a token is good for."""

    READ = "read", "Read only"
    RUN = "run", "Read and run jobs"


class Token(models.Model):
    """Stands for its user in a program. What was shown once is kept as a hash."""

    class State(models.TextChoices):
        ACTIVE = "active", "Active"
        EXPIRED = "expired", "Expired"
        REVOKED = "revoked", "Revoked"

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=NAME_LENGTH)
    scope = models.CharField(max_length=8)
    public_id = models.CharField(max_length=8, unique=True, help_text="its beginning")
    digest = models.CharField(max_length=64, unique=True)
    by_login = models.BooleanField(
        default=False, help_text="made for a program that logged in with a password"
    )
    created = models.DateTimeField(default=times.now)
    expires = models.DateTimeField(null=True, help_text="never, if empty")
    last_used = models.DateTimeField(null=True)
    revoked = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="token_scope_is_known", condition=Q(scope__in=Scope.values)
            ),
            models.UniqueConstraint(
                name="token_names_of_a_user_differ",
                fields=["user", "name"],
                condition=Q(revoked=None, by_login=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.user}"

    @property
    def state(self) -> "Token.State":
        if self.revoked is not None:
            return Token.State.REVOKED
        if self.expires is not None and self.expires <= times.now():
            return Token.State.EXPIRED
        return Token.State.ACTIVE

    @property
    def reads_only(self) -> bool:
        return self.scope != Scope.RUN


def active(tokens: QuerySet[Token]) -> QuerySet[Token]:
    """Those that open something."""
    unexpired = Q(expires=None) | Q(expires__gt=times.now())
    return tokens.filter(unexpired, revoked=None)


class Strikes(models.Model):
    """Wrong passwords from one place; the level sinks with time.

    The key is an HMAC: what people type as their user name may be their password.
    """

    key = models.CharField(max_length=64, unique=True)
    level = models.FloatField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name_plural = "strikes"

    def __str__(self) -> str:
        return f"{self.level:.1f} at {self.at}"
