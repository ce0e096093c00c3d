// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice What the chain keeps of one certificate, in one storage slot.
/// @dev Bits, from the lowest: holder 32 | sequence 32 | validFrom 40 | validTo 40 | flags 24 | rights 8 | state 8 |
/// ordinal 8 | serial 16 | period 24 | regime 8 | code 16. The highest 64 bits are the certificate's number, the
/// highest 24 of these are the register that it stands in. `CertificateIssued` carries this very word (decision D4).
type Record is uint256;

/// @notice A certificate's number, apart from its printed form: serial 16 | period 24 | regime 8 | code 16.
type CertificateNumber is uint64;

/// @notice One registration code's register in one regime: regime 8 | code 16.
type Register is uint24;

using RecordLibrary for Record global;

/// @notice What has become of a certificate by acts. Expiry is no state: it is a comparison with time (principle P1).
enum State {
    None,
    Active,
    Cancelled,
    Revoked,
    Superseded,
    Claimed
}

/// @notice Reads and changes the parts of a {Record}; holds no rule.
library RecordLibrary {
    uint256 private constant _HOLDER_MASK = type(uint32).max;
    uint256 private constant _SEQUENCE = 32;
    uint256 private constant _ONE_STEP = 1 << _SEQUENCE;
    uint256 private constant _VALID_FROM = 64;
    uint256 private constant _VALID_TO = 104;
    uint256 private constant _FLAGS = 144;
    uint256 private constant _RIGHTS = 168;
    uint256 private constant _STATE = 176;
    uint256 private constant _ORDINAL = 184;
    uint256 private constant _SERIAL = 192;
    uint256 private constant _PERIOD = 208;
    uint256 private constant _REGIME = 232;
    uint256 private constant _VALID_TO_MASK = uint256(type(uint40).max) << _VALID_TO;
    uint256 private constant _FLAGS_MASK = uint256(type(uint24).max) << _FLAGS;
    uint256 private constant _RIGHTS_MASK = uint256(type(uint8).max) << _RIGHTS;
    uint256 private constant _STATE_MASK = uint256(type(uint8).max) << _STATE;
    uint256 private constant _SEQUENCE_MASK = uint256(type(uint32).max) << _SEQUENCE;
    uint256 private constant _ACTS_MASK = _SEQUENCE_MASK | _FLAGS_MASK | _STATE_MASK;

    /* READING */

    function isEmpty(Record record) internal pure returns (bool) {
        return Record.unwrap(record) == 0;
    }

    /// @dev Whether no act has yet left a trace: sequence, flags and state are zero.
    function isBlank(Record record) internal pure returns (bool) {
        return Record.unwrap(record) & _ACTS_MASK == 0;
    }

    function holder(Record record) internal pure returns (uint32) {
        return uint32(Record.unwrap(record));
    }

    function sequence(Record record) internal pure returns (uint32) {
        return uint32(Record.unwrap(record) >> _SEQUENCE);
    }

    function validFrom(Record record) internal pure returns (uint40) {
        return uint40(Record.unwrap(record) >> _VALID_FROM);
    }

    function validTo(Record record) internal pure returns (uint40) {
        return uint40(Record.unwrap(record) >> _VALID_TO);
    }

    function flags(Record record) internal pure returns (uint24) {
        return uint24(Record.unwrap(record) >> _FLAGS);
    }

    function rights(Record record) internal pure returns (uint8) {
        return uint8(Record.unwrap(record) >> _RIGHTS);
    }

    function state(Record record) internal pure returns (State) {
        return State(uint8(Record.unwrap(record) >> _STATE));
    }

    function ordinal(Record record) internal pure returns (uint8) {
        return uint8(Record.unwrap(record) >> _ORDINAL);
    }

    function serial(Record record) internal pure returns (uint16) {
        return uint16(Record.unwrap(record) >> _SERIAL);
    }

    function period(Record record) internal pure returns (uint24) {
        return uint24(Record.unwrap(record) >> _PERIOD);
    }

    function regime(Record record) internal pure returns (uint8) {
        return uint8(Record.unwrap(record) >> _REGIME);
    }

    function number(Record record) internal pure returns (CertificateNumber) {
        return CertificateNumber.wrap(uint64(Record.unwrap(record) >> _SERIAL));
    }

    function register(Record record) internal pure returns (Register) {
        return Register.wrap(uint24(Record.unwrap(record) >> _REGIME));
    }

    /* CHANGING: each returns a new word */

    /// @dev A blank record as it is once issued: active, sequence 1.
    function issuedWith(Record record, uint24 flags_) internal pure returns (Record) {
        uint256 acts = (uint256(State.Active) << _STATE) | (uint256(flags_) << _FLAGS) | _ONE_STEP;
        return Record.wrap(Record.unwrap(record) | acts);
    }

    /// @dev No overflow: a certificate would need four billion acts.
    function advanced(Record record) internal pure returns (Record) {
        return Record.wrap(Record.unwrap(record) + _ONE_STEP);
    }

    function withHolder(Record record, uint32 to) internal pure returns (Record) {
        return Record.wrap((Record.unwrap(record) & ~_HOLDER_MASK) | to);
    }

    function withValidTo(Record record, uint40 end) internal pure returns (Record) {
        return Record.wrap((Record.unwrap(record) & ~_VALID_TO_MASK) | (uint256(end) << _VALID_TO));
    }

    function withFlags(Record record, uint24 all) internal pure returns (Record) {
        return Record.wrap((Record.unwrap(record) & ~_FLAGS_MASK) | (uint256(all) << _FLAGS));
    }

    function withRights(Record record, uint8 all) internal pure returns (Record) {
        return Record.wrap((Record.unwrap(record) & ~_RIGHTS_MASK) | (uint256(all) << _RIGHTS));
    }

    function withState(Record record, State to) internal pure returns (Record) {
        return Record.wrap((Record.unwrap(record) & ~_STATE_MASK) | (uint256(to) << _STATE));
    }
}
