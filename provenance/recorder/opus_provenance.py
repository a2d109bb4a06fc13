"""Records what the steps of a pipeline use and make, while they happen.

    prov = Provenance()
    with prov.activity("calibrate"):
        prov.add_input_file("raw.fits", role="raw")
        prov.add_output_file("clean.fits", role="calibrated")

Names and arguments are those of ctapipe's class Provenance. Every process has a file of
JSON lines, in the folder that OPUS_PROVENANCE_DIR names (jobs of OPUS have it) or else
in the current one. README.md says more, and describes the events.
"""

from __future__ import annotations

import contextlib
import contextvars
import functools
import hashlib
import json
import math
import operator
import os
import re
import stat
import sys
import threading
import time
from datetime import datetime, timezone
from enum import Enum
from typing import Any, Callable, Iterable, Iterator, Mapping, TypeVar, Union, cast

__all__ = ["Activity", "Provenance"]
__version__ = "1.1.0"

FORMAT = 1
ENV_FOLDER = "OPUS_PROVENANCE_DIR"
ENV_PARENT = "OPUS_PROVENANCE_PARENT"
ENV_HASH_MAX = "OPUS_PROVENANCE_HASH_MAX"
ENV_JOB = "OPUS_JOB_ID"
ENV_PROGRESS = "OPUS_PROGRESS"
ENV_RECORDED = ("CONDA_DEFAULT_ENV", "CONDA_PREFIX", "VIRTUAL_ENV")

HASH_MAX = 1 << 30  # bytes; larger files have no hash
TEXT_MAX = 2000  # characters of an error message, or of an argument seen by record()
ARRAY_MAX = 1000  # elements; larger arrays are written as Python prints them
DEPTH_MAX = 20  # levels of a nested value
CACHE_MAX = 10_000  # files whose hash is remembered
HIDDEN = "***"

Filename = Union[str, bytes, "os.PathLike[Any]"]
_Function = TypeVar("_Function", bound=Callable[..., Any])

_CHUNK = 1 << 20
_SETTLED_NS = 2_000_000_000
_PATH = (str, bytes, os.PathLike)
_SCALAR = (int, float, complex, os.PathLike, Enum, type(None))
_URL = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_OPTION = re.compile(r"(-*[\w.-]+)(=.*)?", re.DOTALL)
_SECRET = re.compile(r"token|password|secret|key", re.IGNORECASE)


class _OneObject(type):
    """Gives every class one object; a subclass has its own."""

    objects: dict[type, Any] = {}

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if cls not in _OneObject.objects:
            _OneObject.objects.setdefault(cls, super().__call__(*args, **kwargs))
        return _OneObject.objects[cls]


