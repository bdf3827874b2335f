"""Drives headless Chromium over its debugging pipe, so that a page is checked as a reader's browser shows it."""

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

PROGRAM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    "--remote-debugging-pipe",
)  # fmt: skip

ENTER = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"}
TAB = {"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}


class Pipe:
    """The way to the browser and back: commands one by one, events in between."""

    def __init__(self, reading: IO[bytes], writing: IO[bytes]) -> None:
        self._reading, self._writing = reading, writing
        self._number = 0
        self.events: list[dict[str, Any]] = []

    def call(self, method: str, session: str | None = None, **params: Any) -> dict[str, Any]:
        """Send a command and return its result; what is told meanwhile is kept in ``events``."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        self._writing.write(json.dumps(message).encode() + b"\0")
        self._writing.flush()
        while True:
            answer = self.next()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                return dict(answer["result"])
            self.events.append(answer)

    def next(self) -> dict[str, Any]:
        """Wait for what is told next."""
        told = bytearray()
        while (byte := self._reading.read(1)) != b"\0":
            assert byte, "the browser has ended"
            told += byte
        return dict(json.loads(told))


class Page:
    """One tab: what the browser says of it, and what can be done in it."""

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe
        target = pipe.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = str(pipe.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"])
        for domain in ("Page", "Log", "Runtime", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command to this tab and return its result."""
        return self._pipe.call(method, self._session, **params)

    @property
    def events(self) -> list[dict[str, Any]]:
        """What the browser told of this tab."""
        return [event for event in self._pipe.events if event.get("sessionId") == self._session]

    def open(self, path: Path, fragment: str = "") -> None:
        """Show a file and wait until it is loaded."""
        self.call("Page.navigate", url=path.as_uri() + fragment)
        while not any(event["method"] == "Page.loadEventFired" for event in self.events):
            self._pipe.events.append(self._pipe.next())

    def evaluate(self, expression: str) -> Any:
        """Return the value of an expression in the page."""
        return self.call("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def press(self, key: dict[str, Any]) -> None:
        """Press and release a key."""
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, **key)

    def resize(self, width: int, height: int = 800) -> None:
        """Show the page in a window of that size."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def pdf(self) -> bytes:
        """Print the page."""
        return base64.b64decode(self.call("Page.printToPDF", preferCSSPageSize=True)["data"])

    def named(self, *methods: str) -> list[dict[str, Any]]:
        """Return what was told by events of these names."""
        return [event["params"] for event in self.events if event["method"] in methods]


@contextmanager
def browser() -> Iterator[Pipe]:
    """Start Chromium with a folder of its own and nothing it could fetch from, and end it afterwards."""
    assert PROGRAM is not None
    to_read, from_us = os.pipe()
    to_us, from_it = os.pipe()
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        line = [PROGRAM, *FLAGS, f"--user-data-dir={folder}"]
        shell = f'exec 3<&{to_read} 4>&{from_it}; exec "$@"'
        running = subprocess.Popen(
            ["bash", "-c", shell, "chromium", *line],
            pass_fds=(to_read, from_it),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_read)
        os.close(from_it)
        with os.fdopen(to_us, "rb") as reading, os.fdopen(from_us, "wb") as writing:
            try:
                yield Pipe(reading, writing)
            finally:
                running.terminate()
                running.wait(timeout=30)
                with suppress(BrokenPipeError):
                    writing.close()
