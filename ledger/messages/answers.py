"""Sentences about signed answers, their log and who witnesses it."""

from __future__ import annotations

from ledger.messages.row import Row

KEYS: dict[str, Row] = {
    "AnswerKeyMissing": {
        "zh": "目录 {file} 中没有签发答复的密钥。请用 deed answers rotate 创建。",
        "en": "There is no key to sign answers with in {file}. Make one with deed answers rotate.",
    },
    "EndorserNotEnrolled": {
        "zh": "密钥 {key} 未登记或已撤销，不能为签发答复的密钥背书。请使用参与方在账本上登记的密钥。",
        "en": "The key {key} is not enrolled, or revoked: it cannot endorse an answer key. Use a key that is enrolled "
        "on the ledger for a participant.",
    },
}

ANSWERS: dict[str, Row] = {
    "AnswerNotFound": {
        "zh": "没有您可以查阅的第 {answer} 号答复。请核对编号，并使用当时提问的客户端。",
        "en": "There is no answer {answer} that you may read. Check the number, and ask as the client that asked then.",
    },
    "AnswerAltered": {
        "zh": "存放的第 {answer} 号答复与其签名不符：已被改动，或签名密钥已被移走，不予提供。"
        "请用 deed answers log 检查并恢复备份。",
        "en": "The stored answer {answer} does not fit its signature: it was altered, or the key was taken away. It is "
        "not shown. Check with deed answers log, and restore a backup.",
    },
    "AnswerMalformed": {
        "zh": "所给文本不是签名答复：须为紧凑 JWS，其头部与内容须为规范 JSON。请完整复制收到的答复。",
        "en": "This is no signed answer: it has to be a compact JWS whose header and payload are canonical JSON. Copy "
        "the whole answer as you received it.",
    },
    "AnswerHeaderOther": {
        "zh": "答复的头部须恰好为 alg、kid、typ 三项，算法为 EdDSA。请勿采信该答复。",
        "en": "An answer's header has just alg, kid and typ, and the algorithm EdDSA. Do not rely on this answer.",
    },
    "AnswerKeyUnknown": {
        "zh": "答复由未公布的密钥 {key} 签名。请重新获取 /.well-known/jwks.json；仍无此密钥则勿采信。",
        "en": "The answer is signed by the key {key}, which is not published. Get /.well-known/jwks.json anew; if it "
        "is not there either, do not rely on the answer.",
    },
    "AnswerSignatureWrong": {
        "zh": "签名不是密钥 {key} 对该答复所作：答复已被改动。请勿采信。",
        "en": "The signature is not that of the key {key} over this answer: it was altered. Do not rely on it.",
    },
    "IdempotencyKeyReused": {
        "zh": "{field}：该键已用于另一请求（第 {answer} 号答复）。请为新请求使用新的键。",
        "en": "{field}: this key stands for another request, which was answered as number {answer}. Use a new key for "
        "a new request.",
    },
    "NonceReplayed": {
        "zh": "{field}：随机数 {given} 已用于您的另一请求。请为每个请求生成新的随机数。",
        "en": "{field}: you have used the nonce {given} in another request. Draw a new one for each request.",
    },
}

LOG: dict[str, Row] = {
    "LogEmpty": {
        "zh": "答复日志尚无检查点。请在首个答复之后，或首个见证签名之后再取。",
        "en": "The log of answers has no such checkpoint yet. Ask again after the first answer, or the first witness.",
    },
    "CheckpointUnknown": {
        "zh": "日志没有大小为 {size} 的检查点。请先取 /v1/log/checkpoint，使用其中的大小。",
        "en": "The log has no checkpoint of size {size}. Get /v1/log/checkpoint first, and use the size that it names.",
    },
    "LogRange": {
        "zh": "{field}：须在 0 至 {maximum} 之间，给出的是 {given}。请使用检查点中的大小。",
        "en": "{field}: has to be from 0 to {maximum}, and is {given}. Use the size that a checkpoint names.",
    },
    "NoteMalformed": {
        "zh": "签名文本、检查点或证明的格式不正确，起始为“{line}”。请完整复制原文。",
        "en": "This is no signed note, checkpoint or proof; it begins with “{line}”. Copy the whole text unchanged.",
    },
    "VerifierMalformed": {
        "zh": "{field}：{given} 不是验证密钥。格式为 名称+编号+base64，请完整复制。",
        "en": "{field}: {given} is no verifier key. It has the form name+id+base64; copy all of it.",
    },
}

