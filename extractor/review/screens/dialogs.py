"""What keys ask before something is decided: each dialog opens a screen over the review and hands on its answer."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from extractor.core.document import Document
from extractor.core.errors import ExtractorError, UsageError
from extractor.review.actions import Keys
from extractor.review.find import Filter, Hit
from extractor.review.form import suggested
from extractor.review.queue import EntryKind
from extractor.review.screens.choose import ChooseScreen, PickScreen
from extractor.review.screens.edit import EditScreen
from extractor.review.screens.help import HelpScreen
from extractor.review.screens.pair import PairScreen, Verdict
from extractor.review.screens.publications import PublicationsScreen
from extractor.review.screens.queue import QueueScreen, Taken
from extractor.review.screens.search import SearchScreen
from extractor.review.screens.span import SpanScreen
from extractor.review.screens.statement import Reading, StatementScreen
from extractor.review.screens.table import TableScreen
from extractor.review.session import ReviewSession
from extractor.review.values import Choice, percent
from extractor.review.viewer import open_page
from extractor.review.widgets.evidence import table_of

if TYPE_CHECKING:
    from extractor.core.candidate import Anchor
    from extractor.review.screens.review import ReviewScreen

NOTHING_CHANGED = "Nothing changed."
NO_PDF = "The PDF is not at hand: start the review with --pdf-dir and the folder that was extracted."
NOT_READ = "The text of this publication is not at hand: the PDF is being read, could not be read, or lacks --pdf-dir."


class Dialogs:
    """The actions that ask something; each method is named for its action."""

    def __init__(self, screen: "ReviewScreen") -> None:
        self._screen = screen
        self._reason = ""

    @property
    def _session(self) -> ReviewSession:
        return self._screen.session

    @property
    def _keys(self) -> Keys:
        return self._screen.keys

    def _say(self, message: str) -> None:
        self._screen.show(message)

    def _try(self, deed: Callable[[], str]) -> None:
        try:
            self._say(deed())
        except ExtractorError as error:
            self._say(f"Not kept: {error}")

    # Deciding

    def reject(self) -> None:
        """Reject the current value, with the reason that was given."""
        self._say(self._session.reject(reason=self._because()))

    def correct(self) -> None:
        """Ask for another value, or for another reading of a statement."""
        session = self._session
        row = session.row
        if row is None:
            self._say("There is nothing to correct.")
        elif row.kind == "statement":
            self._correct_statement()
        elif row.slot is None:
            yes, no = session.key("accept"), session.key("reject")
            self._say(f"A case as such is accepted ({yes}) or rejected ({no}); correct its values one by one.")
        else:
            self._ask_value()

    def _ask_value(self, typed: str | None = None) -> None:
        session = self._session
        row = session.row
        if row is None:
            return
        if typed is None:
            typed = row.words if row.has_value and row.spec and row.spec.kind == "text" else ""
        title = row.full_label + (f" ({session.held[0].quote})" if session.held else "")
        self._ask(title, session.offered(), lambda text: session.correct(text, reason=self._because()), typed)

    def _ask(self, title: str, offered: tuple[Choice, ...], decide: Callable[[str], str], typed: str = "") -> None:
        def told(message: str | None) -> None:
            self._say(NOTHING_CHANGED if message is None else message)

        self._screen.app.push_screen(
            EditScreen(self._keys, " ".join(title.split()), offered, decide, typed=typed), told
        )

    def _correct_statement(self) -> None:
        session = self._session
        row = session.row
        told = row and (row.value or suggested(row.suggestion))
        if not told:
            self._say("This statement is not suggested any more.")
            return
        cases = [view.title for view in session.views if view.kind == "case"]
        domains = [(domain.id, domain.title) for domain in session.protocol.domains]

        def decided(reading: Reading | None) -> None:
            if reading is None:
                self._say(NOTHING_CHANGED)
                return
            self._try(
                lambda: session.correct_statement(
                    assertion=reading.assertion,
                    direction=reading.direction,
                    domains=reading.domains,
                    case_ids=reading.case_ids,
                )
            )

        start = Reading(told["assertion"], told["direction"], tuple(told["domains"]), tuple(told["case_ids"]))
        self._screen.app.push_screen(StatementScreen(self._keys, told["quote"], start, domains, cases), decided)

    def add(self) -> None:
        """Ask for one more item, domain or name."""
        session = self._session
        row = session.row
        if row is None or row.spec is None or not session.can_add():
            self._say(f"This field has one value; {session.key('correct')} changes it.")
        elif row.spec.keying == "ordinal":
            self._say(session.add_more())
        else:
            words = "Which domain" if row.spec.keying == "domain" else f"One more: {row.label}"
            self._ask(words, session.offered_more(), session.add_more)

    def note(self) -> None:
        """Ask for a note."""
        row = self._session.row
        if row is None:
            self._say("There is nothing to note something of.")
        else:
            self._ask(f"Note on {row.full_label} (empty takes it away)", (), self._session.note, row.note)

    def why(self) -> None:
        """Ask for the reason of the next decision."""

        def keep(text: str) -> str:
            self._reason = " ".join(text.split())
            return f"Your next rejection, correction or dismissal says: {self._reason}" if self._reason else ""

        self._ask("Why (kept with the next rejection, correction or dismissal)", (), keep, self._reason)

    def _because(self) -> str:
        reason, self._reason = self._reason, ""
        return reason

    def level(self) -> None:
        """Ask for the level from which values are accepted together."""
        session = self._session

        def set_level(text: str) -> str:
            typed = text.strip().removesuffix("%").strip()
            try:
                number = float(typed.replace(",", "."))
            except ValueError:
                raise UsageError("type a share, such as 90 % or 0.9") from None
            return session.set_level(number / 100 if number > 1 else number)

        self._ask(f"Accept together from (now {percent(session.level)})", (), set_level, percent(session.level))

    def split(self) -> None:
        """Ask which values go to a new case."""
        session, view = self._session, self._session.view
        if view is None or view.kind != "case" or view.rejected:
            self._say("Only a case can be split.")
            return
        places = [index for index, row in enumerate(view.rows) if row.slot and (row.suggestion or row.decision)]
        lines = [f"{view.rows[index].full_label}: {view.rows[index].words or '-'}" for index in places]

        def picked(chosen: tuple[int, ...] | None) -> None:
            if chosen is None:
                self._say(NOTHING_CHANGED)
            else:
                self._try(lambda: session.split(places[number] for number in chosen))

        title = f"Split {view.title}: which values belong to another case?"
        self._screen.app.push_screen(PickScreen(self._keys, title, lines), picked)

    def merge(self) -> None:
        """Ask which case becomes a part of the current one."""
        session, view = self._session, self._session.view
        if view is None or view.kind != "case":
            self._say("Only cases can be merged.")
            return
        others = [
            (index, other)
            for index, other in enumerate(session.views)
            if other.kind == "case" and other is not view and not other.rejected
        ]
        if not others:
            self._say("There is no other case here to merge.")
            return

        def chosen(number: int | None) -> None:
            if number is None:
                self._say(NOTHING_CHANGED)
            else:
                self._try(lambda: session.merge(others[number][0]))

        lines = [
            f"{session.case_title(other)}: {_summary([row.words for row in other.rows[1:]])}" for _, other in others
        ]
        title = f"Merge which case into {session.case_title(view)}?"
        self._screen.app.push_screen(ChooseScreen(self._keys, title, lines), chosen)

    def pair(self) -> None:
        """Show both sides of a link and take the verdict."""
        session = self._session
        found = session.pair()
        if found is None:
            self._say("Both sides are shown for a link to another report: go to the field Same patient as.")
            return

        def decided(verdict: Verdict | None) -> None:
            if verdict is None:
                self._say(NOTHING_CHANGED)
            elif verdict == "accept":
                self._try(session.accept)
            else:
                self._try(lambda: session.reject(reason=self._because()))

        self._screen.app.push_screen(PairScreen(self._keys, found, self._screen.document()), decided)

    def span(self) -> None:
        """Let words be selected, then ask for the value that they tell in the current row."""
        session, document = self._session, self._screen.document()
        if document is None:
            self._say(NOT_READ)
            return
        row = session.row
        rows = (row, *session.view.rows) if row and session.view else ()
        found = _first_place(tuple(anchor for item in rows for anchor in item.anchors), document)

        def selected(anchors: "tuple[Anchor, ...] | None") -> None:
            if anchors is None:
                self._say(NOTHING_CHANGED)
                return
            said = session.hold(*anchors)
            current = session.row
            self._say(said)
            if current is not None and current.slot is not None and current.kind != "statement":
                self._ask_value(" ".join(anchors[0].quote.split()))

        self._screen.app.push_screen(SpanScreen(self._keys, document, found or 0), selected)

    # What to look at

    def missed(self) -> None:
        """List what may have been missed."""
        self._queue("missed")

    def contradictions(self) -> None:
        """List what does not agree."""
        self._queue("contradiction")

    def _queue(self, kind: EntryKind) -> None:
        session = self._session
        if session.publication is None:
            self._say("This review holds no publication.")
            return

        def taken(what: Taken | None) -> None:
            if what is None:
                self._say("")
            elif what.deed == "go":
                self._try(lambda: session.hold_entry(what.entry))
            else:
                self._try(lambda: session.entry_to_case(what.entry, what.deed))

        screen = QueueScreen(self._keys, session, kind, self._screen.document, reason=self._because())
        self._screen.app.push_screen(screen, taken)

    def search(self) -> None:
        """Search the review for words."""
        self._search("Search", Filter())

    def filter(self) -> None:
        """Ask what to list, then list it."""
        session, row = self._session, self._session.row
        filters = [
            ("What is open", Filter(states=frozenset(["open", "changed"]))),
            ("What is warned of", Filter(warned=True)),
            (f"What is open and less sure than {percent(session.level)}", Filter(below=session.level)),
            ("What is flagged", Filter(flagged=True)),
            ("What was corrected", Filter(states=frozenset(["corrected"]))),
            ("What was rejected", Filter(states=frozenset(["rejected"]))),
            ("What was added", Filter(states=frozenset(["added"]))),
            ("What is not told or unclear", Filter(states=frozenset(["not told", "unclear"]))),
            ("What is suggested otherwise than decided", Filter(states=frozenset(["changed"]))),
        ]
        if row is not None and row.spec is not None:
            filters.append((f"Every {row.label}", Filter(fields=frozenset([row.spec.name]))))

        def chosen(number: int | None) -> None:
            if number is None:
                self._say("")
            else:
                self._search(*filters[number])

        self._screen.app.push_screen(
            ChooseScreen(self._keys, "List which fields?", [words for words, _ in filters]), chosen
        )

    def _search(self, title: str, wanted: Filter) -> None:
        def found(hit: Hit | None) -> None:
            if hit is not None:
                self._session.go_to_hit(hit)
            self._say("")

        self._screen.app.push_screen(SearchScreen(self._keys, self._session, title, wanted), found)

    def publications(self) -> None:
        """List the publications."""

        def chosen(position: int | None) -> None:
            if position is not None:
                self._session.go_to(position)
            self._say("")

        self._screen.app.push_screen(PublicationsScreen(self._keys, self._session), chosen)

    def open_pdf(self) -> None:
        """Open the PDF at the evidence's page in the reviewer's viewer."""
        path = self._screen.path()
        row = self._session.row
        page = row.anchors[0].page if row and row.anchors else 1
        self._say(NO_PDF if path is None else open_page(path, page, self._screen.config.viewer))

    def picture(self) -> None:
        """Show the evidence's page as a picture."""
        path, row, publication = self._screen.path(), self._session.row, self._session.publication
        if path is None:
            self._say(NO_PDF)
            return
        from extractor.review.screens.page import PageScreen

        anchors = row.anchors if row else ()
        boxes = tuple(box for anchor in anchors for box in anchor.boxes)
        screen = PageScreen(
            self._keys,
            path,
            boxes,
            self._screen.document(),
            self._screen.terminal,
            page=anchors[0].page if anchors else 1,
            color=self._screen.color,
            is_part=publication is not None and publication.part is not None,
            viewer=self._screen.config.viewer,
        )
        self._screen.app.push_screen(screen, lambda message: self._say(message or ""))

    def table(self) -> None:
        """Show the whole table that the evidence stands in."""
        document, row = self._screen.document(), self._session.row
        found = [place for anchor in row.anchors if (place := table_of(anchor, document))] if document and row else []
        if document is None:
            self._say(NOT_READ)
        elif not found:
            self._say("The evidence stands in no table.")
        else:
            table = found[0][0]
            lit = [span for other, span in found if other is table]
            self._screen.app.push_screen(TableScreen(self._keys, document, table, lit))

    def commands(self) -> None:
        """Open the palette of all commands."""
        self._screen.app.action_command_palette()

    def help(self) -> None:
        """Show all keys."""
        self._screen.app.push_screen(HelpScreen(self._keys))


def _first_place(anchors: "tuple[Anchor, ...]", document: Document) -> int | None:
    from extractor.review.passages import find

    return next((span.start for anchor in anchors if (span := find(anchor, document))), None)


def _summary(words: list[str]) -> str:
    return ", ".join(word for word in words if word)[:120] or "nothing told yet"
