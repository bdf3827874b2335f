"""What a worker is denied, tried in a real one: by Python, and by the C library where the kernel must deny it."""

import ctypes
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from errno import EACCES
from pathlib import Path

import pytest

from extractor.workflows.pool import run_all

C = ctypes.CDLL(None, use_errno=True)
TCP = 1


def has_landlock() -> bool:
    return sys.platform == "linux" and int(C.syscall(444, None, ctypes.c_size_t(0), 1)) >= 4


needs_landlock = pytest.mark.skipif(not has_landlock(), reason="needs a kernel with Landlock for files and TCP")


def attempt(task: tuple[str, str]) -> str:
    """Do what is named to a file, or with a port, and tell how it ended."""
    name, target = task
    try:
        return str(ATTEMPTS[name](target))
    except OSError as error:
        return type(error).__name__


def make_attempt() -> Callable[[tuple[str, str]], str]:
    return attempt


def in_a_worker(name: str, target: object) -> str:
    [(_, told)] = run_all(make_attempt, [(name, str(target))], jobs=1)
    assert isinstance(told, str)
    return told


def by_libc(result: int) -> str:
    return "denied" if result == -1 and ctypes.get_errno() == EACCES else f"{result}, error {ctypes.get_errno()}"


def connect_by_libc(port: str) -> str:
    address = b"\x02\x00" + int(port).to_bytes(2, "big") + bytes([127, 0, 0, 1]) + bytes(8)
    return by_libc(C.connect(C.socket(socket.AF_INET, socket.SOCK_STREAM, 0), address, len(address)))


def speak(words: str) -> str:
    os.write(1, words.encode())
    os.write(2, words.encode())
    return "spoken"


ATTEMPTS: dict[str, Callable[[str], object]] = {
    "read": lambda path: Path(path).read_text(encoding="utf-8"),
    "write": lambda path: Path(path).write_text("changed", encoding="utf-8"),
    "start": lambda path: subprocess.run([path], check=True),
    "shell": os.system,
    "connect": lambda port: socket.create_connection(("127.0.0.1", int(port))),
    "send": lambda port: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", int(port))),
    "resolve": lambda name: socket.getaddrinfo(name, 80),
    "create by libc": lambda path: by_libc(C.creat(path.encode(), 0o644)),
    "remove by libc": lambda path: by_libc(C.unlink(path.encode())),
    "rename by libc": lambda path: by_libc(C.rename(path.encode(), path.encode() + b"2")),
    "truncate by libc": lambda path: by_libc(C.truncate(path.encode(), 0)),
    "make a folder by libc": lambda path: by_libc(C.mkdir(path.encode(), 0o755)),
    "link by libc": lambda path: by_libc(C.symlink(b"/", path.encode())),
    "execute by libc": lambda path: by_libc(C.execv(path.encode(), (ctypes.c_char_p * 2)(path.encode(), None))),
    "connect by libc": connect_by_libc,
    "speak": speak,
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_text("as it was", encoding="utf-8")
    return path


def test_a_worker_reads_files(file: Path) -> None:
    assert in_a_worker("read", file) == "as it was"


@pytest.mark.skipif(os.name == "nt", reason="files are guarded on POSIX only")
def test_a_worker_writes_no_file(file: Path) -> None:
    assert in_a_worker("write", file) in ("OSError", "PermissionError")
    assert file.read_text(encoding="utf-8") in ("as it was", "")


@needs_landlock
@pytest.mark.parametrize("what", ["remove by libc", "rename by libc", "truncate by libc"])
def test_no_code_in_a_worker_changes_a_file(what: str, file: Path) -> None:
    assert in_a_worker(what, file) == "denied"
    assert [path.read_text(encoding="utf-8") for path in file.parent.iterdir()] == ["as it was"]


@needs_landlock
@pytest.mark.parametrize("what", ["create by libc", "make a folder by libc", "link by libc"])
def test_no_code_in_a_worker_makes_a_file(what: str, tmp_path: Path) -> None:
    assert in_a_worker(what, tmp_path / "new") == "denied"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("what", ["start", "shell"])
def test_a_worker_starts_no_program(what: str) -> None:
    assert in_a_worker(what, sys.executable) == "PermissionError"


@needs_landlock
def test_no_code_in_a_worker_starts_a_program() -> None:
    assert in_a_worker("execute by libc", sys.executable) == "denied"


@pytest.mark.parametrize("what", ["connect", "send"])
def test_a_worker_reaches_no_port(what: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert in_a_worker(what, server.getsockname()[1]) == "PermissionError"


@needs_landlock
def test_no_code_in_a_worker_reaches_a_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert in_a_worker("connect by libc", server.getsockname()[1]) == "denied"


def test_a_worker_looks_up_no_name() -> None:
    assert in_a_worker("resolve", "example.org") == "PermissionError"


def test_a_worker_does_not_speak(capfd: pytest.CaptureFixture[str]) -> None:
    assert in_a_worker("speak", "\x1b[2J") == "spoken"
    told = capfd.readouterr()
    assert (told.out, told.err) == ("", "")