FOUND: dict[str, Row] = {
    "LogAnswerMissing": {
        "zh": "第 {answer} 号答复不在库中，但日志中有其位置。请恢复备份，并查明谁删除了它。",
        "en": "The answer {answer} is gone, and the log has its place. Restore a backup, and find out who took it.",
    },
    "LogAnswerAltered": {
        "zh": "第 {answer} 号答复不是当时签名并记入日志的答复：已被改动。请恢复备份，并查明原因。",
        "en": "The answer {answer} is not the one that was signed and logged: it was altered. Restore a backup, and "
        "find out how.",
    },
    "LogAnswerRowAltered": {
        "zh": "第 {answer} 号答复旁所记的时间、客户端、随机数或请求与答复本身不符：已被改动。请恢复备份。",
        "en": "What stands beside the answer {answer} (time, client, nonce or request) is not what the answer says: it "
        "was altered. Restore a backup.",
    },
    "LogNodeAltered": {
        "zh": "日志第 {level} 层第 {place} 个节点与各答复不符：已被改动或缺失。请恢复备份。",
        "en": "Node {place} of level {level} of the log does not follow from the answers: it was altered, or is gone. "
        "Restore a backup.",
    },
    "LogCheckpointAltered": {
        "zh": "大小为 {size} 的检查点不是对当时日志的签名：答复或检查点已被改动。请恢复备份。",
        "en": "The checkpoint of size {size} is no signature over the log as it was then: it, or an answer before it, "
        "was altered. Restore a backup.",
    },
    "LogCosignatureAltered": {
        "zh": "见证人 {name} 对大小为 {size} 的检查点的签名无效。请恢复备份，或请见证人重新签名。",
        "en": "The signature of the witness {name} on the checkpoint of size {size} is not its own. Restore a backup, "
        "or ask the witness to sign again.",
    },
    "LogAccessLineMissing": {
        "zh": "查询记录第 {answer} 行缺失。请恢复备份，并查明谁删除了它。",
        "en": "Line {answer} of the access log is gone. Restore a backup, and find out who took it away.",
    },
    "LogAccessLineAltered": {
        "zh": "查询记录第 {answer} 行已被改动：它不再接续上一行，或与答复不符。请恢复备份。",
        "en": "Line {answer} of the access log was altered: it does not follow the line before, or does not fit its "
        "answer. Restore a backup.",
    },
    "LogLonger": {
        "zh": "库中有超出日志大小 {size} 的答复、记录或节点，并非由本程序写入。请恢复备份。",
        "en": "There are answers, lines or nodes beyond the log's size {size}, which this program did not write. "
        "Restore a backup.",
    },
}

WITNESSES: dict[str, Row] = {
    "LogUnreachable": {
        "zh": "日志 {url} 未能答复：{reason}。请检查地址与网络，稍后重试。",
        "en": "The log at {url} does not answer: {reason}. See to the address and the network, and try again.",
    },
    "LogKeyUnknown": {
        "zh": "日志 {url}（{origin}）的检查点不是由所信任的密钥签名。请向运营方核对其密钥，再用 --log-key 指定。",
        "en": "The checkpoint of the log at {url} ({origin}) is not signed by a key that you trust. Compare keys with "
        "the operator, and name them with --log-key.",
    },
    "LogForked": {
        "zh": "日志 {url} 没有接续已见证的检查点：它向不同的人出示了不同的历史，或丢失了答复。未作签名，"
        "两份检查点已存为证据：{file}。请通知监管机构与其他见证人。",
        "en": "The log at {url} does not continue the checkpoint that was co-signed: it shows two pasts, or has lost "
        "answers. Nothing was signed; both checkpoints are kept as evidence in {file}. Tell the supervisor and the "
        "other witnesses.",
    },
    "CosignatureRefused": {
        "zh": "日志 {url} 未接受见证签名：{reason}",
        "en": "The log at {url} did not take the cosignature: {reason}",
    },
    "WitnessesUnreadable": {
        "zh": "见证人文件 {file} 无法读取：每行须为一个见证密钥（名称+编号+base64）。请更正该文件。",
        "en": "The file of witnesses {file} cannot be read: each line is a witness key, name+id+base64. Put it right.",
    },
    "WitnessUnknown": {
        "zh": "{field}：运营方未登记名为 {name}、使用该密钥的见证人。请把您的见证密钥交给运营方。",
        "en": "{field}: the operator knows no witness {name} with this key. Give the operator your verifier key.",
    },
    "CosignatureMalformed": {
        "zh": "{field}：须为一行见证签名，格式为 — 名称 base64。请按 cosignature/v1 重新签名。",
        "en": "{field}: has to be one line — name base64. Sign again as cosignature/v1 says.",
    },
    "CosignatureWrong": {
        "zh": "{field}：{name} 的签名不适用于大小为 {size} 的检查点。请对原文重新签名。",
        "en": "{field}: the signature of {name} does not fit the checkpoint of size {size}. Sign its very text.",
    },
}

ROWS: dict[str, Row] = {**KEYS, **ANSWERS, **LOG, **FOUND, **WITNESSES}
