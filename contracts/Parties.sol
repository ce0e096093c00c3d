// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Parties: lists of participants whose consent an act needs, none twice
library Parties {
    function only(uint32 party) internal pure returns (uint32[] memory parties) {
        parties = new uint32[](1);
        parties[0] = party;
    }

    function contains(uint32[] memory parties, uint32 party) internal pure returns (bool) {
        for (uint256 i = 0; i < parties.length; ++i) {
            if (parties[i] == party) return true;
        }
        return false;
    }

    /// @notice The first list, then those of the second that are not in it yet; each in its order.
    function joined(uint32[] memory first, uint32[] memory second) internal pure returns (uint32[] memory parties) {
        if (second.length == 0) return first;
        uint32[] memory all = new uint32[](first.length + second.length);
        uint256 count = 0;
        for (uint256 i = 0; i < first.length; ++i) {
            all[count++] = first[i];
        }
        for (uint256 i = 0; i < second.length; ++i) {
            if (!contains(first, second[i])) all[count++] = second[i];
        }
        parties = new uint32[](count);
        for (uint256 i = 0; i < count; ++i) {
            parties[i] = all[i];
        }
    }

    /// @notice The list without one participant, whose consent is already given otherwise.
    function without(uint32[] memory parties, uint32 party) internal pure returns (uint32[] memory others) {
        if (!contains(parties, party)) return parties;
        others = new uint32[](parties.length - 1);
        uint256 count = 0;
        for (uint256 i = 0; i < parties.length; ++i) {
            if (parties[i] != party) others[count++] = parties[i];
        }
    }
}
