"""
`scripts/benchmark audit` in small: everybody reads the whole history, and every slot of it is proven.

The figures of so short a run mean nothing and are not judged.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EVENTS = 400
TARGET_MISSED = 1


@pytest.mark.slow
def test_the_audit_of_a_made_up_history_is_measured_with_its_proofs(tmp_path: Path) -> None:
    command = ["scripts/benchmark", "audit", "--events", str(EVENTS), "--rounds", "1"]
    command += ["--json", str(tmp_path / "report.json")]
    done = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode in (0, TARGET_MISSED), done.stderr
    (length,) = json.loads((tmp_path / "report.json").read_text())["lengths"]
    laps = {each["runner"]: each["laps"][0] for each in length["results"]}
    assert {name: lap["events"] for name, lap in laps.items()} == dict.fromkeys(
        ("floor: fetching only", "evidence", "evidence and replay", "with storage proofs"), EVENTS
    )
    assert laps["with storage proofs"]["said"]["slots"] > EVENTS
    assert set(laps["evidence and replay"]["said"]["seconds"]) == {"evidence", "replay"}
