// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Operation} from "./Matrix.sol";
import {Parameter} from "./interfaces/IRules.sol";

/// @notice One kind's row: who may attest, who must agree, and what an attestation must name.
/// @dev Bits, from the lowest: roles 16 | follows 32, a bit a kind | needs 16, two bits a {Member} | traits 16 |
/// subtypes 4 | highest grade 4 | period 8.
type Schema is uint96;

using SchemaLibrary for Schema global;

/// @notice The members of {Attest} that a kind may need or forbid, in the order in which they are checked.
enum Member {
    Amount,
    BaseDate,
    ValidTo,
    Party,
    Refers,
    LinkedId
}

/// @notice What else a kind asks for or does: bits of a mask.
library Traits {
    uint16 internal constant HOLDERS = 1 << 0; // all holders agree
    uint16 internal constant OFFICIO = 1 << 1; // but need not where a supervisor attests, who may follow anybody
    uint16 internal constant PARTY_SIGNS = 1 << 2;
    uint16 internal constant PARTY_HOLDS = 1 << 3;
    uint16 internal constant PARTY_OUTSIDE = 1 << 4; // the party does not hold the certificate
    uint16 internal constant SAME_PARTY = 1 << 5; // as the attestation followed
    uint16 internal constant SAME_HAND = 1 << 6; // attested by whom the attestation followed is
    uint16 internal constant SECOND = 1 << 7; // a second signer of the attester's besides its checker
    uint16 internal constant INDEPENDENT = 1 << 8; // the attester does not hold the certificate
    uint16 internal constant ADMITTED = 1 << 9; // the governors have admitted the attester to this kind
    uint16 internal constant OPERATE = 1 << 10; // the certificate has 经营权
    uint16 internal constant SUPERSEDES = 1 << 11; // what it follows; a follower of its own kind always does
    uint16 internal constant ENDS = 1 << 12; // what it follows
    uint16 internal constant CLOSES = 1 << 13; // it is done as it is made, and never in force
    uint16 internal constant LATE = 1 << 14; // possible after the term's end and during a pause
    uint16 internal constant LASTING = 1 << 15; // lives on when the data version changes
}

/// @notice Reads a {Schema}.
library SchemaLibrary {
    uint256 private constant _FOLLOWS = 16;
    uint256 private constant _NEEDS = 48;
    uint256 private constant _NEED_BITS = 2;
    uint256 private constant _NEED = 3;
    uint256 private constant _TRAITS = 64;
    uint256 private constant _SUBTYPES = 80;
    uint256 private constant _HIGHEST = 84;
    uint256 private constant _PERIOD = 88;
    uint256 private constant _NIBBLE = 15;

    function roles(Schema schema) internal pure returns (uint16) {
        return uint16(Schema.unwrap(schema));
    }

    function follows(Schema schema, uint8 kind) internal pure returns (bool) {
        return (uint256(Schema.unwrap(schema)) >> (_FOLLOWS + kind)) & 1 != 0;
    }

    /// @dev 0 forbidden, 1 optional, 2 required.
    function need(Schema schema, Member member) internal pure returns (uint256) {
        return (uint256(Schema.unwrap(schema)) >> (_NEEDS + uint256(member) * _NEED_BITS)) & _NEED;
    }

    function has(Schema schema, uint16 traits) internal pure returns (bool) {
        return uint16(Schema.unwrap(schema) >> _TRAITS) & traits != 0;
    }

    function subtypes(Schema schema) internal pure returns (uint256) {
        return (uint256(Schema.unwrap(schema)) >> _SUBTYPES) & _NIBBLE;
    }

    /// @dev The highest grade of data that it may be done with; 0 if any.
    function highest(Schema schema) internal pure returns (uint256) {
        return (uint256(Schema.unwrap(schema)) >> _HIGHEST) & _NIBBLE;
    }

    function period(Schema schema) internal pure returns (Parameter) {
        return Parameter(uint8(Schema.unwrap(schema) >> _PERIOD));
    }

    /// @dev What ends something is not stopped by the term's end, as a release is not.
    function operation(Schema schema) internal pure returns (Operation) {
        return has(schema, Traits.LATE) ? Operation.Release : Operation.Attest;
    }
}

/// @title Kinds: what may be attested, as constant data (domain rules §5, §7 and §9)
/// @dev Twelve bytes a kind, from kind 1. `ledger/domain/kinds.py` has the same rows in words, and the numbers' names;
/// a test compares them row by row. A kind is more data here, no contract of its own.
library Kinds {
    uint8 internal constant VALUE = 4; // the last of the four reports
    uint8 internal constant BOOKING = 5;
    uint8 internal constant IMPAIRMENT = 7;
    uint8 internal constant RECLASSIFICATION = 8; // the last that is a booking's live end
    uint8 internal constant DERECOGNITION = 9;
    uint8 internal constant LISTING = 14;
    uint8 internal constant CLAIM_REGISTRATION = 21; // the first of the claims
    uint8 internal constant CLAIM_BOOKING = 22;
    uint8 internal constant CLAIM_OPENING = 24; // the last
    uint8 internal constant CLAW_BACK = 26;
    uint8 internal constant REGRADE = 29;
    uint8 internal constant LINK = 30;

    uint256 private constant _ROW_BYTES = 12;

    bytes private constant _ROWS =
        hex"100003400128000000020004"
        hex"100003400128000000040004"
        hex"100003400128000000080004"
        hex"100503c0012a000000100004"
        hex"0003800c008a000000000001"
        hex"0000882c028a000001e00001"
        hex"0000882c028a000001e00001"
        hex"0003882c028a000001e00001"
        hex"0000f0240288000001e00001"
        hex"000481000208000001e00008"
        hex"140001010828000000000040"
        hex"140000400a28000008000040"
        hex"0000f0410208000008000040"
        hex"006004010210000000080080"
        hex"00608455028a000040000080"
        hex"006080640288000080000080"
        hex"0000f0400200000040000080"
        hex"004084410118000400000181"
        hex"006400410118000800000101"
        hex"0060045501990010000000c1"
        hex"0000800c0080000000000001"
        hex"000080240280000001e00001"
        hex"0000800c0280000080000001"
        hex"0000800c0280000400000001"
        hex"0000d000020201e000000100"
        hex"0000f0000202020000000100"
        hex"000380400150080000000101"
        hex"000380450190100000000001"
        hex"000780430100200000000101"
        hex"000480400900400000000001";

    /// @notice A kind's row; zero if there is no such kind.
    function schemaOf(uint8 kind) internal pure returns (Schema) {
        bytes memory rows = _ROWS;
        if (kind == 0 || kind > rows.length / _ROW_BYTES) return Schema.wrap(0);
        uint256 start = (uint256(kind) - 1) * _ROW_BYTES;
        uint96 row = 0;
        for (uint256 i = 0; i < _ROW_BYTES; ++i) {
            row = (row << 8) | uint8(rows[start + i]);
        }
        return Schema.wrap(row);
    }

    function isReport(uint8 kind) internal pure returns (bool) {
        return kind != 0 && kind <= VALUE;
    }

    /// @dev Whether it is, while live, the end of a booking chain.
    function isBooked(uint8 kind) internal pure returns (bool) {
        return kind >= BOOKING && kind <= RECLASSIFICATION;
    }

    function isClaim(uint8 kind) internal pure returns (bool) {
        return kind >= CLAIM_REGISTRATION && kind <= CLAIM_OPENING;
    }
}
