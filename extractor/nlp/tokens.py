"""The tokenizer: scispaCy's rules, and beyond them every sign of its own, so that terms end where tokens end.

``28→6``, ``5mg``, ``n=5/12``, ``improved.1,2`` and ``MDA5+`` come apart whatever stands around them: a term then has
the same tokens in a text as alone, which is what a phrase matcher needs.
"""

import re
import unicodedata
import warnings
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from scispacy.custom_tokenizer import combined_rule_tokenizer
from spacy.attrs import NORM  # type: ignore[import-not-found]
from spacy.language import Language

_INFIX = re.compile(
    r"[^\w\s.'’]|[⁰¹²³⁴-⁹]+"  # every sign that is no letter, digit, full stop or apostrophe
    r"|(?<=\d)(?=[^\W\d_])"  # 5mg, TIF1γ
    r"|(?<=[a-z]{4})(?=\d)"  # a raised number glued to a word
    r"|(?<=[a-z)\]])\.(?=[\dA-Z])"  # improved.1,2
    r"|['’](?=s\b)"
    r"|(?<=[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af])(?=\w)"  # scripts without blanks: a sign, a token
    r"|(?<=\w)(?=[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af])"
)
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "κ": "kappa", "λ": "lambda",
    "μ": "mu", "τ": "tau", "ω": "omega",
}  # fmt: skip
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_BRITISH = (
    (re.compile(r"(?<=[a-z])is(e[drs]?|es|ing|ation)$"), r"iz\1"),
    (re.compile(r"([a-z]{2})our(?=$|s$|ed$|ing$)"), r"\1or"),
    (re.compile(r"(?<=[a-z])tre(s?)$"), r"ter\1"),
    (re.compile(r"ae|oe"), "e"),
)


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Return the form under which spellings of a word are one: case, accents, dashes, Greek, British and American.

    >>> fold("Haemoglobin"), fold("TIF1-γ"), fold("normalised")
    ('hemoglobin', 'tif1-gamma', 'normalized')
    """
    lowered = word.lower().translate(_DASHES)
    if not lowered.isascii():
        lowered = "".join(_GREEK.get(char, char) for char in lowered)
        decomposed = unicodedata.normalize("NFD", lowered)
        lowered = "".join(char for char in decomposed if not unicodedata.combining(char))
    if lowered.isalpha() and len(lowered) > 4:
        for pattern, replacement in _BRITISH:
            lowered = pattern.sub(replacement, lowered)
    return lowered


def _unless_letters(find: Callable[[str], Any], nothing: Any) -> Callable[[str], Any]:
    """Return ``find`` that is spared words of unaccented letters, most of a text: nothing comes off or apart there."""

    def found(word: str) -> Any:
        return nothing if word.isascii() and word.isalpha() else find(word)

    return found


def install_tokenizer(nlp: Language) -> None:
    """Give ``nlp`` the tokenizer, and every lexeme its folded form as NORM (read by the phrase matchers)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # scispaCy's suffix pattern: "possible set union"
        tokenizer = combined_rule_tokenizer(nlp)
    tokenizer.infix_finditer = _unless_letters(_INFIX.finditer, ())
    tokenizer.suffix_search = _unless_letters(tokenizer.suffix_search, None)
    nlp.tokenizer = tokenizer
    nlp.vocab.lex_attr_getters[NORM] = fold  # type: ignore[attr-defined]
    for lexeme in nlp.vocab:
        lexeme.norm_ = fold(lexeme.text)
