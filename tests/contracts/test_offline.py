"""The program and its tests need no network."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.make_pdf import one_page

ROOT = Path(__file__).parents[2]


def test_a_test_that_would_go_online_is_noticed() -> None:
    with pytest.raises(ConnectionRefusedError, match=r"no test goes online, but one asks for 'example.org'"):
        socket.create_connection(("example.org", 80))
    with pytest.raises(ConnectionRefusedError, match=r"no test goes online, but one asks for '192.0.2.1'"):
        socket.socket().connect(("192.0.2.1", 80))


def test_a_port_of_this_host_may_be_asked_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


def test_the_program_reads_and_exports_where_there_is_no_network(tmp_path: Path) -> None:
    name = shutil.which("unshare")
    if name is None or subprocess.run([name, "-rn", "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system lets nobody leave the network")
    (tmp_path / "a.pdf").write_bytes(one_page(["A man with dermatomyositis", "He was given tofacitinib 5 mg daily."]))
    program = [name, "-rn", sys.executable, "-m", "extractor"]
    for words in (
        ["extract", "a.pdf", "--out", "review"],
        ["export", "review", "--format", "csv", "--candidates", "--out", "records.csv"],
        ["doctor"],
    ):
        told = subprocess.run(
            [*program, *words],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert told.returncode == 0, told.stderr
