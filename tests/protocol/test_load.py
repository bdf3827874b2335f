from pathlib import Path

import pytest

from extractor.core.errors import ExitCode, ProtocolError
from extractor.protocol.load import faults, known_protocols, load_headings, load_protocol
from extractor.protocol.model import FieldType, OwnField, Protocol, keeps_case

OTHER_REVIEW = Path(__file__).parent / "data" / "il17_hs"

MANIFEST = 'id = "mine"\ntitle = "Mine"\nversion = "1"\n'


def folder(tmp_path: Path, manifest: str = MANIFEST, **files: str) -> Path:
    made = tmp_path / "mine"
    made.mkdir(exist_ok=True)
    (made / "protocol.toml").write_text(manifest, "utf-8")
    for name, text in files.items():
        (made / f"{name}.toml").write_text(text, "utf-8")
    return made


def refusal(path: Path) -> str:
    with pytest.raises(ProtocolError) as caught:
        load_protocol(path)
    line = str(caught.value)
    assert "\n" not in line
    assert caught.value.exit_code == ExitCode.USAGE
    return line


def ids(protocol: Protocol, name: str) -> list[str]:
    return [entry.id for entry in getattr(protocol, name)]


def test_the_review_has_the_ids_of_the_contract() -> None:
    protocol = load_protocol()
    assert ids(protocol, "diseases") == ["DM", "JDM"]
    assert sorted(ids(protocol, "subtypes")) == [
        "amyopathic", "classic", "hypomyopathic", "juvenile", "overlap", "paraneoplastic",
    ]  # fmt: skip
    assert ids(protocol, "domains") == ["skin", "muscle", "ild", "joint", "calcinosis", "interferon", "overall"]
    assert [domain.id for domain in protocol.domains if not domain.outcome] == ["overall"]


def test_the_base_is_no_review_of_its_own() -> None:
    assert known_protocols() == ("any_case", "biologics_prp", "jak_dm")


def test_an_unknown_name_is_told_with_the_known_ones() -> None:
    with pytest.raises(ProtocolError, match=r"there is no protocol 'jak_md'; .*jak_dm$"):
        load_protocol("jak_md")


def test_a_folder_without_a_manifest_is_refused(tmp_path: Path) -> None:
    assert "the folder has no protocol.toml" in refusal(tmp_path)


def test_another_review_stands_on_the_same_base() -> None:
    other, ours = load_protocol(OTHER_REVIEW), load_protocol()
    assert ids(other, "drugs") == ["secukinumab", "bimekizumab"]
    assert ids(other, "domains") == ["nodules", "tunnels", "pain", "overall"]
    assert other.cue_names("improved") == ours.cue_names("improved")
    assert other.headings == ours.headings
    assert other.digest != ours.digest


def test_an_entry_with_an_inherited_id_adds_to_it() -> None:
    (adalimumab,) = (item for item in load_protocol(OTHER_REVIEW).therapies if item.id == "adalimumab")
    (known,) = (item for item in load_protocol().therapies if item.id == "adalimumab")
    assert adalimumab.names == (*known.names, "Imraldi")
    assert adalimumab.short == known.short


def test_the_drug_of_a_review_is_no_other_treatment() -> None:
    assert "secukinumab" in ids(load_protocol(), "therapies")
    assert "secukinumab" not in ids(load_protocol(OTHER_REVIEW), "therapies")


def test_a_drug_that_is_one_name_of_a_class_leaves_the_class(tmp_path: Path) -> None:
    drugs = '[[drugs]]\nid = "prednisone"\nnames = ["prednisone"]\n'
    protocol = load_protocol(folder(tmp_path, MANIFEST + 'extends = "base"\n', drugs=drugs))
    (steroids,) = (item for item in protocol.therapies if item.id == "glucocorticoids")
    assert "prednisone" not in steroids.names
    assert "prednisolone" in steroids.names


