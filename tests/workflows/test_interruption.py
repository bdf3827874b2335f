import os
import signal
import threading
import time
from collections.abc import Iterator

import pytest

from extractor.workflows.interruption import Interruption

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")


@pytest.fixture(autouse=True)
def attended() -> Iterator[None]:
    """Listen to Ctrl-C, also where the tests run in the background and are to hear none."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def press_ctrl_c() -> None:
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0.01)


def press_ctrl_c_twice() -> None:
    press_ctrl_c()
    press_ctrl_c()


def test_the_first_is_noted_and_told_once() -> None:
    told: list[str] = []
    with Interruption(lambda: told.append("finishing")) as interruption:
        assert not interruption.is_asked()
        press_ctrl_c()
        assert [interruption.is_asked(), interruption.is_asked()] == [True, True]
    assert told == ["finishing"]


def test_the_second_ends_at_once() -> None:
    with Interruption(lambda: None), pytest.raises(KeyboardInterrupt):
        press_ctrl_c_twice()


def test_afterwards_an_interruption_is_what_it_was() -> None:
    before = signal.getsignal(signal.SIGINT)
    with Interruption(lambda: None):
        assert signal.getsignal(signal.SIGINT) != before
    assert signal.getsignal(signal.SIGINT) == before


def test_an_ignored_interruption_stays_ignored() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with Interruption(lambda: None) as interruption:
            press_ctrl_c()
            assert not interruption.is_asked()
    finally:
        signal.signal(signal.SIGINT, before)


def test_another_thread_leaves_signals_alone() -> None:
    seen: list[object] = []

    def work() -> None:
        with Interruption(lambda: None):
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [signal.getsignal(signal.SIGINT)]
