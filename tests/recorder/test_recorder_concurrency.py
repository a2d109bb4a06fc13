"""Threads, tasks, forks and programs: each has its own, and knows whose child it is."""

import asyncio
import contextvars
import os
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest


def in_thread(function, *args):
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(function, *args).result(10)


def test_threads_are_kept_apart(prov, events):
    both = threading.Barrier(2, timeout=10)

    def work(number):
        with prov.activity(f"thread {number}"):
            both.wait()
            prov.add_output_file(f"{number}.txt")
            both.wait()
            with prov.activity(f"inner {number}"):
                both.wait()

    with prov.activity("main"), ThreadPoolExecutor(2) as pool:
        list(pool.map(work, (1, 2)))
    record = events()
    assert record.parents == {
        "main": None,
        "thread 1": "main",
        "thread 2": "main",
        "inner 1": "thread 1",
        "inner 2": "thread 2",
    }
    for number in (1, 2):
        made = record.of("generated", id=record.id(f"thread {number}"))
        assert {event["location"][-5:] for event in made} == {f"{number}.txt"}


def test_a_thread_belongs_to_the_oldest_open_activity_of_the_main_thread(prov, events):
    with prov.activity("root"), prov.activity("step"):
        in_thread(prov.start_activity, "work")
    assert events().parents == {"root": None, "step": "root", "work": "root"}


def test_threads_on_their_own_are_not_each_others_children(
    recorders, work, monkeypatch, events
):
    monkeypatch.setenv("OPUS_PROVENANCE_PARENT", "the-job")
    prov = recorders()

    def first():
        with prov.activity("first"):
            in_thread(second)

    def second():
        with prov.activity("second"):
            pass

    in_thread(first)
    assert events().parents == {"first": "the-job", "second": "the-job"}


def test_files_of_a_thread_without_an_activity_are_the_roots(prov, events):
    with prov.activity("root"):
        in_thread(prov.add_output_file, "a.txt")
    record = events()
    assert {event["id"] for event in record.of("generated")} == {record.id("root")}
    assert record.ends == {"root": ("completed", 0)}


def test_a_thread_cannot_finish_the_activity_of_another(prov, events):
    with prov.activity("main"):
        with pytest.raises(RuntimeError, match="No activity is open here"):
            in_thread(prov.finish_activity)
        assert prov.active_activity_names == ["main"]


def test_a_thread_that_got_the_context_knows_its_parent(prov, events):
    with prov.activity("root"), prov.activity("step"):
        context = contextvars.copy_context()
        in_thread(context.run, prov.start_activity, "work")
    assert events().parents["work"] == "step"


def test_many_threads_write_whole_lines(prov, events):
    def work(number):
        for _ in range(50):
            with prov.activity(f"{number}"):
                prov.add_config({"text": "x" * number * 100})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    record = events()
    assert len(record.of("start")) == len(record.of("finish")) == 400
    assert len(record.of("process")) == len(record.of("packages")) == 1


def test_tasks_are_kept_apart(prov, events):
    async def work(name, *others):
        with prov.activity(name):
            await asyncio.sleep(0.01)
            prov.add_output_file(name)
            await asyncio.gather(*map(work, others))

    async def main():
        await asyncio.gather(work("a", "a1", "a2"), work("b", "b1"))

    with prov.activity("main"):
        asyncio.run(main())
    record = events()
    assert record.parents == {
        "main": None,
        "a": "main",
        "b": "main",
        "a1": "a",
        "a2": "a",
        "b1": "b",
    }
    for name in "ab":
        made = record.of("generated", id=record.id(name))
        assert {event["location"].rpartition("/")[2] for event in made} == {name}


def test_tasks_without_a_common_activity_are_not_each_others_children(prov, events):
    async def work(name):
        with prov.activity(name):
            await asyncio.sleep(0.01)

    async def main():
        await asyncio.gather(work("a"), work("b"))

    asyncio.run(main())
    assert events().parents == {"a": None, "b": None}


