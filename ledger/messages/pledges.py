"""Sentences for pledges: the errors of Pledges.sol and its pages, and the words of their codes."""

from __future__ import annotations

from ledger.messages.row import Row

ERRORS: dict[str, Row] = {
    "PledgeUnknown": {
        "zh": "证书 {certificate_id} 上没有质权 {pledge_id}。请核对质权标识，可先查询该证书的质押清单。",
        "en": "Certificate {certificate_id} bears no pledge {pledge_id}. Check the id in the list of its pledges.",
    },
    "PledgeNotLive": {
        "zh": "{pledge_id} 不是存续的质权，现为“{encumbrance_state}”。已终结的质权不再变更；预告须先由银行办成质押。",
        "en": "{pledge_id} is no live pledge; it is: {encumbrance_state}. What has ended never changes; a hold must "
        "become a pledge of its bank first.",
    },
    "HoldUnknown": {
        "zh": "证书 {certificate_id} 上没有预告 {hold_id}。请核对预告标识。",
        "en": "Certificate {certificate_id} bears no hold {hold_id}. Check the id.",
    },
    "HoldNotLive": {
        "zh": "{hold_id} 不是存续的预告，现为“{encumbrance_state}”，无需撤回。质权由质权人办理解除。",
        "en": "{hold_id} is no live hold; it is: {encumbrance_state}. There is nothing to give up; a pledge is "
        "released by its creditor.",
    },
    "HoldLapsed": {
        "zh": "预告 {hold_id} 已于 {until} 期满自动失效，无需撤回。仍要保留顺位的，请经持有人同意重新预告。",
        "en": "The hold {hold_id} lapsed by itself at {until}; there is nothing to give up. To reserve the rank again, "
        "hold anew with the holders' consent.",
    },
    "HoldPending": {
        "zh": "该银行在此证书上的预告 {hold_id} 在 {until} 前仍然有效，一家银行同时只能有一个预告。"
        "请在期内办理质押，或先撤回原预告。",
        "en": "The bank's hold {hold_id} on this certificate is in force until {until}; a bank has one at a time. "
        "Create the pledge meanwhile, or give the hold up first.",
    },
    "EncumbrancesTooMany": {
        "zh": "证书 {certificate_id} 上的预告和质权已达上限 {maximum} 个。请待其中之一由质权人解除或期满失效后再办理。",
        "en": "Certificate {certificate_id} bears {maximum} holds and pledges, as many as it can. Wait until a "
        "creditor releases one or a hold lapses.",
    },
    "PublicBodyCannotPledge": {
        "zh": "证书 {certificate_id} 的持有人 {holder} 是行政事业单位，不得以数据资产提供担保（财资〔2024〕1号）。"
        "此项不因任何同意而免除，请改用其他担保。",
        "en": "Holder {holder} of certificate {certificate_id} is a public body, which may not give security with data "
        "assets (Ministry of Finance, notice 1 of 2024). No consent lifts this; use another security.",
    },
    "CreditorIsHolder": {
        "zh": "参与方 {creditor} 自己持有证书 {certificate_id}，不能成为其质权人。请核对质权人。",
        "en": "Participant {creditor} holds certificate {certificate_id} itself and cannot be its pledgee. "
        "Check the creditor.",
    },
    "CreditorNotMaker": {
        "zh": "所填质权人 {creditor} 不是提交的银行 {maker}。预告和质押由质权银行自己提交，请改由该银行经办。",
        "en": "The creditor named, {creditor}, is not the bank that submits, {maker}. A bank files its own holds and "
        "pledges; let that bank's maker submit.",
    },
    "NotCreditor": {
        "zh": "只有质权人 {creditor} 能办理此项，提交的是参与方 {participant}。解除和变更 {pledge_id} 请联系质权人；"
        "对质权有争议的，可经登记机构提出质押异议或诉请法院。",
        "en": "Only the creditor {creditor} can do this; participant {participant} submitted. Ask the creditor of "
        "{pledge_id}; who disputes it objects through the registry or goes to court.",
    },
    "DebtorInvalid": {
        "zh": "债务人 {debtor} 就是质权人。请填写主债权的债务人；持有人自己为债务人的，不填。",
        "en": "The debtor {debtor} is the creditor. Name who owes the debt; nobody if the holders do.",
    },
    "ResolutionMissing": {
        "zh": "证书 {certificate_id} 拟为他人 {debtor} 的债务担保，缺少决议（公司法第十五条）。"
        "请持有人出具董事会或股东会决议并填写其摘要。",
        "en": "Certificate {certificate_id} would secure the debt of another, {debtor}, without a resolution (Company "
        "Law art. 15). Let the holders resolve, and give the resolution's digest.",
    },
    "PledgeTermInvalid": {
        "zh": "质押期限 {until} 无效：应晚于 {since}，且不得超过证书 {certificate_id} 的有效期 {latest}。"
        "请更正期限，或先由登记机构办理证书续期。",
        "en": "The pledge's term {until} is invalid: it must end after {since} and not after certificate "
        "{certificate_id}, which ends at {latest}. Correct it, or have the registry renew the certificate first.",
    },
    "SecurityFormInvalid": {
        "zh": "担保方式 {form} 不存在。请选择质押、抵押或其他担保。",
        "en": "There is no form of security {form}. Choose pledge, mortgage or other.",
    },
    "ReportNotCurrent": {
        "zh": "报告 {report_id} 不是证书 {certificate_id} 现行有效的价值评估报告：不存在、已撤回或被取代、已过有效期，"
        "或所评的不是现在的数据版本。请由评估机构登记新的报告，或不填报告。",
        "en": "Report {report_id} is no value report of certificate {certificate_id} in force: there is none, it was "
        "withdrawn or superseded, it is too old, or it is of another data version. Have an evaluator attest a new one, "
        "or name none.",
    },
    "PledgeReportPurposeWrong": {
        "zh": "价值评估报告 {report_id} 载明的用途是“{purpose}”，不是质押。评估报告只能用于载明的用途；"
        "请由评估机构另行出具用于质押的报告，或不填报告。",
        "en": "The value report {report_id} is for {purpose}, not for a pledge. A report serves only the purpose that "
        "it names; have the evaluator attest one for a pledge, or name none.",
    },
    "FilingNumberInvalid": {
        "zh": "中登网登记编号 {filing_number} 无效：应为 16 至 32 位数字和大写字母，中间无空格。请按登记证明填写。",
        "en": "The filing number {filing_number} is invalid: 16 to 32 digits and capital letters without spaces. "
        "Copy it from that register's certificate.",
    },
    "FilingTaken": {
        "zh": "中登网登记编号 {filing_number} 已用于质权 {pledge_id}，一个编号只能使用一次。请核对登记证明。",
        "en": "The filing number {filing_number} stands for pledge {pledge_id} already; a number is used once. "
        "Check that register's certificate.",
    },
    "FilingTimeInvalid": {
        "zh": "中登网登记时间 {filed_at} 无效：不得早于证书生效时间 {earliest}，也不得晚于现在 {latest}。"
        "请按登记证明填写。",
        "en": "The filing time {filed_at} is invalid: not before the certificate, {earliest}, nor after now, {latest}. "
        "Copy it from that register's certificate.",
    },
    "PledgePerfectedAlready": {
        "zh": "质权 {pledge_id} 已于 {perfected_at} 在中登网登记，顺位已定，不能再次登记。内容有变的请办理质押变更。",
        "en": "Pledge {pledge_id} was perfected by a filing of {perfected_at}; its rank is fixed. If something "
        "changed, amend the pledge.",
    },
    "PledgeNotPerfected": {
        "zh": "质权 {pledge_id} 尚未在中登网登记，不能优先受偿（担保制度解释第六十三条）。请质权人先登记编号，"
        "或由各方办理普通转让。",
        "en": "Pledge {pledge_id} is not perfected and has no priority (Judicial Interpretation on Security art. 63). "
        "Let its creditor record the filing first, or transfer the certificate by agreement of all.",
    },
    "PledgeNotCrystallised": {
        "zh": "质权 {pledge_id} 是最高额质权，上限 {cap} 内的债权尚未确定。请质权人先办理债权确定。",
        "en": "Pledge {pledge_id} secures up to {cap}, and what is owed is not fixed yet. Let its creditor crystallise "
        "it first.",
    },
    "PledgeNotMaximum": {
        "zh": "质权 {pledge_id} 不是最高额质权，或其债权已经确定。要减少金额的，请办理部分解除。",
        "en": "Pledge {pledge_id} is no maximum-amount pledge, or was crystallised already. To lessen the sum, release "
        "a part.",
    },
    "CapExceeded": {
        "zh": "确定的债权 {amount} 超过质权 {pledge_id} 的最高额 {cap}，超出部分没有担保。请更正金额；"
        "要提高的，经其他质权人同意办理变更。",
        "en": "The {amount} to be fixed exceed the cap {cap} of pledge {pledge_id}; what is above is not secured. "
        "Correct the sum, or amend the pledge first with the other creditors' consent.",
    },
    "AmountNotReduced": {
        "zh": "部分解除后的金额 {amount} 未低于质权 {pledge_id} 现有金额 {amount_before}。请填写解除后剩余的金额。",
        "en": "The {amount} left after the part release are not less than the {amount_before} of pledge {pledge_id}. "
        "Give what remains secured.",
    },
    "AssigneeInvalid": {
        "zh": "参与方 {to} 不能受让质权 {pledge_id}：它是现质权人、证书持有人或自然人。请填写另一法人或其他组织。",
        "en": "Participant {to} cannot take over pledge {pledge_id}: it is its creditor, a holder, or a natural "
        "person. Name another institution.",
    },
    "ReleaseReasonInvalid": {
        "zh": "解除原因 {reason} 不存在。请选择债务清偿、质权实现或质权人放弃。",
        "en": "There is no reason {reason} for a release. Choose paid, realised or waived.",
    },
    "PledgeObjectorInvalid": {
        "zh": "参与方 {objector} 就是质权 {pledge_id} 的质权人，不能对自己的质权提出异议。质权人可直接解除或变更。",
        "en": "Participant {objector} is the creditor of pledge {pledge_id} and cannot object to it. "
        "It can release or amend its pledge.",
    },
    "PledgeObjectionPending": {
        "zh": "质权 {pledge_id} 已有参与方 {objector} 的异议。请待其撤回、裁判或逾期失效后再提出。",
        "en": "Pledge {pledge_id} bears an objection of participant {objector}. Wait until it is withdrawn, judged or "
        "lapses.",
    },
    "PledgeObjectionMissing": {
        "zh": "质权 {pledge_id} 上没有异议。请核对质权标识，或先由登记机构登记异议。",
        "en": "There is no objection to pledge {pledge_id}. Check the id, or have the registry record one first.",
    },
    "PledgeObjectionLapsed": {
        "zh": "质权 {pledge_id} 上的异议因 {prove_by} 前未提交起诉或仲裁证明，已自动失效。仍有争议的，可重新提出异议。",
        "en": "The objection to pledge {pledge_id} lapsed by itself because no suit was proven by {prove_by}. "
        "Who still disputes it may object again.",
    },
    "PledgeSuitProvenAlready": {
        "zh": "质权 {pledge_id} 的异议人已提交起诉或仲裁证明。请等待裁判，或由异议人撤回。",
        "en": "The suit on pledge {pledge_id} was proven already. Wait for the judgment, or for the objector to "
        "withdraw.",
    },
    "PledgeObjectionOutcomeInvalid": {
        "zh": "异议结果 {outcome} 不存在。请选择异议人撤回或生效裁判。",
        "en": "There is no outcome {outcome} of an objection. Choose withdrawn or judged.",
    },
}

