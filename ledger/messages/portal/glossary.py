"""The words of the ledger and what each means."""

from __future__ import annotations

from ledger.messages.row import Row

TERMS: dict[str, tuple[str, str, str, str]] = {
    "certificate": (
        "登记证书 certificate", "登记机构就一项数据及其权利核发的凭证，以账本记录为准。",
        "Certificate", "What a registry issues for a set of data and the rights in it; the ledger's record rules.",
    ),
    "regime": (
        "登记制度 regime", "数据产权、公共数据资源、数据资产、数据知识产权四种登记，各有编号规则和期限。",
        "Regime", "One of four kinds of registration, each with its own numbers and terms.",
    ),
    "holder": (
        "权利人 holder", "证书所记权利的持有者，可由多方按份额共同持有。",
        "Holder", "Who has the rights that a certificate records; several may hold it in shares.",
    ),
    "rights": (
        "持有权、使用权、经营权 rights", "可登记的三种数据权利，可分别或一并登记。",
        "Hold, use, operate", "The three rights in data that can be registered, together or apart.",
    ),
    "registry": (
        "登记机构 registry", "办理登记并管理登记簿的机构，只作形式审查。",
        "Registry", "Who registers and keeps a register; it reviews form only.",
    ),
    "standing": (
        "当前效力 standing", "由记录和日期算出的效力：有效、尚未生效、已到期、已注销等，从不单独存储。",
        "Standing", "What the facts are worth today: in force, expired, cancelled and so on; computed, never stored.",
    ),
    "verdict": (
        "核验结论 verdict", "就某一用途得出的结论：通过、需关注、不通过、无法判定。",
        "Verdict", "What a verification comes to for a purpose: passed, needs attention, failed, undetermined.",
    ),
    "undetermined": (
        "无法判定 undetermined", "账本落后、节点无应答或依据不足，既不能认定有效也不能认定无效。",
        "Undetermined", "The ledger lags, the node is silent, or evidence is missing: neither valid nor invalid.",
    ),
    "digest": (
        "摘要 digest", "由文件内容算出的定长数值，文件改动一个字，摘要就不同。",
        "Digest", "A number of fixed length made from a file; change one character and it differs.",
    ),
    "fingerprint": (
        "数据指纹 fingerprint", "数据本身的摘要，用来发现同一数据是否另有登记。",
        "Fingerprint", "A digest of the data themselves, by which other registrations of the same data are found.",
    ),
    "block": (
        "区块 block", "账本的一页，按序相连，记明时间；答复都注明所依据的区块。",
        "Block", "A page of the ledger, chained to the one before and dated; every answer names its block.",
    ),
    "event": (
        "事件 event", "账本上的一行记录，写入后不可更改，由经办与复核两把密钥共同签署。",
        "Event", "A line of the ledger, never changed, signed by a maker's and a checker's key.",
    ),
    "four_eyes": (
        "经办与复核 four eyes", "每项业务由一人准备、另一人复核，任何人不能独自完成。",
        "Four eyes", "One person prepares and another approves; nobody does both.",
    ),
    "consent": (
        "同意 consent", "业务须经有关各方以自己的密钥表示同意。",
        "Consent", "The parties concerned agree to an act by their own keys.",
    ),
    "pledge": (
        "质押 pledge", "以登记的权利担保债务，依登记先后确定顺位。",
        "Pledge", "Security of a debt in registered rights, ranked by time.",
    ),
    "hold": (
        "质押预告 hold", "银行在签约前预留的顺位，到期未办质押即自动失效。",
        "Hold", "A rank reserved for a bank before it signs; it lapses by itself.",
    ),
    "perfect": (
        "质权公示 perfection", "质押在中登网等法定登记完成登记后取得对抗效力，账本记载其登记编号。",
        "Perfection", "A pledge takes effect against others by the statutory register, whose number is recorded.",
    ),
    "freeze": (
        "冻结 freeze", "有权机关依法限制处分，先到先得，后到轮候。",
        "Freeze", "An organ's order that stops dealings; later ones wait in turn.",
    ),
    "control": (
        "行政管控 control", "主管部门依法作出的临时限制，到期自动失效。",
        "Control", "An authority's temporary restraint, which ends with its term.",
    ),
    "objection": (
        "异议 objection", "利害关系人认为登记有误而提出，处理期间限制部分业务。",
        "Objection", "Somebody concerned says that a registration is wrong; some acts are stopped meanwhile.",
    ),
    "publicity": (
        "公示 publicity", "登记前将申请公开征求异议的期间，按工作日计算。",
        "Publicity", "The period before a registration in which anybody may object, in working days.",
    ),
    "licence": (
        "许可 licence", "权利人允许他人在约定范围内使用或经营数据。",
        "Licence", "A holder's leave for another to use or operate the data within bounds.",
    ),
    "contribution": (
        "作价出资 contribution", "以数据权利作价投入公司，先锁定，后转移，再确认。",
        "Contribution", "Rights put into a company as capital: reserved, transferred, confirmed.",
    ),
    "booking": (
        "入表 booking", "企业依会计准则把数据资源计入资产负债表。",
        "Booking", "Data entered in a company's balance sheet.",
    ),
    "renewal": (
        "续期 renewal", "在期满前的窗口内申请延长有效期。",
        "Renewal", "A longer term, asked for in the window before the end.",
    ),
    "signed_answer": (
        "签名答复 signed answer", "核验服务签名并编号的答复，任何人可离线验证其未被改动。",
        "Signed answer", "A numbered answer with the service's signature, which anybody can check offline.",
    ),
    "log": (
        "答复日志 log", "全部签名答复按序组成的只增日志，由见证人共同签署。",
        "Log", "All signed answers in an append-only log that witnesses co-sign.",
    ),
    "governance": (
        "治理 governance", "规则、机构和角色的变更须由治理成员表决，并经过等待期才能执行。",
        "Governance", "Rules, institutions and roles change by the governors' vote, after a delay.",
    ),
}  # fmt: skip
"""Term -> what it is called and what it means, in Chinese, then in English."""

ROWS: dict[str, Row] = {
    "GlossaryLead": {
        "zh": "本系统用词与公共数据登记规则一致，含义如下。",
        "en": "The words of this system are those of the registration rules. They mean:",
    },
    **{f"Term_{code}": {"zh": zh, "en": en} for code, (zh, _, en, _) in TERMS.items()},
    **{f"Means_{code}": {"zh": zh, "en": en} for code, (_, zh, _, en) in TERMS.items()},
}
