"""`manage.py demo`: everything to look around, harmless when done twice."""

from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from jobs import access, examples
from jobs.models import Version
from provenance.models import Entity

EXAMPLES = ["find_sources", "luminosity_function", "subtract_background"]


@pytest.fixture
def demo(db, rung, monkeypatch):
    """What the command prints, with a password or without one."""

    def call(password=""):
        monkeypatch.setenv("OPUS_DEMO_PASSWORD", password)
        out = StringIO()
        call_command("demo", stdout=out)
        return out.getvalue()

    return call


def _may_log_in(name, password):
    return authenticate(username=name, password=password) is not None


def test_the_users_get_the_password_of_the_environment(demo):
    assert "Users: admin and astronomer, password of-the-day" in demo("of-the-day")
    assert _may_log_in("admin", "of-the-day")
    assert _may_log_in("astronomer", "of-the-day")


def test_only_the_admin_is_one(demo):
    demo()
    assert list(User.objects.filter(is_superuser=True).values_list("username")) == [
        ("admin",)
    ]
    assert not User.objects.get(username="astronomer").is_staff


def test_without_one_the_password_is_random_and_told_once(demo):
    first, second = demo(), demo()
    password = first.split("password ")[1].split()[0]
    assert len(password) >= 12
    assert _may_log_in("astronomer", password)
    assert "passwords as before" in second
    assert password not in second


def test_a_later_password_of_the_environment_replaces_it(demo):
    demo()
    demo("of-the-day")
    assert _may_log_in("astronomer", "of-the-day")


def test_the_examples_can_be_run(demo):
    assert f"Example activities: {', '.join(EXAMPLES)}" in demo()
    astronomer = User.objects.get(username="astronomer")
    runnable = access.current(astronomer).values_list("activity__name", flat=True)
    assert sorted(runnable) == EXAMPLES


def test_twice_is_as_good_as_once(demo):
    demo()
    before = (User.objects.count(), Version.objects.count(), Entity.objects.count())
    demo()
    assert before == (
        User.objects.count(),
        Version.objects.count(),
        Entity.objects.count(),
    )


def test_it_submits_no_job_and_needs_no_worker(demo, rung):
    demo()
    assert rung == []


def test_a_missing_image_is_one_sentence(demo, monkeypatch):
    monkeypatch.setattr(examples, "M13", "m13-that-was-dropped.fits")
    with pytest.raises(CommandError, match="astropy is installed without"):
        demo()
