"""Work done by other processes: results come as they are done, a dead worker costs its own task only.

The standard pools lose tasks, or wait for ever, where a worker is killed; here each worker holds one task at a time,
so it is always known whose fault an end was. Workers are spawned: they share nothing with the parent, and end with it.
"""

import io
import os
import pickle
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from multiprocessing import get_context, parent_process, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from threading import Thread
from time import monotonic
from typing import Any, Generic, Literal, TypeVar

from extractor.core.bounds import USUAL, Bounds
from extractor.core.errors import ExtractorError, ResourceError
from extractor.workflows.confine import bound_memory, confine

T = TypeVar("T")
R = TypeVar("R")

START_SECONDS = 300.0
"""A worker that is not ready by then is given up; on a slow disk the libraries take half a minute to load."""
FAILED_STARTS = 3
"""Starts that may fail one after another before the batch is given up."""

_POLL_SECONDS = 0.5
_GRACE_SECONDS = 5.0
"""A worker ends itself so much later than its parent, where it still lives, would have ended it."""


@dataclass(frozen=True, slots=True)
class Crash:
    """A task that took its worker with it; ``reason`` says how."""

    kind: Literal["timeout", "memory", "crash"]
    reason: str


def run_all(
    make: Callable[[], Callable[[T], R]],
    tasks: Sequence[T],
    *,
    jobs: int,
    bounds: Bounds = USUAL,
    is_stopping: Callable[[], bool] = lambda: False,
) -> Iterator[tuple[int, R | Crash]]:
    """Yield ``(index of the task, its result)`` as results come in.

    ``make`` builds the worker's function, once in each of the ``jobs`` processes; it and the tasks must pickle. What
    the workers may do is bounded, see ``confine``. With no job the work is done in this process, without bounds. Once
    ``is_stopping`` tells so, what is in hand is finished and no other task begun.

    Raises:
        ExtractorError: ``make`` raised it, or the function did: the batch cannot go on.
        ResourceError: Worker processes cannot start.
    """
    if not tasks:
        return
    if jobs < 1:
        yield from _run_here(make, tasks, is_stopping)
        return
    supervisor = _Supervisor(make, tasks, bounds, is_stopping)
    try:
        yield from supervisor.results(min(jobs, len(tasks)))
    finally:
        supervisor.stop()


def run_all_trying_again(
    make: Callable[[], Callable[[T], R]],
    tasks: Sequence[T],
    *,
    jobs: int,
    bounds: Bounds = USUAL,
    is_stopping: Callable[[], bool] = lambda: False,
) -> Iterator[tuple[int, R | Crash]]:
    """Do as ``run_all``, but try each task that took its worker with it once more, at the end and alone.

    The fault may have been another task's: what the worker had taken before, or what the others took beside it.
    """
    crashed: list[int] = []
    for index, result in run_all(make, tasks, jobs=jobs, bounds=bounds, is_stopping=is_stopping):
        if isinstance(result, Crash):
            crashed.append(index)
        else:
            yield index, result
    crashed.sort()
    again = [tasks[index] for index in crashed]
    for place, result in run_all(make, again, jobs=1, bounds=bounds, is_stopping=is_stopping):
        yield crashed[place], replace(result, reason=f"{result.reason}, twice") if isinstance(result, Crash) else result


def _run_here(
    make: Callable[[], Callable[[T], R]], tasks: Sequence[T], is_stopping: Callable[[], bool]
) -> Iterator[tuple[int, R | Crash]]:
    function = make()
    for index, task in enumerate(tasks):
        if is_stopping():
            return
        try:
            result: R | Crash = function(task)
        except MemoryError:
            result = Crash("memory", "took more memory than there is")
        yield index, result


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: "Connection[Any, Any]"
    since: float
    ready: bool = False
    task: int | None = None


