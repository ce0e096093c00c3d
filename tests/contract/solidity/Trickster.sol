// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

/// @notice For tests: a contract account that approves all, and calls back or burns gas while it is asked or called.
contract Trickster is IERC1271 {
    address public target;
    bytes public call;
    bool public burns;

    error CallbackRefused(bytes reason);

    /// @notice Sets what is called back; nothing if `to` is zero.
    function plan(address to, bytes calldata data, bool burn) external {
        (target, call, burns) = (to, data, burn);
    }

    function isValidSignature(bytes32, bytes calldata) external view returns (bytes4) {
        if (burns) while (true) {}
        if (target != address(0)) {
            (bool success, bytes memory answer) = target.staticcall(call);
            if (!success) revert CallbackRefused(answer);
        }
        return IERC1271.isValidSignature.selector;
    }

    /// @notice Calls back with its own authority; a refusal is this call's.
    function callback() external {
        (bool success, bytes memory answer) = target.call(call);
        if (!success) revert CallbackRefused(answer);
    }
}
