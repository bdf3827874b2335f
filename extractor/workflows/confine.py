"""What a process that reads PDFs may still do once it is ready: read files and answer, little else.

A PDF may hold an attack on the libraries that read it. What is denied here, they cannot be made to do.
"""

import ctypes
import os
import struct
import sys

_REFUSED = frozenset(
    (
        "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile", "os.system", "pty.spawn",
        "socket.bind", "socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendmsg",
        "socket.sendto", "subprocess.Popen",
    )
)  # fmt: skip
"""Audit events of the interpreter: somebody starts a program or goes online."""

_CREATE_RULESET, _RESTRICT_SELF, _NO_NEW_PRIVILEGES = 444, 446, 38
"""Landlock's system calls, the same on every architecture, and what it asks for first. Source: linux/landlock.h."""
_FILE_RIGHTS = ((5, 16), (3, 15), (2, 14), (1, 13))
"""From which version of Landlock on how many rights on files are known."""
_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
_TCP_SINCE, _TCP_RIGHTS = 4, 0b11


def bound_memory(megabytes: int) -> None:
    """Let this process have so much memory of its own at most; without effect where the system knows no such bound.

    Memory is what Linux calls data, not address space: of that, libraries reserve gigabytes that they never touch.
    """
    _lower("RLIMIT_DATA", megabytes << 20)


def confine() -> None:
    """Deny this process to write files, to go online, to start programs and to speak, as far as the system can.

    Python refuses its own ways to do so on every system. On POSIX no file grows. Where the kernel has Landlock (Linux
    5.13; 6.7 for TCP) it lets this thread and those that it starts open files for reading only, whatever code asks.
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    _lower("RLIMIT_FSIZE", 0)
    _lower("RLIMIT_CORE", 0)
    if sys.platform == "linux":
        _restrict()
    sys.addaudithook(_refuse)


def _lower(name: str, most: int) -> None:
    try:
        import resource
    except ImportError:
        return
    kind = getattr(resource, name)
    _, hard = resource.getrlimit(kind)
    if hard == resource.RLIM_INFINITY or hard > most:
        resource.setrlimit(kind, (most, hard))


def _refuse(event: str, _: object) -> None:
    if event in _REFUSED:
        raise PermissionError(f"a process that reads PDFs has no use for {event}")


def _restrict() -> None:
    """Give up all rights on files but to read them, and those on TCP, where the kernel takes them."""
    kernel = ctypes.CDLL(None)
    version = kernel.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), 1)
    known = next((count for since, count in _FILE_RIGHTS if since <= version), 0)
    if not known:
        return
    rights = ((1 << known) - 1) & ~_READ_FILE & ~_READ_FOLDER
    handled = struct.pack("Q", rights) + (struct.pack("Q", _TCP_RIGHTS) if version >= _TCP_SINCE else b"")
    rules = kernel.syscall(_CREATE_RULESET, handled, ctypes.c_size_t(len(handled)), 0)
    if rules >= 0:
        kernel.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        kernel.syscall(_RESTRICT_SELF, rules, 0)
        os.close(rules)