class _Supervisor(Generic[T, R]):
    """Hands tasks to workers one by one and replaces those that die over one."""

    def __init__(
        self,
        make: Callable[[], Callable[[T], R]],
        tasks: Sequence[T],
        bounds: Bounds,
        is_stopping: Callable[[], bool],
    ) -> None:
        self._context = get_context("spawn")
        self._make = make
        self._tasks = tasks
        self._bounds = bounds
        self._is_stopping = is_stopping
        self._next = 0
        self._failed_starts = 0
        self._workers: list[_Worker] = []

    def results(self, jobs: int) -> Iterator[tuple[int, R | Crash]]:
        for _ in range(jobs):
            self._start()
        while self._goes_on() or any(worker.task is not None for worker in self._workers):
            readable = wait([worker.pipe for worker in self._workers], timeout=_POLL_SECONDS)
            for worker in list(self._workers):
                outcome = self._look_at(worker, worker.pipe in readable)
                if outcome is not None:
                    yield outcome

    def stop(self) -> None:
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
            worker.pipe.close()

    def _goes_on(self) -> bool:
        return self._next < len(self._tasks) and not self._is_stopping()

    def _start(self) -> None:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs, self._make, self._bounds), daemon=True)
        with _undisturbed():
            process.start()
        theirs.close()
        self._workers.append(_Worker(process, ours, since=monotonic()))

    def _look_at(self, worker: _Worker, is_readable: bool) -> tuple[int, R | Crash] | None:
        if is_readable:
            try:
                kind, content = worker.pipe.recv()
            except (EOFError, OSError):
                return self._bury(worker)
            return self._take(worker, kind, content)
        most = self._bounds.seconds if worker.ready else START_SECONDS
        is_idle = worker.ready and worker.task is None
        if not is_idle and monotonic() - worker.since > most:
            return self._bury(worker, Crash("timeout", f"gave no result within {most:g} seconds"))
        return None

    def _take(self, worker: _Worker, kind: str, content: Any) -> tuple[int, R | Crash] | None:
        if kind == "error":
            raise content
        if kind == "memory":
            return self._bury(worker, Crash("memory", f"took more than {self._bounds.megabytes} MB of memory"))
        if not worker.ready:
            worker.ready, self._failed_starts = True, 0
        finished, worker.task = worker.task, None
        self._hand_out(worker)
        return None if finished is None else (finished, content)

    def _hand_out(self, worker: _Worker) -> None:
        if self._goes_on():
            worker.task, worker.since = self._next, monotonic()
            self._next += 1
            try:
                worker.pipe.send(self._tasks[worker.task])
            except OSError:
                # The worker has died since: its pipe reads as closed in the next round, which blames this task.
                return

    def _bury(self, worker: _Worker, crash: Crash | None = None) -> tuple[int, Crash] | None:
        """Replace a worker that has died, or is given up for ``crash``; return the task that it held."""
        worker.process.kill()
        worker.process.join()
        worker.pipe.close()
        self._workers.remove(worker)
        crash = crash or Crash("crash", f"ended its process ({_end_of(worker.process.exitcode)})")
        if not worker.ready:
            self._count_failed_start(crash)
        if self._goes_on():
            self._start()
        return None if worker.task is None else (worker.task, crash)

    def _count_failed_start(self, crash: Crash) -> None:
        self._failed_starts += 1
        if self._failed_starts == FAILED_STARTS:
            raise ResourceError(f"no worker process can start: it {crash.reason}", hint="is there memory for it?")


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Put an interruption off until a worker is started, which half a message would end with a traceback.

    The worker inherits the mask, so that an interruption of the whole group does not reach it.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # The tracker's start unblocks the signal again: it must be running before.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end_of(code: int | None) -> str:
    if code is not None and code < 0:
        try:
            return signal.Signals(-code).name
        except ValueError:
            return f"signal {-code}"
    return f"exit status {code}"


def _serve(pipe: "Connection[Any, Any]", make: Callable[[], Callable[[Any], Any]], bounds: Bounds) -> None:
    """Work off tasks until the pipe closes. An interruption is the parent's affair, who then ends this process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    try:
        bound_memory(bounds.megabytes)
        function = make()
        confine()
        pipe.send(("ready", None))
        while True:
            task = pipe.recv()
            with _alarm(bounds.seconds + _GRACE_SECONDS):
                result = function(task)
            pipe.send_bytes(_pickled(("result", result)))
    except ExtractorError as error:
        pipe.send(("error", error))
    except MemoryError:
        pipe.send(("memory", None))
    except (EOFError, ConnectionError):
        return  # the parent has gone


def _pickled(content: object) -> bytes:
    buffer = io.BytesIO()
    _Pickler(buffer, pickle.HIGHEST_PROTOCOL).dump(content)
    return buffer.getvalue()


class _Pickler(pickle.Pickler):
    """Writes a dataclass as a call with its fields: its own way, where it has slots, takes twice as long both ways."""

    def reducer_override(self, value: Any) -> Any:
        kind = value.__class__
        names = _arguments(kind)
        return NotImplemented if names is None else (kind, tuple([getattr(value, name) for name in names]))


@cache
def _arguments(kind: type) -> tuple[str, ...] | None:
    """Return the names of a dataclass's fields in the order of its arguments; None where it is not made of them all."""
    if not is_dataclass(kind) or not all(item.init and not item.kw_only for item in fields(kind)):
        return None
    return tuple(item.name for item in fields(kind))


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Have the system end this process after so long: library code that hangs lets no thread of Python run."""
    if not hasattr(signal, "setitimer"):
        yield
        return
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
