"""
Sentences of a verification for what is asked and by what right, for the same data elsewhere, for acts under way, for
those whom the record leans on, and for a bank's own policy.

The rows are `verdict`'s, which has the words of all other checks.
"""

from __future__ import annotations

from ledger.messages.row import Row

_FINE = ("", "")

REASONS: dict[str, tuple[str, str, str, str]] = {
    # CHECK: EVIDENCE AND BASIS
    "EVIDENCE_FINAL": (
        "所问为过去的状态：区块 {block} 已终局，节点现在仍有同一区块。",
        "A past state was asked for: block {block} is final, and the node still has it.",
        *_FINE,
    ),
    "BLOCK_NOT_FINAL": (
        "所问区块 {block} 尚未终局（节点已确认到 {head}）。",
        "The block asked for, {block}, is not final yet; the node has confirmed up to {head}.",
        "请等该区块终局后重新核验。",
        "Verify again when that block is final.",
    ),
    "BASIS_STATED": ("查询依据：{basis}，凭据 {reference}。", "Asked on this ground: {basis}, {reference}.", *_FINE),
    "BASIS_NOT_STATED": ("未说明查询依据。", "By what right one asks was not stated.", *_FINE),
    # CHECK: QR
    "QR_NOT_SHOWN": ("没有扫描二维码。", "No QR code was shown.", *_FINE),
    "QR_CURRENT": (
        "二维码与现行登记文件相符。",
        "The QR code is that of the document now on record.",
        *_FINE,
    ),
    "QR_EARLIER": (
        "二维码属于较早版本的证书，登记记录此后已变更；以登记记录为准。",
        "The QR code is that of an earlier version; the record has changed since, and the record outranks the paper.",
        "请持证人出示现行版本。",
        "Ask the holder for the current version.",
    ),
    "QR_UNKNOWN": (
        "二维码所载摘要 {prefix} 不属于该证书的任何版本：纸面证书系伪造，或二维码被更换。",
        "The digest in the QR code, {prefix}, is of no version of this certificate: the paper is forged, or its code "
        "was replaced.",
        "不要依赖该纸面证书，并查明来源；请按编号查看登记记录。",
        "Do not rely on this paper, and find out where it comes from; look at the record by its number.",
    ),
    # CHECK: HOLDER
    "HOLDER_NAMED_ONLY": (
        "名称与权利人{named}（{uscc}）相符，但名称可能重复，未核对代码。",
        "The name is that of the holder, {named} ({uscc}); names are not unique, and no code was compared.",
        "请将该代码与营业执照核对，或带上代码重新核验。",
        "Compare this code with the business licence, or verify again with the code.",
    ),
    "HOLDER_NAMES_UNSEEN": (
        "权利人的名称档案不可用，无法与“{expected}”比较。",
        "The holders' names are not on file, so they cannot be compared with “{expected}”.",
        "请用统一社会信用代码重新核验。",
        "Verify again with the unified social credit code.",
    ),
    # CHECK: CONDITIONS AND BENEFICIARIES
    "CONDITIONS_NONE": ("没有备注权利行使的条件或限制。", "No condition or restriction is noted.", *_FINE),
    "CONDITIONS_NOTED": (
        "备注有 {count} 项权利行使的条件、限制或法定事项（{note_kind}）。",
        "Conditions, restrictions or other matters are noted ({note_kind}); notes: {count}.",
        "请向登记机构调取备注文书，核对对本次用途的影响。",
        "Ask the registry for the documents noted, and see what they mean for this purpose.",
    ),
    "BENEFICIARIES_NONE": (
        "没有备注信托、实际权益人或代持。",
        "No trust, beneficial owner or nominee is noted.",
        *_FINE,
    ),
    "BENEFICIARIES_NOTED": (
        "权利人之后另有{parties}（{interest}），备注共 {count} 项。",
        "Behind the holder stands {parties} ({interest}); notes: {count}.",
        "处分前请取得其书面意见，并核对信托或代持文件。",
        "Obtain their view in writing before any dealing, and see the trust or nominee deed.",
    ),
    # CHECK: PENDING
    "NOTHING_PENDING": ("没有已开始而未办结的业务。", "No act is under way.", *_FINE),
    "ACTS_PENDING": (
        "有已开始而未办结的业务：{pending_act}。",
        "Acts are under way: {pending_act}.",
        "请在办结后重新核验；记录在此期间可能变更。",
        "Verify again when they are finished; the record may change meanwhile.",
    ),
    "APPLICATIONS_NONE": ("没有就同一数据待办的登记申请。", "No application for the same data is open.", *_FINE),
    "APPLICATIONS_OPEN": (
        "就同一数据另有 {count} 件登记申请待办（{regimes}），最早自 {since_day} 起；"
        "其中由本证书权利人提出 {same_holder} 件。",
        "Other applications to register the same data are open ({regimes}; {count} in all, the first since "
        "{since_day}); by this certificate's holders: {same_holder}.",
        "请向登记机构了解申请内容；登记后将另有证书。",
        "Ask the registry what is applied for; once registered there will be another certificate.",
    ),
    # CHECK: SAME DATA
    "SAME_DATA_UNBURDENED": (
        "同一数据的其他有效证书上没有担保、冻结或出资。",
        "No security, freeze or contribution rests on another living certificate of the same data.",
        *_FINE,
    ),
    "SAME_DATA_PLEDGED": (
        "他人持有的同一数据证书 {numbers} 已质押，担保金额合计 {secured_fen}。",
        "Another holder's certificate of the same data, {numbers}, is pledged, for {secured_fen} in all.",
        "请在估值中考虑他人处分同一数据的影响。",
        "Consider in the valuation that others may dispose of the same data.",
    ),
    "SAME_DATA_FROZEN": (
        "他人持有的同一数据证书 {numbers} 已被冻结或管控。",
        "Another holder's certificate of the same data, {numbers}, is frozen or controlled.",
        "请查明冻结原因是否涉及数据来源或权属。",
        "Find out whether the reason concerns the data's source or title.",
    ),
    "HOLDER_PLEDGED_SAME_DATA": (
        "权利人已以同一数据的另一证书 {numbers} 设立质押，担保金额合计 {secured_fen}。",
        "The holder has pledged the same data by another certificate, {numbers}, for {secured_fen} in all.",
        "同一数据重复担保：请按顺位与合计金额评估；设有担保的财产不得作价出资，须先由质权人解除。",
        "The same data secures twice: judge by rank and by the sum; what secures a debt cannot be contributed before "
        "its creditors release it.",
    ),
    "HOLDER_CONTRIBUTED_SAME_DATA": (
        "权利人已以同一数据的另一证书 {numbers} 作价出资或锁定出资。",
        "The holder has contributed, or reserved, the same data by another certificate, {numbers}.",
        "同一权利不得再次出资；请查明两证的权利边界。",
        "The same right is not contributed twice; find out how the two certificates' rights are told apart.",
    ),
    "HOLDER_FROZEN_SAME_DATA": (
        "权利人持有的同一数据证书 {numbers} 已被冻结或管控。",
        "The holder's other certificate of the same data, {numbers}, is frozen or controlled.",
        "请先向作出机关核实冻结范围是否及于同一数据；解除前不要交易。",
        "Ask the organ whether it reaches the same data, and do not deal before it is lifted.",
    ),
    "SAME_DATA_UNSEEN": (
        "同一数据的其他有效证书 {numbers} 上的负担未能查看（共 {count} 份）。",
        "What rests on other living certificates of the same data, {numbers}, could not be seen ({count} in all).",
        "请逐一核验这些证书后再作决定。",
        "Verify each of them before deciding.",
    ),
    # CHECK: EVALUATORS
    "EVALUATORS_NONE": (
        "没有现行有效的报告，无须核对评估机构。",
        "No report is current, so no evaluator is looked at.",
        *_FINE,
    ),
    "EVALUATORS_ADMITTED": (
        "出具现行报告的机构{evaluators}状态正常。",
        "The evaluators of the current reports, {evaluators}, are in good order.",
        *_FINE,
    ),
    "EVALUATOR_SUSPENDED": (
        "出具现行报告的{evaluators}已被暂停。",
        "{evaluators}, who made a current report, is suspended.",
        "请了解暂停原因，必要时另行委托评估。",
        "Find out why, and have it evaluated by another if need be.",
    ),
    "EVALUATOR_WITHOUT_ROLE": (
        "出具现行报告的{evaluators}已不具有评估机构资格。",
        "{evaluators}, who made a current report, is no evaluator any more.",
        "请另行委托评估机构出具报告。",
        "Have another evaluator report.",
    ),
    # CHECK: CUSTODY
    "CUSTODY_NONE": ("数据没有托管记载。", "No custody of the data is recorded.", *_FINE),
    "CUSTODY_CURRENT": (
        "数据由{custodians}托管，最近一次完整性证明于 {proven_on}，有效至 {until}。",
        "{custodians} keeps the data; its integrity was last proven at {proven_on}, good until {until}.",
        *_FINE,
    ),
    "CUSTODY_OVERDUE": (
        "{custodians}的托管完整性证明已逾期（应于 {until} 前更新）。",
        "The proof of integrity by {custodians} is overdue; it was due by {until}.",
        "请托管机构补做完整性证明。",
        "Have the custodian prove the integrity anew.",
    ),
    "CUSTODY_OF_OTHER_DATA": (
        "{custodians}托管的数据与现行登记的数据指纹不一致。",
        "What {custodians} keeps is not the data now on record.",
        "请将现行数据交付托管，或查明差异。",
        "Have the present data deposited, or find out why they differ.",
    ),
    # CHECK: THE EQUITY DEAL
    "EQUITY_NOT_STATED": (
        "未说明被投资企业与作价，未作核对。",
        "Neither the company nor the agreed value was stated, so nothing was compared.",
        *_FINE,
    ),
    "EQUITY_FITS": (
        "拟作价 {agreed_fen}，不高于评估价值 {value_fen}。",
        "The agreed value, {agreed_fen}, is not above the appraised, {value_fen}.",
        *_FINE,
    ),
    "AGREED_NOT_COMPARED": (
        "未说明作价，或没有用于出资的现行评估，未作比较。",
        "No agreed value was stated, or no current valuation for a contribution is on record: nothing was compared.",
        *_FINE,
    ),
    "AGREED_ABOVE_VALUE": (
        "拟作价 {agreed_fen} 高于评估价值 {value_fen}：不得高估作价。",
        "The agreed value, {agreed_fen}, is above the appraised, {value_fen}: a contribution is not overvalued.",
        "请降低作价，或重新评估；高估部分由设立时的股东连带补足。",
        "Lower the agreed value, or have it valued anew; founders are jointly liable for what is overvalued.",
    ),
    "AGREED_FAR_BELOW": (
        "拟作价 {agreed_fen} 不足评估价值 {value_fen} 的一半。",
        "The agreed value, {agreed_fen}, is less than half of the appraised, {value_fen}.",
        "不得低估作价：请说明差额去向（如计入资本公积）并留存决议。",
        "A contribution is not undervalued: have the difference explained (capital reserve, for one) and resolved.",
    ),
    "INVESTEE_UNKNOWN": (
        "被投资企业 {investee} 不是账本参与方，无法锁定出资。",
        "The company {investee} is no participant of the ledger, so nothing can be reserved for it.",
        "请先办理被投资企业入网。",
        "Have the company admitted first.",
    ),
    "INVESTEE_SUSPENDED": (
        "被投资企业{named}（{uscc}）已被暂停，不能接受出资。",
        "The company {named} ({uscc}) is suspended and can take no contribution.",
        "请等其恢复后再办理。",
        "Wait until it is reinstated.",
    ),
    "INVESTEE_IS_HOLDER": (
        "被投资企业 {investee} 就是证书的权利人，不能向自己出资。",
        "The company {investee} holds this certificate already: nobody contributes to itself.",
        "请核对出资人与被投资企业。",
        "Check who contributes to whom.",
    ),
    "CONTRIBUTED_BACK": (
        "{named}（{uscc}）正是此前以该证书出资的股东：退回即为抽逃出资。",
        "{named} ({uscc}) is who contributed this certificate before: to give it back is to withdraw capital.",
        "只能依法减资后办理退出登记。",
        "Only a registered reduction of capital lets it go back.",
    ),
}

