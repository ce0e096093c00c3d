"""The QR code of a paper: what is written is read again, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.qr import qr_of, read_qr
from ledger.errors import InvalidInput
from tests.unit.judging import NUMBER, digest

CODE = qr_of(NUMBER, digest(4))
DIGITS = "04" * 8


def test_a_code_names_the_certificate_and_the_beginning_of_its_documents_digest() -> None:
    assert CODE.text() == f"DATADEED:{NUMBER.text}:{DIGITS}"
    assert CODE.text("deed.example.cn") == f"https://deed.example.cn/v/{NUMBER.text}?d={DIGITS}"


@pytest.mark.parametrize("host", ["", "deed.example.cn", "127.0.0.1:8080"])
def test_what_is_written_is_read_again(host: str) -> None:
    assert read_qr(CODE.text(host)) == CODE


@pytest.mark.parametrize(
    "text",
    [
        "",
        NUMBER.text,
        f"http://deed.example.cn/v/{NUMBER.text}?d={DIGITS}",
        f"https://deed.example.cn/v/{NUMBER.text}?d={DIGITS}&next=//evil.example",
        f"https://deed.example.cn/w/{NUMBER.text}?d={DIGITS}",
        f"https://user@deed.example.cn/v/{NUMBER.text}?d={DIGITS}",
        f"https://deed.example.cn/v/{NUMBER.text}",
        f"https://deed.example.cn/v/{NUMBER.text}?d={DIGITS[:14]}",
        f"https://deed.example.cn/v/{NUMBER.text}?d={DIGITS}#x",
        f"DATADEED:{NUMBER.text}:{'AB' * 8}",
        f"DATADEED:{NUMBER.text}:{DIGITS}\n",
        f" DATADEED:{NUMBER.text}:{DIGITS}",
        f"datadeed:{NUMBER.text}:{DIGITS}",
        f"https://{'a' * 101}/v/{NUMBER.text}?d={DIGITS}",
        "x" * 100_000,
    ],
)
def test_what_is_no_code_of_ours_is_refused_by_name(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_qr(text)
    assert caught.value.code == "QrForeign"


@pytest.mark.parametrize(
    ("number", "code"),
    [("XX1112026110001", "NumberPrefix"), ("SJ1112026130001", "NumberMonth"), ("SJ1112026110000", "NumberSerial")],
)
def test_a_code_with_an_impossible_number_is_told_what_is_wrong(number: str, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_qr(f"DATADEED:{number}:{DIGITS}")
    assert caught.value.code == code


@given(st.text(max_size=120).filter(lambda text: not text.startswith("DATADEED:")))
def test_no_other_text_is_taken_for_a_code(text: str) -> None:
    with pytest.raises(InvalidInput):
        read_qr(text)
