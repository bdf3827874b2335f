"""How long a reviewer was at work on what: the time between two keys, as long as it is no pause."""

from collections.abc import Callable

PAUSE_SECONDS = 60.0
"""Time between two keys that is longer is no work."""

Place = tuple[str, str]
"""A publication's uid and the subject of the form that was shown."""


class Timer:
    """Adds up seconds by place until they are kept; ``clock`` gives seconds that only grow."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._last = clock()
        self._place: Place | None = None
        self._seconds: dict[Place, float] = {}

    @property
    def pending(self) -> list[tuple[Place, float]]:
        """Seconds that are not kept yet."""
        return [(place, seconds) for place, seconds in self._seconds.items() if seconds > 0]

    def touch(self, publication: str, subject: str) -> None:
        """Count the time since the last key for what was shown then; from now on this is."""
        now = self._clock()
        passed = now - self._last
        if self._place is not None and passed <= PAUSE_SECONDS:
            self._seconds[self._place] = self._seconds.get(self._place, 0.0) + passed
        self._last, self._place = now, (publication, subject)

    def taken(self) -> None:
        """Forget what was pending: it is kept now."""
        self._seconds.clear()