TITLES: dict[str, tuple[str, str]] = {
    "QUERY_BASIS": ("查询依据", "Ground of the query"),
    "QR_MATCHES": ("二维码", "QR code"),
    "CONDITIONS": ("条件与限制", "Conditions"),
    "BENEFICIARIES": ("信托与代持", "Trusts and nominees"),
    "PENDING": ("未办结业务", "Acts under way"),
    "APPLICATIONS": ("同一数据的申请", "Applications for the same data"),
    "SAME_DATA_BURDENS": ("同一数据的负担", "Burdens on the same data"),
    "EVALUATORS": ("评估机构", "Evaluators"),
    "CUSTODY": ("数据托管", "Custody"),
    "EQUITY_TERMS": ("出资条件", "Terms of the contribution"),
}

GROUPS: dict[int, tuple[str, str]] = {
    1: ("登记与文件", "Registration and paper"),
    2: ("权利人", "Holders"),
    3: ("状态与期限", "Standing and term"),
    4: ("权利内容与限制", "Rights and restrictions"),
    5: ("来源与授权", "Sources and consents"),
    6: ("分级与个人信息", "Grade and personal information"),
    7: ("担保", "Security"),
    8: ("冻结与管控", "Freezes and controls"),
    9: ("异议、争议与未办结业务", "Objections, disputes and acts under way"),
    10: ("同一数据", "The same data"),
    11: ("报告", "Reports"),
    12: ("入表、出资、许可与挂牌", "Books, contribution, licences, listings"),
    13: ("托管", "Custody"),
    14: ("结论与证据", "Verdict and evidence"),
}

