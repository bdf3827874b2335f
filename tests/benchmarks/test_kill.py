import importlib
import random
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.make_pdf import one_page


@pytest.fixture
def kill(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2] / "benchmarks"))
    return importlib.import_module("kill")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_a_run_whose_processes_are_killed_comes_to_the_same_bytes(kill: ModuleType, tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    for number in range(6):
        words = f"A {30 + number}-year-old man with dermatomyositis was given tofacitinib 5 mg twice daily."
        (papers / f"{number}.pdf").write_bytes(one_page(["A man with dermatomyositis", "Case report.", words]))
    plan = kill.in_peace(papers, tmp_path / "peace", jobs=2)
    kills = kill.disturbed(plan, tmp_path / "disturbed", random.Random(7), most=4)
    assert sum(kills.values()) > 0
    assert kill.differences(tmp_path / "disturbed", tmp_path / "peace") == []
