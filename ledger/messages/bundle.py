"""
Sentences about bundles that are checked without a network: what each step found, and why one was refused.
"""

from __future__ import annotations

from ledger.messages.row import Row

OK: dict[str, Row] = {
    "BundleRead": {"zh": "文件格式正确，共 {size} 字节。", "en": "The file is well-formed: {size} bytes."},
    "BundleSigned": {
        "zh": "答复第 {answer} 号由所钉密钥 {key} 签名。",
        "en": "Answer {answer} is signed by the pinned key {key}.",
    },
    "BundleNotPinned": {
        "zh": "答复第 {answer} 号由密钥 {key} 签名，但该密钥未钉住：这只证明文件自洽。请用 --trust 给出信任文件。",
        "en": "Answer {answer} is signed by the key {key}, which is not pinned: the file agrees with itself and no "
        "more. Give your trust file with --trust.",
    },
    "BundleInTime": {
        "zh": "随机数是您的，时间在有效期内（{issued} 至 {ends}）。",
        "en": "The nonce is yours, and the answer is in its time ({issued} to {ends}).",
    },
    "BundleNonceUnknown": {
        "zh": "时间在有效期内（{issued} 至 {ends}）；没有给出随机数，无法知道是否答您所问。",
        "en": "The answer is in its time ({issued} to {ends}); without your nonce nobody knows whether it was "
        "given to you.",
    },
    "BundleUnlogged": {
        "zh": "没有附上日志证明：运营方可能否认此答复。",
        "en": "There is no proof that it is logged: the operator could deny this answer.",
    },
    "BundleLogged": {
        "zh": "在运营方的日志中：第 {index} 项，共 {size} 项；所钉见证人中有 {count} 个联署。",
        "en": "It is in the operator's log, entry {index} of {size}; {count} of the witnesses that you pinned "
        "co-signed.",
    },
    "BundleWitnessed": {
        "zh": "在日志中：第 {index} 项，共 {size} 项；所钉见证人中有 {count} 个联署。",
        "en": "It is in the log, entry {index} of {size}; {count} of the witnesses that you pinned co-signed.",
    },
    "BundleWithoutEvidence": {
        "zh": "没有附上链上证据：结论只由运营方的签名担保。",
        "en": "There is no evidence from the chain: only the operator's signature vouches for the verdict.",
    },
    "BundleEvidenceRead": {
        "zh": "证据属于答复中的证书 {certificate_id}，有 {count} 个事件。",
        "en": "The evidence is of the answer's certificate {certificate_id} and has {count} events.",
    },
    "BundleHeaderHashed": {
        "zh": "区块头的哈希就是答复所称的 {hash}（区块 {block}）。",
        "en": "The header has the hash that the answer names: {hash}, block {block}.",
    },
    "BundleHeaderElsewhere": {
        "zh": "证据取自区块 {block}，答复截至区块 {stated}：两者之间的变化只由运营方担保。",
        "en": "The evidence is of block {block} and the answer of block {stated}: for what is between, only the "
        "operator vouches.",
    },
    "BundleSealed": {
        "zh": "区块 {block} 由 {count} 个验证人签封，从所钉验证人可推出。",
        "en": "Block {block} is sealed by {count} validators, who follow from those that you pinned.",
    },
    "BundleHeaderSigned": {
        "zh": "此链的区块没有签封：区块 {block} 的区块头只由运营方的签名担保。",
        "en": "Blocks of this chain are not sealed: only the operator's signature vouches for the header of block "
        "{block}.",
    },
    "BundleValidatorsUnpinned": {
        "zh": "区块 {block} 由它自称的 {count} 个验证人签封，但没有钉住任何验证人。",
        "en": "Block {block} is sealed by {count} of the validators that it names, none of whom is pinned.",
    },
    "BundleAccountsProven": {
        "zh": "{count} 个合约在区块 {block} 的状态中，代码与所钉相同。",
        "en": "{count} contracts are in the state of block {block}, and their code is the pinned one.",
    },
    "BundleCodeUnpinned": {
        "zh": "{count} 个合约在区块 {block} 的状态中，但没有钉住代码。",
        "en": "{count} contracts are in the state of block {block}; their code is not pinned.",
    },
    "BundleSlotsProven": {
        "zh": "记录与链头等 {count} 个存储字已证明。",
        "en": "The record and the head are proven: {count} words.",
    },
    "BundleHeadFolded": {
        "zh": "{count} 个事件折叠出的链头就是链上的链头：没有遗漏、增加或调换；位置与时间由运营方担保。",
        "en": "{count} events fold to the head on the chain: none is missing, added or moved; for their places and "
        "times the operator vouches.",
    },
    "BundleFactsProven": {
        "zh": "由事件推出的事实与链上 {count} 个存储字一致。",
        "en": "What the events mean is what {count} words of storage say.",
    },
    "BundleDocumentsHashed": {
        "zh": "{count} 份文件与其摘要相符。",
        "en": "{count} documents have their digests.",
    },
    "BundleDocumentAbsent": {
        "zh": "没有附上证书文件 {digest}：它的状况只由运营方担保。",
        "en": "The certificate's document {digest} is not here: for what became of it, only the operator vouches.",
    },
    "BundleStandingFolded": {
        "zh": "答复所示证书与事实相符：状态 {reason}，第 {sequence} 个事件。",
        "en": "The certificate that the answer shows is the proven one: {reason}, event {sequence}.",
    },
    "BundleVerdictReached": {
        "zh": "重新判断得出同样的结论 {verdict}，各项检查一致；以下各项只由运营方担保：{stated}。",
        "en": "Judged again, the verdict is the same, {verdict}, and so is every check; only the operator vouches for: "
        "{stated}.",
    },
    "BundleVerdictElsewhere": {
        "zh": "以另一区块的证据重新判断得出同样的结论 {verdict}；参与方的状况以及以下各项只由运营方担保：{stated}。",
        "en": "Judged again by the evidence of another block, the verdict is the same, {verdict}; only the "
        "operator vouches for the parties then, and for: {stated}.",
    },
}

