"""Sentences for successions: the errors of Successions.sol, and the words of their codes."""

from __future__ import annotations

from ledger.messages.row import Row

ERRORS: dict[str, Row] = {
    "SuccessionGroundInvalid": {
        "zh": "没有注明承继的原因。请在合并、分立、继承、破产清算、其他中选择一种后重新提交。",
        "en": "The ground of the succession is missing. Choose merger, division, inheritance, bankruptcy or "
        "another, and "
        "submit again.",
    },
    "SplitOfShared": {
        "zh": "证书 {certificate_id} 由多人共同持有，不能从中部分转让。请以转让登记移转某一持有人的全部份额。",
        "en": "Certificate {certificate_id} is held in common, so no part is split off. "
        "Transfer all that one of the holders has instead.",
    },
    "RightsExceeded": {
        "zh": "新证书的权利 {rights} 超出证书 {certificate_id} 现有的权利 {allowed}。请减少新证书的权利。",
        "en": "The new certificate's rights ({rights}) go beyond those of certificate {certificate_id} "
        "({allowed}). Ask for fewer rights.",
    },
    "NothingRemains": {
        "zh": "证书 {certificate_id} 的全部权利（{rights}）都将转出，不属于部分转让。请办理转让登记，"
        "或只转出部分权利。",
        "en": "All rights of certificate {certificate_id} ({rights}) would go, which is no part. "
        "File a transfer, or give only some of them.",
    },
    "DataUndivided": {
        "zh": "证书 {certificate_id} 转出的数据与余下的数据指纹相同（{fingerprint}）。请分别填写两部分数据各自的指纹。",
        "en": "The part of certificate {certificate_id} and what remains have the same fingerprint {fingerprint}. "
        "Give each part's own fingerprint.",
    },
    "RegisterOther": {
        "zh": "证书 {certificate_id} 的部分转让应登记在其登记簿 {register}，而新证书的编号属于另一登记簿。"
        "请更正新证书的编号。",
        "en": "A part of certificate {certificate_id} belongs in its register {register}, but the new number is of "
        "another. Correct the new certificate's number.",
    },
    "RegimeUnchanged": {
        "zh": "证书 {certificate_id} 已属于{regime}，衔接换证须换为另一登记制度。请更正新证书的登记制度。",
        "en": "Certificate {certificate_id} already is of the regime {regime}; a conversion is into another. "
        "Correct the new certificate's regime.",
    },
    "HolderOther": {
        "zh": "证书 {certificate_id} 的持有人是参与方 {expected}，新证书却写为参与方 {given}。"
        "衔接换证不改变持有人；请更正，或另行办理转让登记。",
        "en": "Certificate {certificate_id} is held by participant {expected}, but the new one names {given}. "
        "A conversion changes no holder: correct it, or file a transfer.",
    },
    "RelationInvalid": {
        "zh": "关联关系“{relation}”不能手工登记。请在同一数据、衍生自、承接旧证中选择。",
        "en": "The relation “{relation}” is not recorded by hand. Choose same data, derived from or continues.",
    },
    "LinkToItself": {
        "zh": "证书 {certificate_id} 不能与其自身关联。请填写另一证书。",
        "en": "Certificate {certificate_id} cannot be linked with itself. Name another certificate.",
    },
    "LinkDuplicate": {
        "zh": "证书 {certificate_id} 已有相同的关联 {link_id}。无需重复登记。",
        "en": "Certificate {certificate_id} already has this link, {link_id}. Nothing need be recorded.",
    },
    "LinksTooMany": {
        "zh": "证书 {certificate_id} 的关联已达上限 {maximum} 个。请先解除不再需要的关联。",
        "en": "Certificate {certificate_id} already has {maximum} links, the most there may be. "
        "Take back one that is needed no longer first.",
    },
    "LinkUnknown": {
        "zh": "证书 {certificate_id} 上没有关联 {link_id}，或者已经解除。请核对关联标识与证书编号。",
        "en": "Certificate {certificate_id} has no link {link_id}, or no longer. Check the link's id and the "
        "certificate.",
    },
    "LinkFixed": {
        "zh": "关联 {link_id}（{relation}）由部分转让或衔接换证产生，不能解除。它是证书的来历，请保留。",
        "en": "The link {link_id} ({relation}) was made by a split or a conversion and is not taken back. "
        "It tells where the certificate comes from; leave it.",
    },
    "SuccessorInvalid": {
        "zh": "参与方 {successor} 不能承接登记簿：它不是登记机构、已被暂停，或就是退出的登记机构。请指定另一登记机构。",
        "en": "Participant {successor} cannot take over a register: it is no registry, is suspended, or is the one "
        "that "
        "leaves. Name another registry.",
    },
    "ExitTooSoon": {
        "zh": "登记簿 {register} 的退出时间 {effective_at} 早于 {earliest}：退出须提前六个月告知"
        "（国数综政策〔2026〕35号第十三条）。请推迟退出时间。",
        "en": "Leaving register {register} at {effective_at} would be before {earliest}: six months' notice is due "
        "(guideline 〔2026〕35, art. 13). Choose a later time.",
    },
}

GROUNDS: dict[str, Row] = {
    "NONE": {"zh": "未注明", "en": "none"},
    "MERGER": {"zh": "合并", "en": "merger"},
    "DIVISION": {"zh": "分立", "en": "division"},
    "INHERITANCE": {"zh": "继承、遗赠", "en": "inheritance"},
    "BANKRUPTCY": {"zh": "破产清算", "en": "bankruptcy"},
    "OTHER": {"zh": "依法承继的其他情形", "en": "another ground by law"},
}
"""By what one holder takes the place of another, by name."""

RELATIONS: dict[str, Row] = {
    "NONE": {"zh": "无", "en": "none"},
    "SAME_DATA": {"zh": "同一数据", "en": "same data"},
    "DERIVED_FROM": {"zh": "衍生自", "en": "derived from"},
    "CONTINUES": {"zh": "承接旧证", "en": "continues"},
    "CONVERTS": {"zh": "衔接换证", "en": "converts"},
    "SPLIT_FROM": {"zh": "分出自", "en": "split from"},
}
"""How certificates are related, by name."""

ROWS: dict[str, Row] = ERRORS
