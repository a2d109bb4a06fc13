"""What older portals have in their database becomes what this one reads, and back."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from jobs.descriptions import json_format
from jobs.descriptions.value import (
    Contact,
    Description,
    GeneratedEntity,
    Parameter,
    UsedEntity,
)
from jobs.models import Version
from provenance import times

BEFORE = [("jobs", "0003_anonymous")]
SAMPLE = "e-" + "a" * 26
FULL = Description(
    "full",
    "#!/bin/bash\ntrue\n",
    title="Full",
    subtype="Photometry",
    documentation="https://example.org/",
    contact=Contact("Ada", "ada@example.org"),
    execution_duration=60,
    parameters=(
        Parameter("z", "choice", options=("a", "b"), default="a", required=False),
        Parameter("a", "real", minimum="0", unit="deg"),
    ),
    used=(UsedEntity("image", content_types=("image/fits",), default=SAMPLE),),
    generated=(GeneratedEntity("maps", "*.fits", optional=True),),
)


@pytest.fixture
def migrate(transactional_db):
    def go(targets):
        executor = MigrationExecutor(connection)
        executor.migrate(targets)
        return executor.loader.project_state(targets).apps

    yield go
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def fill(apps):
    """A published version with all its parts, a draft, and a retired one."""
    activities = apps.get_model("jobs", "ActivityDescription").objects
    versions = apps.get_model("jobs", "Version").objects
    full = activities.create(name="full")
    head = {"script": FULL.script, "contact_name": "Ada", "title": "Full"}
    now = times.now()
    published = versions.create(
        activity=full,
        number=2,
        state="published",
        published_at=now,
        subtype="Photometry",
        documentation="https://example.org/",
        contact_email="ada@example.org",
        execution_duration=60,
        **head,
    )
    versions.create(activity=full, number=1, state="retired", published_at=now, **head)
    versions.create(activity=full, number=3, state="draft", title="Next")
    parameters = apps.get_model("jobs", "ParameterDescription").objects
    choice = {"kind": "choice", "options": ["a", "b"], "default": "a"}
    parameters.create(version=published, position=0, name="z", required=False, **choice)
    parameters.create(
        version=published, position=1, name="a", kind="real", minimum="0", unit="deg"
    )
    apps.get_model("jobs", "UsageDescription").objects.create(
        version=published,
        position=0,
        name="image",
        content_type="image/fits",
        default=SAMPLE,
    )
    apps.get_model("jobs", "GenerationDescription").objects.create(
        version=published, position=0, name="maps", pattern="*.fits", optional=True
    )


def test_versions_keep_all_they_say_forward_and_back(migrate):
    fill(migrate(BEFORE))
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    published = Version.objects.get(number=2)
    assert published.value() == FULL
    assert published.digest == json_format.digest(FULL)
    assert [one.public_id for one in published.mentions.all()] == [SAMPLE]
    assert Version.objects.get(number=3).value().title == "Next"

    apps = migrate(BEFORE)
    back = apps.get_model("jobs", "Version").objects.get(number=2)
    assert (back.script, back.subtype) == (FULL.script, "Photometry")
    names = back.parameters.order_by("position").values_list("name", "options")
    assert list(names) == [("z", ["a", "b"]), ("a", [])]
    assert back.used.get().content_type == "image/fits"
    assert back.generated.get().optional


@pytest.mark.django_db
def test_there_are_groups_for_those_who_write_and_those_who_validate():
    def rights(name):
        permissions = Group.objects.get(name=name).permissions
        return set(permissions.values_list("codename", flat=True))

    assert rights("Authors") == {"draft_version"}
    assert rights("Validators") == {"draft_version", "publish_version", "run_draft"}