def test_the_source_of_a_file_holds_for_entries_that_name_none(tmp_path: Path) -> None:
    drugs = 'source = "a list"\n[[drugs]]\nid = "x"\nnames = ["xumab"]\n'
    drugs += '[[drugs]]\nid = "y"\nnames = ["yumab"]\nsource = "a label"\n'
    protocol = load_protocol(folder(tmp_path, drugs=drugs))
    assert [drug.source for drug in protocol.drugs] == ["a list", "a label"]


def test_how_entries_are_spread_over_files_does_not_matter(tmp_path: Path) -> None:
    first, second = '[[drugs]]\nid = "x"\nnames = ["xumab"]\n', '[[drugs]]\nid = "y"\nnames = ["yumab"]\n'
    apart = load_protocol(folder(tmp_path, a=first, b=second))
    (tmp_path / "two").mkdir()
    together = load_protocol(folder(tmp_path / "two", drugs=first + second))
    assert apart.digest == together.digest


def test_the_digest_changes_with_a_word(tmp_path: Path) -> None:
    one = load_protocol(folder(tmp_path, drugs='[[drugs]]\nid = "x"\nnames = ["xumab"]\n'))
    (tmp_path / "two").mkdir()
    two = load_protocol(folder(tmp_path / "two", drugs='[[drugs]]\nid = "x"\nnames = ["xumabs"]\n'))
    assert len(one.digest) == 64
    assert one.digest != two.digest


def test_a_comment_does_not_change_the_digest(tmp_path: Path) -> None:
    one = load_protocol(folder(tmp_path, drugs='[[drugs]]\nid = "x"\nnames = ["xumab"]\n'))
    (tmp_path / "two").mkdir()
    two = load_protocol(folder(tmp_path / "two", drugs='# why\n[[drugs]]\nid = "x"\nnames = [ "xumab" ]\n'))
    assert one.digest == two.digest


