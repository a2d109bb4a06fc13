"""Inner steps become activities below the activity of their job."""

from provenance import record, times
from provenance.models import Activity, Entity
from provenance.recorded import FileRecord, StepRecord
from tests.provenance import rows

T0 = times.parse("2026-03-04T05:06:07")
T1 = times.parse("2026-03-04T05:07:00")


def step(public_id="s1", name="step", **facts):
    return StepRecord(public_id, name, start_time=T0, end_time=T1, **facts)


def names(*locations):
    return [FileRecord(location, "r") for location in locations]


def added(job, *records, files=None):
    rows.inside(job, records, files or {})
    return {row.name: row for row in job.steps.select_related("parent", "owner")}


def test_a_step_belongs_to_its_job(alice):
    job, *_ = rows.activity(alice)
    made = added(job, step(status="completed", comment="fine"))["step"]
    assert (made.root, made.parent, made.owner) == (job, job, alice)
    assert (made.start_time, made.end_time) == (T0, T1)
    assert (made.status, made.comment) == ("completed", "fine")
    assert made.public_id.startswith("a-")


def test_a_step_can_be_inside_another(alice):
    job, *_ = rows.activity(alice)
    made = added(job, step("s2", "inner", parent="s1"), step("s1", "outer"))
    assert made["inner"].parent == made["outer"]
    assert (made["outer"].parent, made["inner"].root) == (job, job)


def test_a_step_whose_parent_is_unknown_or_itself_belongs_to_the_job(alice):
    job, *_ = rows.activity(alice)
    made = added(job, step("s1", "a", parent="nobody"), step("s2", "b", parent="s2"))
    assert [row.parent for row in made.values()] == [job, job]


def test_configuration_becomes_parameters(alice):
    job, *_ = rows.activity(alice)
    made = added(job, step(config={"n": 3, "deep": {"a": [None]}}))["step"]
    assert made.parameters == [
        {"name": "n", "value": 3},
        {"name": "deep", "value": {"a": [None]}},
    ]


def test_files_that_the_portal_has_are_recognised(alice):
    image = rows.file(alice)
    job, out = rows.activity(alice, used=[image], generated=["out.txt"], end_time=T1)
    files = {"/in/image": image, "/data/out.txt": out}
    record = step(used=names("/in/image"), generated=names("/data/out.txt"))
    made = added(job, record, files=files)["step"]
    used, generated = made.used.get(), made.generated.get()
    assert (used.entity, used.role, used.time) == (image, "r", T0)
    assert (generated.entity, generated.time) == (out, T1)
    assert not Entity.objects.filter(kind="external").exists()


def test_other_files_are_external_without_bytes_or_hash(alice):
    job, *_ = rows.activity(alice)
    added(job, step(generated=names("/elsewhere/new.dat")))
    made = Entity.objects.get()
    assert (made.kind, made.name) == ("external", "new.dat")
    assert (made.location, made.owner) == ("/elsewhere/new.dat", alice)
    assert (made.size, made.sha256, made.generated_at) == (None, "", T1)


def test_a_file_between_two_steps_is_one_entity(alice):
    job, *_ = rows.activity(alice)
    writer = step("s1", "writer", generated=names("/tmp/between"))
    reader = step("s2", "reader", used=names("/tmp/between"))
    made = added(job, writer, reader)
    [entity] = Entity.objects.all()
    assert made["writer"].generated.get().entity == entity
    assert made["reader"].used.get().entity == entity


def test_a_file_named_twice_in_one_role_is_stored_once(alice):
    job, *_ = rows.activity(alice)
    made = added(job, step(used=names("/a", "/a")))["step"]
    assert made.used.count() == 1


def test_jobs_do_not_share_what_they_name(alice, bob):
    for owner in (alice, bob):
        job, *_ = rows.activity(owner)
        added(job, step(used=names("/data/catalogue.vot")))
    assert Entity.objects.count() == 2


def test_an_input_does_not_become_a_result_because_a_step_says_so(alice, bob):
    """What a job generated can be shown to others; what it was given is not its own."""
    image = rows.file(bob)
    job, *_ = rows.activity(alice, used=[image])
    record = step(used=names("/in/image"), generated=names("/in/image"))
    made = added(job, record, files={"/in/image": image})["step"]
    assert made.used.get().entity == image
    assert made.generated.get().entity.kind == "external"
    assert not image.generated.exists()


def test_very_long_and_odd_locations_are_cut_to_what_can_be_stored(alice):
    job, *_ = rows.activity(alice)
    locations = ["/" + "d/" * 2000 + "n" * 2000, "/", "//", "https://example.org/"]
    made = added(job, step(used=names(*locations)))["step"]
    assert made.used.count() == len(locations)
    assert all(entity.name for entity in Entity.objects.all())
    longest = Entity.objects.get(name__startswith="nnn")
    assert (len(longest.name), len(longest.location)) == (255, 1024)


def test_no_steps_write_nothing(alice):
    job, *_ = rows.activity(alice)
    before = rows.counts()
    added(job)
    assert rows.counts() == before


def test_many_steps_cost_few_queries(alice, django_assert_max_num_queries):
    job, *_ = rows.activity(alice)
    many = [step(f"s{n}", used=names(f"/{n}")) for n in range(100)]
    with django_assert_max_num_queries(20):
        rows.inside(job, many, {})
    assert Activity.objects.filter(root=job).count() == 100


def test_a_stamped_result_is_known_by_the_bytes_that_the_step_wrote(alice):
    """The step saw the file before the stamp, and under another name."""
    made = rows.made_file("a.png", sha256="12" * 32, unstamped_sha256="34" * 32)
    job, (entity,) = record.activity(
        record.ActivityRecord("j-s", "draw", "COMPLETED", alice, generated=[made])
    )
    wrote = FileRecord("/tmp/moved-away.png", sha256="34" * 32)
    rows.inside(job, [StepRecord("s1", "step", generated=[wrote])], {"/out": entity})
    assert job.steps.get().generated.get().entity == entity
