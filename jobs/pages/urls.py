"""Addresses of the pages."""

from django.urls import path

from jobs.pages import editor, job, opening, snippets, submit, table

urlpatterns = [
    path("activities", submit.activities, name="activities"),
    path("activities/new", editor.new, name="new_activity"),
    path("activities/<name>", submit.activity, name="activity"),
    path("activities/<name>/run", submit.run, name="run"),
    path("activities/<name>/snippets", snippets.fragment, name="snippets"),
    path("activities/<name>/notebook", snippets.of_values, name="notebook"),
    path("activities/<name>/edit", editor.edit, name="edit_activity"),
    path("activities/<name>/anonymous", opening.change, name="open_activity"),
    path("activities/<name>/discard", editor.discard, name="discard_draft"),
    path("activities/<name>/retire", editor.retire, name="retire_activity"),
    path("jobs", table.jobs, name="jobs"),
    path("jobs/<public_id>", job.job, name="job"),
    path("jobs/<public_id>/again", submit.again, name="run_again"),
    path("jobs/<public_id>/notebook", snippets.of_public_id, name="job_notebook"),
    path("jobs/<public_id>/start", job.start, name="start_job"),
    path("jobs/<public_id>/abort", job.abort, name="abort_job"),
    path("jobs/<public_id>/delete", job.delete, name="delete_job"),
]
