"""What is done to a place while its jobs run; each mends itself before it returns."""

import contextlib
import os
import signal
import sqlite3
import time

from tests.chaos import places


def kill_pool(place, random):
    """A process of django-q2: a worker, the pusher, the monitor or the sentinel."""
    pids = random.choice(place.hosts).pids()[1:]
    if pids:
        _kill(random.choice(pids))


def kill_main(place, random):
    host = random.choice(place.hosts)
    _kill(host.process.pid)
    host.process.wait()
    time.sleep(random.uniform(0, 2))


def kill_everything(place, random):
    """The whole tree, as when the power fails, but for the jobs."""
    random.choice(place.hosts).kill()
    time.sleep(random.uniform(0, 2))


def restart(place, random):
    """A new version is rolled out: the workers stop cleanly, jobs go on."""
    host = random.choice(place.hosts)
    host.process.terminate()
    host.process.wait()


def stop_main(place, random):
    """The main process, and with it the watcher, hangs."""
    host = random.choice(place.hosts)
    os.kill(host.process.pid, signal.SIGSTOP)
    time.sleep(random.uniform(1, 3))
    with contextlib.suppress(ProcessLookupError):
        os.kill(host.process.pid, signal.SIGCONT)


def kill_runner(place, random):
    if found := places.runners(place):
        _kill(random.choice(found))


def reboot(place, random):
    """Simulated: the workers, the runners and all that they run are gone at once."""
    for host in place.hosts:
        host.kill()
    for pid in [*places.runners(place), *places.scripts(place)]:
        _kill(pid)


def vanish(place, random):
    """Simulated: a host goes with all it ran, and comes back long after."""
    host = place.hosts[-1]
    host.kill()
    for pid in places.of_host(place, host):
        _kill(pid)
    for _ in range(14):
        place.hosts[0].look()
        time.sleep(1)


def lose_messages(place, random):
    """Doorbells are lost, or the whole queue is away for a moment."""
    if place.redis:
        place.redis.stop()
        time.sleep(random.uniform(0.5, 3))
        place.redis.start()
        return
    with contextlib.closing(_sqlite(place)) as database, database:
        database.execute("DELETE FROM django_q_ormq")


def lock_database(place, random):
    """Nobody can write for some seconds, or there is no server."""
    seconds = random.uniform(2, 6)
    if place.database:
        place.database.stop()
        time.sleep(seconds)
        place.database.start()
        return
    with contextlib.closing(_sqlite(place)) as database:
        database.execute("BEGIN EXCLUSIVE")
        time.sleep(seconds)
        database.rollback()


def fill_disk(place, random):
    """Nobody can write a result for some seconds."""
    file = place.folder / "jobs" / "filling"
    with contextlib.suppress(OSError), file.open("wb") as stream:
        while True:
            stream.write(bytes(1 << 20))
    time.sleep(random.uniform(1, 4))
    file.unlink()


def kill_controller(place, random):
    os.kill(place.cluster.controller(), signal.SIGKILL)
    time.sleep(random.uniform(0, 3))
    place.cluster.start_controller()


def hang_controller(place, random):
    pid = place.cluster.controller()
    os.kill(pid, signal.SIGSTOP)
    time.sleep(random.uniform(3, 12))
    os.kill(pid, signal.SIGCONT)


def _sqlite(place):
    return sqlite3.connect(
        place.folder / "opus.sqlite3", timeout=20, isolation_level=None
    )


def _kill(pid):
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


OF_HOST = {
    "kill a pool process": kill_pool,
    "kill the main process": kill_main,
    "kill all workers": kill_everything,
    "restart the workers": restart,
    "hang the main process": stop_main,
    "lose messages": lose_messages,
    "lock the database": lock_database,
}
OF_JOBS = {"kill a runner": kill_runner, "reboot (simulated)": reboot}
OF_HOSTS = {"vanished host (simulated)": vanish}
OF_SLURM = {
    "kill the controller": kill_controller,
    "hang the controller": hang_controller,
}


def of(place):
    """Those that can happen there, by name."""
    if place.has_disk:
        return {**OF_HOST, **OF_JOBS, "full disk": fill_disk}
    if place.name == "slurm":
        return {**OF_HOST, **OF_SLURM}
    return {**OF_HOST, **OF_JOBS, **(OF_HOSTS if place.name == "hosts" else {})}
