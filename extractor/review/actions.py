"""Every key of the review in one table: the screens obey it, the hint lines and the help are written from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

Group = Literal["Decide", "Move", "Look", "Other", "In lists and dialogs"]
GROUPS: tuple[Group, ...] = ("Decide", "Move", "Look", "Other", "In lists and dialogs")


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
        "reports, values below the level and what is warned of stay open; so do observed effects among the statements.",
        "Decide",
        "whole case",
    ),
    Action("next_open", ("space",), "space", "Go to the next value that waits for you.", "Move", "next open"),
    Action("row_down", ("down", "j"), "↓ j", "Next field.", "Move"),
    Action("row_up", ("up", "k"), "↑ k", "Previous field.", "Move"),
    Action("view_right", ("right", "l", "tab"), "→ l", "Next case, after the last the statements.", "Move"),
    Action("view_left", ("left", "h", "shift+tab"), "← h", "Previous case.", "Move"),
    Action("block_down", ("right_curly_bracket", "pagedown"), "}", "Next drug, domain or other block.", "Move"),
    Action("block_up", ("left_curly_bracket", "pageup"), "{", "This or the previous block's start.", "Move"),
    Action("publication_down", ("right_square_bracket",), "]", "Next publication.", "Move"),
    Action("publication_up", ("left_square_bracket",), "[", "Previous publication.", "Move"),
    Action("publications", ("g",), "g", "List the publications with what is open in each.", "Move"),
    Action(
        "order", ("O",), "O", "Order the publications: as filed, the surest first, those first that tell most.", "Move"
    ),
    Action("next_doubtful", ("d",), "d", "Go to the next open value that is warned of or unsure.", "Move", "doubt"),
    Action(
        "next_warned", ("exclamation_mark",), "!", "Go to the next open value that is warned of.", "Move", "warned", 3
    ),
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
    Action("contradictions", ("x",), "x", "List what does not agree.", "Look", "conflicts", 3),
    Action("open_pdf", ("o",), "o", "Open the PDF at the page in your viewer.", "Look", "PDF", 3),
    Action("picture", ("i",), "i", "Show the page as a picture with the evidence boxed.", "Look", "page", 3),
    Action("table", ("t",), "t", "Show the whole table that the evidence stands in.", "Look"),
    Action("evidence_down", ("J", "shift+down"), "J", "Scroll the evidence down.", "Look"),
    Action("evidence_up", ("K", "shift+up"), "K", "Scroll the evidence up.", "Look"),
    Action("commands", ("colon", "ctrl+p"), ":", "All commands by name.", "Other", "all", 3),
    Action("help", ("question_mark", "f1"), "?", "This help.", "Other", "help", 2),
    Action("quit", ("q", "ctrl+q"), "q", "Leave. Every decision is kept already.", "Other", "quit", 2),
)

IN_DIALOGS: tuple[Action, ...] = (
    Action("take", ("enter",), "enter", "Take what is chosen.", "In lists and dialogs"),
    Action("leave", ("escape", "q"), "escape", "Leave; nothing is changed.", "In lists and dialogs"),
    Action("choose", ("space", "v"), "space", "Choose the line, or the words from here on.", "In lists and dialogs"),
    Action("everywhere", ("tab",), "tab", "The whole review, or this publication.", "In lists and dialogs"),
    Action("settled", ("s",), "s", "What is settled too.", "In lists and dialogs"),
    Action("next_sentence", ("full_stop", "right_parenthesis"), ".", "Next sentence.", "In lists and dialogs"),
    Action("previous_sentence", ("comma", "left_parenthesis"), ",", "Previous sentence.", "In lists and dialogs"),
    Action("whole_sentence", ("s",), "s", "Choose the whole sentence.", "In lists and dialogs"),
    Action("larger", ("plus",), "+", "Larger picture.", "In lists and dialogs"),
    Action("smaller", ("minus",), "-", "Smaller picture.", "In lists and dialogs"),
)
"""What is done in dialogs alone; what they share with the review (moving, rejecting) is done by the review's keys."""


def _meaning(name: str, words: str, group: Group, hint: str | None = None, line: int = 1) -> Action:
    """Return an action of the review, with its keys, as it is meant in screening."""
    action = next(item for item in ACTIONS if item.name == name)
    return replace(action, help=words, group=group, hint=hint, line=line)