class Provenance(metaclass=_OneObject):
    """The recorder of this process: ``Provenance()`` is the same object everywhere.

    An activity that starts while another is open is its child; each thread and each
    asyncio task has its own. Wrong use raises; a record that cannot be written costs
    one warning on stderr. ``hash_max`` (bytes) limits the size of files to hash.
    """

    def __init__(self) -> None:
        self.hash_max = _hash_max()
        self._outer = os.environ.get(ENV_PARENT) or None
        self._journal = _Journal(self._outer)
        self._open: dict[str, Activity] = {}
        self._finished: list[Activity] = []
        self._packages_told = False
        self._stack: contextvars.ContextVar[tuple[Activity, ...]]
        self._stack = contextvars.ContextVar("open activities", default=())
        os.register_at_fork(after_in_child=self._after_fork)

    def __reduce__(self) -> tuple[type[Provenance], tuple[()]]:
        return type(self), ()  # copied, or sent to another process: the object there

    def start_activity(self, activity_name: str | None = None) -> Activity:
        """Open an activity below the current one; by default the program names it."""
        current = self.current_activity
        parent = current.id if current else self._outer
        activity = Activity(str(activity_name or _program()), parent)
        self._open[activity.id] = activity
        self._stack.set((*self._own(), activity))
        activity.started = self._journal.write(
            "start", id=activity.id, name=activity.name, parent=parent
        )
        if current is None and activity.in_main_thread:
            # Programs and workers started without child_env() find their parent here.
            os.environ[ENV_PARENT] = activity.id
        return activity

    def finish_activity(
        self,
        status: str = "completed",
        exit_code: int | None = 0,
        activity_name: str | None = None,
    ) -> None:
        """Close the current activity; its output files are measured and hashed now.

        Raises RuntimeError if this thread or task has none open, ValueError if the
        current one is not called ``activity_name``; both leave everything as it was.
        """
        own = [activity for activity in self._own() if not activity.inherited]
        if not own:
            raise RuntimeError("No activity is open here: call start_activity() first.")
        current = own[-1]
        if activity_name not in (None, current.name):
            raise ValueError(
                f"Cannot finish {activity_name!r}: {current.name!r} is current."
            )
        self._close(current, status, exit_code)

    @contextlib.contextmanager
    def activity(self, name: str | None = None) -> Iterator[Activity]:
        """Open an activity for the length of a ``with`` block.

        An exception closes it, and what was left open in it, as "error" (with its type,
        message and ``exit_code``) or "interrupted", and goes on to the caller.
        """
        activity = self.start_activity(name)
        try:
            yield activity
        except GeneratorExit:  # the block is in a generator, of which enough was read
            self._close(activity, "completed", 0)
            raise
        except BaseException as error:
            self._fail(activity, error)
            raise
        self._close(activity, "completed", 0)

    def progress(self, fraction: float, text: str = "") -> None:
        """Tell whoever watches the job how far it is, from 0 to 1; costs a write.

        Outside a job nothing happens, and a disk that is full is no harm.
        """
        path = os.environ.get(ENV_PROGRESS)
        line = " ".join(f"{min(1.0, max(0.0, fraction)):.4f} {text}".split())
        if path:
            with contextlib.suppress(OSError), open(
                path, "a", encoding="utf-8"
            ) as file:
                file.write(f"{line}\n")

    def record(
        self,
        name: str | None = None,
        *,
        inputs: Iterable[str] = (),
        outputs: Iterable[str] = (),
    ) -> Callable[[_Function], _Function]:
        """Make each call of a function, plain or async, an activity.

        ``inputs`` and ``outputs`` name the arguments that hold a file or a collection
        of files; the name is the role. Other scalar arguments become configuration,
        "***" if named like a secret. Raises ValueError for a name that is no argument,
        TypeError for a generator function.
        """
        if callable(name):
            raise TypeError("Write @prov.record(), with the parentheses.")
        used, made = _names(inputs), _names(outputs)

        def decorate(function: _Function) -> _Function:
            signature, is_async = _examined(function, {*used, *made})
            title = name or function.__qualname__

            @contextlib.contextmanager
            def recorded(*args: Any, **kwargs: Any) -> Iterator[None]:
                bound = signature.bind(*args, **kwargs)
                bound.apply_defaults()
                with self.activity(title):
                    self._add_arguments(bound.arguments, used, made)
                    yield

            return (_around_async if is_async else _around)(function, recorded)

        return decorate

    @property
    def current_activity(self) -> Activity | None:
        """The activity that files and configuration are recorded for now, if any.

        In a thread that has opened none, it is the oldest of the main thread.
        """
        own = self._own()
        if own:
            return own[-1]
        return None if _in_main_thread() else self._root()

    @property
    def finished_activities(self) -> list[Activity]:
        return list(self._finished)

    @property
    def active_activity_names(self) -> list[str]:
        """The names of what is open in this thread or task, outermost first."""
        return [activity.name for activity in self._own()]

    @property
    def finished_activity_names(self) -> list[str]:
        return [activity.name for activity in self._finished]

    def add_input_file(
        self,
        filename: Filename,
        role: str | None = None,
        add_meta: bool = True,  # noqa: FBT001, FBT002 - ctapipe's signature
        reference_meta: Any = None,
    ) -> None:
        """Record a file or URL that the current activity reads; hash the file now.

        ``reference_meta``, what is known of it, is left out by ``add_meta=False``.
        Starts an activity if there is none. A file that does not exist is recorded as
        missing. Raises TypeError if ``filename`` is not str, bytes or os.PathLike.
        """
        self._add("used", filename, role, reference_meta if add_meta else None)

    def add_output_file(
        self,
        filename: Filename,
        role: str | None = None,
        add_meta: bool = True,  # noqa: FBT001, FBT002 - ctapipe's signature
        reference_meta: Any = None,
    ) -> None:
        """Record a file or URL that the current activity makes, now or later.

        The file is hashed when the activity ends. Otherwise like add_input_file().
        """
        self._add("generated", filename, role, reference_meta if add_meta else None)

    def add_input_value(self, name: str, value: Any, role: str | None = None) -> None:
        """Record what the current activity gets in memory from another one.

        The name tells one value of a job from another; the value is kept as JSON.
        """
        self._add_value("used", name, value, role)

    def add_output_value(self, name: str, value: Any, role: str | None = None) -> None:
        """Record what the current activity gives in memory to others."""
        self._add_value("generated", name, value, role)

    def add_config(self, config: Any) -> None:
        """Record settings of the current activity: a mapping, or an object with fields.

        Values that JSON has not become the nearest that it has, at last text.
        """
        activity = self.current_activity or self.start_activity()
        settings = _object(config)
        activity.config.update(settings)
        self._journal.write("config", id=activity.id, config=settings)

    def child_env(self) -> dict[str, str]:
        """Return the environment for a program whose activities belong to this one."""
        current = self.current_activity
        parent = current.id if current else self._outer
        return {**os.environ, **({ENV_PARENT: parent} if parent else {})}

    @property
    def provenance(self) -> list[dict[str, Any]]:
        """The finished activities, each as the dict that ctapipe makes of it."""
        return [activity.provenance for activity in self._finished]

    def as_json(self, **kwargs: Any) -> str:
        """Return ``provenance`` as JSON; the arguments are those of json.dumps."""
        return json.dumps(_plain(self.provenance), **kwargs)

    def clear(self) -> None:
        """Forget all activities, open and finished; the file keeps what it has."""
        for activity in list(self._open.values()):
            self._forget(activity)
        self._finished.clear()

    def _own(self) -> tuple[Activity, ...]:
        # Another context may have closed what the tuple of this one still holds.
        return tuple(each for each in self._stack.get() if each.id in self._open)

    def _root(self) -> Activity | None:
        candidates = list(self._open.values())
        return next((each for each in candidates if each.in_main_thread), None)

    def _add(self, event: str, filename: Filename, role: str | None, meta: Any) -> None:
        location = _location(filename)
        role = None if role is None else str(role)
        activity = self.current_activity or self.start_activity()
        earlier = activity.files.get((event, location, role), {})
        entry: dict[str, Any] = {"location": location, "role": role}
        # An inherited activity ends in another process: measure here and now.
        if event == "used" or activity.inherited:
            entry.update(_facts(location, self.hash_max))
        meta = earlier.get("meta") if meta is None else _object(meta)
        if meta is not None:
            entry["meta"] = meta
        if entry != earlier:
            activity.files[event, location, role] = entry
            self._journal.write(event, id=activity.id, **entry)

    def _add_value(self, event: str, name: str, value: Any, role: str | None) -> None:
        activity = self.current_activity or self.start_activity()
        facts = {"name": str(name), "value": _plain(value)}
        role = None if role is None else str(role)
        self._journal.write(event, id=activity.id, role=role, **facts)

    def _add_arguments(
        self, arguments: Mapping[str, Any], used: Iterable[str], made: Iterable[str]
    ) -> None:
        with self._journal.guard():
            for role in used:
                for path in _paths(arguments[role]):
                    self.add_input_file(path, role)
            for role in made:
                for path in _paths(arguments[role]):
                    self.add_output_file(path, role)
            config = _scalars(arguments, {*used, *made})
            if config:
                self.add_config(config)

    def _fail(self, activity: Activity, error: BaseException) -> None:
        status, exit_code = "error", 1
        with contextlib.suppress(Exception):  # exit_code may be a property that fails
            status, exit_code = _outcome(error)
        own = self._own()
        inside = own[own.index(activity) :] if activity in own else (activity,)
        for each in reversed(inside):
            if status == "error" and each.id in self._open and not each.inherited:
                kind, message = type(error).__name__, _text(error)
                self._journal.write("error", id=each.id, type=kind, message=message)
            self._close(each, status, exit_code)

    def _close(self, activity: Activity, status: str, exit_code: int | None) -> None:
        if activity.inherited or not self._forget(activity):
            return
        activity.status = str(status)
        activity.exit_code = None if exit_code is None else _code(exit_code)
        try:
            self._settle(activity)
        finally:
            activity.ended = self._journal.write(
                "finish",
                id=activity.id,
                status=activity.status,
                exit_code=activity.exit_code,
            )
            self._finished.append(activity)
        if not self._packages_told:
            self._packages_told = True
            self._journal.write("packages", packages=_packages())

    def _forget(self, activity: Activity) -> bool:
        """Take the activity from the open ones; say whether it was there."""
        found = self._open.pop(activity.id, None)
        self._stack.set(self._own())
        if os.environ.get(ENV_PARENT) == activity.id:
            del os.environ[ENV_PARENT]
            if self._outer:
                os.environ[ENV_PARENT] = self._outer
        return found is not None

    def _settle(self, activity: Activity) -> None:
        for (event, location, _), entry in list(activity.files.items()):
            facts = _facts(location, self.hash_max) if event == "generated" else {}
            if facts:
                entry.update(facts)
                self._journal.write(event, id=activity.id, **entry)

    def _after_fork(self) -> None:
        # A helper thread may have forked for the main one, as those of a Pool do.
        root = self._root()
        if root and not self._own():
            self._stack.set((root,))
        for activity in self._open.values():
            activity.inherited = True
        self._finished = []
        self._packages_told = False
        own = self._own()
        self._journal.restart(own[-1].id if own else self._outer)


