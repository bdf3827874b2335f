"""Settings of all tests: on a build machine hypothesis draws the same examples every time; nothing goes online."""

import os
import sys

from hypothesis import settings

HERE = (None, "", "localhost", "127.0.0.1", "::1", "0.0.0.0", "::", b"localhost", b"127.0.0.1")


def stay_here(event: str, arguments: tuple[object, ...]) -> None:
    """Fail whatever asks for another host: the tests pass with the network off, and this tells which would not."""
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    elif event in ("socket.connect", "socket.sendto"):
        host = arguments[1][0] if isinstance(arguments[1], tuple) else None
    else:
        return
    if host not in HERE:
        raise ConnectionRefusedError(f"no test goes online, but one asks for {host!r}")


sys.addaudithook(stay_here)

settings.register_profile("build", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("build")
