"""What older portals recorded becomes what this one reads."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE = [("provenance", "0002_unlisted")]
AFTER = [("provenance", "0004_jobs_are_named")]


@pytest.fixture
def older(transactional_db):
    """The models as they were, with a job, a step inside it, and two files."""
    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes()
    executor.migrate(BEFORE)
    apps = executor.loader.project_state(BEFORE).apps
    activities = apps.get_model("provenance", "Activity").objects
    entities = apps.get_model("provenance", "Entity").objects
    job = activities.create(public_id="j-1", name="job", status="COMPLETED")
    step = activities.create(
        public_id="a-1", name="step", status="completed", root=job, parent=job
    )
    old, new = (entities.create(public_id=f"e-{n}", name="f") for n in (1, 2))
    used = apps.get_model("provenance", "Used").objects
    made = apps.get_model("provenance", "Generated").objects
    for activity in (job, step):
        used.create(activity=activity, entity=old, role="in")
        made.create(activity=activity, entity=new, role="out")
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(leaves)


def test_every_use_and_generation_knows_its_job(older):
    executor = MigrationExecutor(connection)
    executor.migrate(AFTER)
    apps = executor.loader.project_state(AFTER).apps
    job = apps.get_model("provenance", "Activity").objects.get(public_id="j-1")
    for name in ("Used", "Generated"):
        rows = apps.get_model("provenance", name).objects.all()
        assert [row.job for row in rows] == [job, job]
        assert {row.activity.public_id for row in rows} == {"j-1", "a-1"}
