"""Sentences for the audit kit: why an archive is refused, and what a kit cannot show."""

from __future__ import annotations

from ledger.messages.row import Row

ROWS: dict[str, Row] = {
    "ExportNotNamed": {
        "zh": "没有说明导出什么。请给出 --snapshot 文件 或 --audit-kit 文件。",
        "en": "What is to be exported was not said. Give --snapshot FILE or --audit-kit FILE.",
    },
    "AuditKitAndNode": {
        "zh": "--kit 与 --rpc 只能给出一个：审计包代替节点。要另行比对节点，请用 --second-rpc。",
        "en": "Give --kit or --rpc, not both: the kit takes the node's place. To compare with a node beside it, "
        "use --second-rpc.",
    },
    "AuditKitMissing": {
        "zh": "没有审计包文件 {file}。请检查路径。",
        "en": "There is no audit kit {file}. Check the path.",
    },
    "AuditKitBroken": {
        "zh": "审计包 {file} 无法读取（{member}：{reason}）：文件不完整，或不是审计包。请重新获取。",
        "en": "The audit kit {file} cannot be read ({member}: {reason}): it is incomplete, or no kit. Obtain it again.",
    },
    "AuditKitVersion": {
        "zh": "审计包 {file} 的格式为 {found}，本程序读取 {expected}。请使用相应版本的程序。",
        "en": "The audit kit {file} has the form {found}; this program reads {expected}. Use the version that made it.",
    },
    "AuditKitAltered": {
        "zh": "审计包 {file} 中的 {member} 被改动：清单所载摘要为 {expected}，实为 {found}。请重新获取并追查。",
        "en": "{member} in the audit kit {file} was altered: its manifest says {expected}, it is {found}. "
        "Obtain it again, and find out who altered it.",
    },
    "AuditKitForeign": {
        "zh": "审计包 {file} 中有不属于它的内容 {member}。请勿使用，重新获取。",
        "en": "The audit kit {file} holds {member}, which does not belong to it. Do not use it; obtain it again.",
    },
    "AuditKitIncomplete": {
        "zh": "审计包 {file} 缺少清单所列的 {member}。请重新获取。",
        "en": "The audit kit {file} lacks {member}, which its manifest lists. Obtain it again.",
    },
    "AuditKitUnordered": {
        "zh": "审计包 {file} 的内容次序不对，或有重复。请重新获取。",
        "en": "The members of the audit kit {file} are out of order, or there twice. Obtain it again.",
    },
    "AuditKitTooLarge": {
        "zh": "审计包 {file} 中的 {member} 解开后超过上限 {limit} 字节，疑为恶意文件。请勿使用，重新获取。",
        "en": "{member} in the audit kit {file} would unpack to more than {limit} bytes, which may be meant to harm. "
        "Do not use it; obtain it again.",
    },
    "AuditKitWithoutProof": {
        "zh": "{host} 缺少证明合约存储所需的节点 {node}：它是为另一次审计制作的。请让制作方重新制作。",
        "en": "The {host} lacks the node {node}, which the proof of a contract's storage needs: it was made for "
        "another audit. Have it made again.",
    },
}
