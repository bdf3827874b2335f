"""What makes the first screen come sooner."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Look for no garbage while modules are loaded, nor later among what they hold: all of it stays to the end.

    To look for it took a tenth of the time to the first screen.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
