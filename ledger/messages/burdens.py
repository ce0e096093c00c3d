"""
Sentences for what rests on a certificate: what each reason says, and what to do about it, naming who may lift it.

The rows are `verdict`'s, which has the words of all other checks.
"""

from __future__ import annotations

from ledger.messages.row import Row

_FINE = ("", "")

REASONS: dict[str, tuple[str, str, str, str]] = {
    # CHECK: STANDING AND RENEWAL
    "RENEWAL_PENDING": (
        "证书已于 {last_day} 期满，续期申请尚未决定：期间不得处分。",
        "The term ended on {last_day} and the renewal is not yet decided: meanwhile it cannot be dealt in.",
        "请等登记机构作出决定后重新核验；不予续期或逾期未决的，证书失效。",
        "Verify again when the registry has decided; if it refuses, or does not decide in time, the certificate is "
        "over.",
    ),
    "NO_RENEWAL": ("没有待决的续期申请。", "No renewal is pending.", *_FINE),
    "RENEWAL_REQUESTED": (
        "续期申请待决，登记机构最迟于 {until} 决定。",
        "A renewal is pending; the registry decides it by {until}.",
        "请在决定作出后重新核验有效期；由登记机构决定。",
        "Verify the term again when the registry has decided.",
    ),
    # CHECK: PLEDGES
    "NOT_PLEDGED": ("账本上没有质押或顺位预告。", "No pledge and no held rank stand on the ledger.", *_FINE),
    "RANK_HELD": (
        "{creditors}已预告顺位，至 {until} 自动失效；期间仅预告银行可凭此顺位设立质押。",
        "{creditors} holds a rank until {until}, when it lapses by itself; a pledge made on it keeps that rank.",
        "新的质押须预告银行同意；也可等其期满，或由该银行撤回预告。不得作价出资。",
        "A new pledge needs that bank's consent; or wait until the hold lapses or the bank gives it up. No "
        "contribution meanwhile.",
    ),
    "PLEDGED": (
        "已质押 {count} 项，质权人按顺位为{creditors}；担保金额合计 {perfected_fen}，均已在中登网登记。",
        "It bears pledges, {count} in all, of {creditors} in the order of rank, for {perfected_fen}, all perfected.",
        "新设质押或转让须取得质权人同意，后设质权顺位在后；设有担保的财产不得作价出资。由质权人办理解除。",
        "A further pledge or a transfer needs the creditors' consent, and ranks behind; what secures a debt cannot be "
        "contributed. The creditors release it.",
    ),
    "PLEDGED_PAST_TERM": (
        "已质押 {count} 项，质权人按顺位为{creditors}；担保金额合计 {perfected_fen}。"
        "其中有担保期限已过的，未解除前仍然有效。",
        "It bears pledges, {count} in all, of {creditors} in the order of rank, for {perfected_fen}. The term of one "
        "is over; it binds until it is released.",
        "请质权人说明债务是否清偿；已清偿的，质权人应在十个工作日内解除。",
        "Ask the creditors whether the debt is paid; then the creditor owes the release within ten working days.",
    ),
    "PLEDGED_UNPERFECTED": (
        "已质押 {count} 项，质权人按顺位为{creditors}；已在中登网登记的合计 {perfected_fen}，"
        "未登记的合计 {unperfected_fen}。",
        "It bears pledges, {count} in all, of {creditors} in the order of rank: {perfected_fen} perfected, "
        "{unperfected_fen} not perfected.",
        "未在中登网登记的质押尚无物权效力，但质权人可随时补登；请查询中登网，并取得质权人同意。由质权人办理解除。",
        "What is not perfected has no effect against others yet, but may be perfected any day: search the statutory "
        "register, and obtain the creditors' consent. The creditors release it.",
    ),
    "PLEDGE_OBJECTED": (
        "已质押 {count} 项，质权人按顺位为{creditors}；{objectors}对质押提出异议，尚未了结。",
        "It bears pledges, {count} in all, of {creditors} in the order of rank; {objectors} objects to one, which is "
        "not settled.",
        "请等异议撤回、期满或裁判后再作决定；质押由质权人办理解除。",
        "Wait until the objection is withdrawn, lapses or is judged; the creditors release the pledges.",
    ),
    # CHECK: FREEZES
    "NOT_FROZEN": ("没有生效的冻结。", "No freeze is in force.", *_FINE),
    "FROZEN": (
        "已被“{organ}”冻结至 {until}，禁止：{forbidden}；另有轮候 {waiting} 项。",
        "{organ} has frozen it until {until}; forbidden: {forbidden}. Freezes waiting behind: {waiting}.",
        "冻结只能由“{organ}”裁定并通知解除，期满未续的自动失效，轮候的随即生效；期间不要就所禁事项交易。",
        "Only {organ} lifts it, by ruling and notice; it lapses by itself if not extended, and then the next in the "
        "queue binds. Do not deal in what is forbidden.",
    ),
    "FROZEN_IN_PART": (
        "已被“{organ}”冻结至 {until}，所禁事项（{forbidden}）不含本用途对应的处分；另有轮候 {waiting} 项。",
        "{organ} has frozen it until {until}, but what is forbidden ({forbidden}) is not what this purpose needs. "
        "Freezes waiting behind: {waiting}.",
        "请向“{organ}”核实冻结范围；冻结只能由其裁定并通知解除。",
        "Ask {organ} how far the freeze goes; only {organ} lifts it, by ruling and notice.",
    ),
    "FREEZE_QUEUED": (
        "“{organ}”的冻结（至 {until}，禁止：{forbidden}）不含本用途对应的处分，但“{next}”的轮候冻结禁止该处分，"
        "在先冻结一旦终止即自动生效。",
        "{organ}'s freeze (until {until}; forbidden: {forbidden}) does not forbid what this purpose needs, but the "
        "waiting one of {next} does, and binds by itself as soon as it comes first.",
        "请向“{next}”核实；轮候冻结只能由其裁定并通知解除。",
        "Ask {next}; only {next} lifts the freeze that waits, by ruling and notice.",
    ),
    # CHECK: CONTROLS AND RETURN
    "NOT_CONTROLLED": ("没有生效的行政管控。", "No administrative control is in force.", *_FINE),
    "CONTROLLED": (
        "“{by}”已作出行政管控，至 {until}。",
        "{by} has put it under administrative control until {until}.",
        "管控由“{by}”解除，或期满自动失效；期间不得处分。",
        "{by} lifts the control, or it lapses at its end; meanwhile it cannot be dealt in.",
    ),
    "NOT_SURRENDERED": ("证书没有交回登记机构。", "It was not returned to the registry.", *_FINE),
    "SURRENDERED": (
        "证书已交回登记机构“{registry}”，不得处分。",
        "It was returned to the registry, {registry}, and cannot be dealt in.",
        "由登记机构“{registry}”经权利人申请发还后方可处分。",
        "Only the registry, {registry}, gives it back, on the holder's request.",
    ),
    # CHECK: OBJECTIONS AND DISPUTES
    "NOT_OBJECTED": ("没有未了结的登记异议。", "No objection to the registration is open.", *_FINE),
    "OBJECTED": (
        "{objectors}对登记提出异议，未了结的共 {count} 项。",
        "{objectors} objects to the registration; open objections: {count}.",
        "异议由“{registry}”审查终结，或由异议人撤回；被驳回后逾期未起诉或申请仲裁的自动失效。期间不要就其交易。",
        "{registry} concludes it, or the objector withdraws it; once rejected it lapses unless suit is proven in "
        "time. Do not deal in it meanwhile.",
    ),
    "SUIT_PENDING": (
        "{objectors}就登记异议已起诉或申请仲裁，未了结的共 {count} 项。",
        "{objectors} has taken the objection to court or to arbitration; open objections: {count}.",
        "凭生效裁判或裁决由“{registry}”终结；此前不要就其交易。",
        "{registry} closes it by the effective judgment or award; do not deal in it before.",
    ),
    "NO_SOURCE_OBJECTS": ("没有来源方提出的未了结异议。", "No source of the data objects.", *_FINE),
    "SOURCE_OBJECTS": (
        "数据来源方{sources}提出异议，未了结的共 {count} 项：可能须删除数据或协商补偿。",
        "A source of the data, {sources}, objects; open objections: {count}. Data may have to be deleted, or a "
        "compensation agreed.",
        "由权利人与来源方协商、登记机构记载结果；删除后数据版本变更，评估报告须重做。",
        "Holder and source settle it and the registry records how; a deletion makes a new data version, and reports "
        "of the old one are stale.",
    ),
    "SOURCE_DELETION_DUE": (
        "经数据来源方“{source}”异议，现行数据应予删除，但证书尚未变更数据版本。",
        "On the objection of a source, {source}, the present data were to be deleted, but the certificate still has "
        "this data version.",
        "请权利人先办理数据版本变更；此前不要使用或处分现行数据。",
        "Have the holder amend the certificate to the new data version first; do not use or deal in the present data.",
    ),
    "NO_DISPUTE": ("没有仲裁机构的争议备注。", "No dispute is noted.", *_FINE),
    "DISPUTED": (
        "{institutions}已备注争议，未终结的共 {count} 项；备注不冻结证书。",
        "{institutions} has noted a dispute; open notes: {count}. A note freezes nothing.",
        "备注由作出的仲裁机构终结；请先了解争议内容。",
        "The institution that noted it ends the note; find out first what the dispute is about.",
    ),
    # CHECK: CONTRIBUTION
    "NOT_CONTRIBUTED": ("没有作价出资或出资锁定。", "It is neither contributed nor reserved for it.", *_FINE),
    "RESERVED": (
        "{contributor}拟以其向{investee}作价出资，已锁定至 {until}。",
        "{contributor} is contributing it to {investee}; it is reserved until {until}.",
        "锁定由出资人与被投资企业共同解除，或期满自动失效；期间不得处分。",
        "Contributor and company give up the reservation together, or it lapses at its end; no dealing meanwhile.",
    ),
    "CONTRIBUTED": (
        "{contributor}已以其向{investee}作价出资，作价 {agreed_fen}，其中计入注册资本 {capital_fen}。",
        "{contributor} has contributed it to {investee} at {agreed_fen}; of that, {capital_fen} is registered capital.",
        "不得再次出资；非经减资不得退回出资人。",
        "It cannot be contributed again, nor go back to the contributor without a reduction of capital.",
    ),
    "CONTRIBUTION_UNCONFIRMED": (
        "{contributor}已以其向{investee}作价出资并交付，公司登记回执待至 {until} 确认。",
        "{contributor} has contributed and delivered it to {investee}; the company registration is to be confirmed "
        "by {until}.",
        "请等公司登记确认；逾期未确认的可退回出资人。",
        "Wait for the confirmation; without it the contribution may be rolled back.",
    ),
    "CONTRIBUTION_OVERDUE": (
        "{contributor}已以其向{investee}作价出资并交付，但公司登记回执未在 {until} 前确认，可能退回。",
        "{contributor} has contributed it to {investee}, but the company registration was not confirmed by {until}: "
        "it may be rolled back.",
        "请先查明公司登记情况；由登记机构办理退回，或依减资退出。",
        "Find out what the company register says; the registry rolls it back, or capital is reduced.",
    ),
    # CHECK: LICENCES AND LINKS
    "NOT_LICENSED": ("没有有效的许可。", "No licence binds it.", *_FINE),
    "LICENSED": (
        "已许可{licensees}使用，有效许可 {count} 项，最晚至 {last_day}；转让后许可继续有效。",
        "It is licensed to {licensees}; licences in force: {count}, the last until {last_day}. They outlast a "
        "transfer.",
        "估值与处分请考虑在先许可；许可由双方终止或期满失效。",
        "Consider the licences in value and dealing; the parties end them, or they lapse.",
    ),
    "LICENSED_EXCLUSIVELY": (
        "已向{licensees}授予排他或独占许可，有效许可 {count} 项，最晚至 {last_day}。",
        "A sole or exclusive licence was granted to {licensees}; licences in force: {count}, the last until "
        "{last_day}.",
        "期间不得另行许可，独占的权利人也不得自用；请据此重新评估价值。许可由双方终止或期满失效。",
        "Nobody else may be licensed meanwhile, and under an exclusive one the holder may not use it either: value it "
        "accordingly. The parties end it, or it lapses.",
    ),
    "NOT_LINKED": ("没有记载与其他证书的关联。", "No link to another certificate is recorded.", *_FINE),
    "LINKED": (
        "与其他证书有 {count} 项关联（{relation}）：{others}。",
        "It is linked with other certificates ({relation}; {count} in all): {others}.",
        "请一并核验关联证书。",
        "Verify these certificates too.",
    ),
    # CHECK: REPORTS
    "VALUE_CURRENT": (
        "“{evaluator}”评估价值 {value_fen}，基准日 {base_day}，有效至 {last_day}。",
        "{evaluator} values it at {value_fen} as at {base_day}; the report is valid until {last_day}.",
        *_FINE,
    ),
    "VALUE_SHORT": (
        "评估价值 {value_fen} 的 {percent}%（{ceiling_fen}）不足以覆盖在先担保与本次金额合计 {secured_fen}"
        "（本次 {asked_fen}）。",
        "Of the value, {value_fen}, {percent} percent may be lent against; this, {ceiling_fen}, does not cover what it "
        "already secures and the sum asked, {secured_fen} in all (asked {asked_fen}).",
        "请降低金额、要求补充担保，或由在先质权人解除部分质押。",
        "Lower the sum, ask for more security, or have earlier creditors release some.",
    ),
    "VALUE_FOR_OTHER_PURPOSE": (
        "“{evaluator}”的价值评估报告用途为{purpose}，不得用于本用途。",
        "{evaluator}'s valuation was made for {purpose} and may not be used for this purpose.",
        "请委托评估机构按本用途出具报告。",
        "Have a valuation made for this purpose.",
    ),
    "VALUE_STALE": (
        "价值评估报告针对数据版本 {version}，现行版本为 {present_version}。",
        "The valuation is of the data version {version}; the present one is {present_version}.",
        "请就现行版本重新评估。",
        "Have the present version valued.",
    ),
    "VALUE_LAPSED": (
        "价值评估报告已于 {last_day} 期满（基准日 {base_day}）。",
        "The valuation was valid until {last_day} (base date {base_day}).",
        "请重新评估。",
        "Have it valued anew.",
    ),
    "VALUE_WITHDRAWN": (
        "“{evaluator}”已撤回价值评估报告。",
        "{evaluator} has withdrawn its valuation.",
        "不要依赖该报告；请重新评估。",
        "Do not rely on it; have it valued anew.",
    ),
    "VALUE_ABSENT": (
        "没有登记价值评估报告。",
        "No valuation is recorded.",
        "作价出资必须评估；融资前请委托评估机构出具报告并登记。",
        "A contribution must be valued; before lending, have an evaluator's report recorded.",
    ),
    "VALUE_NOT_COMPARED": (
        "证书已终止，价值评估报告未作比较。",
        "The certificate has ended, so its valuation was not compared.",
        *_FINE,
    ),
    "REPORTS_NONE": (
        "没有登记质量、安全或合规报告。",
        "No report on quality, security or compliance is on it.",
        *_FINE,
    ),
    "REPORTS_CURRENT": ("现行有效的报告：{attested_kind}。", "Current reports: {attested_kind}.", *_FINE),
    "REPORTS_STALE": (
        "已失效、撤回或针对旧数据版本的报告：{attested_kind}。",
        "Reports that lapsed, were withdrawn or are of an earlier data version: {attested_kind}.",
        "不要依赖这些报告；请要求就现行版本重新出具。",
        "Do not rely on them; ask for new ones of the present version.",
    ),
    # CHECK: BOOKINGS AND LISTINGS
    "NOT_BOOKED": ("没有入表记载。", "It is on nobody's books.", *_FINE),
    "BOOKED": ("已由权利人{entities}入表。", "It is on the books of its holder, {entities}.", *_FINE),
    "BOOKED_ELSEWHERE": (
        "仍在非权利人{entities}的账上，尚未终止确认。",
        "It is still on the books of {entities}, who does not hold it.",
        "请要求其终止确认；此前他人不得入表。",
        "Have it derecognised there; before that nobody else may book it.",
    ),
    "NOT_LISTED": ("没有在交易场所挂牌。", "It is not listed on an exchange.", *_FINE),
    "LISTED": (
        "已在{exchanges}挂牌。",
        "It is listed on {exchanges}.",
        "请先查明挂牌条件与成交情况；由该交易场所摘牌。",
        "Find out the terms and the deals first; that exchange delists it.",
    ),
    # CHECK: MARKS
    "MARKS_KNOWN": ("证书上的标记均可识别。", "All marks of the certificate are known.", *_FINE),
    "MARKS_UNKNOWN": (
        "证书带有本版本不能识别的标记 {marks}，可能存在未知的限制。",
        "The certificate has marks that this version does not know ({marks}), which may stand for a restraint.",
        "请升级核验程序后重新核验；不要据此认定有效或无效。",
        "Verify again with a newer version; do not take this for valid or for invalid.",
    ),
}

