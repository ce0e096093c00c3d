// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title UnifiedCode: the unified social credit code (统一社会信用代码, GB 32100-2015)
library UnifiedCode {
    uint256 private constant _LENGTH = 18;
    uint256 private constant _MODULUS = 31;

    /// @dev The values of the characters `0` to `Y`, 0xff where the standard's alphabet has none (it lacks I, O, S, V
    /// and Z).
    bytes private constant _VALUES =
        hex"00010203040506070809ffffffffffffff0a0b0c0d0e0f1011ff1213141516ff171819ff1a1bff1c1d1e";

    /// @notice The place, from 1, of the first character of `identity` that is not in the alphabet, of the check
    /// character (18) if it is wrong, or of the first byte behind it (19 and on) that is not zero; 0 if the code is
    /// right.
    function fault(bytes32 identity) internal pure returns (uint8 position) {
        bytes memory values = _VALUES;
        uint256 sum = 0;
        uint256 weight = 1;
        uint256 value = 0;
        for (uint256 i = 0; i < _LENGTH; ++i) {
            bytes1 character = identity[i];
            if (character < "0" || character > "Y") return uint8(i + 1);
            value = uint8(values[uint8(character) - uint8(bytes1("0"))]);
            if (value >= _MODULUS) return uint8(i + 1);
            if (i < _LENGTH - 1) sum += value * weight;
            weight = (weight * 3) % _MODULUS;
        }

        if (value != (_MODULUS - (sum % _MODULUS)) % _MODULUS) return uint8(_LENGTH);
        for (uint256 i = _LENGTH; i < 32; ++i) {
            if (identity[i] != 0) return uint8(i + 1);
        }
        return 0;
    }
}
