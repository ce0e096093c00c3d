"""Sentences for requests and verdicts."""

from __future__ import annotations

from ledger.messages.row import Row

# API: REQUESTS

REQUESTS: dict[str, Row] = {
    "RequestInvalid": {
        "zh": "请求中有 {count} 处错误。请按 errors 中逐项的说明改正。",
        "en": "The request has {count} faults. Correct each of them as `errors` says.",
    },
    "FieldInvalid": {
        "zh": "{field}：内容无效（{reason}）。请按接口文档改正。",
        "en": "{field}: is not valid ({reason}). Correct it as the API's description says.",
    },
    "FieldNotExpected": {
        "zh": "{field}：没有此字段或参数。请删除或核对拼写。",
        "en": "{field}: there is no such field or parameter. Remove it, or check its spelling.",
    },
    "TextInvalid": {
        "zh": "{field}：含有不能使用的字符。请使用普通文字，不含控制字符。",
        "en": "{field}: holds characters that cannot be used. Use plain text without control characters.",
    },
    "DigestMalformed": {
        "zh": "{field}：“{given}”不是 SHA-256 摘要。请给出 64 位十六进制数。",
        "en": "{field}: “{given}” is no SHA-256 digest. Give 64 hexadecimal digits.",
    },
    "AddressMalformed": {
        "zh": "{field}：“{given}”不是密钥地址。请给出 0x 开头的 40 位十六进制数。",
        "en": "{field}: “{given}” is no key's address. Give 0x and 40 hexadecimal digits.",
    },
    "CertificateIdMalformed": {
        "zh": "{field}：“{given}”既不是证书编号，也不是 64 位十六进制的证书标识。请核对。",
        "en": "{field}: “{given}” is neither a certificate number nor an id of 64 hexadecimal digits. Check it.",
    },
    "ParticipantMalformed": {
        "zh": "{field}：“{given}”既不是参与方编号，也不是统一社会信用代码。请核对。",
        "en": "{field}: “{given}” is neither a participant's number nor a unified social credit code. Check it.",
    },
    "CursorMalformed": {
        "zh": "{field}：翻页标记无效。请原样使用上一页给出的 next，或从第一页开始。",
        "en": "{field}: is no page mark. Use `next` of the page before as it is, or begin at the first page.",
    },
    "CertificateNotNamed": {
        "zh": "{field}：没有说明核验哪份证书。请给出编号、标识或文件摘要之一。",
        "en": "{field}: no certificate is named. Give a number, an id or a document's digest.",
    },
    "CertificateNamedTwice": {
        "zh": "{field}：编号与标识只能给出一个。请删除其中之一。",
        "en": "{field}: give a number or an id, not both. Remove one of them.",
    },
    "LoanNotForPurpose": {
        "zh": "{field}：用途为 {purpose} 时不应给出贷款信息。请删除，或将用途改为 financing。",
        "en": "{field}: a loan is not part of the purpose {purpose}. Remove it, or ask for financing.",
    },
    "MaturityPassed": {
        "zh": "{field}：到期日 {given} 早于今天（{today}）。请核对日期。",
        "en": "{field}: the maturity {given} is before today, {today}. Check the date.",
    },
    "DigestShared": {
        "zh": "{field}：有 {count} 份证书使用该摘要的文件：{numbers}。请按编号核验。",
        "en": "{field}: {count} certificates have a document with this digest: {numbers}. Verify by number.",
    },
    "BlockAhead": {
        "zh": "{field}：账本镜像中没有区块 {given}，最新为区块 {block}。请使用账本创建之后、不大于 {block} 的区块号。",
        "en": "{field}: the mirror has no block {given}; its last is {block}. Ask for one since the founding.",
    },
    "InstantNotMirrored": {
        "zh": "{field}：账本镜像（最新为区块 {block}）没有 {given} 时的状态。请使用账本创建之后、不晚于现在的时刻。",
        "en": "{field}: the mirror, whose last block is {block}, does not say what was at {given}. Ask for an instant "
        "since the founding that is not in the future.",
    },
    "InstantInvalid": {
        "zh": "{field}：“{given}”不是时刻。请按 20261105T093000+0800 填写；也可只写日期 2026-11-05，表示该日结束时。",
        "en": "{field}: “{given}” is no instant. Write it as 2026-11-05T09:30:00+08:00, or a day alone for its end.",
    },
    "AsOfTwice": {
        "zh": "{field}：as_of 与 as_of_block 只能给出一个。请删除其中之一。",
        "en": "{field}: give as_of or as_of_block, not both. Remove one of them.",
    },
    "NoticeAhead": {
        "zh": "{field}：没有编号为 {given} 的通知，最后一条为 {last}。该编号来自另一个镜像：请核对服务地址；"
        "若镜像确已更换，请核对已处理的区块后从 0 开始。",
        "en": "{field}: there is no notice {given}; the last one is {last}. That number is another mirror's: see which "
        "service is asked. If the mirror was replaced, compare the blocks that were acted on and begin at 0.",
    },
    "BodyMalformed": {
        "zh": "{field}：请求体不是合格的 JSON（{reason}）。请使用 UTF-8，检查括号与重复的键。",
        "en": "{field}: the body is no proper JSON ({reason}). Use UTF-8; check brackets and keys that stand twice.",
    },
    "BodyTooLarge": {
        "zh": "请求体超过上限 {maximum} 字节。请缩小后重发。",
        "en": "The body is larger than {maximum} bytes. Send a smaller one.",
    },
    "MediaTypeUnsupported": {
        "zh": "请求体的类型不受支持。请使用 {expected}。",
        "en": "The body's type is not supported. Send {expected}.",
    },
    "RequestTimedOut": {
        "zh": "请求未能在 {seconds} 秒内完成。请稍后重试。",
        "en": "The request could not be completed within {seconds} seconds. Try again later.",
    },
    "RouteUnknown": {
        "zh": "没有此地址：{route}。请查看 /docs 中的接口列表。",
        "en": "There is nothing at {route}. See the list of routes at /docs.",
    },
    "MethodNotAllowed": {
        "zh": "此地址不接受 {method}。可用：{allowed}。",
        "en": "{method} is not possible here. Possible: {allowed}.",
    },
    "Unexpected": {
        "zh": "服务出现意外错误。请把请求编号（X-Request-Id）告知运维人员。",
        "en": "The service met an unexpected fault. Tell the operator the X-Request-Id of this answer.",
    },
}