BROKEN = {
    "unknown key": ('[[drugs]]\nid = "x"\nnames = ["x"]\nbrand = ["X"]\n', "drugs[1] x: brand: unknown key"),
    "unknown list": ('[[drug]]\nid = "x"\nnames = ["x"]\n', "drug: unknown key"),
    "no id": ('[[drugs]]\nnames = ["x"]\n', "drugs[1]: id: is missing"),
    "no names": ('[[drugs]]\nid = "x"\nnames = []\n', "drugs[1] x: names is empty"),
    "wrong type": ('[[drugs]]\nid = "x"\nnames = "x"\n', "drugs[1] x: names: input should be a valid array"),
    "number for a word": ('[[drugs]]\nid = "x"\nnames = [7]\n', "drugs[1] x: names[1]: input should be a valid string"),
    "truth as a word": (
        '[[therapies]]\nid = "x"\nnames = ["x"]\nsteroid = "yes"\n',
        "therapies[1] x: steroid: input should be a valid boolean",
    ),
    "id twice": ('[[drugs]]\nid = "x"\nnames = ["x"]\n' * 2, "drugs[2] x: the id is used twice"),
    "name twice": (
        '[[drugs]]\nid = "x"\nnames = ["xumab"]\n[[drugs]]\nid = "y"\nnames = ["Xumab"]\n',
        "drugs[2] y: 'Xumab' names 'x' too",
    ),
    "unknown cue": ('[[cues]]\ncategory = "perhaps"\nnames = ["maybe"]\n', "cues[1]: category: input should be"),
    "unknown direction": (
        '[[domains]]\nid = "d"\ntitle = "D"\n[[domains.instruments]]\nnames = ["S"]\nbetter = "up"\n',
        "domains[1] d: instruments[1]: better: input should be 'lower' or 'higher'",
    ),
    "blank": ('[[drugs]]\nid = "x"\nnames = ["x "]\n', "drugs[1] x: 'x ' is empty or has blanks too many"),
    "no TOML": ("[[drugs\n", "is not TOML"),
    "date": ("source = 2020-01-01\n", "has a date or a time"),
    "unknown subtype": (
        '[[diseases]]\nid = "d"\nnames = ["d"]\ndefault_subtype = "s"\n',
        "part.toml: line 4: diseases[1] d: default_subtype: there is no 's' among the subtypes",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_told_by_place_and_fault(name: str, tmp_path: Path) -> None:
    text, expected = BROKEN[name]
    line = refusal(folder(tmp_path, part=text))
    assert expected in line
    assert str(tmp_path / "mine") in line


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (folder(tmp_path) / "drugs.toml").write_bytes(b'source = "\xff"\n')
    assert "is not UTF-8; save it as UTF-8" in refusal(tmp_path / "mine")


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    (folder(tmp_path) / "drugs.toml").write_bytes(b"\xef\xbb\xbf" + b'[[drugs]]\nid = "x"\nnames = ["xumab"]\n')
    assert ids(load_protocol(tmp_path / "mine"), "drugs") == ["x"]


def test_a_manifest_without_a_version_is_refused(tmp_path: Path) -> None:
    line = refusal(folder(tmp_path, 'id = "mine"\ntitle = "Mine"\n'))
    assert line.endswith("protocol.toml: version: is missing; add it")


def test_a_protocol_that_extends_itself_is_refused(tmp_path: Path) -> None:
    assert "the protocol extends itself" in refusal(folder(tmp_path, MANIFEST + 'extends = "mine"\n'))


def test_a_protocol_that_comes_back_to_itself_by_another_path_is_refused(tmp_path: Path) -> None:
    line = refusal(folder(tmp_path, MANIFEST + f'extends = "../{tmp_path.name}/mine"\n'))
    assert "the protocol extends itself" in line


def test_a_protocol_that_extends_nothing_known_is_refused(tmp_path: Path) -> None:
    line = refusal(folder(tmp_path, MANIFEST + 'extends = "nothing"\n'))
    assert "protocol.toml: line 4: extends: there is no protocol 'nothing'" in line


def test_a_folder_beside_can_be_extended(tmp_path: Path) -> None:
    parent = tmp_path / "shared"
    parent.mkdir()
    (parent / "protocol.toml").write_text(MANIFEST, "utf-8")
    (parent / "drugs.toml").write_text('[[drugs]]\nid = "x"\nnames = ["xumab"]\n', "utf-8")
    assert ids(load_protocol(folder(tmp_path, MANIFEST + 'extends = "shared"\n')), "drugs") == ["x"]


def test_headings_are_those_of_the_base() -> None:
    assert load_headings() == load_protocol().headings
    kinds = {heading.kind for heading in load_headings()}
    assert {"abstract", "case", "discussion", "references", "back_matter"} <= kinds


@pytest.mark.parametrize(
    ("name", "exact"),
    [
        ("DM", True),
        ("U1-RNP", True),
        ("TIF1", True),
        ("TIF1γ", False),
        ("CsA", False),
        ("ISG score", False),
        ("X", False),
    ],
)
def test_only_words_of_capitals_keep_their_case(name: str, exact: bool) -> None:
    assert keeps_case(name) is exact


def test_a_word_of_the_base_that_a_review_gives_to_something_else_is_the_reviews(tmp_path: Path) -> None:
    life = '[[domains]]\nid = "life"\ntitle = "Daily life"\nsigns = ["quality of life", "daily life"]\n'
    made = folder(tmp_path, MANIFEST + 'extends = "base"\n', domains=life)
    domains = {domain.id: domain for domain in load_protocol(made).domains}
    assert domains["life"].signs == ("quality of life", "daily life")
    assert not {"quality of life", "daily life"} & set(domains["overall"].signs)


def test_every_fault_of_a_folder_is_told_with_its_line(tmp_path: Path) -> None:
    drugs = '[[drugs]]\nid = "x"\nnames = ["xumab"]\n\n[[drugs]]\nid = "y"\nbrand = "Y"\nnames = ["Xumab"]\n'
    domains = '[[domains]]\nid = "d"\ntitle = "D"\n[[domains.instruments]]\nnames = ["S"]\nbetter = "up"\n'
    more = '[[drugs]]\nid = "z"\nnames = ["zumab", "yumab"]\n[[drugs]]\nid = "y"\nnames = ["yumab"]\n'
    made = folder(tmp_path, MANIFEST + "any_drugs = true\n", drugs=drugs, domains=domains, more=more)
    told = [str(fault).removeprefix(f"{made}/") for fault in faults(made)[0]]
    assert told == [
        "protocol.toml: line 4: any_drugs: unknown key; remove it or mend its spelling",
        "domains.toml: line 6: domains[1] d: instruments[1]: better: input should be 'lower' or 'higher'; "
        "mend the value",
        "drugs.toml: line 7: drugs[2] y: brand: unknown key; remove it or mend its spelling",
        "drugs.toml: line 5: drugs[2] y: 'Xumab' names 'x' too; take it from one of the two",
        "more.toml: line 4: drugs[2] y: 'yumab' names 'z' too; take it from one of the two",
    ]


def test_faults_of_every_kind_are_told_at_once(tmp_path: Path) -> None:
    drugs = '[[drugs]]\nid = "x"\nnames = ["xumab"]\nlicensed_for = ["gout"]\nbrand = ["X"]\n'
    drugs += '[[drugs]]\nid = "y"\nnames = ["XUmab"]\n'
    made = folder(tmp_path, 'id = "mine"\ntitle = "Mine"\n[eligibility]\nlanguages = ["xx"]\n', drugs=drugs)
    found, protocol = faults(made)
    assert [str(fault).removeprefix(f"{made}/").split("; ")[0] for fault in found] == [
        "protocol.toml: version: is missing",
        "drugs.toml: line 5: drugs[1] x: brand: unknown key",
        "drugs.toml: line 6: drugs[2] y: 'XUmab' names 'x' too",
        "drugs.toml: line 4: drugs[1] x: licensed_for: there is no 'gout' among the diseases",
        "protocol.toml: line 4: eligibility: languages: there is no 'xx'",
    ]
    assert protocol is not None
    assert ids(protocol, "drugs") == ["x", "y"]


def test_an_entry_that_is_broken_itself_is_not_told_as_missing(tmp_path: Path) -> None:
    disease = '[[diseases]]\nid = "gout"\n'
    drug = '[[drugs]]\nid = "x"\nnames = ["xumab"]\nlicensed_for = ["gout"]\n'
    found, _ = faults(folder(tmp_path, diseases=disease, drugs=drug))
    assert [fault.message for fault in found] == ["is missing"]


def test_a_file_that_is_no_toml_leaves_the_faults_of_the_others(tmp_path: Path) -> None:
    drug = '[[drugs]]\nid = "x"\nnames = ["xumab"]\nbrand = ["X"]\nlicensed_for = ["gout"]\n'
    found, protocol = faults(folder(tmp_path, diseases="[[diseases\n", drugs=drug))
    assert [fault.message.split(":")[0] for fault in found] == ["is not TOML", "unknown key"]
    assert protocol is None


def test_a_protocol_without_faults_is_the_one_that_is_loaded() -> None:
    assert faults(OTHER_REVIEW) == ((), load_protocol(OTHER_REVIEW))


def test_the_line_of_a_missing_id_is_the_one_of_the_entry_that_names_it(tmp_path: Path) -> None:
    first = '[[drugs]]\nid = "x"\nnames = ["xumab"]\n'
    second = '# more\n\n[[drugs]]\nid = "x"\nnames = ["xumab hydrochloride"]\nlicensed_for = ["gout"]\n'
    line = refusal(folder(tmp_path, a=first, b=second))
    assert "b.toml: line 6: drugs[1] x: licensed_for: there is no 'gout'" in line


def test_bounds_of_onset_that_leave_nobody_are_refused(tmp_path: Path) -> None:
    disease = '[[diseases]]\nid = "d"\nnames = ["dose"]\nonset_from_years = 18\nonset_below_years = 18\n'
    assert "part.toml: line 1: diseases[1] d: onset_from_years is not below onset_below_years" in refusal(
        folder(tmp_path, part=disease)
    )


FIELD_FAULTS = {
    "a field of every review": ('id = "sex"\ntitle = "Sex"\n', "fields[1] sex: 'sex' is a field of every review"),
    "no name": ('id = "My field"\ntitle = "Mine"\n', "fields[1] My field: 'My field' is no name for a field"),
    "no choices": ('id = "x"\ntitle = "X"\ntype = "choice"\n', "fields[1] x: choices belong to the type choice"),
    "a unit of a text": ('id = "x"\ntitle = "X"\nunit = "cm"\n', "fields[1] x: a unit belongs to a number"),
    "no level": ('id = "x"\ntitle = "X"\nlevel = "visit"\n', "fields[1] x: level: input should be"),
}


@pytest.mark.parametrize("name", FIELD_FAULTS)
def test_an_own_field_that_cannot_be_is_refused(name: str, tmp_path: Path) -> None:
    text, expected = FIELD_FAULTS[name]
    assert expected in refusal(folder(tmp_path, fields=f"[[fields]]\n{text}"))


def test_an_own_field_is_known_as_fields_are() -> None:
    (spec,) = (item for item in load_protocol("biologics_prp").own_specs if item.name == "weeks_to_response")
    assert (spec.subject, spec.kind, spec.keying, spec.measure, spec.beyond) == (
        "case",
        "number",
        "single",
        "weeks",
        True,
    )


@pytest.mark.parametrize(
    ("switch", "expected"),
    [
        ('languages = ["xx"]', "protocol.toml: line 6: eligibility: languages: there is no 'xx'"),
        ('designs = ["case report"]', "eligibility: designs: there is no 'case report'"),
        ('publication_types = ["poster"]', "eligibility: publication_types: there is no 'poster'"),
        ("min_patient = 3", "eligibility: min_patient: unknown key"),
        ('min_patients = "3"', "eligibility: min_patients: input should be a valid integer"),
    ],
)
def test_a_switch_that_asks_for_what_there_is_not_is_refused(switch: str, expected: str, tmp_path: Path) -> None:
    assert expected in refusal(folder(tmp_path, f'{MANIFEST}extends = "base"\n[eligibility]\n{switch}\n'))


def test_a_disease_that_a_drug_is_licensed_for_must_be_known(tmp_path: Path) -> None:
    drug = '[[drugs]]\nid = "x"\nnames = ["xumab"]\nlicensed_for = ["gout"]\n'
    assert "drugs.toml: line 4: drugs[1] x: licensed_for: there is no 'gout' among the diseases; add it" in refusal(
        folder(tmp_path, drugs=drug)
    )


@pytest.mark.parametrize(
    ("kind", "choices", "value", "held"),
    [
        ("text", (), "any", True),
        ("text", (), 3, False),
        ("choice", ("a", "b"), "a", True),
        ("choice", ("a", "b"), "c", False),
        ("boolean", (), False, True),
        ("boolean", (), 0, False),
        ("integer", (), 3, True),
        ("integer", (), 3.5, False),
        ("integer", (), True, False),
        ("number", (), 3.5, True),
        ("date", (), "2021-03", True),
        ("date", (), "March", False),
    ],
)
def test_an_own_field_holds_values_of_its_type(
    kind: FieldType, choices: tuple[str, ...], value: str | float, held: bool
) -> None:
    assert OwnField("x", "X", type=kind, choices=choices).holds(value) is held
