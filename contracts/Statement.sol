// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice What the chain keeps of one attestation, in one storage slot; `Attested` carries this very word.
/// @dev Bits, from the lowest: kind 8 | subtype 8 | condition 8 | by 32 | party 32 | version 32 | amount 64 |
/// validTo 40.
type Statement is uint256;

using StatementLibrary for Statement global;

/// @notice What has become of an attestation by acts. Whether it is stale or its validity is over is computed (P1).
enum Condition {
    None,
    Live,
    Superseded, // another took its place
    Ended, // it has served, or closed something as it was made
    Withdrawn // it should not have been relied on
}

/// @notice Makes and reads a {Statement}; holds no rule.
library StatementLibrary {
    uint256 private constant _SUBTYPE = 8;
    uint256 private constant _CONDITION = 16;
    uint256 private constant _BY = 24;
    uint256 private constant _PARTY = 56;
    uint256 private constant _VERSION = 88;
    uint256 private constant _AMOUNT = 120;
    uint256 private constant _VALID_TO = 184;
    uint256 private constant _CONDITION_MASK = uint256(type(uint8).max) << _CONDITION;

    /// @dev The parts that no act asks for: kind and subtype, condition, attester and data version.
    function made(uint8 kind_, uint8 subtype_, Condition condition_, uint32 by_, uint32 version_)
        internal
        pure
        returns (Statement)
    {
        uint256 low = uint256(kind_) | (uint256(subtype_) << _SUBTYPE) | (uint256(condition_) << _CONDITION);
        return Statement.wrap(low | (uint256(by_) << _BY) | (uint256(version_) << _VERSION));
    }

    function withTerms(Statement statement, uint32 party_, uint64 amount_, uint40 validTo_)
        internal
        pure
        returns (Statement)
    {
        uint256 terms = (uint256(party_) << _PARTY) | (uint256(amount_) << _AMOUNT) | (uint256(validTo_) << _VALID_TO);
        return Statement.wrap(Statement.unwrap(statement) | terms);
    }

    function withCondition(Statement statement, Condition to) internal pure returns (Statement) {
        return Statement.wrap((Statement.unwrap(statement) & ~_CONDITION_MASK) | (uint256(to) << _CONDITION));
    }

    function isEmpty(Statement statement) internal pure returns (bool) {
        return Statement.unwrap(statement) == 0;
    }

    function kind(Statement statement) internal pure returns (uint8) {
        return uint8(Statement.unwrap(statement));
    }

    function subtype(Statement statement) internal pure returns (uint8) {
        return uint8(Statement.unwrap(statement) >> _SUBTYPE);
    }

    function condition(Statement statement) internal pure returns (Condition) {
        return Condition(uint8(Statement.unwrap(statement) >> _CONDITION));
    }

    function by(Statement statement) internal pure returns (uint32) {
        return uint32(Statement.unwrap(statement) >> _BY);
    }

    function party(Statement statement) internal pure returns (uint32) {
        return uint32(Statement.unwrap(statement) >> _PARTY);
    }

    function version(Statement statement) internal pure returns (uint32) {
        return uint32(Statement.unwrap(statement) >> _VERSION);
    }

    function amount(Statement statement) internal pure returns (uint64) {
        return uint64(Statement.unwrap(statement) >> _AMOUNT);
    }

    function validTo(Statement statement) internal pure returns (uint40) {
        return uint40(Statement.unwrap(statement) >> _VALID_TO);
    }
}