def test_a_cancelled_task_is_an_error(prov, events):
    async def work():
        with prov.activity("work"):
            await asyncio.sleep(60)

    async def main():
        task = asyncio.create_task(work())
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    assert events().ends == {"work": ("error", 1)}


def test_what_a_task_finished_is_finished_for_all(prov, events):
    async def finish():
        prov.finish_activity()

    async def main():
        prov.start_activity("shared")
        await asyncio.create_task(finish())
        assert prov.current_activity is None
        with pytest.raises(RuntimeError):
            prov.finish_activity()

    asyncio.run(main())
    assert len(events().of("finish")) == 1


FORK = """
import os, sys
from opus_provenance import Provenance
prov = Provenance()
with prov.activity("root"), prov.activity("step"):
    pid = os.fork()
    if not pid:
        {child}
        os._exit(0)
    assert os.waitpid(pid, 0)[1] == {status}
"""


def test_a_fork_has_its_own_file_and_knows_its_parent(ran, files, events):
    child = "prov.start_activity('child'); prov.finish_activity()"
    ran(FORK.format(child=child, status=0))
    record = events()
    assert len(files()) == len(record.of("process")) == len(record.of("packages")) == 2
    assert record.parents == {"root": None, "step": "root", "child": "step"}
    heads = record.of("process")
    assert {head["parent"] for head in heads} == {None, record.id("step")}
    assert len({head["system"]["pid"] for head in heads}) == 2


def test_a_fork_begins_with_nothing_finished(ran, events):
    ran("""
import os
from opus_provenance import Provenance
prov = Provenance()
with prov.activity("before"):
    pass
pid = os.fork()
with prov.activity("after"):
    pass
if pid:
    os.waitpid(pid, 0)
    assert prov.finished_activity_names == ["before", "after"]
else:
    assert prov.finished_activity_names == ["after"]
""")
    assert len(events().of("packages")) == 2
    assert events().parents == {"before": None, "after": None}


def test_a_fork_by_a_helper_thread_belongs_to_the_root(ran, events):
    ran("""
import os, threading, warnings
warnings.simplefilter("ignore", DeprecationWarning)
from opus_provenance import Provenance
prov = Provenance()
def fork():
    pid = os.fork()
    if not pid:
        prov.start_activity("child")
        os._exit(0)
    os.waitpid(pid, 0)
with prov.activity("root"), prov.activity("step"):
    thread = threading.Thread(target=fork)
    thread.start()
    thread.join()
""")
    assert events().parents == {"root": None, "step": "root", "child": "root"}


def test_a_fork_that_records_nothing_leaves_no_file(ran, files):
    ran(FORK.format(child="pass", status=0))
    assert len(files()) == 1


def test_a_fork_does_not_end_what_its_parent_began(ran, events):
    child = "sys.stderr = open(os.devnull, 'w'); raise ValueError('child')"
    ran(FORK.format(child=child, status=256))
    assert events().ends == {"step": ("completed", 0), "root": ("completed", 0)}
    assert events().of("error") == []


def test_a_fork_cannot_finish_what_its_parent_began(run, events):
    child = "prov.finish_activity()"
    done = run(FORK.format(child=child, status=256))
    assert "RuntimeError: No activity is open here" in done.stderr
    assert len(events().of("finish")) == 2


def test_a_fork_can_add_to_what_its_parent_began_and_measures_at_once(
    ran, files, events
):
    child = "open('a.txt', 'w').write('here'); prov.add_output_file('a.txt')"
    ran(FORK.format(child=child, status=0))
    record = events()
    assert record.one("generated", id=record.id("step"))["size"] == 4
    assert record.ends == {"step": ("completed", 0), "root": ("completed", 0)}


