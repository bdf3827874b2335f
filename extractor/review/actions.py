"""Every key of the review in one table: screens bind it, the hint lines and the help are written from it."""

from dataclasses import dataclass
from typing import Literal

Group = Literal["Decide", "Move", "Other"]


@dataclass(frozen=True, slots=True)
class Action:
    """What keys do. ``keys`` are Textual's names, ``shown`` what is printed for them.

    ``hint`` is the word of the hint lines at the bottom (``line`` 1 or 2), None where the action has none there.
    """

    name: str
    keys: tuple[str, ...]
    shown: str
    help: str
    group: Group
    hint: str | None = None
    line: int = 1


ACTIONS: tuple[Action, ...] = (
    Action("accept", ("a",), "a", "Accept the suggested value and go on.", "Decide", "accept"),
    Action("correct", ("c", "enter"), "c", "Correct the value, or enter one where there is none.", "Decide", "correct"),
    Action("reject", ("r",), "r", "Reject the value: it is wrong and nothing takes its place.", "Decide", "reject"),
    Action("undo", ("u",), "u", "Take back the last decision, also one made days ago.", "Decide", "undo"),
    Action(
        "accept_case",
        ("A",),
        "A",
        "Accept the whole case as far as it is sure. Outcomes, refractoriness, a group's counts, links to other "
        "reports and values below the measured level stay open; so do observed effects among the statements.",
        "Decide",
        "whole case",
    ),
    Action("next_open", ("space",), "space", "Go to the next value that waits for you.", "Move", "next open"),
    Action("row_down", ("down", "j"), "↓ j", "Next field.", "Move"),
    Action("row_up", ("up", "k"), "↑ k", "Previous field.", "Move"),
    Action("view_right", ("right", "l", "tab"), "→ l", "Next case, after the last the statements.", "Move"),
    Action("view_left", ("left", "h", "shift+tab"), "← h", "Previous case.", "Move"),
    Action("publication_down", ("right_square_bracket", "pagedown"), "]", "Next publication.", "Move"),
    Action("publication_up", ("left_square_bracket", "pageup"), "[", "Previous publication.", "Move"),
    Action("publications", ("g",), "g", "List the publications with what is open in each.", "Move"),
    Action("not_told", ("n",), "n", "Say that the publication does not tell it.", "Decide", "not told", 2),
    Action("unclear", ("m",), "m", "Say that the publication leaves it unclear.", "Decide"),
    Action("add", ("plus", "i"), "+", "Add one more: a drug, a domain, an item of a list.", "Decide", "add", 2),
    Action("reject_case", ("R",), "R", "Reject the whole case: it is no case of this review.", "Decide"),
    Action("add_patient", ("P",), "P", "Add a patient that the machine did not find.", "Decide"),
    Action("add_group", ("G",), "G", "Add a group that the machine did not find.", "Decide"),
    Action("redo", ("U",), "U", "Decide again what was taken back last.", "Decide"),
    Action("evidence_down", ("J", "shift+down"), "J", "Scroll the evidence down.", "Move"),
    Action("evidence_up", ("K", "shift+up"), "K", "Scroll the evidence up.", "Move"),
    Action("help", ("question_mark", "f1"), "?", "This help.", "Other", "help", 2),
    Action("quit", ("q", "ctrl+q"), "q", "Leave. Every decision is kept already.", "Other", "quit", 2),
)

MOVES = "↑↓ field  ←→ case  [ ] publication  g list"
"""The hints of the keys that move, which read better in pairs."""


def hints(line: int) -> str:
    """Return hint line 1 (decisions) or 2 (moves and the rest)."""
    words = [f"{action.shown} {action.hint}" for action in ACTIONS if action.hint and action.line == line]
    return "  ".join(words if line == 1 else [MOVES, *words])