VERDICTS: dict[str, tuple[str, str]] = {
    "PASS": ("通过", "Passed"),
    "WARN": ("需关注", "Needs attention"),
    "FAIL": ("不通过", "Failed"),
    "UNDETERMINED": ("无法判定", "Cannot be determined"),
}

SCOPE = (
    "本核验只说明账本在所示区块的记录，不含实质审查：登记机构作形式审查，数据的真实、合法与价值由持有人与出具报告的机构负责；"
    "上链之前的事实，账本不能证明。未记入账本的查封、争议与担保，本核验看不到。担保登记以中登网等法定登记为准"
    "（知识产权质押在主管部门登记），查询时请同时使用现名与曾用名。",
    "This says only what the ledger holds as at the block shown, and is no review of substance: the registry checks "
    "form, and holder and evaluators answer for what the data are, whether they are lawful, and what they are worth; "
    "what was so before it was recorded no ledger proves.  It says nothing of seizures, disputes and security that "
    "are not on the ledger.  Security interests rest on the statutory registers, such as zhongdengwang.org.cn (of "
    "intellectual property, the office's own): search them by present and former names.",
)

ERRORS: dict[str, Row] = {
    "QrForeign": {
        "zh": "“{given}”不是数契证书的二维码。请扫描证书上的二维码，或直接输入证书编号；不要打开其中的网址。",
        "en": "“{given}” is not the QR code of a DataDeed certificate. Scan the one on the certificate, or give the "
        "number; do not open the address in it.",
    },
    "BasisMissing": {
        "zh": "{field}：用途为 {purpose} 的查询须说明依据：consent 权利人同意、own 本人、duty 法定职责、"
        "order 司法文书、engagement 审计评估委托，并写明凭据编号。",
        "en": "{field}: a query for {purpose} must say by what right: consent, own, duty, order or engagement, with a "
        "reference. State it.",
    },
    "HolderNotNamed": {
        "zh": "{field}：请给出预期权利人的统一社会信用代码或名称。",
        "en": "{field}: give the expected holder's unified social credit code, or its name.",
    },
    "EquityNotForPurpose": {
        "zh": "{field}：作价出资的条件只用于用途 equity，而用途是 {purpose}。请删去该项，或改正用途。",
        "en": "{field}: the terms of a contribution belong to the purpose equity, and the purpose is {purpose}. Leave "
        "them out, or correct the purpose.",
    },
    "PolicyMalformed": {
        "zh": "核验政策文件无法读取：{reason}。请按 TOML 或 JSON 改正后重试。",
        "en": "The policy file cannot be read: {reason}. Correct it as TOML or JSON and try again.",
    },
    "PolicyFieldUnknown": {
        "zh": "核验政策文件不认识的字段：{field}。请删去，或核对拼写。",
        "en": "The policy file has an unknown field: {field}. Remove it, or check its spelling.",
    },
    "PolicyFieldInvalid": {
        "zh": "核验政策文件的 {field} 为“{given}”，应为：{expected}。请改正。",
        "en": "In the policy file {field} is “{given}”, and should be: {expected}. Correct it.",
    },
    "PolicyBaseOther": {
        "zh": "核验政策文件基于版本 {given}，现行核验政策是 {expected}。请对照新版本复核后更新 base。",
        "en": "The policy file is based on version {given}; the policy in force is {expected}. Review it against that "
        "one, then update base.",
    },
    "PolicyRowUnknown": {
        "zh": "核验政策没有这一行：{field}。请用 deed policy show 查看全部检查与情形。",
        "en": "The policy has no such row: {field}. `deed policy show` lists every check and finding.",
    },
    "PolicyPurposeUnknown": {
        "zh": "{field}：没有这一用途。可用：{expected}。",
        "en": "{field}: there is no such purpose. Use one of: {expected}.",
    },
    "PolicyOutcomeUnknown": {
        "zh": "{field}：“{given}”不是结论。可用：{expected}。",
        "en": "{field}: “{given}” is no outcome. Use one of: {expected}.",
    },
    "PolicyEvidenceFixed": {
        "zh": "{field}：链上证据的结论不能由各行自定，证据不足时结论只能是无法判定。请删去此行。",
        "en": "{field}: what the evidence is worth is not for a bank to say; bad evidence always leaves the verdict "
        "undetermined. Remove the row.",
    },
    "PolicyLooser": {
        "zh": "{field}：“{given}”比核验政策的“{base}”（依据 {rule}）宽松。各行只能从严；请删去或改为更严的结论。",
        "en": "{field}: {given} is looser than the policy's {base} (by {rule}). A bank may only be stricter: remove "
        "the row, or make it so.",
    },
    "PolicyFigureLooser": {
        "zh": "{field}：{given} 比核验政策的 {base} 宽松。余量天数只能更长，可贷比例只能更低；请改正。",
        "en": "{field}: {given} is looser than the policy's {base}. A margin may only be longer, and the part that may "
        "be lent only smaller: correct it.",
    },
}

ROWS: dict[str, Row] = ERRORS | {f"GROUP_{number}": {"zh": zh, "en": en} for number, (zh, en) in GROUPS.items()}
