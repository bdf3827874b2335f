import json
from dataclasses import replace
from pathlib import Path

from extractor.protocol.load import load_protocol
from extractor.protocol.model import Eligibility
from extractor.protocol.render import as_text, to_json

OTHER_REVIEW = Path(__file__).parent / "data" / "il17_hs"


def test_the_head_says_which_protocol_this_is() -> None:
    protocol = load_protocol(OTHER_REVIEW)
    lines = as_text(protocol).splitlines()
    assert lines[:4] == [
        "il17_hs: IL-17 blockers in hidradenitis suppurativa, version 1",
        f"digest {protocol.digest}",
        "includes these drugs, these diseases",
        "model built in",
    ]
    assert "drugs: 2" in lines
    assert "  secukinumab (4), bimekizumab (3)" in lines


def test_json_holds_every_word() -> None:
    protocol = load_protocol(OTHER_REVIEW)
    told = json.loads(to_json(protocol))
    assert told["drugs"][0]["brands"] == ["Cosentyx"]
    assert told["digest"] == protocol.digest


def test_onset_own_fields_and_eligibility_are_told() -> None:
    protocol = replace(
        load_protocol("biologics_prp"),
        eligibility=Eligibility(min_patients=2, languages=("en", "de"), humans_only=True),
    )
    lines = as_text(protocol).splitlines()
    assert "includes these drugs, these diseases; min_patients 2; humans_only yes; languages en or de" in lines
    assert "onset of PRP: from 18 years" in lines
    assert "onset of juvenile PRP: below 18 years" in lines
    assert "own field hiv_test: case, choice of positive, negative, not done, 2 cue words" in lines
    assert "own field weeks_to_response: case, number in weeks, 4 cue words" in lines
