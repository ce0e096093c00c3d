// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title ActDomain: what every signed act is bound to, this chain and this contract (EIP-712)
/// @dev OpenZeppelin's EIP712 (5.7.0) cannot be used: by its imports it needs the Cancun instruction set, and the
/// ledger runs on London and later.
abstract contract ActDomain {
    /* CONSTANTS */

    bytes32 private constant _DOMAIN =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

    /* STORAGE */

    uint256 private immutable _CHAIN = block.chainid;
    bytes32 private immutable _SEPARATOR = _separator();

    /* PRIVATE */

    /// @notice The digest to be signed for an act, from the hash of its EIP-712 struct.
    function _actDigest(bytes32 structHash) internal view returns (bytes32) {
        bytes32 separator = block.chainid == _CHAIN ? _SEPARATOR : _separator();
        return keccak256(abi.encodePacked(hex"1901", separator, structHash));
    }

    function _separator() private view returns (bytes32) {
        return keccak256(abi.encode(_DOMAIN, keccak256("DataDeed"), keccak256("1"), block.chainid, address(this)));
    }
}
