"""Sentences about credentials that are shown in part."""

from __future__ import annotations

from ledger.messages.row import Row

ROWS: dict[str, Row] = {
    "CredentialIssuerOther": {
        "zh": "本机密钥未经保管该证书的登记机构（参与方 {registry}）背书，不能签发凭证。请向该机构申请。",
        "en": "The keys here are not endorsed by the registry that keeps this certificate (participant {registry}), so "
        "they issue no credential of it. Ask that registry.",
    },
    "CredentialNotYours": {
        "zh": "证书 {number} 的凭证只签发给其权利人、登记机构与银行。请以相应参与方的凭证调用。",
        "en": "The credential of {number} is issued to its holders, its registry and banks only. Ask as one of these.",
    },
    "CredentialNotOfDocument": {
        "zh": "内容不是证书 {number} 所锚定的文件。请向登记机构核实，勿予依赖。",
        "en": "This is not the document that the certificate {number} is anchored with. Do not rely on it; ask the "
        "registry.",
    },
    "CredentialOfAnotherLedger": {
        "zh": "凭证属于另一账本（链 {chain_id}），无法与本账本核对。请在其所属账本核验，或加 --offline 只验签名。",
        "en": "The credential is of another ledger (chain {chain_id}). Verify it there, or check its signature alone "
        "with "
        "--offline.",
    },
    "CredentialMalformed": {
        "zh": "所出示的不是选择性披露凭证（SD-JWT）。请持证人重新出示。",
        "en": "This is no credential with selective disclosure (SD-JWT). Ask the holder to show it again.",
    },
    "CredentialHeaderOther": {
        "zh": "凭证的签名算法或类型不符，本系统只接受 EdDSA 签名的 dc+sd-jwt。请向登记机构索取新凭证。",
        "en": "The credential has another algorithm or type than a dc+sd-jwt signed by EdDSA. Ask the registry for "
        "one.",
    },
    "CredentialKeyUnknown": {
        "zh": "签发凭证的密钥 {key} 不在所给的密钥集中，或无人背书：签发者未知。请核对密钥集，勿予依赖。",
        "en": "The key {key} that issued the credential is not among the given keys, or nobody endorses it: the "
        "issuer is "
        "unknown. Check the key set; do not rely on it.",
    },
    "CredentialSignatureWrong": {
        "zh": "凭证签名与密钥 {key} 不符：内容被改动，或并非其签发。勿予依赖。",
        "en": "The credential's signature is not by the key {key}: it was altered or issued by another. Do not rely "
        "on it.",
    },
    "CredentialClaimsOther": {
        "zh": "凭证的声明与本格式不符，或签发者与密钥的背书者不同。勿予依赖，请向登记机构核实。",
        "en": "The credential's claims have another form, or its issuer is not who endorsed the key. Do not rely on "
        "it; "
        "ask the registry.",
    },
    "CredentialIssuedOutsideKey": {
        "zh": "凭证的签发时间不在密钥 {key} 的使用期内。勿予依赖，请向登记机构核实。",
        "en": "The credential is dated outside the time in which the key {key} signed. Do not rely on it; ask the "
        "registry.",
    },
    "DisclosureForeign": {
        "zh": "披露的项目 {name} 不属于该凭证：被改动，或取自其他凭证。勿予依赖。",
        "en": "The disclosed field {name} is not of this credential: it was altered, or taken from another. Do not "
        "rely on "
        "it.",
    },
    "FieldNotInCredential": {
        "zh": "凭证中没有项目 {given}。可选择的项目：{expected}。",
        "en": "The credential has no field {given} to disclose. It has: {expected}.",
    },
    "KeySetMalformed": {
        "zh": "密钥集格式有误，或其中的标识、背书不成立。请重新获取登记机构公布的 JWKS。",
        "en": "The key set is malformed, or an id or endorsement in it is not true. Get the registry's JWKS again.",
    },
    "DocumentNotAnchored": {
        "zh": "所给文件不是凭证中证书 {number} 锚定的文件。请核对文件。",
        "en": "The document given is not the one that the credential of {number} is anchored with. Check the file.",
    },
    "DocumentContradicts": {
        "zh": "凭证披露的项目 {name} 与所锚定的文件不符。勿予依赖，请向登记机构核实。",
        "en": "The field {name} that the credential shows is not what the anchored document says. Do not rely on it; "
        "ask "
        "the registry.",
    },
    "DocumentNotHere": {
        "zh": "存档中没有证书 {number} 的文件，无法签发或印制凭证。请持证人提交所持文件后存档。",
        "en": "The document of {number} is not on file, so neither credential nor paper can be made. Have the "
        "holder's copy put on file.",
    },
}
