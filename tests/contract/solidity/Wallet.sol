// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @notice For tests: a contract account that one key signs for, and that can be told to answer wrongly.
contract Wallet is IERC1271 {
    enum Mood {
        Honest,
        WrongAnswer,
        ShortAnswer,
        Refusing
    }

    address public immutable SIGNER;
    Mood public mood;

    constructor(address signer) {
        SIGNER = signer;
    }

    function turn(Mood to) external {
        mood = to;
    }

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        require(mood != Mood.Refusing);
        if (mood == Mood.ShortAnswer) {
            assembly {
                mstore(0, shl(224, 0x1626ba7e))
                return(0, 4)
            }
        }
        bool signed = ECDSA.recoverCalldata(digest, signature) == SIGNER;
        return signed && mood == Mood.Honest ? IERC1271.isValidSignature.selector : bytes4(0);
    }
}
