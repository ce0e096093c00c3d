// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice For tests: asks Rules about many days in one call.
contract Almanac {
    function ask(address rules, bytes4 selector, uint40[] calldata instants, uint32 count)
        external
        view
        returns (uint40[] memory answers)
    {
        answers = new uint40[](instants.length);
        for (uint256 i = 0; i < instants.length; ++i) {
            (bool done, bytes memory answer) = rules.staticcall(abi.encodeWithSelector(selector, instants[i], count));
            require(done);
            answers[i] = abi.decode(answer, (uint40));
        }
    }
}