class Activity:
    """A step of the pipeline: what it is called, what it used and made, how it ended.

    ``id`` is a UUID as text, ``parent`` the id of the activity around it or None;
    ``started`` and ``ended`` are UTC times in ISO 8601, "" as long as not known.
    """

    def __init__(self, name: str, parent: str | None) -> None:
        self.id = _uuid4()
        self.name = name
        self.parent = parent
        self.started = ""
        self.ended = ""
        self.status = "running"
        self.exit_code: int | None = None
        self.config: dict[str, Any] = {}
        self.files: dict[tuple[str, str, str | None], dict[str, Any]] = {}
        self.in_main_thread = _in_main_thread()
        self.inherited = False  # by a fork: it ends in the process that opened it

    @property
    def input(self) -> list[dict[str, Any]]:
        """The files and URLs used, as ctapipe describes them."""
        return self._described("used")

    @property
    def output(self) -> list[dict[str, Any]]:
        """The files and URLs made, as ctapipe describes them."""
        return self._described("generated")

    @property
    def provenance(self) -> dict[str, Any]:
        """The activity as the dict that ctapipe makes of it, and its parent's id."""
        return {
            "activity_name": self.name,
            "activity_uuid": self.id,
            "parent_uuid": self.parent,
            "status": self.status,
            "exit_code": self.exit_code,
            "start": {"time_utc": self.started},
            "stop": {"time_utc": self.ended},
            "duration_min": _minutes(self.started, self.ended),
            "input": self.input,
            "output": self.output,
            "config": self.config,
            "system": _system(),
        }

    def _described(self, event: str) -> list[dict[str, Any]]:
        word = {"location": "url", "meta": "reference_meta"}
        return [
            {"reference_meta": None, **{word.get(k, k): v for k, v in entry.items()}}
            for key, entry in list(self.files.items())
            if key[0] == event
        ]


