"""What speaks against a suggestion or a decided value, told before it is accepted: nothing here decides.

All is read off the quotes, their places on the page and the other rows of the publication: the PDF is not needed, and
every key can have the warnings anew.
"""

from collections.abc import Iterator, Sequence

from extractor.core.candidate import Extraction
from extractor.core.confirmed import Place
from extractor.protocol.model import Protocol
from extractor.review.form import Row, View
from extractor.review.warn.beside import beside
from extractor.review.warn.counts import counted
from extractor.review.warn.effects import effects
from extractor.review.warn.owners import Owners
from extractor.review.warn.quotes import quoted
from extractor.review.warn.told import Told, Warning, WarningKind

__all__ = ["Warning", "WarningKind", "warnings"]


def warnings(
    forms: Sequence[View], extraction: Extraction | None, protocol: Protocol
) -> dict[Place, tuple[Warning, ...]]:
    """Return the warnings of each place of a publication that has any, most telling first."""
    if extraction is None:
        return {}
    told = Told([view for view in forms if view.kind != "statement" and not view.rejected], extraction, protocol)
    owners = Owners(told.forms)
    found: dict[Place, tuple[Warning, ...]] = {}
    for view in told.forms:
        for row in view.rows:
            against = tuple(_against(told, owners, view, row)) if row.has_value and not row.dropped else ()
            if against:
                found[row.place] = against
    return found


def _against(told: Told, owners: Owners, view: View, row: Row) -> Iterator[Warning]:
    """Yield what speaks against a row."""
    if view.kind == "case":
        yield from counted(view, row)
        yield from owners.anothers(view, row)
        yield from effects(told, view, row)
    yield from quoted(told, view, row)
    yield from beside(told, view, row)
