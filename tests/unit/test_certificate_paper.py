"""
The certificate on paper: what stands on it, what is attached, and that it never looks valid when it is not.

Papers are read back by another library; that they conform to PDF/A-3U as a whole was seen by a validator outside.
"""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from pypdf import PdfReader

from ledger.domain.document import canonical, digest
from ledger.domain.events import CertificateId, Position
from ledger.domain.standing import Reason
from ledger.paper.certificate import MISSING, Certified, Seal, pdf

NUMBER = "SJ1112026110001"
SEAL = Seal("e30.e30.c2ln", "2FsAl0ngKeyThumbprint", "8f3a 11c0 9be2 77d4 0a1b 2c3d 4e5f 6071")


def document(holders: int = 1, **changes: Any) -> dict[str, Any]:
    held = [
        {
            "uscc": f"9111011{place:02d}MA000001",
            "name": {
                "zh": f"北京通州公共数据运营有限公司第{place}分公司",
                "en": f"Tongzhou Data Operation, branch {place}",
            },
            "rights": ["hold", "use"],
            "share": 10_000 // holders,
        }
        for place in range(holders)
    ]
    return {
        "schema": "datadeed/certificate/1",
        "number": NUMBER,
        "regime": "DPR",
        "registrationType": "initial",
        "registry": {"uscc": "12110000MB0000019M", "name": {"zh": "北京市数据登记中心", "en": "Registration Centre"}},
        "holders": held,
        "dataName": {"zh": "2026年通州区停车场泊位数据集", "en": "Parking spaces in Tongzhou, 2026"},
        "objectKind": "dataset",
        "industry": "I64",
        "grade": "general",
        "fingerprint": {"algorithm": "sha-256", "value": "ab" * 32},
        "validFrom": "2026-11-27",
        "lastValidDay": "2031-11-26",
    } | changes


def certified(content: dict[str, Any] | None = None, **changes: Any) -> Certified:
    made = canonical(content or document())
    plain = Certified(
        document=made,
        chain_id=31337,
        contract=bytes(range(20)),
        id=CertificateId(bytes(range(32))),
        version=1,
        versions=1,
        sequence=1,
        position=Position(120_345, 0, 3),
        at=1_795_752_000,
        issued_at=1_795_752_000,
        last_day=date(2031, 11, 26),
        standing=Reason.IN_FORCE,
        day=date(2026, 11, 27),
        block=120_402,
        code=f"https://deed.example.cn/v/{NUMBER}?d={digest(made).hex()[:16]}",
        seal=SEAL,
    )
    return replace(plain, **changes)


@cache
def plain() -> bytes:
    return pdf(certified())


@cache
def shared_and_revoked() -> bytes:
    return pdf(certified(document(16), standing=Reason.REVOKED))


def pages(made: bytes) -> list[str]:
    """Return what each page says, without line ends; every word of it must be one that there is."""
    said = [re.sub(r"\s+", " ", page.extract_text()) for page in PdfReader(io.BytesIO(made)).pages]
    assert not any("发生错误" in each for each in said)
    return said


def test_one_sheet_says_all_in_both_languages() -> None:
    (said,) = pages(plain())
    wanted = (
        "数据产权登记凭证",
        "Certificate of Data Property-Right Registration",
        NUMBER,
        "北京通州公共数据运营有限公司第0分公司",
        "Tongzhou Data Operation, branch 0",
        "持有权、使用权（hold, use）",
        "2026-11-27 至 2031-11-26",
        "北京市数据登记中心",
        "区块 block 120345",
        digest(certified().document).hex(),
        "有效（截至 2026-11-27，区块 120402）",
        SEAL.fingerprint,
        "以存证记录为准",
        "the record prevails",
    )
    assert [each for each in wanted if each.replace(" ", "") not in said.replace(" ", "")] == []
    assert "?" not in said


def test_document_and_seal_are_attached_as_the_standard_asks() -> None:
    read = PdfReader(io.BytesIO(plain()))
    assert read.attachments == {
        f"{NUMBER}-1.json": [certified().document],
        f"{NUMBER}-1.seal.jws": [SEAL.token.encode()],
    }
    root: Any = read.trailer["/Root"]
    assert [each.get_object()["/AFRelationship"] for each in root["/AF"]] == ["/Source", "/Data"]
    assert root["/OutputIntents"][0].get_object()["/S"] == "/GTS_PDFA1"
    metadata = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>" in metadata
    resources: Any = read.pages[0]["/Resources"]
    fonts = [each.get_object() for each in resources["/Font"].values()]
    assert all("/ToUnicode" in font for font in fonts)


def test_the_same_version_as_of_the_same_block_has_the_same_bytes() -> None:
    assert pdf(certified()) == plain()


def test_a_paper_that_is_not_in_force_says_so_across_each_sheet() -> None:
    revoked = pages(shared_and_revoked())
    assert len(revoked) > 1
    assert all("已撤销" in page for page in revoked)
    former = pages(pdf(certified(version=1, versions=3)))
    assert "已被第 3 版取代" in former[0]
    assert "已撤销" not in former[0]


def test_sixteen_holders_stand_on_a_continuation_sheet_that_names_the_certificate() -> None:
    face, *behind = pages(shared_and_revoked())
    assert "共 16 名权利人" in face
    assert "第3分公司" not in face
    assert all("续页" in page and NUMBER in page for page in behind)
    assert all(f"第{place}分公司" in " ".join(behind) for place in range(16))


def test_a_character_that_the_typeface_lacks_is_named() -> None:
    rare = document(dataName={"zh": "\U000323af氏数据", "en": "Data"}, regime="DIP")
    (said,) = pages(pdf(certified(rare, seal=None)))
    assert f"{MISSING}氏数据" in said
    assert "U+323AF" in said
    assert "数据知识产权登记证书" in said
    assert "本件未加签" in said
