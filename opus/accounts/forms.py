"""Forms about one's own account."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError

from opus.accounts.models import NAME_LENGTH, Scope
from opus.accounts.throttle import TooManyGuessesError
from provenance import times

LIVES = (30, 90, 365)  # days
NEVER = "0"


class LogInForm(AuthenticationForm):
    """Says when it is no use to try again at once."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": "This user name and password do not fit together. "
        "Both depend on case.",
    }
    hindrance: TooManyGuessesError | None = None

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except TooManyGuessesError as error:
            self.hindrance = error
            raise ValidationError(str(error), code="throttled") from error


class ChangePasswordForm(PasswordChangeForm):
    """Tokens outlive a password unless told otherwise: scripts go on running."""

    field_order = ["old_password", "new_password1", "new_password2", "revoke_tokens"]
    revoke_tokens = forms.BooleanField(
        required=False,
        label="Revoke all my tokens, too",
        help_text="Do so if somebody else may have known the old password.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Django's own is a list in HTML.
        rules = password_validators_help_texts()
        self.fields["new_password1"].help_text = " ".join(rules)


class TokenForm(forms.Form):
    """What one says of a new token."""

    name = forms.CharField(
        max_length=NAME_LENGTH,
        help_text="Where it will be used, like “laptop” or “nightly pipeline”.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scope = forms.ChoiceField(choices=Scope.choices, initial=Scope.RUN)
    life = forms.ChoiceField(label="Expires")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["life"]
        if isinstance(field, forms.ChoiceField):
            field.choices = lives()
        self.initial.setdefault("life", lives()[0][0])

    @property
    def expires(self) -> datetime | None:
        days = self.cleaned_data["life"]
        return None if days == NEVER else times.now() + timedelta(days=int(days))


def lives() -> list[tuple[str, str]]:
    """What the operator allows: days, and never only without a limit."""
    most = settings.OPUS_TOKEN_DAYS
    days = [days for days in LIVES if not most or days <= most] or [most]
    offered = [(str(day), _in_words(day)) for day in days]
    return offered if most else [*offered, (NEVER, "never")]


def _in_words(days: int) -> str:
    if days == LIVES[-1]:
        return "in 1 year"
    return "in 1 day" if days == 1 else f"in {days} days"