# API: WHAT IS NOT THERE

ABSENT: dict[str, Row] = {
    "NumberNotFound": {
        "zh": "没有编号为 {number} 的登记证书。请核对编号。",
        "en": "There is no certificate with the number {number}. Check the number.",
    },
    "ActUnknown": {
        "zh": "合约 {contract} 没有可受理的业务 {function}。请查看 /docs 中的业务名称。",
        "en": "There is no act {function} that the contract {contract} takes. Check both names.",
    },
    "ParticipantNotFound": {
        "zh": "没有参与方 {participant}。请核对编号或统一社会信用代码。",
        "en": "There is no participant {participant}. Check its number or its code.",
    },
    "DocumentNotFound": {
        "zh": "存档中没有摘要为 {digest} 的文件。请核对摘要，或向登记机构索取。",
        "en": "No document with the digest {digest} is on file. Check the digest, or ask the registry for it.",
    },
    "ProblemNotFound": {
        "zh": "没有代码为 {given} 的问题。请核对代码。",
        "en": "There is no problem with the code {given}. Check the code.",
    },
    "ParticipantLost": {
        "zh": "账本镜像中缺少参与方 {participant}，而证书记录提到它。请运维人员核查镜像。",
        "en": "The mirror lacks participant {participant}, which a certificate names. Have the operator examine it.",
    },
    "MirrorNotReady": {
        "zh": "账本镜像为空，尚不能查询。请等索引完成后再试。",
        "en": "The mirror is empty and cannot be read yet. Try again when the indexer has begun.",
    },
}

# API: TITLES OF PROBLEMS, BY WHOSE FAULT IT IS

TITLES: dict[str, Row] = {
    "InvalidInputTitle": {"zh": "输入有误", "en": "The input is wrong"},
    "RefusedTitle": {"zh": "不能办理", "en": "Refused"},
    "ActRefusedTitle": {"zh": "合约拒绝", "en": "Refused by the contract"},
    "NotFoundTitle": {"zh": "没有找到", "en": "Not found"},
    "UnavailableTitle": {"zh": "暂时不可用", "en": "Not available at present"},
    "InconsistentTitle": {"zh": "证据不一致", "en": "The evidence disagrees"},
    "MisconfiguredTitle": {"zh": "配置有误", "en": "Not configured properly"},
    "LedgerErrorTitle": {"zh": "发生错误", "en": "An error occurred"},
}

ROWS: dict[str, Row] = {**REQUESTS, **ABSENT, **TITLES}
