"""Sentences for the node, the contracts' deployment, keys and sending."""

from __future__ import annotations

from ledger.messages.row import Row

ROWS: dict[str, Row] = {
    "FoundingInterrupted": {
        "zh": "部署期间密钥 {key} 另有交易，合约未落在预定地址。请换用专用的部署密钥重新部署。",
        "en": "The key {key} sent something else while the ledger was founded, so the contracts do not stand where "
        "they should. Found it anew with a key that is used for nothing else.",
    },
    # THE ROAD TO THE NODE
    "NodeUnreachable": {
        "zh": "节点 {url} 无法连接（{reason}）。请确认节点正在运行、地址和网络无误后重试。",
        "en": "The node at {url} cannot be reached ({reason}). Make sure that it runs and that address and "
        "network are right, then try again.",
    },
    "NodeSilent": {
        "zh": "本地节点 {url} 启动 {seconds} 秒后仍无应答。请查看主目录中的 chain.log，减轻机器负载后重试。",
        "en": "The local node at {url} did not answer within {seconds} seconds. Look into chain.log in the "
        "home folder, and try again when the machine is less busy.",
    },
    "NodeAnswerInvalid": {
        "zh": "{url} 的应答不是有效的 JSON-RPC 应答（{method}：{reason}）。请检查节点地址是否正确、中间代理是否正常。",
        "en": "What answers at {url} is no valid JSON-RPC answer ({method}: {reason}). Check that the "
        "address is a node's and that no proxy stands in between.",
    },
    "NodeAnswerTooLarge": {
        "zh": "节点 {url} 对 {method} 的应答超过 {maximum} 字节。请减小一次读取的区块范围。",
        "en": "The node at {url} answered {method} with more than {maximum} bytes. Ask for fewer blocks at a time.",
    },
    "NodeRefused": {
        "zh": "节点拒绝了 {method}：{message}。请按节点所述原因处理后再试。",
        "en": "The node refused {method}: {message}. Remove the cause that it names, then try again.",
    },
    "NodeAccessDenied": {
        "zh": "节点 {url} 拒绝访问（HTTP {status}）。请检查节点地址中的凭证或令牌。",
        "en": "The node at {url} denies access (HTTP {status}). Check the credentials in the node's address.",
    },
    "NodeUrlInvalid": {
        "zh": "节点地址无效。请以 http:// 或 https:// 开头填写 DEED_RPC_URL。",
        "en": "The node's address is no valid URL. Set DEED_RPC_URL to one that begins with http:// or https://.",
    },
    "WsUrlInvalid": {
        "zh": "节点的 WebSocket 地址无效。请以 ws:// 或 wss:// 开头填写 DEED_WS_URL，或留空。",
        "en": "The node's WebSocket address is no valid URL. Set DEED_WS_URL to one that begins with ws:// or wss://, "
        "or leave it empty.",
    },
    # THE LOCAL NODE
    "NodeBinaryMissing": {
        "zh": "找不到 Anvil 程序（{expected}）。请运行 scripts/setup 安装。",
        "en": "Anvil is missing ({expected}). Run scripts/setup to install it.",
    },
    "NodeHomeTaken": {
        "zh": "主目录 {home} 正被进程 {pid} 的本地节点使用。请先停止该节点，或改用其他主目录。",
        "en": "A local node, process {pid}, already uses the home folder {home}. Stop it first, or choose "
        "another home.",
    },
    "NodePortTaken": {
        "zh": "端口 {port} 已被占用。请停止占用它的程序，或用 DEED_NODE_PORT 另选端口。",
        "en": "The port {port} is taken. Stop the program that uses it, or choose another with DEED_NODE_PORT.",
    },
    "NodeStopped": {
        "zh": "本地节点启动后即退出：{reason}。请按所述原因处理。",
        "en": "The local node stopped while starting: {reason}. Remove the cause that it names.",
    },
    "NodeStateForeign": {
        "zh": "链状态文件 {file} 属于另一条链（应为 {expected}，实为 {given}）。请换回原文件，或改用其他主目录。",
        "en": "The state file {file} belongs to another chain (expected {expected}, found {given}). Put the"
        " right file back, or choose another home.",
    },
    "NodeStateDamaged": {
        "zh": "链状态文件 {file} 已损坏，且没有完整的副本。请从备份恢复，或改用新的主目录。",
        "en": "The state file {file} is damaged and there is no whole copy. Restore it from a backup, or "
        "choose a new home.",
    },
    # THE CONTRACTS
    "WrongChain": {
        "zh": "节点所在的链不是本账本的链（应为 {expected}，实为 {given}）。请检查 DEED_RPC_URL。",
        "en": "The node is of another chain than this ledger (expected {expected}, found {given}). Check DEED_RPC_URL.",
    },
    "ContractsMissing": {
        "zh": "合约 {contract} 不在地址 {address} 上。请检查部署记录与节点是否对应，或重新部署。",
        "en": "The contract {contract} is not at {address}. Check that the deployment record and the node "
        "belong together, or deploy.",
    },
    "CodeChanged": {
        "zh": "地址 {address} 上的 {contract} 合约代码与部署时不同。请勿继续使用，立即联系监管方核查。",
        "en": "The code of {contract} at {address} is not what was deployed. Do not go on; have it examined at once.",
    },
    "DeploymentMissing": {
        "zh": "没有部署记录 {file}。请先部署合约（deed deploy），或从管理员处取得该文件。",
        "en": "There is no deployment record {file}. Deploy the contracts first (deed deploy), or get the "
        "file from the operator.",
    },
    "DeploymentUnreadable": {
        "zh": "部署记录 {file} 无法读取或版本不符。请从管理员处重新取得该文件。",
        "en": "The deployment record {file} cannot be read or is of another version. Get the file from the "
        "operator again.",
    },
    # KEYS
    "KeystoreMissing": {
        "zh": "没有密钥文件 {file}。请检查路径，或先创建密钥。",
        "en": "There is no keystore file {file}. Check the path, or create the key first.",
    },
    "KeystoreExists": {
        "zh": "密钥文件 {file} 已存在，未作覆盖。请另选文件名。",
        "en": "The keystore file {file} exists and was not replaced. Choose another name.",
    },
    "KeystoreDamaged": {
        "zh": "密钥文件 {file} 已损坏或不是第 3 版密钥文件。请从备份恢复。",
        "en": "The keystore file {file} is damaged or not of version 3. Restore it from a backup.",
    },
    "KeystorePassphraseWrong": {
        "zh": "口令与密钥文件 {file} 不符。请重新输入，或检查 DEED_PASSPHRASE。",
        "en": "The passphrase does not open the keystore file {file}. Enter it again, or check DEED_PASSPHRASE.",
    },
    "KeystoreOpenToOthers": {
        "zh": "密钥文件 {file} 可被他人读取（权限 {mode}）。请执行 chmod 600 {file}。",
        "en": "Others can read the keystore file {file} (mode {mode}). Run chmod 600 {file}.",
    },
    "SignerMissing": {
        "zh": "此密钥在远程签名机上，但未设置其地址。请设置 DEED_SIGNER_URL。",
        "en": "This key is in a remote signer, whose address is not set. Set DEED_SIGNER_URL.",
    },
    "SignerUrlInvalid": {
        "zh": "远程签名机地址无效。请以 https:// 开头填写 DEED_SIGNER_URL；只有本机地址可用 http://。",
        "en": "The remote signer's address is not valid. Set DEED_SIGNER_URL to one that begins with https://; http:// "
        "is for this machine only.",
    },
    "SignerTlsInvalid": {
        "zh": "远程签名机的 TLS 文件无法使用（{reason}）。请检查 DEED_SIGNER_AUTHORITY_FILE、"
        "DEED_SIGNER_CERTIFICATE_FILE、DEED_SIGNER_KEY_FILE。",
        "en": "The TLS files for the remote signer cannot be used ({reason}). Check DEED_SIGNER_AUTHORITY_FILE, "
        "DEED_SIGNER_CERTIFICATE_FILE and DEED_SIGNER_KEY_FILE.",
    },
    "SignerUnreachable": {
        "zh": "远程签名机 {url} 无法连接或未及时应答（{reason}）。尚未提交任何业务，请恢复后重试。",
        "en": "The remote signer {url} cannot be reached or did not answer in time ({reason}). Nothing was sent; try "
        "again when it is back.",
    },
    "SignerDenied": {
        "zh": "远程签名机 {url} 拒绝访问（HTTP {status}）。请检查客户端证书及其权限。",
        "en": "The remote signer {url} denies access (HTTP {status}). Check the client certificate and its rights.",
    },
    "SignerKeyUnknown": {
        "zh": "远程签名机 {url} 没有密钥 {key}。请在签名机中加载该密钥，或用 deed key remote 查看其密钥。",
        "en": "The remote signer {url} has no key {key}. Load it there, or list what it has: deed key remote.",
    },
    "RemoteKeyUnknown": {
        "zh": "远程签名机没有密钥 {key}。请用 deed key remote 查看其密钥。",
        "en": "The remote signer has no key {key}. List what it has: deed key remote.",
    },
    "SignerAnswerInvalid": {
        "zh": "远程签名机 {url} 的应答无效（{reason}）。请检查地址、代理与签名机日志。",
        "en": "The remote signer {url} gave no valid answer ({reason}). Check the address, proxies and its log.",
    },
    "SignatureForeign": {
        "zh": "远程签名机 {url} 给出的签名不是密钥 {key} 的签名，未予采用。请核查签名机。",
        "en": "What the remote signer {url} gave is no signature of the key {key} over what was asked, and was not "
        "used. Have the signer examined.",
    },
    "KeyBelongsToOther": {
        "zh": "{field}：密钥 {key} 已登记在参与方 {participant} 名下。请另换一把新密钥。",
        "en": "{field}: the key {key} is enrolled for participant {participant}. Take a new key.",
    },
    "KeyRevokedBefore": {
        "zh": "{field}：密钥 {key} 曾被撤销，不能再用。请另换一把新密钥。",
        "en": "{field}: the key {key} was revoked and never acts again. Take a new key.",
    },
    "KeyDutiesOther": {
        "zh": "{field}：密钥 {key} 已登记，但职责与原密钥不同。请另换一把新密钥，或分别办理登记与撤销。",
        "en": "{field}: the key {key} is enrolled with other duties than the old one. Take a new key, or enrol and "
        "revoke one by one.",
    },
    "PassphraseTooShort": {
        "zh": "口令至少需要 {minimum} 个字符。请换用更长的口令。",
        "en": "A passphrase has at least {minimum} characters. Choose a longer one.",
    },
    # SENDING
    "RequestKeyReused": {
        "zh": "请求号 {request_key} 已用于另一件业务。请为新的业务使用新的请求号。",
        "en": "The request key {request_key} was used for another act. Use a new key for a new act.",
    },
    "ActPending": {
        "zh": "有 {count} 笔业务在 {seconds} 秒内未上链（首笔请求号 {request_key}）。"
        "业务未丢失，请稍后以同一请求号重试。",
        "en": "{count} acts are in no block after {seconds} seconds (the first has the request key "
        "{request_key}). Nothing is lost; ask again later under the same request key.",
    },
    "ActReverted": {
        "zh": "合约拒绝了该业务，节点未说明可识别的原因（{message}）。请核对业务内容，并把原因告知运维人员。",
        "en": "The contract refused the act for a reason that cannot be read ({message}). Check the act, "
        "and tell the operator the reason.",
    },
    "RevertMessage": {
        "zh": "合约拒绝了该业务：{message}。请按所述原因处理。",
        "en": "The contract refused the act: {message}. Remove the cause that it names.",
    },
    "Panic": {
        "zh": "合约内部出错（代码 {panic}）。请把此代码告知运维人员。",
        "en": "The contract failed inside (code {panic}). Tell the operator this code.",
    },
    "NonceContested": {
        "zh": "密钥 {key} 正被另一程序同时使用，多次重试仍未排上。请停止另一程序后重试。",
        "en": "Another program sends with the key {key} at the same time, and several attempts found no "
        "place. Stop it, then try again.",
    },
    "JournalUnusable": {
        "zh": "发送日志 {file} 无法使用（{reason}）。请检查磁盘空间、权限，或稍后重试。",
        "en": "The journal {file} cannot be used ({reason}). Check disk space and permissions, or try again later.",
    },
    "JournalForeign": {
        "zh": "发送日志中密钥 {key} 的序号到 {nonce}，而链上只有 {count}。请检查节点是否为原来的链。",
        "en": "The journal has the key {key} at nonce {nonce}, the chain only at {count}. Check that the "
        "node is of the same chain.",
    },
    "SendHashDiffers": {
        "zh": "节点返回的交易哈希与发送的不符（应为 {expected}，实为 {given}）。请更换节点并核查。",
        "en": "The node gave another hash than the transaction's own (expected {expected}, found {given}). "
        "Use another node and have this one examined.",
    },
    # READING
    "BlockMissing": {
        "zh": "节点缺少区块 {block} 或其回执。请等待节点同步完成后重试。",
        "en": "The node lacks block {block} or its receipts. Wait until it has caught up, then try again.",
    },
    "BlockRefused": {
        "zh": "节点暂不提供区块 {block}（{message}）。请等待节点同步完成后重试。",
        "en": "The node does not give block {block} for now ({message}). Wait until it has caught up, then try again.",
    },
    "HeaderHashWrong": {
        "zh": "区块 {block} 的区块头与其哈希不符（应为 {expected}，实为 {given}）。请更换节点并核查。",
        "en": "The header of block {block} has not the hash that the node says (expected {expected}, found {given}). "
        "Use another node and have this one examined.",
    },
    "BlockUnlinked": {
        "zh": "区块 {block} 的父区块哈希与前一区块不符（应为 {expected}，实为 {given}）。请更换节点并核查。",
        "en": "Block {block} is not the child of the block before it (expected {expected}, found {given}). Use another "
        "node and have this one examined.",
    },
    "BlockTimeWrong": {
        "zh": "区块 {block} 的时间 {time} 不合理（应在 {earliest} 与 {latest} 之间）。请更换节点并核查。",
        "en": "The time {time} of block {block} cannot be (it lies between {earliest} and {latest}). Use another "
        "node and have this one examined.",
    },
    "ReceiptsRootWrong": {
        "zh": "区块 {block} 的回执与区块头的回执根不符（应为 {expected}，实为 {given}）。请更换节点并核查。",
        "en": "The receipts of block {block} are not those of its header (expected root {expected}, found {given}). "
        "Use another node and have this one examined.",
    },
    # SEALS
    "ValidatorsMissing": {
        "zh": "未设定验证节点，无法核对区块签名。请在 DEED_VALIDATORS 中填写账本首个区块的验证节点地址。",
        "en": "No validators are set, so that seals cannot be checked. Set DEED_VALIDATORS to the addresses that seal "
        "the ledger's first block.",
    },
    "ValidatorsInvalid": {
        "zh": "“{given}”不是验证节点地址。请在 DEED_VALIDATORS 中以逗号分隔填写 0x 开头的地址。",
        "en": '"{given}" is no validator\'s address. Set DEED_VALIDATORS to addresses that begin with 0x, with commas '
        "between.",
    },
    "HeaderUnsealed": {
        "zh": "区块 {block} 不是 QBFT 或 IBFT2 区块。请检查 DEED_FINALITY 是否适合该链。",
        "en": "Block {block} is none of QBFT or IBFT2. Check that DEED_FINALITY fits the chain.",
    },
    "SealsUnreadable": {
        "zh": "区块 {block} 的附加数据无法解读，签名无从核对。请更换节点并核查。",
        "en": "The extra data of block {block} cannot be read, nor the seals in it. Use another node and have this one "
        "examined.",
    },
    "ValidatorsWrong": {
        "zh": "区块 {block} 的验证节点与应有的不符（应为 {expected}，实为 {given}）。"
        "请核对 DEED_VALIDATORS 与网络的变更记录；如无变更，请更换节点并核查。",
        "en": "The validators of block {block} are not those that it must have (expected {expected}, found {given}). "
        "Compare DEED_VALIDATORS with what the network decided; if nothing was, have the node examined.",
    },
    "ProposerForeign": {
        "zh": "区块 {block} 由非验证节点 {proposer} 提出。请更换节点并核查。",
        "en": "Block {block} was proposed by {proposer}, no validator. Use another node and have this one examined.",
    },
    "SealForeign": {
        "zh": "区块 {block} 有非验证节点的签名（{signer}）。请更换节点并核查。",
        "en": "Block {block} has a seal of nobody among the validators ({signer}). Use another node and have this one "
        "examined.",
    },
    "SealTwice": {
        "zh": "区块 {block} 中验证节点 {signer} 签名不止一次。请更换节点并核查。",
        "en": "The validator {signer} sealed block {block} more than once. Use another node and have this one "
        "examined.",
    },
    "SealsTooFew": {
        "zh": "区块 {block} 只有 {count} 个验证节点签名，至少需要 {quorum} 个。请更换节点并核查。",
        "en": "Block {block} has the seals of {count} validators and needs {quorum}. Use another node and have this "
        "one examined.",
    },
    "BlockMisplaced": {
        "zh": "节点以区块 {given} 回答了对区块 {expected} 的查询。请更换节点并核查。",
        "en": "Asked for block {expected}, the node gave block {given}. Use another node and have this one examined.",
    },
    "LogsWithheld": {
        "zh": "节点的日志索引缺少区块 {block} 中的 {count} 条日志。请等待节点索引完成，或更换节点。",
        "en": "The node's log index lacks {count} logs of block {block}. Wait until it has caught up, or "
        "use another node.",
    },
    "LogOutsideRange": {
        "zh": "节点给出了查询范围 {first}–{last} 之外的区块 {block} 的日志。请更换节点并核查。",
        "en": "Asked for the blocks {first}–{last}, the node gave a log of block {block}. Use another node "
        "and have this one examined.",
    },
    "LogOfAnotherBlock": {
        "zh": "节点给出的日志属于另一个区块 {block}（应为 {expected}，实为 {given}）。请更换节点并核查。",
        "en": "The node gave a log of another block {block} (expected {expected}, found {given}). Use another node and "
        "have this one examined.",
    },
    "LogMisplaced": {
        "zh": "日志 {position} 的位置与前一条 {before} 矛盾。请更换节点并核查。",
        "en": "The log at {position} contradicts the one before it at {before}. Use another node and have "
        "this one examined.",
    },
    "LogForeign": {
        "zh": "位置 {position} 的日志来自非本账本的合约 {emitter}。请更换节点并核查。",
        "en": "The log at {position} is of {emitter}, no contract of this ledger. Use another node and have"
        " this one examined.",
    },
    "EventUnknown": {
        "zh": "位置 {where} 的日志主题 {topic} 不是本账本的事件。请升级本程序，或核查合约。",
        "en": "The log at {where} with the topic {topic} is no event of this ledger. Upgrade this program, "
        "or have the contracts examined.",
    },
    "EventMalformed": {
        "zh": "位置 {where} 的 {event} 事件数据不合格式。请更换节点并核查。",
        "en": "The {event} at {where} is not as a contract writes it. Use another node and have this one examined.",
    },
}
