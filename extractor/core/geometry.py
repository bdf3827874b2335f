"""Places on a page: boxes in PDF points (1/72 inch), origin top left of the page as displayed, y down."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """A rectangle on page ``page`` (from 1); ``x0 <= x1`` and ``top <= bottom``."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float

    def __post_init__(self) -> None:
        if self.page < 1 or self.x0 > self.x1 or self.top > self.bottom:
            raise ValueError(f"not a box: {self}")

    @property
    def width(self) -> float:
        """Width in points."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Height in points."""
        return self.bottom - self.top

    def cover(self, other: "Box") -> "Box":
        """Return the smallest box that holds both; both must be on one page."""
        if self.page != other.page:
            raise ValueError("boxes of two pages have no common box")
        return Box(
            self.page,
            min(self.x0, other.x0),
            min(self.top, other.top),
            max(self.x1, other.x1),
            max(self.bottom, other.bottom),
        )

    def overlaps(self, other: "Box") -> bool:
        """Tell whether the two share an area on one page."""
        return (
            self.page == other.page
            and max(self.x0, other.x0) < min(self.x1, other.x1)
            and max(self.top, other.top) < min(self.bottom, other.bottom)
        )
