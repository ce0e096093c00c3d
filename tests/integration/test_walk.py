"""
The demonstration's walk, as scripts/demo runs it: every answer on the way is what it must be, and nothing stays behind.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WALK = ROOT / "scripts" / "walk.py"


def _processes_of(home: Path) -> list[str]:
    """Return the command lines of all processes that name `home`."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if any(str(home).encode() in word for word in words):
            found.append(b" ".join(words).decode(errors="replace"))
    return found


def _run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(WALK), "--home", str(home), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=home.parent, check=False)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One home for both walks: the second finds the first one's."""
    return tmp_path_factory.mktemp("walk") / "demo"


@pytest.mark.slow
def test_the_demonstration_serves_until_it_is_stopped_and_leaves_no_orphan(home: Path) -> None:
    command = [sys.executable, "-u", str(WALK), "--home", str(home)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    said = []
    try:
        for line in process.stdout:
            said.append(line)
            if "Ctrl-C" in line:
                break
        second = _run(home, "--once")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        process.stdout.close()
    assert "✗" not in "".join(said)
    assert "/docs" in "".join(said)
    assert second.returncode != 0
    assert "running here" in second.stderr
    assert process.returncode == 0
    assert _processes_of(home) == []


@pytest.mark.slow
def test_the_walk_ends_well_where_another_was_before(home: Path) -> None:
    ended = _run(home, "--once")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "✗" not in ended.stdout
    assert "Traceback" not in ended.stderr
    assert _processes_of(home) == []


def test_a_folder_that_is_something_elses_is_left_alone(tmp_path: Path) -> None:
    home = tmp_path / "mine"
    home.mkdir()
    (home / "thesis.txt").write_text("years of work")
    ended = _run(home, "--once")
    assert ended.returncode != 0
    assert "another --home" in ended.stderr
    assert (home / "thesis.txt").read_text() == "years of work"
