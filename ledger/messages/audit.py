"""
Sentences for the audit: what a finding means, what to do, what was not checked, and how the audit ends.

A finding's row is "Audit" and its code; `position`, `subject`, `expected` and `found` are its own.  A remedy's row is
its code.
"""

from __future__ import annotations

from ledger.messages.row import Row

# FINDINGS

FINDINGS: dict[str, Row] = {
    "AuditHeaderHashWrong": {
        "zh": "{subject} 的区块头与其哈希不符：按字段重算为 {expected}，节点称为 {found}。",
        "en": "The header of {subject} does not have its hash: its fields hash to {expected}, the node states {found}.",
    },
    "AuditParentLinkBroken": {
        "zh": "{subject} 没有接在前一区块之后：前一区块为 {expected}，它指向 {found}。",
        "en": "{subject} does not follow the block before it: that is {expected}, and it names {found}.",
    },
    "AuditTimeBackwards": {
        "zh": "{subject} 的时间没有前进：应{expected}，实为 {found}。",
        "en": "Time does not advance at {subject}: it should be {expected} and is {found}.",
    },
    "AuditTransactionsRootWrong": {
        "zh": "{subject} 的交易被增删或改动：区块头承诺 {expected}，所给交易为 {found}。",
        "en": "A transaction of {subject} was added, withheld or changed: the header commits to {expected}, "
        "those given make {found}.",
    },
    "AuditSenderForged": {
        "zh": "位置 {position} 的交易 {subject} 不是 {found} 签署的：签名所示为 {expected}。",
        "en": "Transaction {subject} at {position} is not signed by {found}: its signature is of {expected}.",
    },
    "AuditTransactionForeign": {
        "zh": "位置 {position} 的交易 {subject} 是为另一条链签署的：应为链 {expected}，实为 {found}。",
        "en": "Transaction {subject} at {position} was signed for another chain: {found} instead of {expected}.",
    },
    "AuditReceiptsRootWrong": {
        "zh": "{subject} 的回执或日志被隐瞒、增加或改动：区块头承诺 {expected}，所给回执为 {found}。",
        "en": "A receipt or log of {subject} was withheld, added or changed: the header commits to {expected}, "
        "those given make {found}.",
    },
    "AuditBloomWrong": {
        "zh": "{subject} 的日志过滤器与其日志不符。",
        "en": "The logs bloom of {subject} is not that of its logs.",
    },
    "AuditGasWrong": {
        "zh": "{subject} 的燃料用量与其回执不符：应为 {expected}，实为 {found}。",
        "en": "The gas of {subject} is not that of its receipts: {found} instead of {expected}.",
    },
    "AuditFieldUnfounded": {
        "zh": "节点在位置 {position} 的字段 {subject} 无所依据：推得 {expected}，节点称 {found}。",
        "en": "The node's field {subject} at {position} has no ground: derived {expected}, stated {found}.",
    },
    "AuditChainDifferent": {
        "zh": "节点 {subject} 服务的是另一条链：应为 {expected}，实为 {found}。",
        "en": "The node {subject} serves another chain: {found} instead of {expected}.",
    },
    "AuditGenesisDifferent": {
        "zh": "节点 {subject} 的创世区块不是所固定的：应为 {expected}，实为 {found}。",
        "en": "The genesis block of {subject} is not the pinned one: {found} instead of {expected}.",
    },
    "AuditContractMissing": {
        "zh": "在区块 {position}，地址 {subject} 上没有合约。",
        "en": "There is no contract at {subject} in block {position}.",
    },
    "AuditCodeDifferent": {
        "zh": "合约 {subject} 的代码已不是所固定的：应为 {expected}，实为 {found}。",
        "en": "The code of contract {subject} is not the pinned one: {found} instead of {expected}.",
    },
    "AuditEventUnknown": {
        "zh": "合约 {subject} 在位置 {position} 发出了无人认识的事件 {found}。",
        "en": "Contract {subject} emitted an event at {position} that nobody knows: {found}.",
    },
    "AuditEventMalformed": {
        "zh": "合约 {subject} 在位置 {position} 的事件格式不对：{found}。",
        "en": "An event of contract {subject} at {position} has not its shape: {found}.",
    },
    "AuditTransitionIllegal": {
        "zh": "位置 {position} 的事件不可能发生（{subject}）：应为 {expected}，实为 {found}。",
        "en": "The event at {position} cannot have been ({subject}): expected {expected}, found {found}.",
    },
    "AuditAuthorityKeyUnknown": {
        "zh": "位置 {position} 由从未登记的密钥 {subject} 办理。",
        "en": "Key {subject}, never enrolled, acted at {position}.",
    },
    "AuditAuthorityKeyRevoked": {
        "zh": "位置 {position} 由已撤销的密钥 {subject} 办理。",
        "en": "Key {subject} acted at {position} after it was revoked.",
    },
    "AuditAuthorityDutyMissing": {
        "zh": "位置 {position} 的密钥 {subject} 没有相应职责（需要 {expected}，具有 {found}）。",
        "en": "Key {subject} acted at {position} without the duty (needed {expected}, has {found}).",
    },
    "AuditAuthorityRoleMissing": {
        "zh": "位置 {position} 的密钥 {subject} 所属主体没有相应角色（需要 {expected}，具有 {found}）。",
        "en": "The participant of key {subject} had not the role at {position} (needed {expected}, has {found}).",
    },
    "AuditAuthoritySuspended": {
        "zh": "位置 {position} 的密钥 {subject} 所属主体当时已被暂停。",
        "en": "The participant of key {subject} was suspended when it acted at {position}.",
    },
    "AuditAuthorityNotInCharge": {
        "zh": "位置 {position} 的密钥 {subject} 属于主体 {found}，而该登记簿由主体 {expected} 负责。",
        "en": "Key {subject} at {position} is of participant {found}; participant {expected} keeps that register.",
    },
    "AuditAuthorityPaused": {
        "zh": "位置 {position} 的业务在账本暂停期间办理。",
        "en": "The act at {position} was done while the ledger was paused.",
    },
    "AuditAuthoritySplit": {
        "zh": "位置 {position} 的经办与复核不是同一主体的两把密钥（{subject}）：应为 {expected}，实为 {found}。",
        "en": "Maker and checker at {position} are not two keys of one participant ({subject}): "
        "expected {expected}, found {found}.",
    },
    "AuditAuthorityNotSender": {
        "zh": "位置 {position} 的事件称由 {expected} 办理，而交易由 {found} 签署。",
        "en": "The event at {position} names {expected} as its maker, but {found} signed the transaction.",
    },
    "AuditProofInvalid": {
        "zh": "节点对 {subject} 在区块 {position} 的证明不成立：{found}。",
        "en": "The node's proof of {subject} at block {position} does not hold: {found}.",
    },
    "AuditRecordDifferent": {
        "zh": "{subject} 在合约中的记录与其事件不符：应为 {expected}，实为 {found}。",
        "en": "The contract's record of {subject} is not what its events made: {found} instead of {expected}.",
    },
    "AuditHeadDifferent": {
        "zh": "{subject} 的历史头与其事件不符：应为 {expected}，实为 {found}。",
        "en": "The head of {subject} is not that of its events: {found} instead of {expected}.",
    },
    "AuditFactDifferent": {
        "zh": "合约中关于 {subject} 的存储与事件不符：应为 {expected}，实为 {found}。",
        "en": "What the contract keeps of {subject} is not what the events made: {found} instead of {expected}.",
    },
    "AuditSnapshotForeign": {
        "zh": "快照 {subject} 属于另一个账本：应为 {expected}，实为 {found}。",
        "en": "The snapshot {subject} is of another ledger: {found} instead of {expected}.",
    },
    "AuditSnapshotBlockDifferent": {
        "zh": "快照 {subject} 所依区块 {position} 不在此链上：应为 {expected}，实为 {found}。",
        "en": "The snapshot {subject} rests on a block {position} that is not on this chain: "
        "{found} instead of {expected}.",
    },
    "AuditSnapshotBroken": {
        "zh": "快照 {subject} 不完整或已损坏：应为 {expected}，实为 {found}。",
        "en": "The snapshot {subject} is not whole: expected {expected}, found {found}.",
    },
    "AuditMirrorRowAltered": {
        "zh": "服务发布的 {subject} 被改动：应为 {expected}，实为 {found}。",
        "en": "The published row of {subject} was altered: {found} instead of {expected}.",
    },
    "AuditMirrorRowMissing": {
        "zh": "服务没有发布 {subject}。",
        "en": "The published rows lack {subject}.",
    },
    "AuditMirrorRowAdded": {
        "zh": "服务发布了链上没有的 {subject}。",
        "en": "The published rows have {subject}, which is not on the chain.",
    },
    "AuditMirrorEventMissing": {
        "zh": "服务遗漏了 {subject} 的事件：应为 {expected}，实为 {found}。",
        "en": "The service has missed an event of {subject}: {found} instead of {expected}.",
    },
    "AuditDocumentAltered": {
        "zh": "位置 {position} 所记文件 {subject} 被改动，其摘要现为 {found}。",
        "en": "The document {subject} of {position} was altered: its digest is now {found}.",
    },
    "AuditDocumentMissing": {
        "zh": "位置 {position} 所记文件 {subject} 不在库中。",
        "en": "The document {subject} of {position} is not there.",
    },
}

