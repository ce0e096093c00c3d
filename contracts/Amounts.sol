// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Amounts: what sums of money are believed, in fen (P10)
library Amounts {
    /// @notice Least sum: 1,000 yuan. A figure meant in 万元 and entered as fen falls below it.
    uint64 internal constant LEAST = 100_000;
    /// @notice Largest sum: 10 trillion yuan, which no loan and no valuation of data reaches.
    uint64 internal constant MOST = 10 ** 15;

    /// @notice Thrown when a sum in fen is outside these bounds.
    error AmountImplausible(uint64 amount, uint64 least, uint64 most);

    function requirePlausible(uint64 amount) internal pure {
        if (amount < LEAST || amount > MOST) revert AmountImplausible(amount, LEAST, MOST);
    }
}