FAILED: dict[str, Row] = {
    "BundleMalformed": {
        "zh": "文件不是已知版本的核验包：{member} 不合格式。",
        "en": "The file is no bundle of a known version: {member} is not as it must be.",
    },
    "BundleAnswerMalformed": {
        "zh": "签名的答复不合格式：{member}。",
        "en": "The signed answer is not as it must be: {member}.",
    },
    "BundleKeyMissing": {"zh": "文件中没有签名密钥 {key}。", "en": "The key {key} that signed is not in the file."},
    "BundleSignatureWrong": {
        "zh": "答复不是密钥 {key} 签的，或签名后被改动。",
        "en": "The answer is not signed by the key {key}, or was changed since.",
    },
    "BundleKeyUnpinned": {
        "zh": "签名密钥 {key} 不在您的信任文件中。",
        "en": "The key {key} that signed is not in your trust file.",
    },
    "BundleNonceOther": {
        "zh": "答复中的随机数是 {nonce}，不是您的：这不是答您所问。",
        "en": "The answer's nonce is {nonce} and not yours: it answers another's question.",
    },
    "BundleExpired": {
        "zh": "{now} 不在答复的有效期内（{issued} 至 {ends}）。请重新核验，或用 --at 给出依赖它的时刻。",
        "en": "{now} is not in the answer's time ({issued} to {ends}). Ask again, or give with --at when you "
        "relied on it.",
    },
    "BundleLogMalformed": {"zh": "日志证明不合格式。", "en": "The proof of the log is not as it must be."},
    "BundleLogOriginOther": {
        "zh": "日志证明属于另一日志：{origin}。",
        "en": "The proof is of another log: {origin}.",
    },
    "BundleLogRootOther": {
        "zh": "答复不在日志的第 {index} 项（共 {size} 项）。",
        "en": "The answer is not entry {index} of the log of {size}.",
    },
    "BundleLogUnsigned": {
        "zh": "日志 {origin} 的检查点没有运营方的签名。",
        "en": "The checkpoint of the log {origin} is not signed by the operator.",
    },
    "BundleLogNumberOther": {
        "zh": "日志第 {index} 项不是答复第 {answer} 号的位置。",
        "en": "Entry {index} of the log is not the place of answer {answer}.",
    },
    "BundleEvidenceMissing": {
        "zh": "答复承诺了证据 {digest}，文件中没有。",
        "en": "The answer promises the evidence {digest}, which is not in the file.",
    },
    "BundleEvidenceOther": {
        "zh": "证据不是答复所承诺的：应为 {expected}，实为 {found}。",
        "en": "The evidence is not what the answer promises: {found} instead of {expected}.",
    },
    "BundleEvidenceForeign": {
        "zh": "证据属于另一证书：{certificate_id}。",
        "en": "The evidence is of another certificate: {certificate_id}.",
    },
    "BundleLedgerOther": {
        "zh": "答复属于另一账本（链 {chain}），不是您钉住的。",
        "en": "The answer is of another ledger, on chain {chain}, than the one that you pinned.",
    },
    "BundleHeaderMalformed": {"zh": "区块头不合格式。", "en": "A block header is not as it must be."},
    "BundleHeaderOther": {
        "zh": "区块 {block} 的区块头不是答复所称的：应为 {expected}，实为 {found}。",
        "en": "The header of block {block} is not the one that the answer names: {found} instead of {expected}.",
    },
    "BundleHeaderUnvouched": {
        "zh": "没有人担保区块 {block} 的区块头：它没有签封，答复也没有承诺它。",
        "en": "Nobody vouches for the header of block {block}: it is not sealed, and the answer does not promise it.",
    },
    "BundleSealsMissing": {
        "zh": "您钉住了验证人，而证据没有区块 {block} 的签封。",
        "en": "You pinned validators, and the evidence has no seals of block {block}.",
    },
    "BundleHeaderUnsealed": {"zh": "区块 {block} 没有签封。", "en": "Block {block} is not sealed."},
    "BundleSealsMalformed": {
        "zh": "区块 {block} 的签封不合格式。",
        "en": "The seals of block {block} are not as they must be.",
    },
    "BundleProposerForeign": {
        "zh": "区块 {block} 的提议者不是验证人。",
        "en": "The proposer of block {block} is no validator.",
    },
    "BundleSealForeign": {
        "zh": "区块 {block} 有 {signer} 的签封，他不是验证人。",
        "en": "Block {block} has a seal by {signer}, who is no validator.",
    },
    "BundleSealTwice": {"zh": "{signer} 两次签封区块 {block}。", "en": "{signer} sealed block {block} twice."},
    "BundleSealsTooFew": {
        "zh": "区块 {block} 只有 {count} 个签封，需要 {quorum} 个。",
        "en": "Block {block} has {count} seals of {quorum} that it needs.",
    },
    "BundleHeadersUnordered": {
        "zh": "区块头 {block} 不在前一个之后。",
        "en": "The header of block {block} does not come after the one before it.",
    },
    "BundleValidatorsOther": {
        "zh": "区块 {block} 的验证人与已知的不同，而已知的 {known} 人中只有 {count} 人签封了它。",
        "en": "The validators of block {block} are others than the known ones, and of those {known} only {count} "
        "sealed it.",
    },
    "BundleValidatorsUnnamed": {
        "zh": "区块 {block} 的验证人由合约管理且已变更，区块头没有写明。请钉住变更之后的验证人。",
        "en": "The validators of block {block} come from a contract and have changed, and no header names them. "
        "Pin those after the change.",
    },
    "BundleAccountUnproven": {
        "zh": "合约 {contract} 不能由区块头的状态根证明。",
        "en": "The contract {contract} is not proven under the header's state root.",
    },
    "BundleCodeOther": {
        "zh": "合约 {contract} 的代码不是您钉住的。",
        "en": "The code of the contract {contract} is not the pinned one.",
    },
    "BundleSlotUnproven": {"zh": "存储字 {slot} 没有证明。", "en": "The storage word {slot} is not proven."},
    "BundleRecordOther": {
        "zh": "链上该证书的编号不是 {number}。",
        "en": "On the chain this certificate does not have the number {number}.",
    },
    "BundleEventForeign": {
        "zh": "第 {event} 个事件不是这张证书的，或不是所钉合约发出的。",
        "en": "Event {event} is not of this certificate, or not said by the pinned contracts.",
    },
    "BundleEventUnread": {
        "zh": "第 {event} 个事件不是合约语言中的。",
        "en": "Event {event} is not in the language of the contracts.",
    },
    "BundleEventsUnordered": {
        "zh": "第 {event} 个事件不在前一个之后。",
        "en": "Event {event} does not come after the one before it.",
    },
    "BundleHeadOther": {
        "zh": "事件折叠出的链头是 {found}，链上是 {expected}：有遗漏、增加或改动。",
        "en": "The events fold to the head {found}, and the chain has {expected}: some are missing, added or changed.",
    },
    "BundleEventsAhead": {
        "zh": "有事件晚于区块 {block}，或没有更早的事件。",
        "en": "Events are later than block {block}, or none is before it.",
    },
    "BundleEventIllegal": {
        "zh": "第 {event} 个事件不可能发生：违反“{what}”。",
        "en": "Event {event} cannot have been: it breaks the rule “{what}”.",
    },
    "BundleFactOther": {
        "zh": "{subject}：链上的存储字与事件所说不同。",
        "en": "{subject}: the word on the chain is not what the events say.",
    },
    "BundleDocumentAltered": {"zh": "文件 {digest} 被改动。", "en": "The document {digest} was altered."},
    "BundleDocumentMissing": {
        "zh": "答复称证书文件 {digest} 完好，而文件中没有附上。",
        "en": "The answer says that the document {digest} is intact, and it is not in the file.",
    },
    "BundleQuestionMalformed": {
        "zh": "答复所复述的问题不合格式。",
        "en": "The question in the answer is not as it must be.",
    },
    "BundleCertificateOther": {
        "zh": "答复所示证书与链上的不同：{member}。",
        "en": "The certificate that the answer shows is not the proven one: {member}.",
    },
    "BundlePolicyOther": {
        "zh": "答复按政策 {policy} 判断，本程序只有 {known}。请用发布该政策时的程序。",
        "en": "The answer was judged by the policy {policy}, and this program has {known}. Use the program of that "
        "policy.",
    },
    "BundleCheckMissing": {
        "zh": "答复的检查项与政策不同。",
        "en": "The answer does not have the checks of the policy.",
    },
    "BundleCheckOther": {
        "zh": "检查 {check} 重新得出的 {member} 与答复不同。",
        "en": "Made again, the check {check} does not give the {member} that the answer states.",
    },
    "BundleVerdictOther": {
        "zh": "答复的结论是 {stated}，由各项检查得出的是 {found}。",
        "en": "The answer's verdict is {stated}, and its checks come to {found}.",
    },
}

