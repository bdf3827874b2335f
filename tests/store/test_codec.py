import json

from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.core.candidate import Anchor, Candidate, CandidateStatement, Case, Evidence, Extraction, Finding, Slot
from extractor.core.geometry import Box
from extractor.store.codec import dump_anchors, dump_extraction, load_anchors, load_extraction

TEXT = st.text(max_size=8)
NUMBER = st.floats(0, 1000, allow_nan=False)
BOXES = st.builds(
    lambda page, x, y, w, h: Box(page, x, y, x + w, y + h), st.integers(1, 99), NUMBER, NUMBER, NUMBER, NUMBER
)
ANCHORS = st.builds(Anchor, TEXT, st.integers(1, 99), st.lists(BOXES, max_size=2).map(tuple), TEXT, TEXT, TEXT)
EVIDENCE = st.lists(
    st.builds(Evidence, st.lists(ANCHORS, min_size=1, max_size=2).map(tuple), TEXT), min_size=1, max_size=2
).map(tuple)
VALUES = st.one_of(TEXT, st.integers(), NUMBER, st.booleans())
CANDIDATES = st.lists(
    st.builds(
        Candidate,
        st.builds(Slot, TEXT, TEXT),
        VALUES,
        st.floats(0, 1),
        EVIDENCE,
        st.lists(VALUES, max_size=2).map(tuple),
    ),
    max_size=2,
).map(tuple)
CASES = st.builds(
    Case, TEXT, TEXT, st.sampled_from(["patient", "group"]), st.floats(0, 1), EVIDENCE, CANDIDATES, EVIDENCE
)
STATEMENTS = st.builds(
    CandidateStatement,
    TEXT,
    ANCHORS,
    st.lists(TEXT, max_size=2).map(tuple),
    st.sampled_from(["improved", "unchanged", "worsened"]),
    st.sampled_from(["observed", "prior", "cited", "hypothetical"]),
    st.lists(TEXT, max_size=2).map(tuple),
    st.floats(0, 1),
    TEXT,
)
FINDINGS = st.builds(Finding, TEXT, TEXT, ANCHORS, st.one_of(st.none(), st.integers(), TEXT))
EXTRACTIONS = st.builds(
    Extraction,
    TEXT,
    TEXT,
    CANDIDATES,
    st.lists(CASES, max_size=2).map(tuple),
    st.lists(STATEMENTS, max_size=2).map(tuple),
    st.lists(TEXT, max_size=2).map(tuple),
    findings=st.lists(FINDINGS, max_size=2).map(tuple),
)


@settings(max_examples=60, deadline=None)
@given(EXTRACTIONS)
def test_an_extraction_comes_back_as_it_was(extraction: Extraction) -> None:
    content = dump_extraction(extraction)
    assert load_extraction(content) == extraction
    assert dump_extraction(load_extraction(content)) == content
    assert content.isascii()


@given(st.lists(ANCHORS, max_size=3).map(tuple))
def test_anchors_come_back_as_they_were(anchors: tuple[Anchor, ...]) -> None:
    assert load_anchors(dump_anchors(anchors)) == anchors


def test_a_whole_number_stays_what_it_was() -> None:
    anchor = Anchor("a", 1, (), "q")
    evidence = (Evidence((anchor,), "rule"),)
    told = tuple(Candidate(Slot("x"), value, 1.0, evidence) for value in (1, 1.0, True))
    rows = json.loads(dump_extraction(Extraction("id", "a", told, (), ())))["candidates"]
    assert [type(row["value"]) for row in rows] == [int, float, bool]
