"""UWS routes: none ends with a slash, and one that a client adds is accepted."""

from django.urls import re_path

from jobs.uws import documents, views

JOB = r"^(?P<name>[^/]+)/(?P<public_id>[^/]+)"
LEAVES = {
    "phase": views.phase,
    "executionduration": views.executionduration,
    "destruction": views.destruction,
    "parameters": views.parameters,
    "quote": documents.quote,
    "error": documents.error,
    "results": documents.results,
    "owner": documents.owner,
    "stdout": documents.stdout,
    "stderr": documents.stderr,
}

urlpatterns = [
    re_path(r"^(?P<name>[^/]+)/?$", views.joblist, name="uws_jobs"),
    re_path(JOB + "/?$", views.job, name="uws_job"),
    *(
        re_path(f"{JOB}/{leaf}/?$", view, name=f"uws_{leaf}")
        for leaf, view in LEAVES.items()
    ),
    re_path(
        JOB + r"/parameters/(?P<parameter_name>[^/]+)/?$",
        views.parameter,
        name="uws_parameter",
    ),
    re_path(
        JOB + r"/results/(?P<result_id>[^/]+)/?$", documents.result, name="uws_result"
    ),
    re_path(
        f"{JOB}/(?P<form>{'|'.join(documents.FORMATS)})/?$",
        documents.provenance,
        name="uws_provenance",
    ),
]
