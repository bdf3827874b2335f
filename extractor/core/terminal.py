"""Makes text of unknown origin harmless for a terminal."""

import re

_ACTIVE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Control characters, lone surrogates, and characters that are invisible or turn the direction of writing."""


def printable(text: str) -> str:
    r"""Return ``text`` on one line with every character that could act on a terminal written as its escape.

    >>> printable("a\x1b[2Jb\n")
    'a\\x1b[2Jb\\n'
    """
    return _ACTIVE.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)