class _Journal:
    """The file of this process: an event a line, only ever appended to.

    An event is one write on an O_APPEND descriptor and no other process has the file:
    a process that is killed can tear its last line, no other.
    """

    def __init__(self, parent: str | None) -> None:
        self._descriptor = -1
        self._identity = (0, 0)
        self._announced = self._warned = False
        self.restart(parent)

    def restart(self, parent: str | None) -> None:
        """Turn to a new file, made at the next event; its head names the parent."""
        if self._is_open():
            os.close(self._descriptor)
        self._descriptor = -1
        self._parent = parent
        self._has_head = self._is_torn = False
        # After a fork the old lock may be held by a thread that did not come along.
        self._lock = threading.RLock()

    def write(self, event: str, **facts: Any) -> str:
        """Append an event and return its time."""
        now = _now()
        with self._lock, self.guard():
            if not self._is_open():
                self._open()
            if not self._has_head:
                job = os.environ.get(ENV_JOB) or None
                head = {"format": FORMAT, "job": job, "parent": self._parent}
                self._append("process", {**head, "system": _system()})
                self._has_head = True
            now = self._append(event, facts)
        return now  # noqa: RET504 - the guard may have left the block

    @contextlib.contextmanager
    def guard(self) -> Iterator[None]:
        """Turn what goes wrong into one warning: recording must not stop the work."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - the pipeline goes on, whatever it is
            if not self._warned:
                self._warned = True
                _say(f"provenance is not recorded: {type(error).__name__}: {error}")

    def _append(self, event: str, facts: dict[str, Any]) -> str:
        now = _now()
        line = _encode({"event": event, "time": now, **facts}).encode() + b"\n"
        if self._is_torn:
            line = b"\n" + line
        self._is_torn = os.write(self._descriptor, line) < len(line)
        if self._is_torn:
            raise OSError("the disk took only part of a line")
        return now

    def _open(self) -> None:
        folder = os.environ.get(ENV_FOLDER, "")
        if folder:
            os.makedirs(folder, exist_ok=True)
        path, self._descriptor = _new_file(os.path.abspath(folder))
        self._identity = _identity(self._descriptor)
        self._has_head = self._is_torn = False
        if not folder and not self._announced:
            self._announced = True
            _say(f"provenance is recorded in {path}")

    def _is_open(self) -> bool:
        # Who closes all descriptors, as daemons do, may have opened data under our
        # number since.
        try:
            return _identity(self._descriptor) == self._identity
        except OSError:
            return False


def _new_file(folder: str) -> tuple[str, int]:
    """Make a file that no other process has, not even one of another machine."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL
    while True:
        now = datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%S")
        name = f"opus-provenance-{now}-{os.getpid()}-{os.urandom(2).hex()}.jsonl"
        path = os.path.join(folder, name)
        with contextlib.suppress(FileExistsError):
            return path, os.open(path, flags, 0o666)


