// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Operation, Restraint} from "../Matrix.sol";

/// @title INoun: what every noun that rests on certificates answers to {ICertificates}
/// @notice A noun keeps its own facts. A flag in a certificate's record says that a noun has something to say of it;
/// what it says is asked here, because a freeze lapses and a queue moves up without a transaction (P1).
interface INoun {
    /// @notice Thrown when a restraint stops an operation. `by` may lift it, alone or by its consent: the creditor of a
    /// pledge, the organ of a freeze, the registry of an objection, the company of a reservation.
    error OperationRestrained(bytes32 certificateId, Operation operation, Restraint restraint, uint32 by);

    /// @notice Whose consent `operation` needs by what this noun keeps of a certificate, in a fixed order, none twice.
    /// @dev Reverts with {OperationRestrained} if something stops it. `operation` and the block matrix decide
    /// ({Matrix-effect}); the noun says what is in force at block time, and who is protected by it.
    function consentsTo(bytes32 certificateId, Operation operation) external view returns (uint32[] memory parties);
}
