"""Words of the paper of a verification."""

from __future__ import annotations

from ledger.messages.row import Row

ROWS: dict[str, Row] = {
    "AnswerNotOurs": {
        "zh": "{field}：送回的答复不是本服务签名的，或已被改动。请重新核验后再下载。",
        "en": "{field}: this answer was not signed by this service, or was altered. Verify again, then download.",
    },
    "VerificationTitle": {"zh": "数契登记证书核验报告", "en": "Verification of a DataDeed certificate"},
    "VerificationFooter": {
        "zh": "核验报告 {answer} · 签名答复 {digest}…",
        "en": "Verification {answer} · signed {digest}…",
    },
    "VerificationScan": {
        "zh": "扫描右侧二维码可打开该证书的现时记录。本报告只说明核验当时的情况，以现时记录为准。",
        "en": "The code opens the certificate's live record, which outranks this report of how it stood then.",
    },
    "VerificationJudged": {"zh": "核验时间", "en": "Verified at"},
    "VerificationStanding": {"zh": "当前效力", "en": "Standing"},
    "VerificationGroup": {"zh": "事项", "en": "Group"},
    "VerificationOutcome": {"zh": "结果", "en": "Outcome"},
    "VerificationFound": {"zh": "核验所见", "en": "What was found"},
    "VerificationSigned": {"zh": "签名", "en": "Signature"},
    "VerificationSignedHow": {
        "zh": "本报告为签名答复的打印件，以签名答复（JSON）为准，其 SHA-256 为 {digest}。"
        "可用 deed verify 离线核验签名答复与离线核验包。",
        "en": "This prints a signed answer, which rules; its SHA-256 is {digest}. "
        "The signed answer and its kit can be checked offline with deed verify.",
    },
}
