"""
Sentences for the checks of a verification: what each reason says, and what to do about it; `burdens` and `reliance`
have a part.

Under the reason's own name stands what was found; under the name with `_REMEDY` what to do, empty where nothing is to
be done.
"""

from __future__ import annotations

from ledger.messages import burdens, reliance
from ledger.messages.row import Row

_FINE = ("", "")

_OWN: dict[str, tuple[str, str, str, str]] = {
    # CHECK: EVIDENCE
    "EVIDENCE_FRESH": (
        "账本镜像与节点一致，落后 {lag_blocks} 个区块、{lag_seconds} 秒。",
        "The mirror agrees with the node; blocks behind: {lag_blocks}, seconds behind: {lag_seconds}.",
        *_FINE,
    ),
    "CHAIN_CLOCK_AHEAD": (
        "链上时间比本机时间快 {ahead_seconds} 秒，有效期按链上时间判断。",
        "The chain's clock is {ahead_seconds} seconds ahead of ours; terms are judged by the chain's.",
        "请运维人员核对验证节点与本机的时钟。",
        "Have the operator compare the validators' clocks with this machine's.",
    ),
    "NODE_SILENT": (
        "节点没有应答，无法确认证据是否最新。",
        "The node does not answer, so nobody knows whether the evidence is current.",
        "请稍后重新核验；不要据此认定有效或无效。",
        "Verify again later; do not take this for valid or for invalid.",
    ),
    "MIRROR_EMPTY": (
        "账本镜像为空，没有可用的证据。",
        "The mirror is empty; there is no evidence.",
        "请运维人员先完成索引，再重新核验。",
        "Have the operator index the chain first, then verify again.",
    ),
    "MIRROR_BEHIND": (
        "账本镜像落后节点 {lag_blocks} 个区块，超过上限 {blocks_max} 个。",
        "The mirror is {lag_blocks} blocks behind the node; at most {blocks_max} are allowed.",
        "请等索引追上后重新核验。",
        "Verify again when the indexer has caught up.",
    ),
    "MIRROR_OLD": (
        "已知的最新区块距今 {lag_seconds} 秒，超过上限 {seconds_max} 秒。",
        "The newest block known is {lag_seconds} seconds old; at most {seconds_max} are allowed.",
        "请确认节点仍在出块后重新核验。",
        "Make sure that the node still receives blocks, then verify again.",
    ),
    "MIRROR_FORKED": (
        "节点在区块 {block} 处与账本镜像不一致。",
        "At block {block} the node has another chain than the mirror.",
        "请等索引处理完分叉后重新核验。",
        "Verify again when the indexer has resolved the fork.",
    ),
    # CHECK: REGISTRATION
    "REGISTERED": (
        "证书 {number} 已于 {on} 登记（{regime}）。",
        "Certificate {number} was registered on {on} ({regime}).",
        *_FINE,
    ),
    "NUMBER_UNKNOWN": (
        "截至所示区块，没有编号为 {number} 的登记证书。",
        "As at this block there is no certificate with the number {number}.",
        "请核对编号，并向持证人索要证书原件。",
        "Check the number, and ask the holder for the certificate itself.",
    ),
    "ID_UNKNOWN": (
        "截至所示区块，没有标识为 {certificate_id} 的登记证书。",
        "As at this block there is no certificate with the id {certificate_id}.",
        "请核对标识，并向持证人索要证书原件。",
        "Check the id, and ask the holder for the certificate itself.",
    ),
    "DIGEST_UNKNOWN": (
        "没有任何登记证书的文件摘要为 {digest}：文件被改动过，或从未登记。",
        "No certificate has, or had, a document with the digest {digest}: the file was altered or never registered.",
        "不要依赖该文件；请按编号核验登记记录。",
        "Do not rely on this file; verify the record by its number.",
    ),
    # CHECK: DOCUMENT
    "DOCUMENT_INTACT": (
        "存档文件的摘要与链上一致。",
        "The document on file has the digest that the chain holds.",
        *_FINE,
    ),
    "DOCUMENT_ABSENT": (
        "存档中没有该证书的文件，内容无法核对。",
        "The certificate's document is not on file, so its contents cannot be checked.",
        "请向登记机构索取文件，按摘要核对后再作决定。",
        "Ask the registry for the document and compare its digest before deciding.",
    ),
    "DOCUMENT_ERASED": (
        "该证书的文件已依规删除，仅存删除记录；登记记录本身不受影响。",
        "The certificate's document was erased, and a record of that stands in its place; the record on chain stands.",
        "请持证人出示所持文件或凭证，按摘要核对后再作决定。",
        "Ask the holder for its own copy or credential, and compare the digest before deciding.",
    ),
    "DOCUMENT_UNREADABLE": (
        "存档文件的摘要正确，但不符合已知的证书文件格式或规则。",
        "The document on file has the right digest but not the form, or not the rules, of a certificate document.",
        "请登记机构说明并办理更正。",
        "Ask the registry to explain and correct it.",
    ),
    "DOCUMENT_ALTERED": (
        "存档文件的摘要与链上不一致：文件被改动，内容不予展示。",
        "The document on file does not have the digest that the chain holds: it was altered, and is not shown.",
        "不要依赖该文件；请登记机构恢复原件。",
        "Do not rely on it; ask the registry to restore the original.",
    ),
    "PRESENTED_NOTHING": ("没有出示文件。", "No paper was presented.", *_FINE),
    "PRESENTED_CURRENT": ("出示的文件就是现行登记文件。", "The paper presented is the document now on record.", *_FINE),
    "PRESENTED_EARLIER": (
        "出示的是较早版本，登记记录此后已变更；以登记记录为准。",
        "The paper presented is an earlier version; the record has changed since, and the record outranks the paper.",
        "请持证人出示现行版本。",
        "Ask the holder for the current version.",
    ),
    "PRESENTED_UNKNOWN": (
        "出示的文件不是该证书的任何版本：文件被改动，或属于其他证书。",
        "The paper presented is no version of this certificate: it was altered, or is another certificate's.",
        "不要依赖该文件，并查明来源。",
        "Do not rely on it, and find out where it comes from.",
    ),
    "DOCUMENT_AGREES": ("文件内容与链上记录一致。", "The document says what the chain says.", *_FINE),
    "DOCUMENT_DIFFERS": (
        "文件与链上记录不一致的项目：{fields}；以链上记录为准。",
        "The document differs from the record on chain in: {fields}. The record is judged.",
        "请登记机构办理更正后再作决定。",
        "Have the registry correct it before deciding.",
    ),
    "CONTENT_UNSEEN": (
        "文件内容不可用，此项未能核对。",
        "The document's contents are not available, so this was not checked.",
        "请先解决文件问题，再重新核验。",
        "Resolve the document's check first, then verify again.",
    ),
    # CHECK: PARTIES
    "REGISTRY_IN_CHARGE": (
        "登记机构“{named}”管理该登记簿，状态正常。",
        "The registry {named} keeps the register and is in good order.",
        *_FINE,
    ),
    "REGISTRY_SUCCEEDED": (
        "登记簿已由“{named}”承接，原登记机构为“{first}”；已发证书继续有效。",
        "The register passed to {named} from {first}; certificates already issued stay valid.",
        *_FINE,
    ),
    "REGISTRY_SUSPENDED": (
        "登记机构“{named}”已被暂停，目前不能办理登记。",
        "The registry {named} is suspended and can register nothing at present.",
        "证书本身不因此失效；后续登记请等机构恢复或承接。",
        "The certificate stands; wait for reinstatement or a successor before any further act.",
    ),
    "REGISTRY_WITHOUT_ROLE": (
        "{named} 已不具有登记机构资格。",
        "{named} no longer has the role of a registry.",
        "证书本身不因此失效；请向主管部门确认承接机构。",
        "The certificate stands; ask the supervisor which registry succeeds.",
    ),
    "REGISTRY_UNKNOWN": (
        "登记簿 {register} 没有管理机构，证据不完整。",
        "Nobody keeps the register {register}: the evidence is incomplete.",
        "请运维人员核查后重新核验。",
        "Have the operator look into it, then verify again.",
    ),
    "HOLDER_SOLE": ("{named}（{uscc}）是唯一权利人。", "{named} ({uscc}) is the sole holder.", *_FINE),
    "HOLDER_ONE_OF_SEVERAL": (
        "{named}（{uscc}）是共有权利人之一。",
        "{named} ({uscc}) is one of several holders.",
        *_FINE,
    ),
    "HOLDER_FORMER_NAME": (
        "“{asked}”是{named}（{uscc}）使用至 {until} 的曾用名。",
        "“{asked}” is a former name of {named} ({uscc}), borne until {until}.",
        "请在合同与中登网查询中同时使用现名与曾用名。",
        "Use both names in contracts and in searches of other registers.",
    ),
    "HOLDER_NAME_OTHER": (
        "代码相符，但“{asked}”不是{named}（{uscc}）的现名或曾用名。",
        "The code agrees, but “{asked}” is neither the name nor a former name of {named} ({uscc}).",
        "请核对营业执照上的名称；以统一社会信用代码为准。",
        "Compare the name on the business licence; the code decides.",
    ),
    "HOLDER_OTHER": (
        "{expected} 不是该证书的权利人。",
        "{expected} does not hold this certificate.",
        "不要与其就该证书交易；请核对权利人或转让登记。",
        "Do not deal with it over this certificate; check the holder or a transfer.",
    ),
    "HOLDER_NOT_STATED": (
        "未说明预期权利人；证书由{holders}持有。",
        "No expected holder was stated; the certificate is held by {holders}.",
        "请将权利人与交易对方核对，或带上其代码重新核验。",
        "Compare the holder with your counterparty, or verify again with its code.",
    ),
    "HOLDER_ACTIVE": ("权利人状态正常。", "The holders are in good order.", *_FINE),
    "HOLDER_SUSPENDED": (
        "权利人{holders}已被暂停，不能签署同意。",
        "The holder {holders} is suspended and can consent to nothing.",
        "请等其恢复后再办理。",
        "Wait until it is reinstated.",
    ),
    "HELD_ALONE": ("没有其他共有人。", "There is no other holder.", *_FINE),
    "HELD_JOINTLY": (
        "另有共有人：{holders}（共 {count} 方）。",
        "There are other holders: {holders} ({count} in all).",
        "处分前须取得全体共有人同意。",
        "Obtain every co-holder's consent before any dealing.",
    ),
    "NO_PUBLIC_BODY": ("权利人中没有行政单位。", "No holder is a public body.", *_FINE),
    "PUBLIC_BODY": (
        "权利人{holders}是行政单位，不得以数据资产提供担保。",
        "The holder {holders} is a public body and may not give data assets as security.",
        "不得接受其担保；其他处分须经主管部门批准。",
        "Take no security from it; other dealings need its superior's approval.",
    ),
    # CHECK: STANDING AND TERM
    "IN_FORCE": (
        "证书有效，有效期 {first_day} 至 {last_day}。",
        "The certificate is in force, from {first_day} to {last_day}.",
        *_FINE,
    ),
    "NOT_YET": (
        "证书自 {first_day} 起才有效。",
        "The certificate is valid only from {first_day}.",
        "请届时重新核验。",
        "Verify again then.",
    ),
    "EXPIRED": (
        "证书已于 {last_day} 到期失效。",
        "The certificate expired; its last valid day was {last_day}.",
        "请持证人重新办理初次登记。",
        "Ask the holder to register anew.",
    ),
    "CANCELLED": (
        "证书已注销。",
        "The certificate was cancelled.",
        "不要依赖该证书；请查询其历史。",
        "Do not rely on it; look at its history.",
    ),
    "REVOKED": (
        "证书已被撤销。",
        "The certificate was revoked.",
        "不要依赖该证书；请查明撤销原因。",
        "Do not rely on it; find out why it was revoked.",
    ),
    "SUPERSEDED": (
        "证书已被新证书取代。",
        "The certificate was superseded by another.",
        "请核验取代它的证书。",
        "Verify the certificate that took its place.",
    ),
    "TERM_COVERS": (
        "有效期至 {last_day}，覆盖到期日 {maturity} 及其后 {margin_days} 天。",
        "The term runs to {last_day} and covers the maturity, {maturity}, and {margin_days} days more.",
        *_FINE,
    ),
    "TERM_RUNS": (
        "有效期至 {last_day}，还剩 {days_left} 天；未说明到期日，未作比较。",
        "The term runs to {last_day}, {days_left} days more; no maturity was stated to compare it with.",
        *_FINE,
    ),
    "TERM_SHORT": (
        "有效期至 {last_day}，早于到期日 {maturity}。",
        "The term ends on {last_day}, before the maturity, {maturity}.",
        "请约定续期义务，或缩短融资期限。",
        "Agree on renewal, or shorten the loan.",
    ),
    "TERM_TIGHT": (
        "有效期至 {last_day}，在到期日 {maturity} 后不足 {margin_days} 天。",
        "The term ends on {last_day}, less than {margin_days} days after the maturity, {maturity}.",
        "请约定续期义务，为处置留出时间。",
        "Agree on renewal, so that time is left to realise the security.",
    ),
    "TERM_ENDING": (
        "有效期至 {last_day}，只剩 {days_left} 天。",
        "The term ends on {last_day}, in {days_left} days.",
        "请先办理续期登记（到期前六个月至前一日）。",
        "Have it renewed first: from six months before the end to the day before.",
    ),
    "TERM_NOT_RUNNING": (
        "证书当前不在有效期内，期限未作比较。",
        "The certificate is not in force, so its term was not compared.",
        *_FINE,
    ),
    "RIGHT_TO_OPERATE": ("含经营权（现有：{rights}）。", "The right to operate is held ({rights}).", *_FINE),
    "RIGHT_TO_OPERATE_ABSENT": (
        "不含经营权（现有：{rights}）：不能转让、出资或提供担保。",
        "The right to operate is not held (only {rights}): no transfer, contribution or security can flow from it.",
        "请核实权利来源，或另寻标的。",
        "Check where the rights come from, or choose another asset.",
    ),
    # CHECK: DATA
    "SAME_DATA_NOWHERE_ELSE": (
        "没有其他有效证书登记同一数据。",
        "No other living certificate registers the same data.",
        *_FINE,
    ),
    "SAME_DATA_ELSEWHERE": (
        "同一数据另有 {count} 份有效证书：{numbers}。",
        "The same data stands in {count} other living certificates: {numbers}.",
        "请逐一核验，确认权利边界与已有负担。",
        "Verify each of them, for what is held and what already rests on it.",
    ),
    "GRADE_GENERAL": ("数据分级：一般数据。", "The data's grade is general.", *_FINE),
    "GRADE_IMPORTANT": (
        "数据分级：重要数据。",
        "The data's grade is important.",
        "提供给他人前须作风险评估并遵守主管部门要求。",
        "Assess the risk and meet the authority's demands before providing it to others.",
    ),
    "GRADE_CORE": (
        "数据分级：国家核心数据，不予登记。",
        "The data's grade is core; such data is not registered.",
        "不得交易；请告知登记机构与主管部门。",
        "Do not deal in it; tell the registry and the supervisor.",
    ),
    "PERSONAL_NONE": ("不涉及个人信息。", "No personal information is involved.", *_FINE),
    "PERSONAL_INVOLVED": (
        "涉及个人信息（状态：{status}）。",
        "Personal information is involved (status: {status}).",
        "请要求提供个人信息保护影响评估与授权证明。",
        "Ask for the impact assessment and the proof of consent.",
    ),
    "SOURCES_AUTHORISED": ("数据来源的授权覆盖所需期限。", "The sources' authorisations last long enough.", *_FINE),
    "SOURCES_ENDING": (
        "最早的来源授权将于 {ends} 届满，早于所需的 {needed}。",
        "The earliest source authorisation ends on {ends}, before the {needed} that is needed.",
        "请要求延长来源授权。",
        "Ask for a longer authorisation.",
    ),
    "SOURCES_ENDED": (
        "来源授权已于 {ends} 届满。",
        "A source authorisation ended on {ends}.",
        "请先取得新的来源授权并办理变更登记。",
        "Obtain a new authorisation and have the record amended first.",
    ),
    # CHECK: LEDGER
    "LEDGER_OPEN": ("账本正常受理登记与处分。", "The ledger is open for registration and dealing.", *_FINE),
    "LEDGER_PAUSED": (
        "账本的登记与处分业务已暂停。",
        "Registration and dealing on the ledger are paused.",
        "后续登记请等治理成员恢复。",
        "Wait with further acts until the governors end the pause.",
    ),
    "VERSION_FIRST": ("登记后未曾变更（序号 {sequence}）。", "It is as it was issued (sequence {sequence}).", *_FINE),
    "VERSION_CHANGED": (
        "最近一次变动在 {on}（序号 {sequence}）。",
        "It last changed on {on} (sequence {sequence}).",
        *_FINE,
    ),
    # NOTHING TO SAY
    "NOT_FOR_THIS_PURPOSE": ("此项与所选用途无关。", "This does not matter for the purpose asked.", *_FINE),
    "NOTHING_TO_CHECK": (
        "没有找到证书，此项无从核对。",
        "No certificate was found, so there is nothing to check.",
        *_FINE,
    ),
}

