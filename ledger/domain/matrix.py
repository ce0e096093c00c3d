"""
The block matrix: which restraint stops which act (domain rules §9.2), as constant data.

A row is an operation, a column a restraint, a letter what the restraint does to the operation: A allow, C whoever the
restraint protects must sign, X refuse.  `contracts/Matrix.sol` holds the same table in bits; a test compares them cell
by cell, and another tries every cell on the chain.  [D] marks our own choice where §9.2 is silent.
"""

from __future__ import annotations

from enum import IntEnum


class Operation(IntEnum):
    """What may be asked of a certificate, as far as a restraint may stop it; the numbers are the contract's."""

    NONE = 0
    TRANSFER = 1  # 转让
    LICENCE = 2  # 许可
    PLEDGE = 3  # 质押，含预告
    RELEASE = 4  # 解除质押
    ENFORCE = 5  # 协议实现质权
    CONTRIBUTE = 6  # 作价出资
    AMEND = 7  # 变更，不缩减
    NARROW = 8  # 缩减权利、期限或更换数据版本的变更
    RENEW = 9  # 续期
    CANCEL = 10  # 自愿注销
    ATTEST = 11  # 入表、报告、托管、挂牌等记载
    RESTRAIN = 12  # 冻结、管控、异议的登记
    JUDICIAL_TRANSFER = 13  # 司法转让
    JUDICIAL_CANCEL = 14  # 司法注销
    CORRECT = 15  # 更正
    SUCCEED = 16  # 承继
    SPLIT = 17  # 部分转让
    CONVERT = 18  # 衔接换证
    SURRENDER = 19  # 交回
    RENEW_PENDING = 20  # 续期申请在期满前已提出
    EXECUTE = 21  # 出资执行：转移并交付


class Restraint(IntEnum):
    """What may rest on a certificate and stop an operation; the numbers are the contract's."""

    NONE = 0
    PLEDGED = 1  # 质押或预告
    FROZEN = 2  # 冻结
    OBJECTED = 3  # 异议
    CONTROLLED = 4  # 行政管控
    RESERVED = 5  # 出资锁定
    EXPIRED = 6  # 期满
    CONTRIBUTED = 7  # 已出资
    LICENSED = 8  # 已许可
    SOURCE_OBJECTED = 9  # 来源方异议
    SURRENDERED = 10  # 已交回登记机构


class Effect(IntEnum):
    """What a restraint does to an operation."""

    ALLOW = 0
    CONSENT = 1
    REFUSE = 2


_LETTERS = {"A": Effect.ALLOW, "C": Effect.CONSENT, "X": Effect.REFUSE}

_TABLE = """
#                  PLEDGED FROZEN OBJECTED CONTROLLED RESERVED EXPIRED CONTRIBUTED LICENSED SOURCE_OBJECTED SURRENDERED
TRANSFER           C       X      X        X          X        X       A           A        A               X
LICENCE            C       X      C        X          X        X       A           A        A               X
PLEDGE             C       X      X        X          X        X       A           A        A               X
RELEASE            A       A      A        A          A        A       A           A        A               A
ENFORCE            A       X      X        X          X        X       A           A        A               A
CONTRIBUTE         X       X      X        X          X        X       X           A        A               X
AMEND              A       C      C        X          X        X       A           A        A               X
NARROW             C       C      C        X          X        X       A           C        A               X
RENEW              A       A      A        C          A        X       A           A        A               A
CANCEL             X       X      X        X          X        X       A           C        A               A
ATTEST             A       A      A        A          A        X       A           A        A               A
RESTRAIN           A       A      A        A          A        A       A           A        A               A
JUDICIAL_TRANSFER  A       C      A        A          A        X       A           A        A               A
JUDICIAL_CANCEL    A       C      A        A          A        X       A           A        A               A
CORRECT            A       A      A        A          A        X       A           A        A               A
SUCCEED            A       A      A        X          X        X       A           A        A               A
SPLIT              C       X      X        X          X        X       A           C        A               X
CONVERT            C       X      X        X          X        X       X           C        A               X
SURRENDER          X       X      X        X          X        X       A           A        A               X
RENEW_PENDING      A       A      A        C          A        A       A           A        A               A
EXECUTE            X       X      X        X          A        X       X           A        A               X
"""


def _parse(text: str) -> dict[tuple[Operation, Restraint], Effect]:
    heading, *rows = text.strip().splitlines()
    restraints = [Restraint[name] for name in heading.split()[1:]]
    cells = {}
    for row in rows:
        name, *letters = row.split()
        for restraint, letter in zip(restraints, letters, strict=True):
            cells[Operation[name], restraint] = _LETTERS[letter]
    return cells


CELLS = _parse(_TABLE)
"""Every operation with every restraint."""


def effect(operation: Operation, restraint: Restraint) -> Effect:
    """Say what a restraint does to an operation."""
    return CELLS[operation, restraint]


def packed() -> bytes:
    """Return the table as the contract keeps it: three bytes an operation, two bits a restraint, the first lowest."""
    rows = []
    for operation in tuple(Operation)[1:]:
        bits = sum(CELLS[operation, restraint] << 2 * place for place, restraint in enumerate(tuple(Restraint)[1:]))
        rows.append(bits.to_bytes(3, "big"))
    return b"".join(rows)
