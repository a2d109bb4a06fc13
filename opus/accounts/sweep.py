"""What nobody needs any more: old sessions, tokens that ended, forgotten guesses."""

from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.db.models import Q

from opus.accounts.models import Strikes, Token
from provenance import times

REMEMBERED = timedelta(days=90)  # so long the owner sees that there was a token
LOGIN_REMEMBERED = timedelta(days=1)
GUESS_REMEMBERED = timedelta(days=1)  # every bucket is empty by then


def sweep() -> None:
    now = times.now()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    Token.objects.filter(_over_since(now - REMEMBERED)).delete()
    logins = Token.objects.filter(by_login=True)
    logins.filter(_over_since(now - LOGIN_REMEMBERED)).delete()
    Strikes.objects.filter(at__lt=now - GUESS_REMEMBERED).delete()


def _over_since(time: object) -> Q:
    return Q(revoked__lt=time) | Q(expires__lt=time)
