// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Operation} from "../../../contracts/Matrix.sol";
import {Record} from "../../../contracts/Record.sol";
import {ICertificates} from "../../../contracts/interfaces/ICertificates.sol";

/// @notice For tests: the smallest noun that advances certificates; and a target for proposals that fails on demand.
contract Remarks {
    event Remarked(bytes32 indexed certificateId, uint32 sequence, bytes32 remarkDigest);

    error RemarkRefused(uint256 reason);

    ICertificates public immutable CERTIFICATES;

    constructor(ICertificates certificates) {
        CERTIFICATES = certificates;
    }

    function remark(bytes32 certificateId, bytes32 remarkDigest, uint24 set, uint24 clear) external {
        uint32 sequence = CERTIFICATES.recordOf(certificateId).sequence() + 1;
        bytes32 digest =
            keccak256(abi.encode(address(this), Remarked.selector, certificateId, sequence, remarkDigest));
        require(CERTIFICATES.advance(certificateId, digest, set, clear) == sequence);

        emit Remarked(certificateId, sequence, remarkDigest);
    }

    function consentsTo(bytes32, Operation) external pure returns (uint32[] memory) {}

    function refuse(uint256 reason) external pure {
        revert RemarkRefused(reason);
    }

    function refuseSilently() external pure {
        revert();
    }
}
