"""Work done by other processes: results come as they are done, a dead worker costs its own task only.

The standard pools lose tasks, or wait for ever, where a worker is killed; here each worker holds one task at a time,
so it is always known whose fault an end was. Workers are spawned: they share nothing with the parent.
"""

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from time import monotonic
from typing import Any, Generic, TypeVar

from extractor.core.errors import ExtractorError, ResourceError

T = TypeVar("T")
R = TypeVar("R")

DEADLINE_SECONDS = 600.0
"""A task that takes longer is given up; the longest article of 60 pages takes a fortieth of it."""

_POLL_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Crash:
    """A task that took its worker with it; ``reason`` says how."""

    reason: str


def run_all(
    make: Callable[[], Callable[[T], R]],
    tasks: Sequence[T],
    *,
    jobs: int,
    deadline_seconds: float = DEADLINE_SECONDS,
) -> Iterator[tuple[int, R | Crash]]:
    """Yield ``(index of the task, its result)`` as results come in.

    ``make`` builds the worker's function, once in each of the ``jobs`` processes; it and the tasks must pickle. With
    no job the work is done in this process, which a task that crashes takes down.

    Raises:
        ExtractorError: ``make`` raised it, or the function did: the batch cannot go on.
        ResourceError: A worker process cannot start.
    """
    if not tasks:
        return
    if jobs < 1:
        function = make()
        yield from ((index, function(task)) for index, task in enumerate(tasks))
        return
    supervisor = _Supervisor(make, tasks, min(jobs, len(tasks)), deadline_seconds)
    try:
        yield from supervisor.results()
    finally:
        supervisor.stop()


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: "Connection[Any, Any]"
    ready: bool = False
    task: int | None = None
    since: float = 0.0


class _Supervisor(Generic[T, R]):
    """Hands tasks to workers one by one and replaces those that die over one."""

    def __init__(
        self, make: Callable[[], Callable[[T], R]], tasks: Sequence[T], jobs: int, deadline_seconds: float
    ) -> None:
        self._context = get_context("spawn")
        self._make = make
        self._tasks = tasks
        self._deadline_seconds = deadline_seconds
        self._next = 0
        self._workers = [self._start() for _ in range(jobs)]

    def results(self) -> Iterator[tuple[int, R | Crash]]:
        done = 0
        while done < len(self._tasks):
            pipes = [worker.pipe for worker in self._workers]
            readable = wait(pipes, timeout=_POLL_SECONDS)
            for worker in list(self._workers):
                outcome = self._look_at(worker, worker.pipe in readable)
                if outcome is not None:
                    done += 1
                    yield outcome

    def stop(self) -> None:
        for worker in self._workers:
            worker.process.terminate()
        for worker in self._workers:
            worker.process.join()
            worker.pipe.close()

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs, self._make), daemon=True)
        with _undisturbed():
            process.start()
        theirs.close()
        return _Worker(process, ours, since=monotonic())

    def _look_at(self, worker: _Worker, is_readable: bool) -> tuple[int, R | Crash] | None:
        if is_readable:
            try:
                kind, content = worker.pipe.recv()
            except (EOFError, OSError):
                return self._bury(worker, None)
            return self._take(worker, kind, content)
        if worker.task is not None and monotonic() - worker.since > self._deadline_seconds:
            return self._bury(worker, f"gave no result within {self._deadline_seconds:.0f} seconds")
        return None

    def _take(self, worker: _Worker, kind: str, content: Any) -> tuple[int, R | Crash] | None:
        if kind == "error":
            raise content
        finished, worker.task, worker.ready = worker.task, None, True
        self._hand_out(worker)
        return None if finished is None else (finished, content)

    def _hand_out(self, worker: _Worker) -> None:
        if self._next < len(self._tasks):
            worker.task, worker.since = self._next, monotonic()
            self._next += 1
            try:
                worker.pipe.send(self._tasks[worker.task])
            except OSError:
                # The worker has died since: its pipe reads as closed in the next round, which blames this task.
                return

    def _bury(self, worker: _Worker, reason: str | None) -> tuple[int, Crash] | None:
        """Replace a worker that has died, or is given up for ``reason``; return the task that it held."""
        worker.process.kill()
        worker.process.join()
        worker.pipe.close()
        self._workers.remove(worker)
        if not worker.ready:
            raise ResourceError("a worker process could not start", hint="try again with --jobs 0")
        if self._next < len(self._tasks):
            self._workers.append(self._start())
        if worker.task is None:
            return None
        return worker.task, Crash(reason or f"ended its process ({_end_of(worker.process.exitcode)})")


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


def _serve(pipe: "Connection[Any, Any]", make: Callable[[], Callable[[Any], Any]]) -> None:
    """Work off tasks until the pipe closes. An interruption is the parent's affair, who then ends this process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        function = make()
        pipe.send(("ready", None))
        while True:
            pipe.send(("result", function(pipe.recv())))
    except ExtractorError as error:
        pipe.send(("error", error))
    except (EOFError, OSError):
        return
