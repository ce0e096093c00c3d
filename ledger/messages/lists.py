"""Sentences of the audit's lists: what is nothing wrong, and worth a look."""

from __future__ import annotations

from ledger.messages.row import Row

TITLES: dict[str, Row] = {
    "ListTitleRestricted": {"zh": "受限资产", "en": "Restricted assets"},
    "ListTitleDuplicates": {"zh": "同一数据多次登记", "en": "Same data registered more than once"},
    "ListTitleStale": {"zh": "失效的报告与记载", "en": "Stale reports and attestations"},
    "ListTitleExpiries": {"zh": "已届期与将届期（90 日内）", "en": "Ended and ending terms (within 90 days)"},
    "ListTitleOverPledged": {"zh": "担保超过估值", "en": "Secured beyond the valuation"},
    "ListTitleEdges": {"zh": "临近权限边缘的行为", "en": "Acts near the edge of an authority"},
    "ListTitleRoleChanges": {"zh": "角色与密钥的变动", "en": "Changes of roles and keys"},
}

RESTRICTED: dict[str, Row] = {
    "ListFrozen": {
        "zh": "证书 {certificate} 由参与方 {by} 冻结至 {last_day}（含）。",
        "en": "Certificate {certificate} is frozen by participant {by} until {last_day}, inclusive.",
    },
    "ListFreezeWaiting": {
        "zh": "证书 {certificate} 上参与方 {by} 的冻结轮候，为第 {place} 位，至迟 {last_day} 届满。",
        "en": "A freeze of participant {by} waits on certificate {certificate}, place {place}; it ends by {last_day}.",
    },
    "ListControlled": {
        "zh": "证书 {certificate} 由参与方 {by} 管控至 {last_day}（含）。",
        "en": "Certificate {certificate} is under administrative control of participant {by} until {last_day}, "
        "inclusive.",
    },
    "ListObjected": {
        "zh": "证书 {certificate} 有未了结的登记异议。",
        "en": "An objection to the registration of certificate {certificate} is open.",
    },
    "ListSourceObjected": {
        "zh": "证书 {certificate} 有未了结的来源方异议。",
        "en": "An objection of a source of certificate {certificate} is open.",
    },
    "ListDisputed": {
        "zh": "证书 {certificate} 有仲裁备注。",
        "en": "A dispute about certificate {certificate} is noted.",
    },
    "ListSurrendered": {
        "zh": "证书 {certificate} 已交回登记机构。",
        "en": "Certificate {certificate} was returned to its registry.",
    },
    "ListReserved": {
        "zh": "证书 {certificate} 因作价出资锁定。",
        "en": "Certificate {certificate} is reserved for a contribution.",
    },
    "ListContributed": {
        "zh": "证书 {certificate} 已作价出资。",
        "en": "Certificate {certificate} was contributed to a company.",
    },
    "ListPledged": {
        "zh": "证书 {certificate} 为参与方 {by} 担保 {secured_fen}，顺位 {rank}，期限至 {last_day}。",
        "en": "Certificate {certificate} secures {secured_fen} for participant {by}, rank {rank}, term to {last_day}.",
    },
    "ListPledgeUnperfected": {
        "zh": "证书 {certificate} 为参与方 {by} 担保 {secured_fen}，顺位 {rank}，尚未办理登记公示，期限至 {last_day}。",
        "en": "Certificate {certificate} secures {secured_fen} for participant {by}, rank {rank}, not perfected, term "
        "to {last_day}.",
    },
    "ListHeld": {
        "zh": "参与方 {by} 在证书 {certificate} 上的质押预告有效至 {last_day}，顺位 {rank}。",
        "en": "Participant {by} holds a rank on certificate {certificate} until {last_day}, rank {rank}.",
    },
}

DUPLICATES: dict[str, Row] = {
    "ListSameData": {
        "zh": "{count} 份有效证书登记的是同一数据（指纹相同）：{certificates}；位置：{positions}。",
        "en": "{count} living certificates are of the same data, by their fingerprint: {certificates}, at {positions}.",
    },
    "ListLinkedSameData": {
        "zh": "证书 {certificate} 已记明与证书 {other} 为同一数据。",
        "en": "Certificate {certificate} is noted to be of the same data as certificate {other}.",
    },
}

