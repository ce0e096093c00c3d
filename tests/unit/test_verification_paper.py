"""The paper of a verification: its code opens the live record, and a tampered file brings nothing of it to paper."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
import segno
from pypdf import PdfReader

from ledger.paper.verification import pdf

NUMBER = "SJ1112026110001"
DIGEST = "ab" * 32
HOLDER = "示范数据科技有限公司"


def answer(presented: str) -> dict[str, Any]:
    """Return what a signed answer says of a certificate, where a file was brought along with this outcome."""
    check = {
        "group": 2, "code": "DOCUMENT_PRESENTED", "outcome": presented, "remedy": None,
        "title": {"zh": "出示的文件", "en": "File shown"}, "sentence": {"zh": "已比对。", "en": "Compared."},
    }  # fmt: skip
    known = {
        "number": NUMBER, "documentDigest": f"0x{DIGEST}", "regime": "DPR", "holders": [{"zh": HOLDER, "en": "Model"}],
        "standing": {"firstDay": "2026-11-01", "lastValidDay": "2029-10-31", "reason": "IN_FORCE"},
    }  # fmt: skip
    verification = {
        "verdict": presented, "verdictText": {"zh": "结论", "en": "Verdict"}, "purpose": "public", "policy": "P",
        "evidence": {"block": 120, "hash": f"0x{DIGEST}"}, "judgedAt": "2026-11-27T02:00:00Z", "certificate": known,
        "checks": [check], "groups": [{"number": 2, "title": {"zh": "内容", "en": "Content"}}],
        "scope": {"zh": "仅述登记。", "en": "The register only."},
    }  # fmt: skip
    return {"number": 7, "iat": 1_795_000_000, "exp": 1_795_000_900, "verification": verification}


def squares(content: bytes) -> list[list[bool]]:
    """Return the modules of the QR code on the first page, from the rectangles that are filled."""
    drawn = PdfReader(io.BytesIO(content)).pages[0].get_contents()
    assert drawn is not None
    found = re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) -([\d.]+) re f", drawn.get_data())
    rows = [[float(each) for each in one] for one in found]
    if not rows:
        return []
    left, top, module = min(row[0] for row in rows), max(row[1] for row in rows), rows[0][3]
    size = round((max(row[0] + row[2] for row in rows) - left) / module)
    modules = [[False] * size for _ in range(size)]
    for x, y, width, _ in rows:
        for place in range(round((x - left) / module), round((x + width - left) / module)):
            modules[round((top - y) / module)][place] = True
    return modules


@pytest.mark.parametrize(
    ("host", "text"),
    [
        ("deed.example.cn", f"https://deed.example.cn/v/{NUMBER}?d={DIGEST[:16]}"),
        ("", f"DATADEED:{NUMBER}:{DIGEST[:16]}"),
    ],
)
def test_the_code_is_that_of_the_certificate_which_opens_its_record(host: str, text: str) -> None:
    printed = pdf(answer("PASS"), "signed", "zh", host=host)
    assert HOLDER in PdfReader(io.BytesIO(printed)).pages[0].extract_text()
    expected = segno.make(text, error="m", micro=False).matrix
    assert squares(printed) == [[bool(module) for module in row] for row in expected]


def test_nothing_of_the_certificate_is_printed_beside_a_file_that_is_not_its_own() -> None:
    printed = pdf(answer("FAIL"), "signed", "zh")
    said = PdfReader(io.BytesIO(printed)).pages[0].extract_text()
    assert HOLDER not in said
    assert NUMBER not in said
    assert squares(printed) == []