def _identity(descriptor: int) -> tuple[int, int]:
    status = os.fstat(descriptor)
    return status.st_dev, status.st_ino


def _location(filename: Filename) -> str:
    """Give the absolute path, or the URL as it is."""
    name = os.fsdecode(filename)
    if name[:7].lower() == "file://":
        from urllib.parse import unquote_to_bytes  # noqa: PLC0415 - slow, and rare

        name = os.fsdecode(unquote_to_bytes("/" + name[7:].partition("/")[2]))
    elif _URL.match(name):
        return name
    try:
        return os.path.abspath(name)
    except OSError:  # the current folder is gone
        return name


def _facts(location: str, hash_max: int) -> dict[str, Any]:
    """Give size and hash, or why there are none; nothing for URLs and devices."""
    if _URL.match(location):
        return {}
    try:
        status = os.stat(location)
    except (OSError, ValueError) as error:
        return {"missing": type(error).__name__}
    if stat.S_ISDIR(status.st_mode):
        return {"folder": True}
    if not stat.S_ISREG(status.st_mode):
        return {}  # to read a pipe is to wait for its writer
    digest = _digest(location, status) if status.st_size <= hash_max else None
    return {"size": status.st_size, **({"sha256": digest} if digest else {})}


_digests: dict[tuple[int, int, int, int], str] = {}


