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
    uint256 private constant _SEQUENCE = 32;
    uint256 private constant _VALID_FROM = 64;
    uint256 private constant _VALID_TO = 104;
    uint256 private constant _FLAGS = 144;
    uint256 private constant _RIGHTS = 168;
    uint256 private constant _STATE = 176;
    uint256 private constant _ORDINAL = 184;
    uint256 private constant _SERIAL = 192;
    uint256 private constant _PERIOD = 208;
    uint256 private constant _REGIME = 232;

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
}