FORMS: dict[str, Row] = {
    "NONE": {"zh": "未定", "en": "none"},
    "PLEDGE": {"zh": "质押", "en": "pledge"},
    "MORTGAGE": {"zh": "抵押", "en": "mortgage"},
    "OTHER": {"zh": "其他担保", "en": "other security"},
}
"""In which legal form a certificate secures a debt, by name."""

STANDINGS: dict[str, Row] = {
    "held": {"zh": "预告有效", "en": "rank held"},
    "lapsed": {"zh": "预告期满失效", "en": "hold lapsed"},
    "dropped": {"zh": "预告已撤回", "en": "hold given up"},
    "consumed": {"zh": "预告已转为质押", "en": "hold became a pledge"},
    "unperfected": {"zh": "已质押，中登网未登记", "en": "pledged, not perfected"},
    "perfected": {"zh": "已质押，中登网已登记", "en": "pledged and perfected"},
    "released": {"zh": "已解除", "en": "released"},
    "enforced": {"zh": "已实现", "en": "enforced"},
    "ended": {"zh": "因在先质权实现而消灭", "en": "ended by an earlier pledge's enforcement"},
}
"""What holds and pledges are at an instant."""

REASONS: dict[str, Row] = {
    "NONE": {"zh": "无", "en": "none"},
    "PAID": {"zh": "债务已清偿", "en": "paid"},
    "REALISED": {"zh": "质权已在链外实现", "en": "realised"},
    "WAIVED": {"zh": "质权人放弃", "en": "waived"},
}
"""Why a pledge was released, by name."""

READS: dict[str, Row] = {
    "PartyOfPledgeNeeded": {
        "zh": "{field}：请在质权人（creditor）与债务人（debtor）中填写且只填写一个统一社会信用代码。",
        "en": "{field}: name either the creditor or the debtor by its unified social credit code, and only one.",
    },
}

ROWS: dict[str, Row] = {**ERRORS, **READS}
