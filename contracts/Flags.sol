// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice The three data rights of national guideline 〔2026〕35, art. 3: bits of a mask.
library Rights {
    uint8 internal constant HOLD = 1 << 0; // 持有权
    uint8 internal constant USE = 1 << 1; // 使用权
    uint8 internal constant OPERATE = 1 << 2; // 经营权: transfer, licence, contribution, security flow from it
    uint8 internal constant ALL = (1 << 3) - 1;
}

/// @notice The flags of a {Record}. Each says that a contract has something to say of the certificate: that contract is
/// asked, for what it says can change with time alone (P1).
library Flags {
    uint24 internal constant PLEDGED = 1 << 0; // 质押、预告: Pledges
    uint24 internal constant LICENSED = 1 << 1; // 许可: Licences
    uint24 internal constant FROZEN = 1 << 2; // 冻结: Restraints
    uint24 internal constant OBJECTED = 1 << 3; // 异议: Restraints
    uint24 internal constant CONTROLLED = 1 << 4; // 行政管控: Restraints
    uint24 internal constant SOURCE_OBJECTED = 1 << 5; // 来源方异议: Restraints
    uint24 internal constant DISPUTED = 1 << 6; // 仲裁备注: Restraints
    uint24 internal constant SURRENDERED = 1 << 7; // 已交回: Restraints
    uint24 internal constant RESERVED = 1 << 8; // 出资锁定: Equity
    uint24 internal constant CONTRIBUTED = 1 << 9; // 已出资: Equity
    uint24 internal constant ATTESTED = 1 << 10; // 报告、入表、托管、挂牌等: Attestations
    uint24 internal constant LINKED = 1 << 11; // 关联、承继: Successions
    uint24 internal constant RENEWING = 1 << 12; // 续期申请待决: Renewals
    uint24 internal constant NOUNS = (1 << 16) - 1; // all that nouns may be given
    uint24 internal constant SHARED = 1 << 23; // 共同持有: this contract; {ICertificates-sharesOf} has the parts
}

/// @notice What a noun may do through the door beyond its own flags: bits beside {Flags} in its admission.
library Powers {
    uint24 internal constant MOVES = 1 << 16; // {ICertificates-move}
    uint24 internal constant ENDS = 1 << 17; // {ICertificates-end}
    uint24 internal constant ISSUES = 1 << 18; // {ICertificates-enter}
    uint24 internal constant AMENDS = 1 << 19; // {ICertificates-adjust}
    uint24 internal constant EXTENDS = 1 << 20; // {ICertificates-extend}
    uint24 internal constant ALL = MOVES | ENDS | ISSUES | AMENDS | EXTENDS;
}
