"""Sentences for whoever runs a ledger: what the doctor finds, and backups."""

from __future__ import annotations

from ledger.messages.row import Row

# THE DOCTOR: SETTINGS AND MACHINE

SETTINGS: dict[str, Row] = {
    "SETTINGS_AGREE": {"zh": "各项设置互不矛盾。", "en": "The settings agree with one another."},
    "SEALS_WITHOUT_VALIDATORS": {
        "zh": "以验证者签封为终局（seals），却没有给出验证者地址。请设置 DEED_VALIDATORS。",
        "en": "Finality rests on seals, and no validators are named. Set DEED_VALIDATORS.",
    },
    "VALIDATORS_WITHOUT_SEALS": {
        "zh": "给出了验证者地址，但终局方式不是 seals，签封不会被检查。请设置 DEED_FINALITY=seals，或删除地址。",
        "en": "Validators are named, and seals are not checked. Set DEED_FINALITY=seals, or remove the addresses.",
    },
    "SEALS_AND_DEPTH": {
        "zh": "签封已使区块终局，仍等待 {blocks} 个区块只会增加滞后。请设置 DEED_FINALITY_BLOCKS=0。",
        "en": "A sealed block is final; waiting {blocks} blocks more only adds to the lag. Set DEED_FINALITY_BLOCKS=0.",
    },
    "POLL_SLOWER_THAN_LIMIT": {
        "zh": "索引每 {poll_seconds} 秒查看一次节点，而证据超过 {limit_seconds} 秒即视为过期。"
        "请减小 DEED_POLL_SECONDS。",
        "en": "The index looks every {poll_seconds} s, and evidence is too old after {limit_seconds} s. Lower "
        "DEED_POLL_SECONDS.",
    },
    "PATIENCE_LONGER_THAN_LIMIT": {
        "zh": "等待节点一次回答最长 {patience_seconds} 秒，超过证据的时限 {limit_seconds} 秒。"
        "请减小 DEED_RPC_TIMEOUT_SECONDS。",
        "en": "One answer of the node is waited for up to {patience_seconds} s, longer than evidence is good for "
        "({limit_seconds} s). Lower DEED_RPC_TIMEOUT_SECONDS.",
    },
    "NEWS_OF_ANOTHER_NODE": {
        "zh": "新区块的通知来自 {news}，区块却从 {node} 读取。请让两个地址指向同一节点。",
        "en": "News of blocks come from {news}, blocks are read from {node}. Have both be one node.",
    },
}

MACHINE: dict[str, Row] = {
    "DISK_HAS_ROOM": {"zh": "{place} 尚有 {free} 可用。", "en": "{free} are free at {place}."},
    "DISK_NEARLY_FULL": {
        "zh": "{place} 仅余 {free}，低于 {limit}。请清理磁盘或扩容。",
        "en": "Only {free} are free at {place}, less than {limit}. Make room.",
    },
    "DISK_FULL": {
        "zh": "{place} 仅余 {free}，很快将无法写入。请立即清理磁盘或扩容。",
        "en": "Only {free} are free at {place}; soon nothing can be written. Make room now.",
    },
    "DiskUnknown": {
        "zh": "无法得知 {place} 的可用空间：{reason}。请检查该目录。",
        "en": "How much is free at {place} cannot be seen: {reason}. Look at that folder.",
    },
    "DATABASE_SIZE": {"zh": "镜像占用 {size}。", "en": "The mirror takes {size}."},
    "DATABASE_CLOCK_AGREES": {
        "zh": "数据库服务器的时钟相差 {seconds} 秒，在允许范围内。",
        "en": "The database server's clock differs by {seconds} s, as it may.",
    },
    "DATABASE_CLOCK_DIFFERS": {
        "zh": "数据库服务器的时钟相差 {seconds} 秒，超过 {limit_seconds} 秒。请为两台机器对时（NTP）。",
        "en": "The database server's clock differs by {seconds} s, more than {limit_seconds} s. Set both by NTP.",
    },
    "DOCUMENTS_READABLE": {"zh": "文件目录 {folder} 可读。", "en": "The documents in {folder} can be read."},
    "DOCUMENTS_ABSENT": {
        "zh": "尚无文件目录 {folder}。若此前存有文件，请从备份恢复。",
        "en": "There is no folder of documents at {folder}. If there was one, restore it from a backup.",
    },
    "NOT_LOOKED": {
        "zh": "检查 {needed} 未通过，本项未查。请先处理该项。",
        "en": "Not looked at, because the check {needed} did not go well. See to that first.",
    },
}

