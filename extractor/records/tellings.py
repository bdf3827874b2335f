"""What a passage tells that no suggestion tells, mention by mention and cell by cell.

Of a list every item is asked for. Of a field with one value only whether the case has any: whether it is the right one
is for the warnings to say. So a sentence on which suggestions stand is looked at like any other.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from extractor.core.analysis import Mention
from extractor.core.candidate import CandidateStatement, Cue
from extractor.records.accounts import Account
from extractor.records.passages import Passage, head_roles
from extractor.records.views import AFFIRMED, CaseView, told

ITEMS: Mapping[str, tuple[Cue, tuple[str, ...]]] = {
    "therapy": ("therapy", ("prior_therapies", "concomitant", "drug_name")),
    "antibody": ("antibody", ("antibodies",)),
    "drug": ("drug", ("drug_name", "prior_therapies", "concomitant")),
    "adverse_event": ("event", ("adverse_events", "ae_term")),
}
"""Kinds of mentions that name an item of a list: what they cue, and the fields that may have the item."""

SINGLE: Mapping[str, tuple[Cue, str]] = {
    "sex": ("sex", "sex"), "disease": ("disease", "disease"), "subtype": ("disease", "subtype"),
    "time_point": ("follow-up", "follow_up_months"), "duration": ("follow-up", "follow_up_months"),
}  # fmt: skip
"""Kinds of mentions that tell a field of one value."""

HEADED: Mapping[str, tuple[Cue, str]] = {
    "age": ("age", "age_years"), "follow_up": ("follow-up", "follow_up_months"), "sex": ("sex", "sex"),
    "steroid": ("taper", "steroid_sparing"),
}  # fmt: skip
"""Roles of a table's heads whose cells tell a field of one value: offered beside the sentence that tells it."""

TIMES = ("time_point", "duration")
OF_PATIENTS = frozenset({"sex", "subtype"})
"""Fields that a group need not have."""

EFFECTS = {"observed": "outcome", "prior": "refractory"}
"""What a statement tells of a domain, by its assertion."""

OF_A_DOMAIN = frozenset({"sign", "measure", "phrase"})
OVERVIEW = frozenset({"title", "caption", "note", "methods", "introduction", "discussion"})
"""Streams that tell little of a patient that the story does not tell too."""


@dataclass(frozen=True, slots=True, order=True)
class Telling:
    """Something that a passage tells: what it cues, and the field and item that it would fill.

    ``subject`` is the uid of the case that it would fill them of, empty where that is nobody in particular; ``aside``
    says that the words are cited, planned, denied or of a relative.
    """

    cue: Cue
    field: str
    item: str = ""
    subject: str = ""
    aside: bool = False