def _digest(path: str, status: os.stat_result) -> str | None:
    """Hash a file, once as long as it does not change."""
    key = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
    if key in _digests:
        return _digests[key]
    # A file written just now can still change within one tick of its clock, which on
    # some file systems is a second: its hash must not be remembered.
    is_settled = time.time_ns() - status.st_mtime_ns > _SETTLED_NS
    digest = _sha256(path)
    if digest and is_settled:
        if len(_digests) >= CACHE_MAX:
            _digests.clear()
        _digests[key] = digest
    return digest


def _sha256(path: str) -> str | None:
    digest = hashlib.sha256()
    try:
        with open(path, "rb", buffering=0) as file:
            for chunk in iter(functools.partial(file.read, _CHUNK), b""):
                digest.update(chunk)
    except OSError:  # not ours to read
        return None
    return digest.hexdigest()


_encode = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode


def _plain(value: Any, around: tuple[int, ...] = ()) -> Any:
    """Give the nearest value that JSON has; never raise."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if id(value) in around or len(around) > DEPTH_MAX:
        return "..."
    try:
        return _converted(value, (*around, id(value)))
    except Exception:  # noqa: BLE001 - any code can hide behind an attribute or str()
        return f"<{type(value).__name__}>"


def _converted(value: Any, around: tuple[int, ...]) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item, around) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        value = sorted(value, key=repr)
    if isinstance(value, (list, tuple)):
        return [_plain(item, around) for item in value]
    return _plain(_unwrapped(value), around)


def _unwrapped(value: Any) -> Any:
    """Ask an object for what it holds; text is the last resort."""
    if isinstance(value, (bytes, os.PathLike)):
        return os.fsdecode(value)
    if isinstance(value, Enum):
        return value.value
    if hasattr(value, "unit") and hasattr(value, "value"):
        return {"value": value.value, "unit": str(value.unit)}
    if isinstance(value, type) or math.prod(getattr(value, "shape", ())) > ARRAY_MAX:
        return str(value)
    for method in ("isoformat", "tolist", "to_dict"):
        if hasattr(value, method):
            return getattr(value, method)()
    return str(value)


def _object(value: Any) -> dict[str, Any]:
    plain = _plain(value)
    if not isinstance(plain, dict):
        # It may have no fields, or any code behind them.
        with contextlib.suppress(Exception):
            plain = _plain(vars(value)) or plain
    return plain if isinstance(plain, dict) else {"value": plain}


def _outcome(error: BaseException) -> tuple[str, int]:
    """Give the status and the exit code of what an exception ends."""
    if isinstance(error, KeyboardInterrupt):
        return "interrupted", 130
    if isinstance(error, SystemExit):
        code = 0 if error.code is None else _code(error.code)
        return "error" if code else "completed", code
    return "error", _code(getattr(error, "exit_code", 1))


def _code(value: Any) -> int:
    """Give the exit code that the interpreter makes of a value: 1 for text."""
    try:
        return int(operator.index(value))
    except TypeError:
        return 1


def _text(error: BaseException) -> str:
    try:
        return str(error)[:TEXT_MAX]
    except Exception:  # noqa: BLE001 - the error on its way must not be replaced by it
        return ""


def _examined(function: Callable[..., Any], files: set[str]) -> tuple[Any, bool]:
    """Give the signature, which must have all the names, and whether it is async."""
    import inspect  # noqa: PLC0415 - takes longer than all the rest

    name = function.__qualname__
    if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
        raise TypeError(
            f"record() cannot follow the generator {name}(): write `with "
            "prov.activity(...)` inside it."
        )
    signature = inspect.signature(function)
    unknown = sorted(files - set(signature.parameters))
    if unknown:
        known = ", ".join(signature.parameters) or "none"
        raise ValueError(f"{name}() has no argument {unknown[0]!r}; it has {known}.")
    return signature, inspect.iscoroutinefunction(function)


def _around(function: _Function, recorded: Callable[..., Any]) -> _Function:
    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        with recorded(*args, **kwargs):
            return function(*args, **kwargs)

    return cast("_Function", call)


def _around_async(function: _Function, recorded: Callable[..., Any]) -> _Function:
    @functools.wraps(function)
    async def call(*args: Any, **kwargs: Any) -> Any:
        with recorded(*args, **kwargs):
            return await function(*args, **kwargs)

    return cast("_Function", call)


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


def _paths(value: Any) -> list[Any]:
    values = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
    return [each for each in values if isinstance(each, _PATH) and each]


def _scalars(arguments: Mapping[str, Any], files: set[str]) -> dict[str, Any]:
    return {
        name: HIDDEN if _SECRET.search(name) else value
        for name, value in arguments.items()
        if name not in files and _is_scalar(value)
    }


def _is_scalar(value: Any) -> bool:
    if isinstance(value, (str, bytes)):
        return len(value) <= TEXT_MAX
    # () is the shape of a number of numpy's and of a single Quantity of astropy's.
    return isinstance(value, _SCALAR) or getattr(value, "shape", None) == ()


def _system() -> dict[str, Any]:
    kernel = zip(("system", "node", "release", "version", "machine"), os.uname())
    python = sys.implementation.name
    return {
        "executable": sys.executable,
        "arguments": _redacted(getattr(sys, "argv", [])),
        "folder": _location(""),
        "pid": os.getpid(),
        "platform": {**dict(kernel), "n_cpus": os.cpu_count()},
        "python": {"version": sys.version.split()[0], "implementation": python},
        "environment": {k: os.environ[k] for k in ENV_RECORDED if k in os.environ},
    }


def _redacted(arguments: Iterable[Any]) -> list[str]:
    """Hide what follows `--token`, `--token=` and `token=`; the name decides."""
    shown, is_secret = [], False
    for argument in map(str, arguments):
        option = _OPTION.fullmatch(argument)
        is_named = option is not None and bool(_SECRET.search(option[1]))
        if is_secret:
            shown.append(HIDDEN)
        elif option and option[2] and is_named:
            shown.append(f"{option[1]}={HIDDEN}")
        else:
            shown.append(argument)
        # The word just hidden may itself be an option that a secret follows.
        is_secret = is_named and argument.startswith("-") and "=" not in argument
    return shown


def _packages() -> dict[str, str]:
    """Give the version of each installed distribution.

    The names of their folders say it; importlib.metadata, which opens a file of each,
    takes a hundred times longer.
    """
    found: dict[str, str] = {}
    for folder in sys.path:
        with contextlib.suppress(OSError, TypeError, ValueError):
            for entry in os.listdir(os.fsdecode(folder) or os.curdir):
                stem, suffix = os.path.splitext(entry)
                name, _, version = stem.partition("-")
                if suffix in (".dist-info", ".egg-info") and version:
                    name = re.sub(r"[-_.]+", "-", name).lower()
                    found.setdefault(name, version.partition("-")[0])
    return found


def _uuid4() -> str:
    # As uuid.uuid4(); the module takes a fifth of the time that this one takes to load.
    digits = os.urandom(16).hex()
    variant = "89ab"[int(digits[16], 16) % 4]
    return (
        f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-"
        f"{digits[20:]}"
    )


def _program() -> str:
    name = os.path.basename((getattr(sys, "argv", None) or [""])[0])
    return name if name not in ("", "-c", "-m") else os.path.basename(sys.executable)


def _hash_max() -> int:
    text = os.environ.get(ENV_HASH_MAX) or str(HASH_MAX)
    try:
        return int(text)
    except ValueError:
        _say(f"{ENV_HASH_MAX}={text!r} is no number of bytes; {HASH_MAX} is taken")
        return HASH_MAX


def _in_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="microseconds")


def _minutes(started: str, ended: str) -> float | None:
    if not ended:
        return None
    duration = datetime.fromisoformat(ended) - datetime.fromisoformat(started)
    return duration.total_seconds() / 60


def _say(text: str) -> None:
    with contextlib.suppress(AttributeError, OSError, ValueError):  # none, or closed
        sys.stderr.write(f"opus_provenance: {text}\n")