# THE DOCTOR: CHAIN AND MIRROR

CHAIN: dict[str, Row] = {
    "NODE_ANSWERS": {
        "zh": "节点 {node}（{client}）有应答，链 {chain} 与部署记录一致。",
        "en": "The node {node} ({client}) answers; its chain {chain} is the deployment's.",
    },
    "NODE_SYNCED": {"zh": "节点已同步至区块 {head}。", "en": "The node has caught up, at block {head}."},
    "NODE_SYNCING": {
        "zh": "节点正在同步：区块 {current}，目标 {highest}。请等待，或换用已同步的节点。",
        "en": "The node is catching up: block {current} of {highest}. Wait, or use another node.",
    },
    "HEAD_RECENT": {
        "zh": "最新区块 {head} 与本机时钟相差 {seconds} 秒。",
        "en": "The newest block {head} is {seconds} s from this machine's clock.",
    },
    "HEAD_OLD": {
        "zh": "最新区块 {head} 已是 {seconds} 秒前的，超过 {limit_seconds} 秒。"
        "请检查节点是否与其他节点断开，或链是否停顿。",
        "en": "The newest block {head} is {seconds} s old, more than {limit_seconds} s. See whether the node is cut "
        "off, or the chain stands still.",
    },
    "CHAIN_CLOCK_IS_AHEAD": {
        "zh": "最新区块 {head} 的时间比本机时钟早到 {seconds} 秒。请为本机与验证节点对时（NTP）。",
        "en": "The newest block {head} is {seconds} s ahead of this machine's clock. Set this machine and the "
        "validators by NTP.",
    },
    "CONTRACTS_AS_DEPLOYED": {
        "zh": "{count} 个合约的代码与部署记录一致，也与本程序的编译结果一致。",
        "en": "The code of all {count} contracts is as deployed, and as this program's build has it.",
    },
    "CODE_OF_ANOTHER_BUILD": {
        "zh": "合约 {contract}（{address}）的代码与部署记录一致，但不是本程序的编译结果。请使用部署时的程序版本。",
        "en": "The contract {contract} at {address} is as deployed, but not of this program's build. Use the program "
        "that it was deployed with.",
    },
}

