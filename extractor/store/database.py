"""Opens a review folder's ``review.db``: pragmas, migrations, transactions; SQLite's errors become ours."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from shutil import disk_usage
from types import TracebackType

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from extractor.core.errors import StoreError, StoreLocked, StoreTooNew

FILE_NAME = "review.db"

BUSY_SECONDS = 5.0
"""How long a writer waits for another; one publication's transaction takes milliseconds."""


@dataclass(frozen=True, slots=True)
class Store:
    """An open review folder; close it, or use it as a context manager."""

    folder: Path
    engine: Engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the store."""
        with _translated(self.folder), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose changes are kept together, or not at all.

        Raises:
            StoreLocked: another process holds the store for longer than ``BUSY_SECONDS``.
        """
        with (
            _translated(self.folder),
            self.engine.connect().execution_options(writes=True) as connection,
            connection.begin(),
        ):
            yield connection

    def hold(self) -> Connection:
        """Open a connection for no other use than to stay open: while one is, no write has to tidy up the log."""
        with _translated(self.folder):
            return self.engine.connect()

    def close(self) -> None:
        """Give the file back."""
        self.engine.dispose()

    def __enter__(self) -> "Store":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_store(folder: Path, *, create: bool = False) -> Store:
    """Open the store of a review folder, bringing its schema up to date; with ``create`` it is made where missing.

    Raises:
        StoreError: there is no store, or the file is none.
        StoreLocked: another process is writing to it.
        StoreTooNew: a newer version of the program wrote it.
    """
    path = folder / FILE_NAME
    if create:
        _make_folder(folder)
    elif not path.is_file():
        raise StoreError("no review here", path=folder, hint="make one with: extractor extract PDF_DIR --out REVIEW")
    engine = _engine(path)
    try:
        with _translated(folder):
            _migrate(engine, path)
    except StoreError:
        engine.dispose()
        raise
    return Store(folder, engine)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"cannot make the review folder: {error.strerror}", path=folder) from error


def _engine(path: Path) -> Engine:
    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # The driver begins no transaction itself (isolation_level None): a writer takes the lock at once, so that
        # what it reads first still holds when it writes.
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _migrate(engine: Engine, path: Path) -> None:
    steps = sorted(
        (entry.name, entry.read_text(encoding="utf-8"))
        for entry in files("extractor.store.migrations").iterdir()
        if entry.name.endswith(".sql")
    )
    with engine.connect() as connection:
        version = _version(connection)
    if version > len(steps):
        raise StoreTooNew(
            f"written by a newer version (schema {version}, known {len(steps)})",
            path=path,
            hint="upgrade: pip install --upgrade case-extractor",
        )
    if version == len(steps):
        return
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        for number, (_, script) in enumerate(steps, start=1):
            if number > _version(connection):
                for statement in _statements(script):
                    connection.exec_driver_sql(statement)
                connection.exec_driver_sql(f"PRAGMA user_version = {number}")


def _version(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def _statements(script: str) -> Iterator[str]:
    """Yield a script's statements; a trigger's inner semicolons end none."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""


@contextmanager
def _translated(folder: Path) -> Iterator[None]:
    try:
        yield
    except (DatabaseError, sqlite3.DatabaseError) as error:
        raise _ours(folder, getattr(error, "orig", None) or error) from error


def _ours(folder: Path, error: BaseException) -> StoreError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreLocked("another process is writing to this review", path=folder, hint="try again when it is done")
    if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and disk_usage(folder).free < _LEAST_SPACE):
        return StoreError("no space left on the disk", path=folder, hint=_GO_ON)
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
        return StoreError("this review cannot be opened for writing", path=folder, hint="check its permissions")
    if code == sqlite3.SQLITE_IOERR:
        return StoreError(f"the disk does not take or give what is asked of it: {error}", path=folder, hint=_GO_ON)
    return StoreError(f"the store cannot be used: {error}", path=folder / FILE_NAME)


_GO_ON = "what was done is kept: the same command goes on from there"
_LEAST_SPACE = 1 << 16
"""Of a disk, below which SQLite cannot make its shared memory, and calls that an error of the disk."""
