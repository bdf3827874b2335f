"""Every key of the review in one table: the screens obey it, the hint lines and the help are written from it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

Group = Literal["Decide", "Move", "Look", "Other"]
GROUPS: tuple[Group, ...] = ("Decide", "Move", "Look", "Other")


@dataclass(frozen=True, slots=True)
class Action:
    """What keys do. ``keys`` are Textual's names, ``shown`` what is printed for them.

    ``hint`` is the word of the hint lines at the bottom (``line`` 1, 2 or 3), None where the action has none there.
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
        "reports and values below the level stay open; so do observed effects among the statements.",
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
    Action("next_doubtful", ("d",), "d", "Go to the next open value that is warned of or unsure.", "Move", "doubt", 3),
    Action("search", ("slash",), "/", "Search the fields and values of the review.", "Move", "search", 3),
    Action("filter", ("F",), "F", "List only what is open, warned of, flagged, unsure …", "Move", "filter", 3),
    Action("not_told", ("n",), "n", "Say that the publication does not tell it.", "Decide", "not told", 2),
    Action("unclear", ("m",), "m", "Say that the publication leaves it unclear.", "Decide"),
    Action("add", ("plus",), "+", "Add one more: a drug, a domain, an item of a list.", "Decide", "add", 2),
    Action("span", ("s",), "s", "Select words of the text and add the value that they tell.", "Decide"),
    Action("note", ("e",), "e", "Write a note on the field; the value stays as it is.", "Decide"),
    Action("flag", ("f",), "f", "Flag the field, or take its flag away.", "Decide"),
    Action("why", ("y",), "y", "Give the reason for your next decision before you take it.", "Decide"),
    Action("keep", ("equals_sign",), "=", "Keep what was decided, though another value is suggested now.", "Decide"),
    Action("reject_case", ("R",), "R", "Reject the whole case: it is no case of this review.", "Decide"),
    Action("split", ("S",), "S", "Split the case: the fields that you choose go to a new one.", "Decide"),
    Action("merge", ("M",), "M", "Merge another case into this one.", "Decide"),
    Action("pair", ("p",), "p", "Show both cases of a link to another report side by side.", "Decide"),
    Action("add_patient", ("P",), "P", "Add a patient that the machine did not find.", "Decide"),
    Action("add_group", ("G",), "G", "Add a group that the machine did not find.", "Decide"),
    Action("level", ("L",), "L", "Set how sure a value must be to be accepted with the whole case.", "Decide"),
    Action("redo", ("U",), "U", "Decide again what was taken back last.", "Decide"),
    Action("missed", ("w",), "w", "List passages that may tell of something that was missed.", "Look", "missed", 3),
    Action("contradictions", ("x",), "x", "List what does not agree.", "Look", "contradictions", 3),
    Action("open_pdf", ("o",), "o", "Open the PDF at the page in your viewer.", "Look", "PDF", 3),
    Action("picture", ("i",), "i", "Show the page as a picture with the evidence boxed.", "Look", "page", 3),
    Action("table", ("t",), "t", "Show the whole table that the evidence stands in.", "Look"),
    Action("evidence_down", ("J", "shift+down"), "J", "Scroll the evidence down.", "Look"),
    Action("evidence_up", ("K", "shift+up"), "K", "Scroll the evidence up.", "Look"),
    Action("commands", ("colon", "ctrl+p"), ":", "All commands by name.", "Other", "all", 3),
    Action("help", ("question_mark", "f1"), "?", "This help.", "Other", "help", 2),
    Action("quit", ("q", "ctrl+q"), "q", "Leave. Every decision is kept already.", "Other", "quit", 2),
)

_PAIRS = (
    ("row_up", "row_down", "field"),
    ("view_left", "view_right", "case"),
    ("publication_up", "publication_down", "publication"),
)
"""Keys that move read better in pairs."""

GLYPHS = MappingProxyType(
    {
        "up": "↑",
        "down": "↓",
        "left": "←",
        "right": "→",
        "question_mark": "?",
        "plus": "+",
        "slash": "/",
        "colon": ":",
        "left_square_bracket": "[",
        "right_square_bracket": "]",
        "equals_sign": "=",
        "full_stop": ".",
        "comma": ",",
        "minus": "-",
    }
)
"""What is printed for keys whose names are longer than they."""


class Keys:
    """Which key does what, and how it is told; ``own`` has the reviewer's keys of actions by the actions' names."""

    def __init__(self, own: Mapping[str, tuple[str, ...]] = MappingProxyType({})) -> None:
        taken = {key for keys in own.values() for key in keys}
        self.actions = tuple(self._bound(action, own, taken) for action in ACTIONS)
        self._by_key = {key: action.name for action in self.actions for key in action.keys}
        self._by_name = {action.name: action for action in self.actions}

    @staticmethod
    def _bound(action: Action, own: Mapping[str, tuple[str, ...]], taken: set[str]) -> Action:
        keys = own.get(action.name, tuple(key for key in action.keys if key not in taken))
        if keys == action.keys:
            return action
        return replace(action, keys=keys, shown=" ".join(glyph(key) for key in keys[:2]) or "-")

    def action(self, key: str) -> str | None:
        """Return the name of what a key does; None where it does nothing."""
        return self._by_key.get(key)

    def shown(self, name: str) -> str:
        """Return what is printed for an action's first key."""
        keys = self._by_name[name].keys
        return glyph(keys[0]) if keys else "-"

    def hints(self, line: int) -> str:
        """Return hint line 1 (decisions), 2 (moves and the rest) or 3 (what else there is to see)."""
        words = [f"{action.shown} {action.hint}" for action in self.actions if action.hint and action.line == line]
        if line == 2:
            pairs = [(self.shown(back), self.shown(on), word) for back, on, word in _PAIRS]
            moves = [f"{back}{' ' if '[' in back or len(back + on) > 2 else ''}{on} {word}" for back, on, word in pairs]
            words = [*moves, f"{self.shown('publications')} list", *words]
        return "  ".join(words)


def glyph(key: str) -> str:
    """Return what is printed for a key."""
    return GLYPHS.get(key, key)
