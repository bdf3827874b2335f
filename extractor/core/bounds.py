"""What reading one PDF may take."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one task may take before it is ended: ``seconds`` by the clock, ``megabytes`` of its process's memory.

    An article takes one second and 300 MB; a scan up to ten seconds a page, and 1,000 MB.
    """

    seconds: float = 600.0
    megabytes: int = 4_000


USUAL = Bounds()
