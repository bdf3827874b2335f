"""What is compared of references: each part in the one form in which databases agree, None where nothing is left."""

import html
import re
import unicodedata
from urllib.parse import unquote

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,80}>")
_NO_WORD = re.compile(r"[^0-9a-z]+")
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_PMID = re.compile(r"\s*(?:pmid|pubmed|medline)?[\s:]*0*([1-9]\d{0,8})(?:\.0)?\s*(?:\[pmid\])?\s*", re.IGNORECASE)
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
"""Characters without width that come along when text is copied from a page."""
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "κ": "kappa", "λ": "lambda", "μ": "mu", "π": "pi", "σ": "sigma", "τ": "tau", "φ": "phi", "χ": "chi", "ψ": "psi",
    "ω": "omega",
}  # fmt: skip
_SPELLED = str.maketrans(_GREEK | {"ß": "ss", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i"})


def words_key(text: str | None) -> str | None:
    """Return a text's words in plain letters: no accents, markup, punctuation or capitals, Greek letters by name.

    >>> words_key("Effects of <i>TNF</i>-α: a case-report.")
    'effects of tnf alpha a case report'
    """
    plain = html.unescape(_TAG.sub("", text or "")).casefold().translate(_SPELLED)
    if not plain.isascii():
        letters = unicodedata.normalize("NFKD", plain).translate(_SPELLED)
        plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    if not plain.isascii():
        return " ".join("".join(letter if letter.isalnum() else " " for letter in plain).split()) or None
    return _NO_WORD.sub(" ", plain).strip() or None


def doi_key(text: str | None) -> str | None:
    """Return a DOI in small letters without the address before it; None where the text is none.

    Source: DOI Handbook, 2.4: letter case is without meaning.

    >>> doi_key("https://doi.org/10.1000/ABC%281%29."), doi_key("10.1000")
    ('10.1000/abc(1)', None)
    """
    typed = html.unescape(text or "")
    decoded = unquote(typed)
    told = (typed if "\ufffd" in decoded else decoded).translate(_UNSEEN)
    found = _DOI.search(told) or _DOI.search("".join(told.split()))
    if found is None:
        return None
    doi = found[0].rstrip(".,;:\"'")
    for opening, closing in ("()", "[]", "<>"):
        if doi.endswith(closing) and doi.count(opening) < doi.count(closing):
            doi = doi[:-1].rstrip(".,;:")
    return doi.casefold()


def pmid_key(text: str | None) -> str | None:
    """Return a PubMed identifier's digits.

    >>> pmid_key("PMID: 035957633 [PMID]"), pmid_key("PMC123")
    ('35957633', None)
    """
    found = _PMID.fullmatch(text or "")
    return found[1] if found else None


def family_key(author: str | None) -> str | None:
    """Return an author's family name as ``words_key`` does, however given names or initials stand beside it.

    >>> family_key("Müller, Anna-Lena"), family_key("van der Berg AB"), family_key("Li W.")
    ('muller', 'van der berg', 'li')
    """
    name = " ".join((author or "").split())
    if "," in name:
        return words_key(name.split(",")[0])
    words = name.split(" ")
    while len(words) > 1 and _are_initials(words[-1]):
        words.pop()
    return words_key(" ".join(words))


def _are_initials(word: str) -> bool:
    letters = re.sub(r"[.\-’']", "", word)
    return letters.isalpha() and ((letters.isupper() and len(letters) <= 3) or "." in word)


def first_page_key(pages: str | None) -> str | None:
    """Return the first page, or the number of the article, in small letters without zeros before it.

    >>> first_page_key("0123-31"), first_page_key("e45 p."), first_page_key("S12–S19")
    ('123', 'e45', 's12')
    """
    told = re.sub(r"\b(?:unsp|pp?|[ivx]+)\.?\s*(?=[a-z]?\d)", "", (pages or "").casefold())
    found = re.search(r"[a-z]{0,3}\.?\d+[a-z]?|[ivxlcdm]+(?=\s*[-–])", told)
    if found is None:
        return None
    return re.sub(r"(?<![0-9])0+(?=\d)", "", found[0].replace(".", ""))


def page_span(pages: str | None) -> tuple[int, int] | None:
    """Return the first and the last page where both are numbers; a last page may leave out what it shares.

    >>> page_span("2422-2427"), page_span("145-7"), page_span("e45")
    ((2422, 2427), (145, 147), None)
    """
    found = re.match(r"\s*0*(\d+)\s*[-–]\s*(\d+)\b", pages or "")
    if found is None:
        return None
    first, last = found[1], found[2]
    whole = int(first[: max(len(first) - len(last), 0)] + last)
    return (int(first), whole) if whole >= int(first) else None


def number_key(text: str | None) -> str | None:
    """Return a volume or issue without words and zeros before it.

    >>> number_key("Vol. 012"), number_key("3 Suppl 1"), number_key("(4)")
    ('12', '3 1', '4')
    """
    numbers = re.findall(r"[1-9]\d*", text or "")
    return " ".join(numbers) or words_key(text)
