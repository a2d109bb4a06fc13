"""The page behind the link of a reminder: files that are to be kept for longer."""

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from jobs import reminders

GONE = 410


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def keep(request: HttpRequest) -> HttpResponseBase:
    """Looking changes nothing: programs that read mail follow links."""
    link = request.POST.get("link") or request.GET.get("link", "")
    try:
        jobs = reminders.named(link)
    except (signing.BadSignature, ValueError, TypeError):
        return render(request, "jobs/keep.html", {"jobs": None}, status=GONE)
    if request.method == "POST":
        wanted = set(request.POST.getlist("job"))
        count = reminders.keep([job for job in jobs if job.public_id in wanted])
        messages.success(
            request,
            f"{count} {'job is' if count == 1 else 'jobs are'} kept for "
            f"{settings.OPUS_DESTRUCTION_DAYS} days more.",
        )
        return redirect("jobs" if request.user.is_authenticated else "home")
    days = settings.OPUS_DESTRUCTION_DAYS
    context = {"jobs": jobs, "link": link, "days": days}
    return render(request, "jobs/keep.html", context)