TITLES: dict[str, tuple[str, str]] = {
    "RENEWAL": ("续期", "Renewal"),
    "PLEDGES": ("质押", "Pledges"),
    "FREEZES": ("冻结", "Freezes"),
    "CONTROLS": ("行政管控", "Administrative control"),
    "SURRENDERED": ("交回", "Return"),
    "OBJECTIONS": ("登记异议", "Objections"),
    "SOURCE_OBJECTIONS": ("来源方异议", "Sources' objections"),
    "DISPUTES": ("仲裁备注", "Disputes"),
    "CONTRIBUTION": ("作价出资", "Contribution"),
    "LICENCES": ("许可", "Licences"),
    "LINKS": ("关联证书", "Links"),
    "VALUE_REPORT": ("价值评估", "Valuation"),
    "REPORTS": ("其他报告", "Other reports"),
    "BOOKINGS": ("入表", "Booking"),
    "LISTINGS": ("挂牌", "Listing"),
    "MARKS": ("标记", "Marks"),
}

ERRORS: dict[str, Row] = {
    "BurdenLost": {
        "zh": "证书 {certificate_id} 的{kind} {id} 在账本镜像中缺失，不能核验。请重建镜像后重试，并查明原因。",
        "en": "Of certificate {certificate_id}, {kind} {id} is missing in the mirror, so nothing can be said. Build "
        "the mirror anew, try again, and find out why.",
    },
}
