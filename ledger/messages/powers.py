"""Sentences of the audit about votes, consents, terms and code, and the list of who was given or lost which power."""

from __future__ import annotations

from ledger.messages.row import Row

VOTES: dict[str, Row] = {
    "AuditVoteMissing": {
        "zh": "位置 {position} 的 {subject} 须经治理表决，同一交易中却没有：应有 {expected}，实为 {found}。",
        "en": "{subject} at {position} takes a vote of the governors, and its transaction has none: {found} instead of "
        "{expected}.",
    },
    "AuditVoteQuorumMissing": {
        "zh": "位置 {position} 的 {subject} 票数不足：需要 {expected} 票，只有 {found} 票来自仍有资格的理事单位。",
        "en": "The {subject} at {position} had not enough votes: {expected} were needed, {found} came from those who "
        "still were governors.",
    },
    "AuditVoteDelayWrong": {
        "zh": "位置 {position} 的 {subject} 的等待期不对：应为 {expected}，实为 {found}。",
        "en": "The {subject} at {position} did not wait as the charter says: {expected} expected, {found} found.",
    },
    "AuditVoteContentDifferent": {
        "zh": "位置 {position} 执行的不是 {subject} 所表决的内容：表决的是 {expected}，执行的是 {found}。",
        "en": "What was done at {position} is not what was voted in {subject}: voted {expected}, done {found}.",
    },
    "AuditVoteOfOther": {
        "zh": "位置 {position} 的密钥 {subject} 替别人投票：它属于主体 {expected}，票却记给主体 {found}。",
        "en": "Key {subject} voted at {position} for another: it is of participant {expected}, the vote counts for "
        "{found}.",
    },
    "AuditVetoForbidden": {
        "zh": "位置 {position} 否决了不能否决的 {subject}：应为 {expected}，实为 {found}。",
        "en": "The {subject}, which nobody can veto, was vetoed at {position}: {found} instead of {expected}.",
    },
}

CONSENTS: dict[str, Row] = {
    "AuditConsentMissing": {
        "zh": "位置 {position} 的 {subject} 缺少签名：按当时状态需要 {expected} 个，只有 {found} 个。",
        "en": "{subject} at {position} lacks signatures: {expected} were needed as things stood, {found} were given.",
    },
    "AuditConsentForged": {
        "zh": "位置 {position} 的同意不是密钥 {subject} 签署的：应为 {expected}，签名所示为 {found}。",
        "en": "The consent at {position} is not signed by key {subject}: {expected} expected, the signature is of "
        "{found}.",
    },
    "AuditConsentByOther": {
        "zh": "位置 {position} 的同意由密钥 {subject} 作出，而它属于另一主体：应为主体 {expected}，实为主体 {found}。",
        "en": "The consent at {position} is by key {subject} of another participant: {found} instead of {expected}.",
    },
    "AuditConsentKeyInvalid": {
        "zh": "位置 {position} 的同意由无效的密钥 {subject} 作出：应为 {expected}，实为 {found}。",
        "en": "The consent at {position} is by key {subject}, which could not consent: {expected} expected, {found} "
        "found.",
    },
    "AuditConsentExpired": {
        "zh": "位置 {position} 的 {subject} 所用签名已过期：有效至 {expected}，区块时间为 {found}。",
        "en": "The signatures under {subject} at {position} had expired: they held until {expected}, the block is of "
        "{found}.",
    },
    "AuditCheckerForged": {
        "zh": "位置 {position} 的复核不是密钥 {subject} 签署的：应为 {expected}，签名所示为 {found}。",
        "en": "The checker's signature at {position} is not that of key {subject}: {expected} expected, it is of "
        "{found}.",
    },
    "AuditCheckerDifferent": {
        "zh": "位置 {position} 的事件称由 {subject} 复核，签名的却是另一密钥：签名的是 {expected}，所称为 {found}。",
        "en": "The event at {position} names {subject} as its checker, and another key signed: {expected} signed, "
        "{found} is named.",
    },
    "AuditCallUnknown": {
        "zh": "合约 {subject} 在位置 {position} 应答了它没有的调用：{found}（应为 {expected}）。",
        "en": "Contract {subject} answered a call at {position} that it does not have: {found} (expected {expected}).",
    },
    "AuditActForbidden": {
        "zh": "位置 {position} 的 {subject} 按当时的规则应被拒绝（{expected}），却已办理（{found}）。",
        "en": "{subject} at {position} was to be refused by the rules then in force ({expected}), and was {found}.",
    },
    "AuditActDifferent": {
        "zh": "位置 {position} 记下的不是 {subject} 所签署的：应为 {expected}，实为 {found}。",
        "en": "What was recorded at {position} is not what was signed for {subject}: {expected} expected, {found} "
        "found.",
    },
    "AuditTermDifferent": {
        "zh": "位置 {position} 的期限 {subject} 不符合当时的规则和工作日历：应为 {expected}，实为 {found}。",
        "en": "The term {subject} at {position} is not what rules and calendar then in force make it: {expected} "
        "expected, {found} found.",
    },
}

CODE: dict[str, Row] = {
    "AuditCodeReplaceable": {
        "zh": "合约 {subject} 的代码可以换成别的代码：应为 {expected}，却有 {found}。",
        "en": "The code of contract {subject} can give way to other code: {found} where {expected} should be.",
    },
    "AuditCreationUnseen": {
        "zh": "{count} 个合约的创建未见。",
        "en": "The creation of {count} contracts was not seen.",
    },
    "AuditCodeUnproven": {
        "zh": "{count} 个合约创建时的代码节点已不保存，未能证明。",
        "en": "The code of {count} contracts at their creation could not be proven: the node keeps that state no more.",
    },
    "AuditCodeUnswept": {
        "zh": "{count} 个合约的代码未逐条检查。",
        "en": "The code of {count} contracts was not swept for instructions by which it could give way to other code.",
    },
}

REMARKS: dict[str, Row] = {
    "AuditConsentsUnseen": {
        "zh": "有 {calls} 笔经其他合约转来的调用和 {signatures} 个由合约认可的签名（ERC-1271）看不到，其同意未核对。",
        "en": "{calls} calls that other contracts passed on and {signatures} signatures that contracts vouch for "
        "(ERC-1271) cannot be seen: their consents were not checked.",
    },
}

LISTED: dict[str, Row] = {
    "ListPowerByVote": {
        "zh": "位置 {position}：{subject}，{change}；依据提案 {proposal}。",
        "en": "{position}: {subject}, {change}; by proposal {proposal}.",
    },
    "ListPowerByHands": {
        "zh": "位置 {position}：{subject}，{change}；由有权密钥办理。",
        "en": "{position}: {subject}, {change}; by the keys entitled to it.",
    },
    "ListPowerFounded": {
        "zh": "位置 {position}：{subject}，{change}；创立时设定。",
        "en": "{position}: {subject}, {change}; at the founding.",
    },
}

ROWS: dict[str, Row] = VOTES | CONSENTS | CODE | REMARKS | LISTED
