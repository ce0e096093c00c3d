"""
`scripts/benchmark verify` in small: everything is measured and reported, whatever the figures of so short a run.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TARGET_MISSED = 1
"""An exit code: what is measured in a fraction of a second says nothing of a worker."""


@pytest.mark.slow
def test_every_pace_and_every_target_is_reported(tmp_path: Path) -> None:
    command = ["scripts/benchmark", "verify", "--certificates", "240", "--seconds", "0.1"]
    command += ["--portfolio", "50", "--chain-certificates", "2", "--json", str(tmp_path / "report.json")]
    done = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode in (0, TARGET_MISSED), done.stderr
    file = tmp_path / "report.json"
    assert file.exists(), done.stderr
    report = json.loads(file.read_text())
    assert [each["certificates"] for each in report["crowds"]] == [240]
    for each in report["crowds"]:
        assert each["paces"].keys() == {"unsigned", "signed", "bare"}
        assert all(one["answers"] > 0 for one in each["paces"].values())
        assert each["paces"]["bare"]["size"] == each["paces"]["unsigned"]["size"]
        assert each["portfolio"]["perCpuSecond"] > 0
    assert report["chain"].keys() == {"signed", "web3.py"}
    assert len(report["targets"]) == 5 + 2
    assert done.stdout.count("PASS") + done.stdout.count("MISS") == len(report["targets"])
