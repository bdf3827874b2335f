import json
from pathlib import Path

from extractor.protocol.load import load_protocol
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