ERRORS: dict[str, Row] = {
    "ProofUnavailable": {
        "zh": "现在无法证明区块 {block} 的状态：节点没有应答或已不保留它，也没有存证。请稍后再问，或不要求证明。",
        "en": "The state of block {block} cannot be proven now: the node is silent or has forgotten it, and no proof "
        "was kept. Ask later, or without a proof.",
    },
    "PurposeMissing": {
        "zh": "{field}：没有说明用途。请加上 --purpose，或给出核验包文件。",
        "en": "{field}: say with --purpose what the answer is wanted for, or name a bundle file.",
    },
    "TrustUnreadable": {
        "zh": "信任文件 {file} 无法读取（{reason}）。请用 deed trust 重新写一份，并核对其内容。",
        "en": "The trust file {file} cannot be read ({reason}). Write it anew with `deed trust`, and compare what "
        "it says.",
    },
    "StateForgotten": {
        "zh": "节点已不保留区块 {block} 的状态（{reason}）。请改用保留全部历史状态的节点。",
        "en": "The node no longer keeps the state of block {block} ({reason}). Use a node that keeps all of it.",
    },
    "ValidatorsUnlinked": {
        "zh": "从所钉验证人推不出区块 {block} 的验证人。请核对部署记录中的验证人。",
        "en": "The validators of block {block} do not follow from the pinned ones. Compare those in the deployment "
        "record.",
    },
    "EvidenceTooLarge": {
        "zh": "证书的事件超过 {events} 个，不能做成一份证据。请把它的历史分开证明。",
        "en": "The certificate has more than {events} events, too many for one evidence. Prove its history in parts.",
    },
}

ROWS: dict[str, Row] = OK | FAILED | ERRORS
