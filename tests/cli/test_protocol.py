import json
import subprocess
import sys
from pathlib import Path

OTHER_REVIEW = Path(__file__).parents[1] / "protocol" / "data" / "il17_hs"


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "extractor", "protocol", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_show_prints_the_review_by_default() -> None:
    told = run("show")
    assert told.returncode == 0
    assert told.stdout.startswith("jak_dm: Janus kinase inhibitors in dermatomyositis, version ")
    assert told.stderr == ""


def test_show_prints_json_of_a_folder() -> None:
    told = run("show", OTHER_REVIEW, "--json")
    assert json.loads(told.stdout)["id"] == "il17_hs"


def test_check_of_a_sound_folder_ends_with_status_0() -> None:
    told = run("check", OTHER_REVIEW)
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout == (
        "note: drugs: secukinumab: 'secukinumab', 'Cosentyx' was one of the therapies and is a drug of the review now, "
        "never told as a prior therapy; nothing to do\n"
        "note: therapies: adalimumab: 'Imraldi' joins the names that 'adalimumab' has in what this extends; "
        "nothing to do\n"
        "il17_hs: can be used, 0 warnings\n"
    )


def test_an_unknown_protocol_is_one_line_and_status_2() -> None:
    told = run("check", "jak_md")
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr == (
        "extractor: error: there is no protocol 'jak_md'; "
        "name a folder with a protocol.toml, or one of: any_case, biologics_prp, jak_dm\n"
    )


def test_a_broken_file_is_one_line_and_status_2(tmp_path: Path) -> None:
    (tmp_path / "protocol.toml").write_text('id = "mine"\ntitle = "Mine"\nversion = 1\n', "utf-8")
    told = run("check", tmp_path)
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr == (
        f"extractor: error: {tmp_path / 'protocol.toml'}: line 3: version: "
        "input should be a valid string; mend the value\n"
    )


def test_a_control_character_in_a_protocol_does_not_reach_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "protocol.toml").write_text('id = "mine"\ntitle = "M\\u001b[2J"\nversion = "1"\n', "utf-8")
    told = run("show", tmp_path)
    assert "\x1b" not in told.stdout
    assert told.stdout.startswith("mine: M\\x1b[2J, version 1\n")


def test_every_error_is_a_line_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "protocol.toml").write_text('id = "mine"\ntitle = "Mine"\nversion = "1"\nany_drugs = true\n', "utf-8")
    (tmp_path / "drugs.toml").write_text('[[drugs]]\nid = "x"\nnames = "xumab"\nbrand = ["X"]\n', "utf-8")
    told = run("check", tmp_path)
    assert (told.returncode, told.stdout) == (2, "")
    assert [
        line.split("; ")[0].removeprefix(f"extractor: error: {tmp_path}/") for line in told.stderr.splitlines()
    ] == [
        "protocol.toml: line 4: any_drugs: unknown key",
        "drugs.toml: line 3: drugs[1] x: names: input should be a valid array",
        "drugs.toml: line 4: drugs[1] x: brand: unknown key",
    ]


def test_words_that_can_never_hold_are_errors(tmp_path: Path) -> None:
    (tmp_path / "protocol.toml").write_text('id = "mine"\ntitle = "Mine"\nversion = "1"\n', "utf-8")
    (tmp_path / "d.toml").write_text(
        '[[domains]]\nid = "d"\ntitle = "D"\nsigns = ["rash", "ﬂush"]\nnot_signs = ["Rash"]\n'
        'phrases_improved = ["all gone"]\nphrases_worsened = ["all gone"]\n',
        "utf-8",
    )
    told = run("check", tmp_path)
    assert told.returncode == 2
    assert [line.removeprefix(f"extractor: error: {tmp_path}/") for line in told.stderr.splitlines()] == [
        "d.toml: line 1: domains[1] d: the sign 'rash' is among the not_signs too, so that it never holds",
        "d.toml: line 1: domains[1] d: 'all gone' tells improved and worsened",
        "d.toml: line 1: domains[1] d: 'ﬂush' can never be found in a text",
    ]


def test_a_new_protocol_can_be_used_at_once_and_is_not_overwritten(tmp_path: Path) -> None:
    told = run("new", "my_review", "--into", tmp_path, "--title", 'Gold "salts" in gout')
    assert told.returncode == 0
    files = [Path(line).name for line in told.stdout.splitlines()]
    assert files == ["diseases.toml", "domains.toml", "drugs.toml", "fields.toml", "protocol.toml", "therapies.toml"]
    checked = run("check", tmp_path / "my_review")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout.splitlines()[-1] == "my_review: can be used, 5 warnings"
    assert run("show", tmp_path / "my_review").stdout.startswith('my_review: Gold "salts" in gout, version 1\n')
    (tmp_path / "my_review" / "drugs.toml").write_text("", "utf-8")
    again = run("new", "my_review", "--into", tmp_path)
    assert (again.returncode, again.stdout) == (2, "")
    assert again.stderr.endswith("is there already and is left as it is; choose another name\n")
    assert (tmp_path / "my_review" / "drugs.toml").read_text("utf-8") == ""


def test_a_name_that_is_none_or_taken_is_refused(tmp_path: Path) -> None:
    for name, reason in (("My review", "is no name for a protocol"), ("jak_dm", "comes with the program")):
        told = run("new", name, "--into", tmp_path)
        assert (told.returncode, told.stdout) == (2, "")
        assert reason in told.stderr
        assert "\n" not in told.stderr.rstrip("\n")
    assert list(tmp_path.iterdir()) == []