STALE: dict[str, Row] = {
    "ListReportStale": {
        "zh": "证书 {certificate} 的“{attested_kind}”（参与方 {by}，{amount_fen}）针对第 {version} 版数据，"
        "现为第 {present} 版。",
        "en": "The {attested_kind} of certificate {certificate} (participant {by}, {amount_fen}) is of data version "
        "{version}; the present one is {present}.",
    },
    "ListReportLapsed": {
        "zh": "证书 {certificate} 的“{attested_kind}”（参与方 {by}，{amount_fen}）的有效期已于 {last_day} 届满。",
        "en": "The {attested_kind} of certificate {certificate} (participant {by}, {amount_fen}) was valid until "
        "{last_day}.",
    },
    "ListCustodyOverdue": {
        "zh": "证书 {certificate} 的“{attested_kind}”（参与方 {by}）：完整性证明应于 {last_day} 前作出，已逾期。",
        "en": "The {attested_kind} of certificate {certificate} (participant {by}): the next proof of integrity was "
        "due by {last_day}.",
    },
    "ListClawBackDue": {
        "zh": "证书 {certificate} 已撤销，其“{attested_kind}”（参与方 {by}，{amount_fen}）应予追回。",
        "en": "Certificate {certificate} was revoked; its {attested_kind} (participant {by}, {amount_fen}) is to be "
        "clawed back.",
    },
}

EXPIRIES: dict[str, Row] = {
    "ListExpired": {
        "zh": "证书 {certificate}（权利人为参与方 {holder}）已于 {last_day} 届期。",
        "en": "Certificate {certificate} (holder: participant {holder}) ended with {last_day}.",
    },
    "ListRenewalPending": {
        "zh": "证书 {certificate}（权利人为参与方 {holder}）已于 {last_day} 届期，续期申请待决。",
        "en": "Certificate {certificate} (holder: participant {holder}) ended with {last_day}; its renewal is pending.",
    },
    "ListExpiring": {
        "zh": "证书 {certificate}（权利人为参与方 {holder}）将于 {last_day} 届期，尚余 {days} 日。",
        "en": "Certificate {certificate} (holder: participant {holder}) ends with {last_day}, in {days} days.",
    },
    "ListPledgePastTerm": {
        "zh": "证书 {certificate} 为参与方 {by} 的质押已过期限 {last_day} 而未解除。",
        "en": "The pledge of certificate {certificate} to participant {by} is past its term, {last_day}, and not "
        "released.",
    },
    "ListLicenceExpiring": {
        "zh": "证书 {certificate} 对参与方 {by} 的许可将于 {last_day} 届期。",
        "en": "The licence of certificate {certificate} to participant {by} ends with {last_day}.",
    },
}

OVER_PLEDGED: dict[str, Row] = {
    "ListOverPledged": {
        "zh": "证书 {certificate} 共担保 {secured_fen}，超过最近估值 {value_fen}（位置 {report}，状态 {worth}）。",
        "en": "Certificate {certificate} secures {secured_fen} in all, more than its last valuation of {value_fen} "
        "(at {report}, {worth}).",
    },
    "ListPledgedUnvalued": {
        "zh": "证书 {certificate} 共担保 {secured_fen}，没有可用的价值评估报告。",
        "en": "Certificate {certificate} secures {secured_fen} in all, and has no valuation.",
    },
}

EDGES: dict[str, Row] = {
    "EdgeFirstDay": {
        "zh": "参与方 {participant} 的密钥在登记当日即行为 {count} 次，末次在 {last}。",
        "en": "A key of participant {participant} acted {count} times on the day of its enrolment, last at {last}.",
    },
    "EdgeBeforeRevocation": {
        "zh": "参与方 {participant} 的密钥在被撤销当日仍有行为；撤销在 {ended}。",
        "en": "A key of participant {participant} acted on the day of its revocation, which is at {ended}.",
    },
    "EdgeBeforeStop": {
        "zh": "参与方 {participant} 的密钥在该参与方被暂停或失去角色的当日仍有行为；该事件在 {ended}。",
        "en": "A key of participant {participant} acted on the day on which that was suspended or lost a role, at "
        "{ended}.",
    },
    "EdgeNight": {
        "zh": "参与方 {participant} 的密钥在一夜（22 时至次日 6 时）之间行为 {count} 次，末次在 {last}。",
        "en": "A key of participant {participant} acted {count} times in one night, 22:00 to 06:00, last at {last}.",
    },
    "EdgeTwoKeys": {
        "zh": "参与方 {participant} 的经办与复核 {count} 次均出自其仅有的两把密钥，复核为 {checker}，末次在 {last}。",
        "en": "Maker and checker of participant {participant} were the only two keys that it has, {count} times, "
        "checked by {checker}, last at {last}.",
    },
    "EdgeEmergency": {
        "zh": "参与方 {participant} 作为监护方行使了紧急权力（{act}）。",
        "en": "Participant {participant} used a guardian's power ({act}).",
    },
}

ROWS: dict[str, Row] = {**TITLES, **RESTRICTED, **DUPLICATES, **STALE, **EXPIRIES, **OVER_PLEDGED, **EDGES}
