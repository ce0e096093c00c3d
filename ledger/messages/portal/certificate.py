"""Words of a certificate's page."""

from __future__ import annotations

from ledger.messages.row import Row

ROWS: dict[str, Row] = {
    "CertificateTitle": {"zh": "登记证书", "en": "Certificate"},
    "CertificateCodeCurrent": {
        "zh": "二维码与现行证书文件一致。以下为登记账本的实时记录，纸质凭证与记录不一致的，以记录为准。",
        "en": "The code is that of the current document. Below is the live record; where the paper differs, "
        "the record rules.",
    },
    "CertificateCodeEarlier": {
        "zh": "二维码属于较早版本的证书文件，其后登记已有变动。请以以下实时记录为准，并索取现行版本。",
        "en": "The code is of an earlier version, and the registration has changed since. Go by the live record "
        "below, and ask for the current version.",
    },
    "CertificateCodeUnknown": {
        "zh": "二维码与本证书的任何版本都不相符，所持纸质凭证可能被改动或伪造。请勿采信该纸质凭证，并向登记机构求证。",
        "en": "The code is of no version of this certificate: the paper may be altered or forged. Do not rely on it, "
        "and ask the registry.",
    },
    "CertificateRenewalOpen": {"zh": "可申请续期", "en": "Renewal open"},
    "CertificateIssuedAt": {"zh": "登记时间", "en": "Registered at"},
    "CertificateDigest": {"zh": "证书文件摘要（SHA-256）", "en": "Digest of the document (SHA-256)"},
    "CertificateVerify": {"zh": "核验此证书", "en": "Verify this certificate"},
    "CertificatePaper": {"zh": "证书凭证（PDF）", "en": "Certificate (PDF)"},
    "CertificateCredential": {"zh": "可验证凭证（JSON）", "en": "Credential (JSON)"},
    "CertificatePublicOnly": {
        "zh": "以上为公开登记事项。担保、冻结、异议、报告与历史，供权利人、登记机构、银行等登录后查阅。",
        "en": "These are the public fields. Security, freezes, objections, reports and the history are shown to "
        "holders, registries, banks and others who sign in.",
    },
    "CertificateRestraints": {"zh": "冻结、管控与异议", "en": "Freezes, controls and objections"},
    "CertificateWhat": {"zh": "事项", "en": "What"},
    "CertificateBy": {"zh": "作出方", "en": "By"},
    "CertificateState": {"zh": "状态", "en": "State"},
    "CertificateUntil": {"zh": "期限", "en": "Until"},
    "CertificateAmount": {"zh": "金额", "en": "Amount"},
    "CertificateFreeze": {"zh": "冻结", "en": "Freeze"},
    "CertificateControl": {"zh": "行政管控", "en": "Administrative control"},
    "CertificateObjection": {"zh": "登记异议", "en": "Objection"},
    "CertificateSourceObjection": {"zh": "来源方异议", "en": "Objection of a source"},
    "CertificateDispute": {"zh": "仲裁备注", "en": "Noted dispute"},
    "CertificateInForce": {"zh": "生效", "en": "In force"},
    "CertificateOpen": {"zh": "未了结", "en": "Open"},
    "CertificateReports": {"zh": "报告、入表、托管与挂牌", "en": "Reports, bookings, custody and listings"},
    "CertificateVersions": {"zh": "文件版本", "en": "Versions of the document"},
    "CertificateVersion": {"zh": "版本", "en": "Version"},
    "CertificateSince": {"zh": "自", "en": "Since"},
    "CertificateRelated": {"zh": "相关证书", "en": "Related certificates"},
    "CertificateRelation": {"zh": "关系", "en": "Relation"},
    "CertificateSameData": {"zh": "同一数据", "en": "Same data"},
    "CertificateEnded": {"zh": "已解除", "en": "ended"},
    "CertificateEvidence": {"zh": "链上依据", "en": "Evidence on the chain"},
}
