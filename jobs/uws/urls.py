"""UWS routes: none ends with a slash, and one that a client adds is accepted."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import include, re_path

from jobs import documents
from jobs.links import PREFIXES
from jobs.uws import (
    activities,
    api,
    descriptor,
    jdl,
    job,
    joblist,
    parameters,
    prov,
    results,
    sync,
    vosi,
)
from jobs.uws.errors import refused

JOBS = r"^(?P<name>[^/]+)"
JOB = JOBS + r"/(?P<public_id>[^/]+)"
LEAVES = {
    "phase": job.phase,
    "executionduration": job.executionduration,
    "destruction": job.destruction,
    "quote": job.quote,
    "owner": job.owner,
    "parameters": parameters.parameters,
    "error": results.error,
    "results": results.results,
    "stdout": results.stdout,
    "stderr": results.stderr,
}
VOSI = {"capabilities": vosi.capabilities, "availability": vosi.availability}


def nothing(request: HttpRequest, **_: str) -> HttpResponseBase:
    return refused(request, 404, f"There is nothing at {request.path[:200]}.")


uws = [
    re_path(r"^/?$", activities.activities),
    *(re_path(f"^{leaf}/?$", view) for leaf, view in VOSI.items()),
    re_path(JOBS + "/capabilities/?$", vosi.capabilities),
    re_path("^[^/]+/availability/?$", vosi.availability),
    re_path(JOBS + r"/?$", joblist.joblist),
    re_path(JOBS + r"/descriptor/?$", descriptor.descriptor),
    re_path(JOBS + r"/sync/?$", sync.start),
    re_path(JOBS + r"/sync/(?P<public_id>[^/]+)/?$", sync.follow),
    re_path(JOB + "/?$", job.job),
    *(re_path(f"{JOB}/{leaf}/?$", view) for leaf, view in LEAVES.items()),
    re_path(JOB + r"/parameters/(?P<parameter_name>[^/]+)/?$", parameters.parameter),
    re_path(JOB + r"/results/(?P<result_id>[^/]+)/?$", results.result),
    re_path(f"{JOB}/(?P<form>{'|'.join(documents.FORMATS)})/?$", prov.provenance),
    re_path(JOB + r"/rocrate/?$", prov.rocrate),
    re_path(r"", nothing),
]
urlpatterns = [
    *(re_path(f"^{prefix}(?:/|$)", include(uws)) for prefix in PREFIXES),
    *(re_path(f"^{leaf}/?$", view) for leaf, view in VOSI.items()),
    re_path(r"^jdl/?$", jdl.listing),
    re_path(r"^jdl/import_jdl/?$", jdl.receive, name="import_jdl"),
    re_path(r"^jdl/(?P<name>[^/]+)/?$", jdl.description),
    re_path(r"^jdl/(?P<name>[^/]+)/json/?$", jdl.as_json),
    re_path(r"^jdl/(?P<name>[^/]+)/script/?$", jdl.script),
    re_path(r"^schemas/activity-description\.json$", jdl.schema),
    re_path(r"^api/?$", api.page, name="api"),
    re_path(r"^api/openapi\.json$", api.document, name="openapi"),
]