MIRROR: dict[str, Row] = {
    "SCHEMA_CURRENT": {
        "zh": "数据库 {database} 可用，表结构与本程序一致。",
        "en": "The database {database} answers, and its tables are this program's.",
    },
    "MIRROR_IS_EMPTY": {
        "zh": "镜像为空。请启动索引程序。",
        "en": "The mirror is empty. Start the indexer.",
    },
    "MIRROR_OF_ANOTHER_LEDGER": {
        "zh": "镜像属于另一个账本，不是合约 {certificates} 的账本。请使用另一个数据库，或移走后重新索引。",
        "en": "The mirror is of another ledger than that of {certificates}. Use another database, or move it away and "
        "index anew.",
    },
    "MIRROR_AGREES": {
        "zh": "镜像位于区块 {block}，该处哈希与节点一致。",
        "en": "The mirror is at block {block}, and the node has the same hash there.",
    },
    "NODE_LACKS_BLOCK": {
        "zh": "镜像位于区块 {block}，节点尚无该区块。请等待节点同步，或核对节点是否正确。",
        "en": "The mirror is at block {block}, which the node does not have. Wait for the node, or see whether it is "
        "the right one.",
    },
    "MIRROR_DIFFERS": {
        "zh": "区块 {block} 在镜像中的哈希为 {hash}，节点上为 {given}。若索引程序正在运行，请稍后再查；"
        "仍不一致则请核对节点。",
        "en": "Block {block} has the hash {hash} in the mirror and {given} at the node. If the indexer runs, look "
        "again in a moment; if they still differ, examine the node.",
    },
    "LAG_SHORT": {
        "zh": "镜像落后 {lag} 个区块，{lag_seconds} 秒（上限 {limit} 个区块）。",
        "en": "The mirror is {lag} blocks and {lag_seconds} s behind; {limit} blocks are allowed.",
    },
    "LAG_TOO_LONG": {
        "zh": "镜像落后 {lag} 个区块，{lag_seconds} 秒，超过上限 {limit} 个区块，核验将无法判定。请检查索引程序。",
        "en": "The mirror is {lag} blocks and {lag_seconds} s behind, more than {limit} blocks: no verification can be "
        "determined. See to the indexer.",
    },
    "LOOK_RECENT": {
        "zh": "索引程序 {seconds} 秒前查看过节点。",
        "en": "The index looked at the node {seconds} s ago.",
    },
    "LOOK_OLD": {
        "zh": "索引程序上次查看节点是 {seconds} 秒前，超过 {limit_seconds} 秒。请确认它在运行。",
        "en": "The index last looked at the node {seconds} s ago, more than {limit_seconds} s. See that it runs.",
    },
    "ROWS_PROVEN": {
        "zh": "截至区块 {block} 的 {rows} 行与从节点重建的镜像逐行一致。",
        "en": "All {rows} rows up to block {block} are as the mirror built anew from the node has them.",
    },
    "ROWS_DIFFER": {
        "zh": "截至区块 {block} 比对 {rows} 行，有 {count} 处与从节点重建的镜像不同：镜像已被改动或损坏。"
        "请保留证据，查明原因，然后运行 deed index --rebuild。",
        "en": "Of {rows} rows up to block {block}, {count} places differ from the mirror built anew from the node: it "
        "was altered or damaged. Keep the evidence, find out why, then run deed index --rebuild.",
    },
    "NOTHING_TO_PROVE": {
        "zh": "镜像为空，没有可比对的行。请先启动索引程序。",
        "en": "The mirror is empty: there is no row to prove. Start the indexer first.",
    },
    "INDEXER_RUNS": {"zh": "索引程序正在运行。", "en": "An indexer runs."},
    "INDEXER_ABSENT": {
        "zh": "没有索引程序在写入该镜像。请运行 deed index 或 deed serve。",
        "en": "No indexer writes to this mirror. Run deed index or deed serve.",
    },
}

# BACKUPS

BACKUPS: dict[str, Row] = {
    "ArchiveForeign": {
        "zh": "{file} 不是 deed backup 所作的备份。请给出备份文件。",
        "en": "{file} is no archive of deed backup. Name one that is.",
    },
    "ArchiveDamaged": {
        "zh": "备份 {file} 的 {part} 已损坏（{reason}）。镜像未改动；请使用另一份备份。",
        "en": "In the backup {file}, {part} is damaged ({reason}). The mirror is as it was; use another backup.",
    },
    "ArchiveOfAnotherProgram": {
        "zh": "备份 {file} 由程序 {program} 所作，其表与本程序不同。未作改动；请用该版本的程序恢复，再升级。",
        "en": "The backup {file} was made by the program {program}, whose tables are others. Nothing was changed; "
        "restore with that program, then upgrade.",
    },
    "MirrorNotEmpty": {
        "zh": "数据库 {database} 中已有镜像。未作改动；请使用空的数据库，或用 --force 以备份取代它。",
        "en": "There is a mirror in the database {database}. Nothing was changed; use an empty one, or replace it "
        "by the backup with --force.",
    },
    "FileOfAnother": {
        "zh": "{file} 已存在，且与备份中的不同。未作改动；请使用空的目录，或用 --force 以备份取代它。",
        "en": "{file} is there and differs from the backup's. Nothing was changed; use an empty home, or replace it by "
        "the backup with --force.",
    },
}

ROWS: dict[str, Row] = {**SETTINGS, **MACHINE, **CHAIN, **MIRROR, **BACKUPS}
