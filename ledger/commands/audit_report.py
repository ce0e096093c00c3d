"""
deed audit key, check; and what `deed audit` writes: the auditor's key, signed reports, paper, and a report checked.

Exit codes of `check`: 0 the report is what its signer made and agrees with itself, 1 it is not, 2 a mistake in what was
asked.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from ledger.audit.report import Report
from ledger.audit.signing import REPORT, AuditorKey, keys_in
from ledger.audit.text import outcome, remark_sentence
from ledger.commands.context import Context, context_of, read_file
from ledger.commands.printing import card, emit
from ledger.errors import InvalidInput, Misconfigured


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be written of an audit: files, the key that signs, and the typeface of the paper."""

    report: Path | None = None
    sign: Path | None = None
    out: Path | None = None
    pdf: Path | None = None
    font: Path | None = None


class Writing:
    """
    What is written when an audit ends; made before it begins, so that nobody waits an hour for a passphrase.

    Raises `InvalidInput` SignedWhere, `Misconfigured` for a key that does not open.
    """

    def __init__(self, context: Context, wanted: Wanted) -> None:
        if (wanted.sign is None) != (wanted.out is None):
            raise InvalidInput("SignedWhere", "sign" if wanted.sign is None else "out")
        self._context = context
        self._wanted = wanted
        self._key = AuditorKey.load(wanted.sign, context.passphrase) if wanted.sign is not None else None

    def write(self, made: Report) -> None:
        """Write all that is wanted.  Raises `Misconfigured`: FileUnwritable, ReportTooLong, or for the typeface."""
        wanted, content = self._wanted, made.as_dict()
        if wanted.report is not None:
            write_file(wanted.report, (made.json() + "\n").encode())
        if self._key is not None and wanted.out is not None:
            last = content["scope"].get("lastBlock", 0)
            file = wanted.out / f"audit-{last}.jws" if wanted.out.is_dir() else wanted.out
            write_file(file, (self._key.sign(content, REPORT) + "\n").encode())
            content["auditor"] = self._key.jwk
            self._context.note(f"已签名：{file}，密钥 {self._key.id}。", f"Signed: {file}, key {self._key.id}.")
        if wanted.pdf is not None:
            print_to(wanted.pdf, content, self._context.locale, wanted.font)


def write_file(file: Path, content: bytes) -> None:
    """Write a file.  Raises `Misconfigured` FileUnwritable."""
    try:
        file.write_bytes(content)
    except OSError as error:
        raise Misconfigured("FileUnwritable", file=str(file), reason=error.strerror) from None


def print_to(file: Path, report: Any, locale: str, font: Path | None) -> None:
    """Print a report as JSON has it.  Raises `Misconfigured`: FileUnwritable, or for the typeface."""
    from ledger.audit.printed import pdf  # noqa: PLC0415 - behind the door

    write_file(file, pdf(report, locale, font))


def key(
    command: typer.Context,
    file: Annotated[
        Path, typer.Argument(help="密钥文件；公钥写在其旁 · The key's file; the public half goes beside it.")
    ],
) -> None:
    """创建审计人的签名密钥 · Make the key with which an auditor signs."""
    context = context_of(command)
    made = AuditorKey.make(file, context.passphrase)
    public = file.with_name(f"{file.name}.jwk")
    write_file(public, (json.dumps({**made.jwk, "kid": made.id, "alg": "EdDSA", "use": "sig"}) + "\n").encode())
    if context.as_json:
        emit({"key": made.id, "file": str(file), "public": str(public)})
        return
    context.out.print(made.id, markup=False)
    context.note(
        f"公钥在 {public}，请交给读报告的人。", f"Give {public}, the public key, to whoever reads your reports."
    )


def check(
    command: typer.Context,
    file: Annotated[Path, typer.Argument(help="已签名的报告 · The signed report.", metavar="REPORT")],
    *,
    public: Annotated[Path | None, typer.Option("--key", help="审计人的公钥 · The auditor's public key (JWK).")] = None,
    pdf: Annotated[Path | None, typer.Option("--pdf", help="印成 PDF · Print it to this file.")] = None,
    font: Annotated[Path | None, typer.Option("--font", help="含中文的字体 · A font file that has Chinese.")] = None,
) -> None:
    """核对报告：签名、格式、自洽 · Check a report: signature, shape, contradictions. Exit code 1: faulty."""
    from ledger.audit.checking import check as checked  # noqa: PLC0415 - behind the door

    context = context_of(command)
    keys = keys_in(read_file(public).decode("utf-8", "replace")) if public is not None else None
    found = checked(read_file(file).decode("utf-8", "replace"), keys)
    faults = [{"code": each.code, **each.facts} for each in found.faults]
    if context.as_json:
        emit({"key": found.key, "isKeyGiven": keys is not None, "faults": faults, "report": _told(found.report)})
    else:
        _show(context, found.report, found.key, is_given=keys is not None)
        for each in faults:
            context.err.print(remark_sentence(each, context.locale), markup=False)
    if pdf is not None and not faults:
        print_to(pdf, found.report, context.locale, font)
    raise typer.Exit(1 if faults else 0)


def _told(report: Any) -> dict[str, Any]:
    return {name: report.get(name) for name in ("schema", "outcome", "exitCode", "scope", "inputsDigest", "bookDigest")}


def _show(context: Context, report: Any, signer: str, *, is_given: bool) -> None:
    scope = report.get("scope", {})
    rows = [
        ("密钥", "key", signer or "—"),
        ("链", "chain", scope.get("chainId", "—")),
        ("区块", "blocks", f"{scope.get('firstBlock', '?')} – {scope.get('lastBlock', '?')}"),
        ("末块哈希", "last hash", scope.get("lastBlockHash", "—")),
    ]
    card(context, rows)
    if signer and "findings" in report:
        context.out.print(outcome(report, context.locale), markup=False)
    if signer and not is_given:
        context.note(
            "密钥由报告自述。请向审计人核对，并以 --key 给出其公钥。",
            "The key is the one that the report names. Ask the auditor for his, and give it with --key.",
        )


def add_report_commands(app: typer.Typer) -> None:
    """Put these commands under `deed audit`."""
    app.command("key")(key)
    app.command("check")(check)
