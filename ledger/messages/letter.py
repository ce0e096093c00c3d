"""Sentences about confirmation letters: what is wrong with one, and the words on paper."""

from __future__ import annotations

from ledger.messages.row import Row

_PAPER: dict[str, tuple[str, str]] = {
    "Title": ("数据资产登记询证函回函", "Confirmation of registered data assets"),
    "Footer": ("确认函 {digest} · 密钥 {key}", "Letter {digest} · key {key}"),
    "Entity": ("被询证单位", "Entity"),
    "Name": ("名称", "Name"),
    "FormerNames": ("曾用名", "Former names"),
    "Code": ("统一社会信用代码", "Unified social credit code"),
    "Participant": ("账本参与方编号", "Participant on the ledger"),
    "AsOf": ("截至", "As of"),
    "Block": ("区块", "Block"),
    "BlockHash": ("区块哈希", "Hash of the block"),
    "Made": ("查询时间", "Asked at"),
    "Certificates": ("名下证书（含已转出）", "Certificates, also those that left its hands"),
    "Number": ("证书编号", "Number"),
    "Held": ("持有", "Held"),
    "State": ("状态", "State"),
    "Rights": ("权利与份额", "Rights and share"),
    "Term": ("有效期末日", "Last day"),
    "Encumbrances": ("质押与预告", "Pledges and held ranks"),
    "Rank": ("顺位", "Rank"),
    "Party": ("相对方", "Other party"),
    "Amount": ("金额", "Amount"),
    "Until": ("期限", "Until"),
    "Perfected": ("已公示", "Perfected"),
    "Restraints": ("冻结、管控与异议", "Freezes, controls and objections"),
    "Kind": ("种类", "Kind"),
    "Licences": ("许可", "Licences"),
    "Contributions": ("作价出资", "Contributions to capital"),
    "Bookings": ("入表记载", "Bookings"),
    "Condition": ("效力", "Condition"),
    "Moves": ("进出记录", "What came in and left"),
    "Way": ("进出", "Way"),
    "Position": ("链上位置", "Position"),
    "Successions": ("承继", "Successions"),
    "Proof": ("完整性证明", "Proof of completeness"),
    "Head": ("链上摘要", "Head on the chain"),
    "None": ("无", "None"),
    "Yes": ("是", "yes"),
    "No": ("否", "no"),
    "In": ("入", "in"),
    "Out": ("出", "out"),
}

ROWS: dict[str, Row] = {
    **{f"Letter{name}": {"zh": zh, "en": en} for name, (zh, en) in _PAPER.items()},
    "LetterComplete": {
        "zh": "以上 {moves} 次进出在区块 {block} 的存储证明下与合约保存的摘要一致：除所列证书外，"
        "该单位没有其他证书进出过。"
        "所依据的全部区块与回执取自 {node}，并逐一核对。",
        "en": "By storage proof at block {block}, the {moves} moves above are just those that the contract keeps: no "
        "other certificate ever came into the entity's hands. All blocks and receipts behind this came from {node}, "
        "and each was checked.",
    },
    "LetterRefused": {
        "zh": "不能出具确认函：发现 {count} 处问题。请先查明。",
        "en": "There is no letter: {count} faults were found. Clear them up first.",
    },
    "LetterUnreadable": {
        "zh": "该文件不是确认函（{reason}）。请给出 deed audit letter 所写的文件。",
        "en": "The file is no confirmation letter ({reason}). Give one that deed audit letter wrote.",
    },
    "LetterUnsigned": {
        "zh": "该确认函没有签名：只能核对其证明，出具人无从确认。",
        "en": "The letter is not signed: only its proof can be checked, not who made it.",
    },
    "LetterSignatureWrong": {
        "zh": "该确认函的签名不成立（{reason}）。请勿采信，并向出具人索取原件。",
        "en": "The signature of the letter does not hold ({reason}). Do not rely on it, and ask its maker for it.",
    },
    "LetterHeaderOther": {
        "zh": "区块 {block} 的区块头与所称哈希不符。请勿采信。",
        "en": "The header of block {block} does not have the hash that is stated. Do not rely on the letter.",
    },
    "LetterUnproven": {
        "zh": "证明不成立：{subject}。请勿采信，并要求重新出具。",
        "en": "The proof does not hold: {subject}. Do not rely on the letter, and have it made anew.",
    },
    "LetterIncomplete": {
        "zh": "所列 {moves} 次进出与链上摘要不符：有遗漏、增加或改动。请勿采信。",
        "en": "The {moves} moves listed do not fold to the head on the chain: some are missing, added or changed. Do "
        "not rely on the letter.",
    },
    "LetterCertificateOther": {
        "zh": "证书 {number} 的历史与链上摘要不符。请勿采信。",
        "en": "The history of certificate {number} is not that of the head on the chain. Do not rely on the letter.",
    },
    "LetterRowsOther": {
        "zh": "所列 {rows} 份证书与 {moved} 份有进出的证书不一致。请勿采信。",
        "en": "The {rows} certificates listed are not the {moved} that moved. Do not rely on the letter.",
    },
}