@dataclass(frozen=True)
class Listener:
    """Hears what passages tell of the cases of ``account``; ``domains`` are the ids of those that have outcomes.

    ``view`` is that of the case whose own the passages are, None where they are nobody's in particular.
    """

    account: Account
    domains: Sequence[str]
    view: CaseView | None = None

    def untold(self, passage: Passage, said: Sequence[CandidateStatement]) -> Iterator[Telling]:
        """Yield what a passage with these effect statements tells and no suggestion tells."""
        if not self.account.cases or passage.stream == "introduction":
            return
        if passage.stream == "discussion":
            yield from self._items(passage, ("adverse_event",))
            return
        yield from self._doses(passage)
        yield from self._single(passage)
        if "group" in self.account.units:
            yield from self._sizes(passage)
        if passage.stream not in OVERVIEW:
            yield from self._items(passage)
            yield from self._effects(said)
            yield from self._of_domains(passage)

    def _items(self, passage: Passage, labels: Collection[str] = ITEMS) -> Iterator[Telling]:
        for mention in (*passage.mentions, *self._headed(passage)):
            if mention.label not in labels or mention.concept is None or not told(mention):
                continue
            cue, fields = ITEMS[mention.label]
            if self._is_given(passage, mention) and not self.account.names(fields, *self._words(mention)):
                yield Telling(cue, fields[0], mention.concept)

    def _headed(self, passage: Passage) -> Iterator[Mention]:
        """Yield what a cell affirms of its heads («Rituximab» over ``3/9``)."""
        if self.view and passage.is_cell:
            for label in ITEMS:
                yield from self.view.headed(passage, label)

    def _is_given(self, passage: Passage, mention: Mention) -> bool:
        """Tell whether a treatment is not only weighed there, or an event not one from before the drug."""
        if mention.label == "adverse_event":
            return passage.phase != "before" and "prior" not in mention.context
        is_treatment = mention.label in ("drug", "therapy")
        return not (is_treatment and self.view and self.view.weighed_only(passage, mention))

    def _words(self, mention: Mention) -> tuple[str, ...]:
        concept = mention.concept or ""
        return (concept, self.view.text(mention.span)) if self.view else (concept,)

    def _single(self, passage: Passage) -> Iterator[Telling]:
        cued = [(*SINGLE[m.label], "") for m in passage.mentions if m.label in SINGLE and self._tells_one(m)]
        if passage.is_cell:
            cued += [(*HEADED[role], role) for role in HEADED if role in passage.roles]
        if passage.cued("taper") and passage.labelled("therapy"):
            cued.append((*HEADED["steroid"], ""))
        if passage.labelled(*TIMES) and self._names_follow_up(passage):
            cued.append((*HEADED["follow_up"], "named"))
        for cue, field, head in dict.fromkeys(cued):
            is_asked = field not in OF_PATIENTS or "patient" in self.account.units
            if is_asked and not self.account.has(field):
                yield Telling(cue, field, head)

    def _tells_one(self, mention: Mention) -> bool:
        """Tell whether a mention may be the value of its field: of times the latest, since a case has many."""
        if not told(mention) or not (mention.value or mention.concept):
            return False
        return self.view is None or mention.label not in TIMES or _months(mention) >= self._latest

    def _names_follow_up(self, passage: Passage) -> bool:
        """Tell whether a passage says in words that it tells a follow-up («median follow-up was 16 months»)."""
        if self.view is None:
            return False
        return head_roles(self.view.protocol).gives(self.view.text(passage.span), "told_follow_up")

    @cached_property
    def _latest(self) -> float:
        """The latest time that the case's own passages tell of the course under the drug."""
        under = (p for p in self.view.own() if p.phase in ("start", "under", "after")) if self.view else ()
        return max((_months(m) for p in under for m in p.labelled(*TIMES) if told(m)), default=0.0)

    def _doses(self, passage: Passage) -> Iterator[Telling]:
        for regimen in passage.regimens:
            for field, part in (("drug_dose", regimen.dose), ("drug_frequency", regimen.frequency)):
                if part and told(regimen.drug) and not self.account.has_of_courses(field, regimen.drug.concept):
                    yield Telling("dose", field, regimen.drug.concept or "")
        if "drug" in passage.roles:
            for label, field in (("dose", "drug_dose"), ("frequency", "drug_frequency")):
                if passage.labelled(label) and not self.account.has_of_courses(field):
                    yield Telling("dose", field)

    def _sizes(self, passage: Passage) -> Iterator[Telling]:
        """Yield a group's size and how many of it are women."""
        counts = passage.labelled("count")
        if counts and not self.account.has("n"):
            yield Telling("count", "n")
        of_women = "sex" in passage.roles or bool(counts and passage.labelled("sex"))
        if of_women and not self.account.has("n_female"):
            yield Telling("count", "n_female")

    def _effects(self, said: Sequence[CandidateStatement]) -> Iterator[Telling]:
        for statement in said:
            field = EFFECTS.get(statement.assertion)
            for domain in (d for d in self.domains if field and d in statement.domains):
                is_asked = field == "outcome" or self.account.has("baseline", domain)
                if field and is_asked and not self.account.has(field, domain):
                    yield Telling("effect", field, domain)

    def _of_domains(self, passage: Passage) -> Iterator[Telling]:
        """Yield a domain of which nothing is suggested, a reading and a group's counts of one that has none."""
        named = {mention.concept for mention in self._signs(passage)}
        measured = {mention.concept for mention in passage.labelled("measure") if told(mention)}
        counted = {mention.concept for mention in self._counted(passage)} if "group" in self.account.units else set()
        for domain in self.domains:
            if domain in named and not self._is_told_of(domain):
                yield Telling("sign", "baseline", domain)
            elif domain in measured and not self.account.has_scores(domain):
                yield Telling("score", "score_last", domain)
            for field in ("n_improved", "n_evaluable"):
                if domain in counted and self.account.lacks(field, domain, beside="outcome"):
                    yield Telling("count", field, domain)

    def _is_told_of(self, domain: str) -> bool:
        return self.account.has("baseline", domain) or self.account.has("outcome", domain)

    def _signs(self, passage: Passage) -> Iterator[Mention]:
        """Yield what names a domain in a passage, or in the heads of a cell that affirms or counts it."""
        yield from (m for m in passage.mentions if m.label in OF_A_DOMAIN and told(m))
        if self.view and AFFIRMED.match(self.view.text(passage.span).strip()):
            yield from self._heading_signs(passage)

    def _counted(self, passage: Passage) -> Iterator[Mention]:
        """Yield what names a domain beside a count, or in the heads of a cell with a number, be it nought."""
        if passage.labelled("count"):
            yield from (m for m in passage.mentions if m.label in OF_A_DOMAIN and told(m))
        if self.view and any(letter.isdigit() for letter in self.view.text(passage.span)):
            yield from self._heading_signs(passage)

    def _heading_signs(self, passage: Passage) -> Iterator[Mention]:
        heads = (mention for head in passage.heads for mention in self.view.mentions(head)) if self.view else ()
        yield from (mention for mention in heads if mention.label in OF_A_DOMAIN)


def _months(mention: Mention) -> float:
    return float(mention.value) if isinstance(mention.value, int | float) else 0.0


def people(
    mentions: Sequence[Mention], account: Account, keys: frozenset[str | None], *, aside: bool
) -> Iterator[Telling]:
    """Yield the ages that no case of a publication has, and the names of cases that none bears: patients, perhaps.

    ``keys`` are the numbers and letters by which the publication names the cases.
    """
    for mention in mentions:
        said_aside = aside or not told(mention)
        if mention.label == "age" and isinstance(mention.value, int | float):
            years = round(float(mention.value), 2)
            if years not in account.ages:
                yield Telling("age", "age_years", f"{years:g}", aside=said_aside)
        elif mention.label == "case_label" and mention.value is not None and str(mention.value) not in keys:
            yield Telling("case", "label", str(mention.value), aside=said_aside)


def strangers(passage: Passage, account: Account) -> Iterator[Telling]:
    """Yield what cues a passage that is no case's and on which no suggestion stands: a drug given, a score, counts."""
    here = str(passage.span.start)
    mentions = [mention for mention in passage.mentions if told(mention)]
    labels = {mention.label for mention in mentions}
    if "drug" in labels and (passage.cued("start", "switch") or any(regimen.dose for regimen in passage.regimens)):
        yield Telling("drug", "drug_name", here)
    if "measure" in labels:
        yield Telling("score", "score_last", here)
    counts = (str(mention.value).split("/") for mention in mentions if mention.label == "count")
    if any(not {float(part) for part in count if part.isdigit()} & account.numbers for count in counts):
        yield Telling("count", "n", here)
