"""Ctrl-C while a batch runs: the first asks to finish what is in hand, the second ends at once."""

import signal
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any


class Interruption:
    """While it is entered, the first SIGINT is noted and the second raises ``KeyboardInterrupt``.

    Only the main thread hears signals; where SIGINT is ignored or somebody else's already, it stays so.
    """

    def __init__(self, on_asked: Callable[[], None]) -> None:
        self._on_asked = on_asked
        self._is_asked = False
        self._is_told = False
        self._before: Any = None

    def is_asked(self) -> bool:
        """Tell whether to come to an end; ``on_asked`` is called when that is seen first, not by the signal itself."""
        if self._is_asked and not self._is_told:
            self._is_told = True
            self._on_asked()
        return self._is_asked

    def __enter__(self) -> "Interruption":
        is_main = threading.current_thread() is threading.main_thread()
        if is_main and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            self._before = signal.signal(signal.SIGINT, self._hear)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        if self._is_asked:
            raise KeyboardInterrupt
        self._is_asked = True