REMEDIES: dict[str, Row] = {
    "RemedyOtherNode": {
        "zh": "换一个由您自己运行的节点重做；若仍如此，请将本报告交各验证节点。",
        "en": "Repeat with another node that you run yourself; if it stays, show this report to the validators.",
    },
    "RemedyPins": {
        "zh": "核对固定文件与节点地址是否属于同一账本。",
        "en": "Check that the pin file and the node belong to the same ledger.",
    },
    "RemedyStop": {
        "zh": "停止依赖该账本，并通知各治理成员：合约或链本身与其历史不符。",
        "en": "Stop relying on the ledger and tell the governors: contracts or chain contradict their own history.",
    },
    "RemedyAuthority": {
        "zh": "请登记机构与治理成员说明该业务的授权。",
        "en": "Ask the registry and the governors for the authority of this act.",
    },
    "RemedyRebuild": {
        "zh": "请服务方从链上重建镜像，并复查此前据此作出的答复。",
        "en": "Have the service rebuild its mirror from the chain and review the answers that it gave from it.",
    },
    "RemedyDocument": {
        "zh": "请登记机构提供摘要相符的原件，或说明依法删除的依据。",
        "en": "Ask the registry for the original with this digest, or for the ground on which it was erased.",
    },
}

# NOT CHECKED, NOT DECIDED

