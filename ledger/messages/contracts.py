"""Sentences for the contracts' errors: one row for every Solidity error, under its own name."""

from __future__ import annotations

from ledger.messages.row import Row

# CONTRACTS: PARTICIPANTS

PARTICIPANTS: dict[str, Row] = {
    "IdentityInvalid": {
        "zh": "身份标识 {identity} 不是有效的统一社会信用代码，第 {position} 位有误。请核对该位后重新提交。",
        "en": "The identity {identity} is no valid unified social credit code; character {position} is wrong. "
        "Check that character and submit again.",
    },
    "KindInvalid": {
        "zh": "参与方类别 {kind} 不存在，或自然人的身份承诺值为空或是明文号码。请选择已有类别并提供加盐的身份承诺值。",
        "en": "There is no kind of participant {kind}, or a natural person's commitment is empty or a number in the "
        "clear. Choose one of the known kinds and give the salted commitment.",
    },
    "IdentityTaken": {
        "zh": "该身份标识已登记为参与方 {participant}。请直接使用该参与方，不要重复接纳。",
        "en": "That identity already is participant {participant}. Use that participant; do not admit it again.",
    },
    "ParticipantUnknown": {
        "zh": "没有编号为 {participant} 的参与方。请核对编号，或先办理接纳。",
        "en": "There is no participant {participant}. Check the number, or have it admitted first.",
    },
    "ParticipantNotActive": {
        "zh": "参与方 {participant} 已被暂停，不能办理业务。请联系治理成员申请恢复。",
        "en": "Participant {participant} is suspended and cannot act. Ask the governors to reinstate it.",
    },
    "SuspensionUnchanged": {
        "zh": "参与方 {participant} 的暂停状态已经如此，无需再改。请先查询其当前状态。",
        "en": "The suspension of participant {participant} already is as asked. Look at its present state first.",
    },
    "KeyUnknown": {
        "zh": "密钥 {key} 从未登记。请换用已登记的密钥，或先登记该密钥。",
        "en": "The key {key} was never enrolled. Use an enrolled key, or have this one enrolled first.",
    },
    "KeyNotActive": {
        "zh": "参与方 {participant} 的密钥 {key} 已被吊销。请换用有效密钥。",
        "en": "The key {key} of participant {participant} was revoked. Use a key that is active.",
    },
    "KeyTaken": {
        "zh": "密钥 {key} 已由参与方 {participant} 登记过，密钥只能登记一次。请生成新的密钥。",
        "en": "The key {key} is or was enrolled for participant {participant}; a key is enrolled once. Make a new key.",
    },
    "KeysTooMany": {
        "zh": "参与方 {participant} 的密钥数将超过上限 {maximum} 个。请先吊销不用的密钥。",
        "en": "Participant {participant} would have more than {maximum} keys. Revoke keys that are not used first.",
    },
    "KeyIsLastAdmin": {
        "zh": "密钥 {key} 是参与方 {participant} 最后一个管理密钥，不能自行吊销。请先登记另一个管理密钥。",
        "en": "The key {key} is the last administering key of participant {participant}. Enrol another one first.",
    },
    "DutiesInvalid": {
        "zh": "密钥职责 {duties} 无效：职责为空、未知，或同时为经办与复核。请把经办与复核分给两个密钥。",
        "en": "The duties {duties} are empty, unknown, or maker and checker at once. "
        "Give making and checking to two keys.",
    },
    "RolesInvalid": {
        "zh": "角色 {roles} 无效，或被授予了不能担任角色的参与方。请核对角色。",
        "en": "The roles {roles} are unknown, or given to one that may have none. Check the roles.",
    },
    "DutyMissing": {
        "zh": "密钥 {key} 没有所需职责（{duty}）。请用承担该职责的密钥办理。",
        "en": "The key {key} lacks the duty {duty}. Use a key that has it.",
    },
    "RoleMissing": {
        "zh": "参与方 {participant} 没有所需角色（{role}）。请由具有该角色的机构办理。",
        "en": "Participant {participant} lacks the role {role}. Let an institution with that role do this.",
    },
    "RegisterNotInCharge": {
        "zh": "登记簿 {register} 由参与方 {in_charge} 管理，参与方 {participant} 无权办理。请由其管理机构办理。",
        "en": "The register {register} is kept by participant {in_charge} and not by {participant}. "
        "Let the registry in charge do this.",
    },
    "RegisterInvalid": {
        "zh": "登记簿 {register} 的机构编码或制度类型超出范围。请核对三位编码与制度类型。",
        "en": "The code or the regime of register {register} is out of range. "
        "Check the three-digit code and the regime.",
    },
    "GovernanceOnly": {
        "zh": "{caller} 不能直接办理此事，只有治理表决可以。请提出提案并表决。",
        "en": "{caller} may not do this; only the governors' vote may. Make a proposal and have it voted.",
    },
    "CharterInvalid": {
        "zh": "章程门槛 {threshold} 小于 2 或大于治理成员数 {governors}。请重新设定门槛。",
        "en": "The threshold {threshold} is below 2 or above the {governors} governors. Choose another threshold.",
    },
    "DelayTooLong": {
        "zh": "章程等待期 {delay} 秒超过上限 {maximum} 秒。请核对单位后重新设定。",
        "en": "The delay of {delay} seconds is longer than the {maximum} that a charter may have. "
        "Check its unit and choose another.",
    },
    "GovernorsTooFew": {
        "zh": "这样只剩 {left} 个治理成员，少于章程门槛 {threshold}。请先接纳新的治理成员，或表决降低门槛。",
        "en": "That would leave {left} governors, fewer than the threshold {threshold}. "
        "Admit another governor first, or have the threshold lowered.",
    },
    "ProposalUnknown": {
        "zh": "没有编号为 {proposal} 的提案。请核对提案编号。",
        "en": "There is no proposal {proposal}. Check its number.",
    },
    "ProposalClosed": {
        "zh": "提案 {proposal} 已执行或已被否决。如仍需办理，请重新提案。",
        "en": "Proposal {proposal} was executed or vetoed. Make a new one if it is still wanted.",
    },
    "ProposalVotedAlready": {
        "zh": "参与方 {voter} 已对提案 {proposal} 投票。每个机构只投一票，无需再投。",
        "en": "Participant {voter} has voted on proposal {proposal}. An institution votes once; nothing is left to do.",
    },
    "ProposalNotApproved": {
        "zh": "提案 {proposal} 仅有 {votes} 张有效赞成票，需要 {threshold} 张。请等待更多治理成员投票。",
        "en": "Proposal {proposal} has {votes} standing votes of {threshold} needed. Wait for more governors to vote.",
    },
    "ProposalTooEarly": {
        "zh": "提案 {proposal} 要到 {executable_at} 才能执行。请届时再试。",
        "en": "Proposal {proposal} may be executed from {executable_at}. Try again then.",
    },
    "ProposalLapsed": {
        "zh": "提案 {proposal} 自 {lapsed_at} 起已失效，未在期限内执行。如仍需办理，请重新提案。",
        "en": "Proposal {proposal} was not executed in time; it lapsed at {lapsed_at}. "
        "Make a new one if it is still wanted.",
    },
    "ProposalUrgent": {
        "zh": "提案 {proposal} 是暂停参与方或吊销密钥的紧急提案，不能否决。请与治理成员协商。",
        "en": "Proposal {proposal} is to suspend a participant or to revoke a key, which no veto stops. "
        "Turn to the governors.",
    },
    "ProposalCallMismatch": {
        "zh": "所给调用数据与提案 {proposal} 表决的数据不一致。请使用提案原来的调用数据。",
        "en": "The call given is not the one voted on in proposal {proposal}. Give the very data that was proposed.",
    },
    "LedgerIsPaused": {
        "zh": "登记与处分业务已暂停。请等待治理成员表决恢复；注销、撤销与查询不受影响。",
        "en": "Registration and dealing are paused. Wait until the governors end the pause; "
        "cancelling, revoking and reading go on.",
    },
    "PauseUnchanged": {
        "zh": "暂停状态已经如此（{paused}），无需再改。请先查询当前状态。",
        "en": "The pause already is as asked ({paused}). Look at the present state first.",
    },
    "ApprovalExpired": {
        "zh": "同意书的截止时间 {deadline} 已过。请各方重新签署。",
        "en": "The approval ended at {deadline}. Have it signed again.",
    },
    "ApprovalInvalid": {
        "zh": "密钥 {key} 的签名与此项业务不符。请核对内容与序号后重新签署。",
        "en": "The signature of key {key} is not over this act. Check the act and its sequence, and sign again.",
    },
    "ApprovalFromOther": {
        "zh": "密钥 {key} 属于参与方 {participant}，而此处需要参与方 {expected} 的同意。请由后者签署。",
        "en": "The key {key} is of participant {participant}, but the approval of {expected} is due here. "
        "Have the latter sign.",
    },
}

