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
    assert (told.returncode, told.stdout) == (0, "il17_hs: can be used, 0 warnings\n")


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