_REASONS = burdens.REASONS | reliance.REASONS | _OWN

_OWN_TITLES: dict[str, tuple[str, str]] = {
    "EVIDENCE_FRESH": ("链上证据", "Evidence"),
    "REGISTERED": ("登记存在", "Registered"),
    "DOCUMENT_INTACT": ("内容一致", "Document intact"),
    "DOCUMENT_PRESENTED": ("出示文件", "Paper presented"),
    "DOCUMENT_AGREES": ("文件与记录", "Document agrees"),
    "REGISTRY_IN_CHARGE": ("登记机构有效", "Registry in charge"),
    "HOLDER_MATCHES": ("权利人相符", "Holder"),
    "HOLDER_ACTIVE": ("权利人状态", "Holder active"),
    "IN_FORCE": ("当前状态", "In force"),
    "TERM_COVERS": ("期限覆盖", "Term"),
    "RIGHT_TO_OPERATE": ("经营权", "Right to operate"),
    "CO_HOLDERS": ("共有情况", "Co-holders"),
    "PUBLIC_BODY": ("行政单位", "Public body"),
    "SAME_DATA": ("同一数据", "Same data"),
    "GRADE": ("数据分级", "Grade"),
    "PERSONAL_INFORMATION": ("个人信息", "Personal information"),
    "SOURCES_AUTHORISED": ("来源授权", "Sources"),
    "LEDGER_OPEN": ("账本受理", "Ledger open"),
    "VERSION": ("版本", "Version"),
}

_TITLES = burdens.TITLES | reliance.TITLES | _OWN_TITLES

ROWS: dict[str, Row] = {
    **burdens.ERRORS,
    **reliance.ROWS,
    **{reason: {"zh": zh, "en": en} for reason, (zh, en, _, _) in _REASONS.items()},
    **{f"{reason}_REMEDY": {"zh": zh, "en": en} for reason, (_, _, zh, en) in _REASONS.items() if zh},
    **{f"{code}_TITLE": {"zh": zh, "en": en} for code, (zh, en) in _TITLES.items()},
    **{f"VERDICT_{verdict}": {"zh": zh, "en": en} for verdict, (zh, en) in reliance.VERDICTS.items()},
    "VERDICT_SCOPE": {"zh": reliance.SCOPE[0], "en": reliance.SCOPE[1]},
}