# CONTRACTS: CERTIFICATES

CERTIFICATES: dict[str, Row] = {
    "CertificateUnknown": {
        "zh": "没有标识为 {certificate_id} 的登记证书。请核对编号或标识。",
        "en": "There is no certificate {certificate_id}. Check the number or the id.",
    },
    "CertificateDuplicate": {
        "zh": "同一申请人对同一数据在同一登记制度下已有证书 {certificate_id}。请使用已有证书，或先办理注销。",
        "en": "The same applicant already has certificate {certificate_id} for the same data and regime. "
        "Use that one, or cancel it first.",
    },
    "PredecessorMissing": {
        "zh": "证书 {certificate_id} 的序次为 {ordinal}，但没有前一份证书。请从序次 0 开始登记。",
        "en": "Certificate {certificate_id} has ordinal {ordinal} but no predecessor. Begin with ordinal 0.",
    },
    "PredecessorAlive": {
        "zh": "前一份证书 {predecessor} 仍然有效，不能登记 {certificate_id}。请先注销前一份，或等其失效。",
        "en": "The predecessor {predecessor} is alive, so {certificate_id} cannot be issued. "
        "Cancel the predecessor, or wait for its end.",
    },
    "NumberTaken": {
        "zh": "证书编号 {number} 已被使用。请使用下一个编号。",
        "en": "The number {number} was given before. Take the next number.",
    },
    "NumberInvalid": {
        "zh": "证书编号 {number} 的月份或顺序号超出范围。顺序号应为 0001 至 9999，月份应为真实月份。",
        "en": "The month or serial of number {number} is out of range. Serials run from 0001 to 9999; months are real.",
    },
    "RegimeUnknown": {
        "zh": "登记制度类型 {regime} 不存在。请从 DPR、PDR、DAR、DIP 中选择。",
        "en": "There is no regime {regime}. Choose among DPR, PDR, DAR and DIP.",
    },
    "RightsInvalid": {
        "zh": "权利配置 {rights} 无效：权利为空、未知，或各共有人权利之和与证书不符。请核对权利配置。",
        "en": "The rights {rights} are empty or unknown, or the co-holders' do not make up the certificate's. "
        "Check the rights.",
    },
    "RightToOperateMissing": {
        "zh": "证书 {certificate_id} 不含经营权（现有：{rights}），不能转让。请先核实权利来源。",
        "en": "Certificate {certificate_id} lacks the right to operate (it has {rights}) and cannot be transferred. "
        "Check where its rights come from.",
    },
    "TermInvalid": {
        "zh": "有效期 {valid_from} 至 {valid_to} 无效：先后颠倒、已经届满、尚未开始或过长。请核对起止日期。",
        "en": "The term from {valid_from} to {valid_to} is reversed, over, in the future or too long. Check its dates.",
    },
    "TermExtended": {
        "zh": "证书 {certificate_id} 的有效期止于 {valid_to}，变更不能延长至 {asked}。请办理续期登记。",
        "en": "Certificate {certificate_id} ends at {valid_to}; an amendment cannot lengthen it to {asked}. "
        "Ask for a renewal.",
    },
    "RecordNotBlank": {
        "zh": "新证书的序号、标志与状态必须为零。请重新构造登记数据。",
        "en": "Sequence, flags and state of a new certificate must be zero. Build the record again.",
    },
    "SelfRegistration": {
        "zh": "登记机构（参与方 {participant}）不能为自己登记。请向其他登记机构申请。",
        "en": "A registry (participant {participant}) may not register for itself. Apply to another registry.",
    },
    "DigestMissing": {
        "zh": "缺少必需的文件摘要。请提供文件的 SHA-256 摘要。",
        "en": "A digest that is needed is missing. Give the document's SHA-256.",
    },
    "BatchSize": {
        "zh": "批量登记共 {given} 件，应为 1 至 {maximum} 件。请拆分后提交。",
        "en": "The batch has {given} items; it may have 1 to {maximum}. Split it.",
    },
    "SharesInvalid": {
        "zh": "共有人 {holders} 名、份额合计 {sum}，不符合要求。份额合计须为 10000（即 100%）。",
        "en": "With {holders} co-holders the shares sum to {sum}. Give an allowed number of holders and 10000 in all.",
    },
    "ShareInvalid": {
        "zh": "共有人 {holder} 重复出现或份额为 {share}。每名共有人应出现一次且份额大于零。",
        "en": "Co-holder {holder} stands twice or has the share {share}. Name each once, with a share above zero.",
    },
    "CertificateNotActive": {
        "zh": "证书 {certificate_id} 的状态为“{state}”，不能再办理此项业务。请查询其历史。",
        "en": "Certificate {certificate_id} is {state}; this can no longer be done. Look at its history.",
    },
    "CertificateExpired": {
        "zh": "证书 {certificate_id} 的有效期已于 {valid_to} 届满。请重新办理初次登记。",
        "en": "The term of certificate {certificate_id} ended at {valid_to}. Register anew.",
    },
    "NotHolder": {
        "zh": "参与方 {participant} 不是证书 {certificate_id} 的权利人。请核对权利人。",
        "en": "Participant {participant} does not hold certificate {certificate_id}. Check who holds it.",
    },
    "TransfereeInvalid": {
        "zh": "证书 {certificate_id} 不能转让给参与方 {participant}：受让方是转让方本人或其登记机构。请核对受让方。",
        "en": "Certificate {certificate_id} cannot go to participant {participant}: it is the transferor "
        "or the registry. Check the transferee.",
    },
    "ApprovalsMissing": {
        "zh": "此项业务需要 {expected} 份同意，只给出 {given} 份。请补齐各方签名。",
        "en": "This act needs {expected} approvals and has {given}. Collect the signatures of all who must agree.",
    },
    "SharedRightsFixed": {
        "zh": "共有证书 {certificate_id} 的权利配置不能通过变更修改。请注销后重新登记。",
        "en": "The rights of the co-held certificate {certificate_id} cannot be amended. Cancel it and register anew.",
    },
    "CancelReasonInvalid": {
        "zh": "注销原因 {reason} 不存在。请从申请注销、数据灭失、异议结果、依职权中选择。",
        "en": "There is no reason {reason}. Choose voluntary, destroyed, objection or ex officio.",
    },
    "DoorClosed": {
        "zh": "合约 {caller} 未获准记录或修改标志 {flags}。请由治理表决开放。",
        "en": "The contract {caller} may not record here or touch the flags {flags}. The governors must admit it.",
    },
}

ROWS: dict[str, Row] = {**PARTICIPANTS, **CERTIFICATES}
