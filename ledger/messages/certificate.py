"""Words on the paper of a certificate, in both languages on one sheet; and why none is printed."""

from __future__ import annotations

from ledger.messages.row import Row

_PAPER: dict[str, tuple[str, str]] = {
    "TitleDPR": ("数据产权登记凭证", "Certificate of Data Property-Right Registration"),
    "TitlePDR": ("公共数据资源登记证", "Certificate of Public Data Resource Registration"),
    "TitleDAR": ("数据资产登记证书", "Certificate of Data Asset Registration"),
    "TitleDIP": ("数据知识产权登记证书", "Certificate of Data Intellectual-Property Registration"),
    "Number": ("证书编号", "Number"),
    "Holders": ("权利人", "Holders and rights"),
    "HoldersBehind": (
        "共 {count} 名权利人，其权利与份额见续页",
        "{count} holders, with rights and shares: see the continuation sheet",
    ),
    "Continued": ("续页：权利人及其权利与份额", "Continuation sheet: holders, rights and shares"),
    "Data": ("数据名称", "Data"),
    "Kind": ("形态、分级、行业", "Kind, grade, industry"),
    "Term": ("有效期", "Term"),
    "TermOf": (
        "{first} 至 {last}（含末日，至当日 24 时止，北京时间）",
        "{first} to {last}, the last day included, until 24:00 in Beijing",
    ),
    "Registry": ("登记机构", "Registry"),
    "Registered": ("登记时间", "Registered at"),
    "Version": ("版本", "Version"),
    "VersionOf": (
        "第 {version} 版，共 {versions} 版；{at} 存证，记录序号 {sequence}",
        "version {version} of {versions}, recorded at {at}, entry {sequence}",
    ),
    "Standing": ("状态", "Standing"),
    "AsAt": ("截至 {day}，区块 {block}", "as at {day}, block {block}"),
    "Digests": ("摘要", "Digests, SHA-256"),
    "OfDocument": ("文档 document　{digest}", "document {digest}"),
    "OfData": ("数据 data　{digest}", "data {digest}"),
    "Record": ("链 chain {chain}　区块 block {block}　日志 log {place}", "chain {chain}, block {block}, log {place}"),
    "Contract": ("合约 contract　{address}", "contract {address}"),
    "Id": ("证书 certificate　{id}", "certificate {id}"),
    "Place": ("链上位置", "On the chain"),
    "Scan": ("扫码查看登记记录", "Scan for the live record"),
    "QueryCode": ("查询码 query code　{query}", "query code {query}"),
    "Seal": ("登记机构签章", "Seal of the registry"),
    "Sealed": (
        "以上为签名指纹与密钥；完整签名见 PDF 附件",
        "Fingerprint of the signature, and the key; the signature itself is attached to the PDF",
    ),
    "Unsealed": (
        "本件未加签：登记机构的签名密钥不在本服务。",
        "Not sealed here: this service does not hold the registry's key.",
    ),
    "RecordPrevails": (
        "凭证与存证记录不一致的，以存证记录为准。",
        "Where this paper differs from the record, the record prevails.",
    ),
    "Burdens": (
        "质押、冻结等事项随时变化，不载于本凭证，请扫码核验。",
        "Pledges, freezes and the like change at any time and are not shown here: scan to verify.",
    ),
    "SignsLacking": (
        "字库缺字以“{mark}”代替：{signs}，以附件文档为准。",
        "“{mark}” stands for what the typeface lacks: {signs}; the attached document has it.",
    ),
    "Footer": (
        "数契 DataDeed · {number} · 第 {version} / {versions} 版",
        "DataDeed · {number} · version {version} of {versions}",
    ),
    "Replaced": ("已被第 {version} 版取代", "Replaced by version {version}"),
    "IsIN_FORCE": ("有效", "in force"),
    "IsNOT_YET": ("尚未生效", "not yet in force"),
    "IsEXPIRED": ("已过期", "expired"),
    "IsRENEWAL_PENDING": ("期满待续", "expired, renewal pending"),
    "IsCANCELLED": ("已注销", "cancelled"),
    "IsREVOKED": ("已撤销", "revoked"),
    "IsSUPERSEDED": ("已被新证取代", "superseded by another certificate"),
}

PAPER: dict[str, Row] = {f"OnPaper{code}": {"zh": zh, "en": en} for code, (zh, en) in _PAPER.items()}

REFUSALS: dict[str, Row] = {
    "PaperNotYours": {
        "zh": "证书 {number} 的凭证只向其权利人、登记机构、银行和监管人提供。公众请查看公开登记记录。",
        "en": "The paper of certificate {number} is given to its holders, its registry, banks and supervisors only. "
        "The public may look at the public record.",
    },
    "PaperBehindRecord": {
        "zh": "证书 {number} 的权利人已变更，而登记文档未随之更新，不能印制凭证。请登记机构办理变更或更正登记。",
        "en": "Certificate {number} has come into other hands, and its document does not say so yet: no paper is "
        "printed. The registry should amend or correct it.",
    },
    "VersionUnknown": {
        "zh": "version：证书 {number} 共有 {versions} 版，没有第 {given} 版。请填 1 至 {versions}。",
        "en": "version: certificate {number} has {versions} versions and no version {given}. Give 1 to {versions}.",
    },
    "PublicUrlInvalid": {
        "zh": "DEED_PUBLIC_URL 的值“{given}”不能印在凭证上。请设为以 https:// 开头、只含主机与端口的地址。",
        "en": "DEED_PUBLIC_URL is “{given}”, which cannot be printed on a certificate. Set https://HOST or "
        "https://HOST:PORT.",
    },
}

ROWS: dict[str, Row] = PAPER | REFUSALS