def test_a_fork_while_another_thread_writes_is_no_deadlock(ran, events):
    code = """
import os, signal, threading, warnings
warnings.simplefilter("ignore", DeprecationWarning)
from opus_provenance import Provenance
prov = Provenance()
prov.start_activity("root")
go = True
def write():
    for _ in range(20_000):
        prov.add_config({"text": "x" * 1000})
        if not go:
            break
thread = threading.Thread(target=write)
thread.start()
for number in range(20):
    pid = os.fork()
    if not pid:
        signal.alarm(10)
        with prov.activity("child"):
            os._exit(0)
    os.waitpid(pid, 0)
go = False
thread.join()
"""
    ran(code)
    record = events()
    children = record.of("start", name="child")
    assert len(children) == 20
    assert {child["parent"] for child in children} == {record.id("root")}


POOL = """
import multiprocessing, sys, warnings
warnings.simplefilter("ignore", DeprecationWarning)
from opus_provenance import Provenance
prov = Provenance()

@prov.record("item", outputs=["path"])
def work(path, scale=2):
    with prov.activity("part"), open(path, "w") as file:
        file.write(path)
    return path

def main():
    context = multiprocessing.get_context(sys.argv[1])
    with prov.activity("root"), context.Pool(3) as pool:
        names = [f"{number}.txt" for number in range(12)]
        assert pool.map(work, names, chunksize=1) == names

if __name__ == "__main__":
    main()
"""


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_workers_of_a_pool_belong_to_the_root(work, ran, files, events, method):
    (work / "pool.py").write_text(POOL)
    ran("pool.py", method)
    record = events()
    root = record.id("root")
    items = record.of("start", name="item")
    parts = record.of("start", name="part")
    assert len(items) == len(parts) == 12
    assert {item["parent"] for item in items} == {root}
    assert {part["parent"] for part in parts} == {item["id"] for item in items}
    assert len(files()) == len(record.of("process")) >= 2
    assert {head["parent"] for head in record.of("process")} == {None, root}
    assert len([e for e in record.of("generated") if e.get("sha256")]) == 12


PROGRAM = """
from opus_provenance import Provenance
with Provenance().activity("program"):
    pass
"""


def test_a_program_belongs_to_the_root_by_itself(prov, ran, events):
    with prov.activity("root"), prov.activity("step"):
        ran(PROGRAM)
    ran(PROGRAM)
    record = events()
    parents = [event["parent"] for event in record.of("start", name="program")]
    assert sorted(parents, key=str) == sorted([None, record.id("root")], key=str)


def test_a_program_belongs_to_the_activity_that_gave_it_the_environment(
    prov, ran, events
):
    with prov.activity("root"), prov.activity("step"):
        ran(PROGRAM, **prov.child_env())
    assert events().parents == {"root": None, "step": "root", "program": "step"}


def test_the_environment_for_a_program_is_all_of_ours(prov, monkeypatch):
    monkeypatch.setenv("OTHER", "kept")
    assert "OPUS_PROVENANCE_PARENT" not in prov.child_env()
    with prov.activity("step") as activity:
        environment = prov.child_env()
    assert environment["OTHER"] == "kept"
    assert environment["OPUS_PROVENANCE_PARENT"] == activity.id


def test_a_thread_of_its_own_is_not_the_parent_of_programs(prov):
    in_thread(prov.start_activity, "work")
    assert "OPUS_PROVENANCE_PARENT" not in os.environ


def test_the_environment_is_as_before_when_the_root_has_ended(
    recorders, work, monkeypatch
):
    monkeypatch.setenv("OPUS_PROVENANCE_PARENT", "the-job")
    prov = recorders()
    with prov.activity("root") as root, prov.activity("step"):
        assert os.environ["OPUS_PROVENANCE_PARENT"] == root.id
    assert os.environ["OPUS_PROVENANCE_PARENT"] == "the-job"
    assert prov.child_env()["OPUS_PROVENANCE_PARENT"] == "the-job"


def test_programs_that_run_at_once_have_a_file_each(snippet, ran, files, events):
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(ran, [snippet] * 4))
    assert len(files()) == 4
    assert all(len(events(path).of("process")) == 1 for path in files())
