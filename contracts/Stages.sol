// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Where a registration case stands. `Lapsed` is never stored: it is a comparison with time (P1).
enum Stage {
    None,
    Submitted, // 已提交
    Supplement, // 待补正
    Accepted, // 已受理
    Reviewed, // 审查通过
    Publicised, // 公示
    Objected, // 公示异议核查
    Deposited, // 已存证，即完成登记
    NotAccepted, // 不予受理
    Lapsed, // 逾期未补正，视为未申请
    Terminated, // 终止登记
    Refused, // 不予登记
    Withdrawn // 已撤回
}

/// @notice What may be done in a case: the rows of the table of steps.
enum Step {
    Submit,
    RequireSupplement,
    Supplement,
    Accept,
    NotAccept,
    PassReview,
    Refuse,
    Terminate,
    Withdraw,
    Extend,
    Publicise,
    WaivePublicity,
    Object,
    DecideObjection,
    Deposit
}

/// @title Stages: which stage allows which step (domain rules §9.1), as constant data
/// @dev One row of two bytes a step, one bit a stage, the first stage lowest. `ledger/domain/cases.py` has the same
/// table in words; a test compares them cell by cell.
library Stages {
    uint256 private constant _ROW_BYTES = 2;

    bytes private constant _ROWS = hex"1f010002000400020002000800780078007e007800100010006000400020";

    function allows(Stage stage, Step step) internal pure returns (bool) {
        bytes memory rows = _ROWS;
        uint256 start = uint256(step) * _ROW_BYTES;
        uint256 row = (uint256(uint8(rows[start])) << 8) | uint256(uint8(rows[start + 1]));
        return (row >> uint256(stage)) & 1 == 1;
    }
}
