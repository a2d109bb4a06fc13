"""Who asks, and what for: what all pages of provenance begin with."""

from django.http import Http404, HttpRequest, HttpResponse

from provenance import find
from provenance.find import Found
from provenance.models import Entity
from provenance.visibility import Viewer, named_entities

TEXT = "text/plain; charset=utf-8"


def viewer(request: HttpRequest) -> Viewer:
    """Set by the portal's middleware, which knows who is who."""
    found: Viewer = request.viewer  # type: ignore[attr-defined]
    return found


def entity(request: HttpRequest, public_id: str) -> Entity:
    """Raises Http404, which says no more of what one may not see."""
    found = named_entities(viewer(request), [public_id]).first()
    if found is None:
        shown = f"file {public_id[:64]} that you may see" if public_id else "file named"
        raise Http404(f"There is no {shown}: give its id, like ?ID=e-….")
    return found


def thing(request: HttpRequest, text: str) -> Found:
    """Whatever an identifier means. Raises Http404."""
    found = find.find(text, viewer(request))
    if found is None:
        named = find.local(text)[:64]
        shown = f"{named} that you may see" if named else "identifier given"
        raise Http404(f"There is no {shown}: give the id of a job, a file or an agent.")
    return found


def plain(sentence: str, status: int) -> HttpResponse:
    return HttpResponse(f"{sentence}\n", status=status, content_type=TEXT)