REMARKS: dict[str, Row] = {
    "AuditNodeSilent": {
        "zh": "节点 {host} 对 {method} 没有应答（{reason}）。请检查节点后重做。",
        "en": "The node {host} did not answer {method} ({reason}). Check the node and repeat.",
    },
    "AuditNodeRefused": {
        "zh": "节点 {host} 拒绝了 {method}（{reason}）。请使用支持该方法并保留历史的节点。",
        "en": "The node {host} refused {method} ({reason}). Use a node that offers it and keeps its history.",
    },
    "AuditNodeAnswer": {
        "zh": "无法读懂节点 {host} 对 {method} 的应答（{reason}）。请换一个节点。",
        "en": "The answer of the node {host} to {method} cannot be read ({reason}). Use another node.",
    },
    "AuditBlockMissing": {
        "zh": "节点 {host} 没有区块 {block}。请等它同步，或使用完整节点。",
        "en": "The node {host} does not have block {block}. Let it synchronise, or use a full node.",
    },
    "AuditNothingToRead": {
        "zh": "账本始于区块 {first}，而审计止于区块 {last}（节点 {host}）：没有可审之物。"
        "请核对截止区块、节点与固定文件。",
        "en": "The ledger begins at block {first} and the audit would end at {last} (node {host}): nothing to read. "
        "Check the last block, the node and the pin file.",
    },
    "AuditHeaderForm": {
        "zh": "区块 {block} 的区块头可能有本版本不认识的字段（{fields}），故未能核对。请使用更新的版本。",
        "en": "The header of block {block} may have fields that this version does not know ({fields}), so that it "
        "could not be checked. Use a later version.",
    },
    "AuditChainMoved": {
        "zh": "审计期间节点 {host} 更换了区块 {block}。请在区块最终确定后重做。",
        "en": "The node {host} replaced block {block} during the audit. Repeat once the blocks are final.",
    },
    "AuditPinMissing": {
        "zh": "没有部署记录 {file}。它写明链、创世块、合约地址与代码哈希，审计以此为准："
        "请从登记机构公布处取得（不要取自被审服务），自行保存，再以 --pin 文件 指明。",
        "en": "There is no deployment record {file}. It names the chain, its genesis, the contracts and their code, "
        "and all else is held against it: obtain it where the registry publishes it, not from the service "
        "that you audit, keep it, and name it with --pin FILE.",
    },
    "AuditPinUnreadable": {
        "zh": "无法读取固定文件 {file}（{reason}）。请重新取得部署记录。",
        "en": "The pin file {file} cannot be read ({reason}). Obtain the deployment record again.",
    },
    "AuditSourceMissing": {
        "zh": "没有 {source}。请给出存在的文件、目录或网址。",
        "en": "There is no {source}. Give a file, a directory or a URL that exists.",
    },
    "AuditSourceSilent": {
        "zh": "{source} 没有应答（{reason}）。请检查后重做。",
        "en": "{source} did not answer ({reason}). Check it and repeat.",
    },
    "AuditStatePruned": {
        "zh": "节点 {host} 清除状态比审计读取更快。请使用保留更多历史状态的节点。",
        "en": "The node {host} prunes its state faster than the audit reads. Use a node that keeps more of it.",
    },
    "AuditSenderUnchecked": {
        "zh": "交易 {transaction} 的签名未核对（{reason}）。",
        "en": "The signature of transaction {transaction} was not checked ({reason}).",
    },
    "AuditStopped": {
        "zh": "重演止于区块 {block}，因其证据或事件不实。",
        "en": "The replay ended at block {block}, whose evidence or events are false.",
    },
    "AuditNotReached": {
        "zh": "{layer}：未进行，审计此前已中止。",
        "en": "{layer}: not come to; the audit had ended before.",
    },
    "AuditNotCompared": {
        "zh": "{layer}：未比较，因重演止于区块 {block}。",
        "en": "{layer}: not compared, because the replay ended at block {block}.",
    },
    "AuditNotAsked": {
        "zh": "{layer}：未给出来源，故未比较。",
        "en": "{layer}: not compared, because no source was given.",
    },
    "AuditSnapshotElsewhere": {
        "zh": "mirror：快照属于区块 {block}，不是审计的最后区块，故未比较。",
        "en": "mirror: not compared, because the snapshot is of block {block} and the audit ended at another.",
    },
    "AuditNoExecution": {
        "zh": "未在第二个虚拟机中重新执行交易。",
        "en": "The transactions were not executed again in a second virtual machine.",
    },
}

