"""
Of the audit's evidence: who sealed the blocks, a second node, a node that contradicts itself, a standing watch.
"""

from __future__ import annotations

from ledger.messages.row import Row

FINDINGS: dict[str, Row] = {
    "AuditCheckpointDifferent": {
        "zh": "区块 {position} 不是您所持检查点的区块：应为 {expected}，实为 {found}。",
        "en": "Block {position} is not the one of the checkpoint that you hold: {found} instead of {expected}.",
    },
    "AuditHeaderUnsealed": {
        "zh": "区块 {position} 没有按 QBFT 或 IBFT2 封存，而您固定了验证节点。",
        "en": "Block {position} is not sealed as QBFT or IBFT2 has it, and you pinned validators.",
    },
    "AuditSealsMalformed": {
        "zh": "区块 {position} 的封印格式不对。",
        "en": "The seals of block {position} have not their shape.",
    },
    "AuditProposerForeign": {
        "zh": "区块 {position} 的提议者 {found} 不是验证节点（{expected}）。",
        "en": "The proposer of block {position}, {found}, is none of the validators {expected}.",
    },
    "AuditSealForeign": {
        "zh": "区块 {position} 上有 {found} 的封印，而它不是验证节点（{expected}）。",
        "en": "Block {position} has a seal by {found}, who is none of the validators {expected}.",
    },
    "AuditSealTwice": {
        "zh": "区块 {position} 上 {subject} 的封印有 {found} 个，应为 {expected} 个。",
        "en": "Block {position} has {found} seals by {subject} instead of {expected}.",
    },
    "AuditSealsTooFew": {
        "zh": "区块 {position} 的封印不足：需要 {expected} 个，只有 {found} 个（{subject}）。",
        "en": "Block {position} has too few seals: {found} of {expected} ({subject}).",
    },
    "AuditValidatorsOther": {
        "zh": "区块 {position} 的验证节点变为 {subject}，而原有者中仅 {found} 个为之封印，至少需要 {expected} 个。",
        "en": "The validators of block {position} became {subject}, and only {found} of those before sealed it, where "
        "at least {expected} must.",
    },
    "AuditValidatorsUnnamed": {
        "zh": "区块 {position} 有 {subject} 的封印：验证节点由合约管理且已变更，区块头没有写明，此后的封印未核对。",
        "en": "Block {position} has seals by {subject}: the validators come from a contract and have changed, no "
        "header names them, and no later seal was checked.",
    },
    "AuditNodesDisagree": {
        "zh": "两个节点对区块 {position} 的 {subject} 说法不同：第一个为 {expected}，第二个为 {found}。",
        "en": "The two nodes disagree about the {subject} of block {position}: {expected} on the first, {found} on the "
        "second.",
    },
    "AuditNodeContradicts": {
        "zh": "节点对区块 {position} 自相矛盾：按编号为 {expected}，按哈希（{subject}）为 {found}。",
        "en": "The node contradicts itself about block {position}: {expected} by number, {found} by {subject}.",
    },
    "AuditStorageUnsaid": {
        "zh": "至区块 {position} 没有任何事件，合约 {subject} 的存储却变了：存储根应为 {expected}，实为 {found}。",
        "en": "Up to block {position} there was no event, and yet the storage of {subject} changed: its root is "
        "{found} instead of {expected}.",
    },
    "AuditMirrorStale": {
        "zh": "服务 {subject} 久未跟上链：节点已到区块 {expected}，服务仍在 {found}。",
        "en": "The service {subject} has not kept up with the chain: it serves block {found}, the node has {expected}.",
    },
}

REMEDIES: dict[str, Row] = {
    "RemedySeals": {
        "zh": "请勿依赖此区块及其后各块；核对所固定的验证节点，并请各验证节点说明是否封存了它。",
        "en": "Rely on neither this block nor those after it; check the pinned validators, and ask each of them "
        "whether it sealed it.",
    },
    "RemedyCheckpoint": {
        "zh": "请从各验证节点取得变更之后的检查点，以 --checkpoint 重做。",
        "en": "Obtain a checkpoint after the change from the validators and repeat with --checkpoint.",
    },
    "RemedyNodes": {
        "zh": "请各验证节点说明哪一个区块是真的；另一节点不可再用。",
        "en": "Ask the validators which block is the true one, and stop using the node that has the other.",
    },
}

REMARKS: dict[str, Row] = {
    "AuditNoSeals": {
        "zh": "未核对验证节点的封印，因未固定验证节点：完全自洽的改写需借助它们发现。",
        "en": "The validators' seals were not checked, because none are pinned: only they show a consistent rewrite.",
    },
    "AuditNoWitnesses": {
        "zh": "未核对链外见证。",
        "en": "Witnesses outside the chain were not asked.",
    },
    "AuditCheckpointAhead": {
        "zh": "未核对封印，因检查点 {block} 在审计的最后区块之后。",
        "en": "No seal was checked, because the checkpoint at block {block} is after the last block of the audit.",
    },
    "AuditValidatorsInvalid": {
        "zh": "“{given}”不是验证节点：请给出以逗号分隔的地址，或“区块：哈希：地址”形式（用半角冒号）的检查点。",
        "en": '"{given}" names no validators: give addresses with commas between, or a checkpoint as '
        "block:hash:addresses.",
    },
    "AuditSecondBehind": {
        "zh": "第二个节点 {host} 没有区块 {block}，自此未作比较。请等它同步。",
        "en": "The second node {host} does not have block {block}; from there on nothing was compared. Let it "
        "synchronise.",
    },
    "AuditWatching": {
        "zh": "首次审计已毕，自区块 {block} 起持续监视。",
        "en": "The first audit is done; watching from block {block} on.",
    },
    "AuditInterrupted": {
        "zh": "首次审计尚未完成即被中止。",
        "en": "The audit was stopped before it had come to its end.",
    },
    "AuditSecondLate": {
        "zh": "监视结束时第二个节点尚无最后 {count} 个区块，故未作比较。",
        "en": "The second node did not have the last {count} blocks yet when the watch ended; they were not compared.",
    },
    "AuditKitWatched": {
        "zh": "--kit 与 --watch 只能给出一个：审计包不会再有新的区块。",
        "en": "Give --kit or --watch, not both: no block comes into a kit any more.",
    },
    "AuditHeadBackwards": {
        "zh": "节点 {host} 称最新区块为 {newest}，却给出了区块 {block}。请在其同步后重做。",
        "en": "The node {host} says that its newest block is {newest}, and gave block {block}. Repeat once it has "
        "settled.",
    },
}

ROWS: dict[str, Row] = FINDINGS | REMEDIES | REMARKS
