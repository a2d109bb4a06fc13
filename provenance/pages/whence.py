"""Where does this file come from? The hash of its bytes is all that is asked."""

from collections.abc import Sequence
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from provenance import serving, times, whence
from provenance.pages import asking
from provenance.whence import HASH, MOST_HASHES, Known

FIELD = "sha256"


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponseBase:
    """`?sha256=` one or several, or `sums`: the output of sha256sum as it is.

    The page's script asks for the answer alone, which it puts beside the file's name.
    """
    sent = request.POST if request.method == "POST" else request.GET
    text = sent.get("sums", "")
    digests = whence.hashes(" ".join([text, *sent.getlist(FIELD)]))
    given = bool(text.strip() or sent.getlist(FIELD))
    context = {
        "answers": whence.of(digests[:MOST_HASHES], asking.viewer(request)),
        "ignored": max(0, len(digests) - MOST_HASHES),
        "problem": _problem(given=given, digests=digests),
        "sums": text,
        "base": serving.base(request),
        "section": "provenance",
    }
    is_part = request.headers.get("X-Fragment") == "whence"
    template = "provenance/_whence.html" if is_part else "provenance/whence.html"
    status = 400 if context["problem"] else 200
    return render(request, template, context, status=status)


def _problem(*, given: bool, digests: Sequence[str]) -> str:
    if given and not digests:
        return (
            "There is no SHA-256 hash in this: it has 64 hexadecimal digits, as the "
            "first word of what sha256sum prints."
        )
    return ""


@require_safe
def entities(request: HttpRequest) -> HttpResponseBase:
    """`GET /api/entities?sha256=`: 1 to 100 hashes; what is unknown is not listed."""
    given = request.GET.getlist(FIELD)
    wrong = [text for text in given if not HASH.fullmatch(text)]
    if not given or wrong or len(given) > MOST_HASHES:
        shown = f" and not {wrong[0][:80]}" if wrong else ""
        return asking.plain(
            f"{FIELD}: give 1 to {MOST_HASHES} SHA-256 hashes, each of 64 hexadecimal "
            f"digits{shown}.",
            400,
        )
    found = whence.of(whence.hashes(" ".join(given)), asking.viewer(request))
    base = serving.base(request)
    rows = [_row(known, base) for some in found.values() for known in some]
    content = msgspec.json.encode({"entities": rows})
    return HttpResponse(content, content_type="application/json")


def _row(known: Known, base: str) -> dict[str, Any]:
    row, made_by = known.entity, known.made_by
    return {
        "id": row.public_id,
        "name": row.name,
        "kind": row.kind,
        "sha256": row.sha256,
        "unstampedSha256": row.unstamped_sha256 or None,
        "size": row.size,
        "contentType": row.content_type,
        "generatedAt": times.uws(row.generated_at) or None,
        "invalidatedAt": times.uws(row.invalidated_at) or None,
        "url": f"{base}/provenance/entity/{row.public_id}",
        "lineage": f"{base}/provenance/lineage?ID={row.public_id}",
        "madeBy": made_by
        and {
            "id": made_by.public_id,
            "name": made_by.name,
            "url": f"{base}/provenance/activity/{made_by.public_id}",
        },
    }
