"""Sentences of the acts that an as-of audit lists after its date: "Act" and the name of the event."""

from __future__ import annotations

from ledger.messages.row import Row

_CERTIFICATES: dict[str, tuple[str, str]] = {
    "CertificateIssued": ("核发", "issued"),
    "ShareRecorded": ("登记共有份额（{parties}）", "a co-holder's part was recorded ({parties})"),
    "CertificateTransferred": ("转让（{parties}）", "transferred ({parties})"),
    "CertificateAmended": ("变更", "amended"),
    "CertificateCorrected": ("更正", "corrected"),
    "CertificateRenewed": ("续期", "renewed"),
    "CertificateCancelled": ("注销", "cancelled"),
    "CertificateRevoked": ("撤销", "revoked"),
    "CertificateSuperseded": ("被取代", "superseded"),
    "RenewalRequested": ("申请续期", "a renewal was requested"),
    "RenewalRefused": ("不予续期", "the renewal was refused"),
    "RenewalGranted": ("续期申请办结", "the renewal was granted"),
    "CertificateSucceeded": ("承继（{parties}）", "another took the holder's place ({parties})"),
    "CertificateSplit": ("部分转让", "a part was split off"),
    "CertificateLinked": ("登记关联", "linked to another certificate"),
    "CertificateUnlinked": ("解除关联", "a link was taken back"),
    "LicenceGranted": ("许可登记（{parties}）", "a licence was granted ({parties})"),
    "LicenceChanged": ("许可变更", "a licence was changed"),
    "LicenceEnded": ("许可终止", "a licence ended"),
    "RankHeld": ("质押预告（{parties}）", "a rank was held ({parties})"),
    "HoldReleased": ("撤回预告", "a held rank was given up"),
    "PledgeCreated": ("质押登记", "pledged"),
    "PledgePerfected": ("质权公示", "a pledge was perfected"),
    "PledgeAmended": ("质押变更", "a pledge was amended"),
    "PledgeExtended": ("质押展期", "a pledge was extended"),
    "PledgeAssigned": ("质权转让（{parties}）", "a pledge was assigned ({parties})"),
    "PledgeCrystallised": ("最高额质押确定", "the debt of a pledge was fixed"),
    "PledgePartReleased": ("部分解除质押", "a part of a pledge was released"),
    "PledgeReleased": ("解除质押", "a pledge was released"),
    "PledgeObjected": ("质押异议（{parties}）", "a pledge was objected to ({parties})"),
    "PledgeSuitProven": ("提交起诉证明", "suit on a pledge's objection was proven"),
    "PledgeObjectionEnded": ("质押异议结案", "the objection to a pledge ended"),
    "PledgeEnforced": ("实现质权（{parties}）", "a pledge was enforced ({parties})"),
    "PledgeEnded": ("质权消灭", "a pledge ended by another's enforcement"),
    "FreezeEntered": ("冻结（{parties}）", "frozen ({parties})"),
    "FreezeExtended": ("续行冻结", "a freeze was extended"),
    "FreezeNarrowed": ("部分解除冻结", "a freeze was narrowed"),
    "FreezeLifted": ("解除冻结", "a freeze was lifted"),
    "TransferOrdered": ("司法转让（{parties}）", "transferred by an organ's order ({parties})"),
    "CancellationOrdered": ("司法注销（{parties}）", "cancelled by an organ's order ({parties})"),
    "ObjectionRaised": ("登记异议（{parties}）", "the registration was objected to ({parties})"),
    "ObjectionProceeded": ("登记异议办理", "an objection took its next step"),
    "SourceObjectionRaised": ("来源方异议（{parties}）", "a source of the data objected ({parties})"),
    "SourceObjectionSettled": ("来源方异议办结", "a source's objection was settled"),
    "ControlEntered": ("行政管控（{parties}）", "put under administrative control ({parties})"),
    "ControlLifted": ("解除管控", "administrative control was lifted"),
    "DisputeNoted": ("仲裁备注（{parties}）", "an arbitration was noted ({parties})"),
    "DisputeEnded": ("仲裁备注注销", "the note of an arbitration ended"),
    "CertificateSurrendered": ("交回登记机构", "returned to its registry"),
    "CertificateRestored": ("发还权利人", "restored to its holder"),
    "ContributionReserved": ("出资锁定（{parties}）", "reserved for a contribution ({parties})"),
    "ReservationCancelled": ("解除出资锁定", "a reservation was cancelled"),
    "ContributionExecuted": ("出资转移与交付", "contributed"),
    "ContributionConfirmed": ("出资确认", "a contribution was confirmed"),
    "ContributionRolledBack": ("出资回转", "a contribution was rolled back"),
    "ContributionExited": ("减资退出", "a contribution was taken out"),
    "Attested": ("新增记载", "something was attested"),
    "AttestationEnded": ("记载终止", "an attestation ended"),
    "ClaimsCarried": ("承继首次奖励记录（{parties}）", "the record of first incentives was carried on ({parties})"),
}

