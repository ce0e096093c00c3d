"""Sentences for the mirror, its index and the documents."""

from __future__ import annotations

from ledger.messages.row import Row

# STORE: THE DATABASE

DATABASE: dict[str, Row] = {
    "DatabaseUnavailable": {
        "zh": "数据库 {database} 无法使用：{reason}。请确认数据库正在运行、未被其他程序锁住且磁盘未满，然后重试。",
        "en": "The database {database} cannot be used: {reason}. See that it runs, that no other program locks it and "
        "that the disk is not full, then try again.",
    },
    "DatabaseDamaged": {
        "zh": "数据库 {database} 已损坏或不是数据库文件：{reason}。请恢复备份，或移走该文件后从链上重新建立镜像。",
        "en": "The database {database} is damaged or no database: {reason}. Restore a backup, or move the file away "
        "and mirror the chain anew.",
    },
    "DatabaseUrlInvalid": {
        "zh": "数据库地址无法使用（{reason}）。请填写 sqlite:///文件路径 或 postgresql://用户@主机/库名。",
        "en": "The database URL cannot be used ({reason}). Give sqlite:///PATH or postgresql://USER@HOST/NAME.",
    },
    "SchemaMissing": {
        "zh": "数据库中还没有镜像的表。请先启动索引程序，它会建立所需的表。",
        "en": "The database has no tables of the mirror yet. Start the indexer first; it makes them.",
    },
    "SchemaOther": {
        "zh": "数据库的表结构为 {found}，本程序需要 {needed}。镜像由链推导而来：deed index --rebuild 会在旁边重建，"
        "完成后替换，期间旧镜像照常可查。",
        "en": "The database's tables are {found}; this program needs {needed}. A mirror is derived from the chain: "
        "deed index --rebuild builds it anew beside this one and then puts it in its place.",
    },
    "MirrorOfAnother": {
        "zh": "数据库中是账本 {mirrored} 的镜像，部署记录是账本 {given}。请核对 DEED_DATABASE_URL 与 DEED_HOME；"
        "一个数据库只放一个账本。",
        "en": "The database mirrors the ledger {mirrored}, the deployment record is of {given}. See DEED_DATABASE_URL "
        "and DEED_HOME: one database holds one ledger.",
    },
}

# STORE: THE MIRROR AND ITS INDEX

MIRROR: dict[str, Row] = {
    "MirrorInUse": {
        "zh": "另一个索引程序正在写入镜像 {database}。一个镜像只能有一个写入者：请停止另一个程序，或使用另一个数据库。",
        "en": "Another indexer is writing to the mirror {database}. A mirror has one writer: stop the other, or use "
        "another database.",
    },
    "BlocksDoNotFollow": {
        "zh": "区块 {block} 的父块为 {parent}，不能接在镜像之后（应为区块 {expected_block}，父块 {expected_parent}）。"
        "未写入任何内容；请从镜像的游标处重新读取。",
        "en": "Block {block} with parent {parent} does not follow the mirror, which expects block {expected_block} "
        "with parent {expected_parent}. Nothing was written; read again from the cursor.",
    },
    "ReorgTooDeep": {
        "zh": "节点的链与镜像在区块 {floor} 处已不同，超过 DEED_UNDO_BLOCKS 允许自动撤回的 {depth} 个区块"
        "（镜像位于区块 {cursor}）。镜像未改动，索引已停止。请核对节点是否在正确的链上；确认无误后以更大的值重新启动，"
        "或用 deed index --rebuild 重建。",
        "en": "The node's chain differs from the mirror already at block {floor}, deeper than the {depth} blocks of "
        "DEED_UNDO_BLOCKS (the mirror is at block {cursor}). The mirror is unchanged and indexing has stopped. See "
        "whether the node is on the right chain; if it is, start again with a larger value, or build the mirror anew "
        "with deed index --rebuild.",
    },
    "FinalBlockReplaced": {
        "zh": "区块 {block} 曾由足够的验证人签封而为终局，现在节点在该高度给出另一个区块（镜像位于区块 {cursor}）。"
        "这不应发生：镜像未改动，索引已停止。请立即联系各验证机构，并保留节点数据作为证据。",
        "en": "Block {block} was final by its validators' seals, and now the node has another at its height (the "
        "mirror is at block {cursor}). That cannot be: the mirror is unchanged and indexing has stopped. Call the "
        "validators at once, and keep the node's data as evidence.",
    },
    "NodeBehind": {
        "zh": "节点只到区块 {head}，落后于位于区块 {cursor} 的镜像。请等待节点同步完成，或换用已同步的节点。",
        "en": "The node is at block {head} only, behind the mirror at block {cursor}. "
        "Wait until it has caught up, or use another node.",
    },
    "MirrorAltered": {
        "zh": "镜像中有一行的 {kind} 值为 {value}，合约不可能给出该值：该行已被改动。请审计镜像，并从链上重新建立。",
        "en": "A row of the mirror has the {kind} {value}, which no contract gives: it was altered. Audit the "
        "mirror, and mirror the chain anew.",
    },
    "ChainUnsteady": {
        "zh": "读取区块 {block} 附近时，节点的链已改变 {rewrites} 次。请检查节点，或同一地址后是否有多个不一致的节点。",
        "en": "The node's chain changed {rewrites} times while it was read near block {block}. "
        "Look at the node, or whether several that disagree stand behind one address.",
    },
}

# STORE: DOCUMENTS

DOCUMENTS: dict[str, Row] = {
    "DocumentAltered": {
        "zh": "存放的文件摘要应为 {digest}，实际为 {found}：文件已被改动，不予提供。请从备份恢复该文件。",
        "en": "A stored document should have the digest {digest} and has {found}: it was altered and is not handed "
        "out. Restore it from a backup.",
    },
    "DocumentErased": {
        "zh": "摘要为 {digest} 的文件已于 {erased_at} 删除（原因：{erasure}，决定者：{by}），不再提供，也不能再存入。",
        "en": "The document with the digest {digest} was erased at {erased_at} ({erasure}, by {by}). It is not handed "
        "out "
        "and not kept again; ask the holder for its own copy.",
    },
    "TombstoneDamaged": {
        "zh": "文件 {digest} 的删除记录已损坏。请从备份恢复 erased 目录中的该记录。",
        "en": "The record that the document {digest} was erased is damaged. Restore it from a backup's folder "
        "`erased`.",
    },
    "DocumentsUnavailable": {
        "zh": "文件 {path} 无法读写：{reason}。请检查磁盘空间与目录权限。",
        "en": "The document file {path} cannot be read or written: {reason}. See to the disk's space and the folder's "
        "permissions.",
    },
}

ROWS: dict[str, Row] = {**DATABASE, **MIRROR, **DOCUMENTS}