_DIGITS = tuple("123456789")
SCREENING: tuple[Action, ...] = (
    _meaning("accept", "Include the reference and go on.", "Decide", "include"),
    _meaning("reject", "Exclude the reference, without a reason, and go on.", "Decide", "exclude"),
    Action("reason", _DIGITS, "1-9", "Exclude it for the reason with this number.", "Decide", "exclude for"),
    _meaning("why", "Choose among all reasons and exclude it.", "Decide", "reasons"),
    _meaning("undo", "Take back the last decision or note, also one made days ago.", "Decide", "undo"),
    _meaning("note", "Write a note on the reference.", "Decide", "note"),
    _meaning("next_open", "Go to the next reference that waits for you.", "Move", "next open", 3),
    _meaning("publication_down", "Next reference, decided or not.", "Move", "next", 3),
    _meaning("publication_up", "Previous reference.", "Move", "previous", 3),
    _meaning("row_down", "Scroll down.", "Move"),
    _meaning("row_up", "Scroll up.", "Move"),
    _meaning("block_down", "Scroll down by some lines.", "Move"),
    _meaning("block_up", "Scroll up by some lines.", "Move"),
    _meaning("pair", "Show pairs that may be one publication side by side.", "Look", "duplicates", 3),
    _meaning("help", "This help.", "Other", "help", 3),
    _meaning("quit", "Leave. Every decision is kept already.", "Other", "quit", 3),
)
"""What keys do where references are screened."""

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
        "left_curly_bracket": "{",
        "right_curly_bracket": "}",
        "exclamation_mark": "!",
        "equals_sign": "=",
        "full_stop": ".",
        "comma": ",",
        "minus": "-",
    }
)
"""What is printed for keys whose names are longer than they."""


Hint = tuple[tuple[str, str], ...]
"""Words of a hint line, each with the name of the action that a click on them does."""


class Keys:
    """Which key does what, and how it is told; ``own`` has the reviewer's keys of actions by the actions' names.

    A key of his own goes before the same key of another action. ``actions`` are those that have keys here.
    """

    def __init__(
        self, own: Mapping[str, tuple[str, ...]] = MappingProxyType({}), actions: tuple[Action, ...] = ACTIONS
    ) -> None:
        self._own = own
        self._by_key = {key: action.name for action in actions if action.name not in own for key in action.keys}
        self._by_key |= {key: action.name for action in actions for key in own.get(action.name, ())}
        self.actions = tuple(map(self._bound, actions))
        self._by_name = {action.name: action for action in self.actions}

    def _bound(self, action: Action) -> Action:
        own = self._own.get(action.name, action.keys)
        keys = tuple(key for key in own if self._by_key[key] == action.name)
        if keys == action.keys:
            return action
        return replace(action, keys=keys, shown=" ".join(glyph(key) for key in keys[:2]) or "-")

    def among(self, names: Iterable[str]) -> "Keys":
        """Return the keys of these actions alone, of the review's or a dialog's: what a dialog obeys."""
        known = {action.name: action for action in (*ACTIONS, *IN_DIALOGS)}
        return Keys(self._own, tuple(known[name] for name in dict.fromkeys(names)))

    def action(self, key: str) -> str | None:
        """Return the name of what a key does; None where it does nothing."""
        return self._by_key.get(key)

    def bound(self, name: str) -> tuple[str, ...]:
        """Return the keys of an action."""
        return self._by_name[name].keys

    def shown(self, name: str) -> str:
        """Return what is printed for an action's first key."""
        keys = self._by_name[name].keys
        return glyph(keys[0]) if keys else "-"

    def hints(self, line: int) -> list[Hint]:
        """Return the hints of line 1 (decisions), 2 (moves and the rest) or 3 (what else there is to see)."""
        hints: list[Hint] = [
            ((f"{action.shown} {action.hint}", action.name),)
            for action in self.actions
            if action.hint and action.line == line
        ]
        return [*self._moves(), *hints] if line == 2 else hints

    def _moves(self) -> list[Hint]:
        moves: list[Hint] = []
        for back, on, word in _PAIRS:
            one, other = self.shown(back), self.shown(on)
            apart = " " if "[" in one or len(one + other) > 2 else ""
            moves.append(((f"{one}{apart}", back), (f"{other} {word}", on)))
        return [*moves, ((f"{self.shown('publications')} list", "publications"),)]


def glyph(key: str) -> str:
    """Return what is printed for a key."""
    return GLYPHS.get(key, key)