_CASES: dict[str, tuple[str, str]] = {
    "ApplicationSubmitted": ("重新提交", "submitted anew"),
    "SupplementRequired": ("要求补正", "a supplement was required"),
    "ApplicationSupplemented": ("补正", "supplemented"),
    "ApplicationAccepted": ("受理", "accepted"),
    "ApplicationNotAccepted": ("不予受理", "not accepted"),
    "ApplicationReviewed": ("审查通过", "passed the review"),
    "ApplicationRefused": ("不予登记", "refused"),
    "ApplicationTerminated": ("终止登记", "terminated"),
    "ApplicationWithdrawn": ("撤回", "withdrawn"),
    "DecisionExtended": ("延长办理期限", "the time to decide was extended"),
    "ApplicationPublicised": ("公示", "publicised"),
    "PublicityWaived": ("不予公示", "publicity was waived"),
    "PublicityObjected": ("公示异议（{parties}）", "objected to while public ({parties})"),
    "PublicityObjectionDecided": ("公示异议处理", "an objection was decided"),
    "ApplicationDeposited": ("存证，完成登记", "deposited"),
}

_PARTICIPANTS: dict[str, tuple[str, str]] = {
    "ParticipantAdmitted": ("加入", "admitted"),
    "ParticipantRenamed": ("变更名称等信息", "got another profile"),
    "ParticipantSuspended": ("暂停", "suspended"),
    "ParticipantReinstated": ("恢复", "reinstated"),
    "RolesChanged": ("角色变更", "got other roles"),
    "KeyEnrolled": ("登记密钥", "a key was enrolled"),
    "KeyRevoked": ("撤销密钥", "a key was revoked"),
    "EvaluatorAdmitted": ("准予出具评价报告", "admitted to make reports"),
}

_LEDGER: dict[str, tuple[str, str]] = {
    "RegisterAssigned": ("登记簿交由他方管理（{parties}）", "a register was given to another keeper ({parties})"),
    "LedgerPaused": ("暂停", "paused"),
    "LedgerUnpaused": ("恢复", "open again"),
    "CharterChanged": ("治理章程变更", "another charter"),
    "RuleSet": ("规则参数变更", "a rule was set"),
    "CalendarSet": ("工作日历变更", "a year of the calendar was set"),
    "NounAdmitted": ("接入合约", "a contract was admitted"),
    "MigrationOpened": ("开放历史证书迁入", "a register was opened for old certificates"),
    "ExitAnnounced": ("登记机构退出预告（{parties}）", "a registry announced its exit ({parties})"),
}


EVENTS: dict[str, tuple[str, str]] = {**_CERTIFICATES, **_CASES, **_PARTICIPANTS, **_LEDGER}
"""Event -> what it says of what it is about, zh and en."""


def _rows(zh: str, en: str, words: dict[str, tuple[str, str]]) -> dict[str, Row]:
    return {f"Act{name}": {"zh": f"{zh}：{one}。", "en": f"{en}: {two}."} for name, (one, two) in words.items()}


ROWS: dict[str, Row] = {
    **_rows("证书 {own}", "Certificate {own}", _CERTIFICATES),
    **_rows("登记案件 {own}", "Case {own}", _CASES),
    **_rows("参与方 {own}", "Participant {own}", _PARTICIPANTS),
    **_rows("账本", "The ledger", _LEDGER),
    "ListTitleSubsequentEvents": {"zh": "期后事项", "en": "Subsequent events"},
    "AuditDayNotOver": {
        "zh": "链上最后的区块早于 {day} 终了：期后事项尚无，基准日之内也可能还有新的行为。",
        "en": "The last block is before the end of {day}: nothing is after it yet, and more may still come before it.",
    },
    "AuditNothingAt": {
        "zh": "{day} 终了时账本尚不存在，没有可以审计的内容。请给出更晚的日期。",
        "en": "At the end of {day} there was no ledger yet. Give a later day.",
    },
    "AuditDayBehind": {
        "zh": "所接续的审计已经越过 {day}：请从头重放，不用 --resume 或 --from。",
        "en": "What this audit goes on from is past {day}: replay from the beginning, without --resume or --from.",
    },
}