# THE REPORT'S OWN WORDS

REPORT: dict[str, Row] = {
    "AuditClean": {"zh": "审计通过：没有发现。", "en": "Clean: nothing was found."},
    "AuditFindings": {"zh": "审计发现 {count} 项。", "en": "{count} findings."},
    "AuditUndecided": {"zh": "未能作出结论。", "en": "The audit could not decide."},
    "AuditScope": {
        "zh": "链 {chain}，区块 {first} 至 {last}；节点 {node}。",
        "en": "Chain {chain}, blocks {first} to {last}; node {node}.",
    },
    "AuditCounts": {"zh": "已核对", "en": "Checked"},
    "AuditUncheckedTitle": {"zh": "未核对", "en": "Not checked"},
    "AuditUndecidedTitle": {"zh": "未能判定", "en": "Not decided"},
    "AuditFindingsTitle": {"zh": "发现", "en": "Findings"},
    "AuditSpeed": {
        "zh": "{events} 个事件，用时 {seconds} 秒，每秒 {rate} 个。",
        "en": "{events} events in {seconds} s, {rate} events/s.",
    },
    "AuditMore": {"zh": "另有 {count} 项未列出。", "en": "{count} more are not listed."},
}

ROWS: dict[str, Row] = FINDINGS | REMEDIES | REMARKS | REPORT
