// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Operation} from "../../../contracts/Matrix.sol";
import {Amend, ICertificates, Issue, Share, Transfer} from "../../../contracts/interfaces/ICertificates.sol";

/// @notice For tests: a noun that does through the door whatever it is told, so far as its powers go.
contract Doorman {
    ICertificates public immutable CERTIFICATES;

    constructor(ICertificates certificates) {
        CERTIFICATES = certificates;
    }

    function advance(bytes32 certificateId, bytes32 eventDigest, uint24 set, uint24 clear) external {
        CERTIFICATES.advance(certificateId, eventDigest, set, clear);
    }

    function move(Transfer calldata asked, address maker, address checker) external {
        CERTIFICATES.move(asked, maker, checker);
    }

    function end(bytes32 certificateId, bytes32 successorId, bytes32 documentDigest, address maker, address checker)
        external
    {
        CERTIFICATES.end(certificateId, successorId, documentDigest, maker, checker);
    }

    function enter(Issue calldata issued, Share[] calldata shares, address maker, address checker)
        external
        returns (bytes32)
    {
        return CERTIFICATES.enter(issued, shares, maker, checker);
    }

    function adjust(Amend calldata asked, address maker, address checker) external {
        CERTIFICATES.adjust(asked, maker, checker);
    }

    function extend(bytes32 certificateId, uint40 validTo, bytes32 documentDigest, address maker, address checker)
        external
    {
        CERTIFICATES.extend(certificateId, validTo, documentDigest, maker, checker);
    }

    function consentsTo(bytes32, Operation) external pure returns (uint32[] memory) {}
}
