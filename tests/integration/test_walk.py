"""
The demonstration's walk, as scripts/demo runs it: every answer on the way is what it must be, and nothing stays behind.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scripts.walk import take_home

WALK = Path(__file__).parents[2] / "scripts" / "walk.py"


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


def _until(process: subprocess.Popen[str], words: str) -> str:
    """Read what the walk says until it says `words`, or ends."""
    said = []
    assert process.stdout is not None
    for line in process.stdout:
        said.append(line)
        if words in line:
            break
    return "".join(said)


@contextmanager
def _walking(home: Path) -> Iterator[subprocess.Popen[str]]:
    """Run the walk with its service while inside, and then stop it as an operator does."""
    command = [sys.executable, "-u", str(WALK), "--home", str(home)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        process.stdout.close()


@pytest.mark.slow
def test_the_demonstration_serves_where_another_was_broken_off_and_leaves_no_orphan(tmp_path: Path) -> None:
    home = tmp_path / "demo"
    with _walking(home) as broken_off:
        assert "✓" in _until(broken_off, "✓")
    assert _processes_of(home) == []
    with _walking(home) as walk:
        said = _until(walk, "Ctrl-C")
        with pytest.raises(SystemExit, match="running here"):
            take_home(home)
    assert "✗" not in said
    assert "/docs" in said
    assert walk.returncode == 0
    assert _processes_of(home) == []


def test_a_folder_that_is_something_elses_is_left_alone(tmp_path: Path) -> None:
    home = tmp_path / "mine"
    home.mkdir()
    (home / "thesis.txt").write_text("years of work")
    with pytest.raises(SystemExit, match="another --home"):
        take_home(home)
    assert (home / "thesis.txt").read_text() == "years of work"
