// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice What may be asked of a certificate, as far as a restraint may stop it: the rows of the block matrix.
enum Operation {
    None,
    Transfer, // 转让
    Licence, // 许可
    Pledge, // 质押，含预告
    Release, // 解除质押
    Enforce, // 协议实现质权
    Contribute, // 作价出资
    Amend, // 变更，不缩减
    Narrow, // 缩减权利、期限或更换数据版本的变更
    Renew, // 续期
    Cancel, // 自愿注销
    Attest, // 入表、报告、托管、挂牌等记载
    Restrain, // 冻结、管控、异议的登记
    JudicialTransfer, // 司法转让
    JudicialCancel, // 司法注销
    Correct, // 更正
    Succeed, // 承继
    Split, // 部分转让
    Convert, // 衔接换证
    Surrender, // 交回
    RenewPending, // 续期申请在期满前已提出
    Execute // 出资执行：转移并交付
}

/// @notice What may rest on a certificate and stop an operation: the columns of the block matrix.
enum Restraint {
    None,
    Pledged, // 质押或预告
    Frozen, // 冻结
    Objected, // 异议
    Controlled, // 行政管控
    Reserved, // 出资锁定
    Expired, // 期满
    Contributed, // 已出资
    Licensed, // 已许可
    SourceObjected, // 来源方异议
    Surrendered // 已交回登记机构
}

/// @notice What a restraint does to an operation.
enum Effect {
    Allow,
    Consent, // whoever the restraint protects must sign
    Refuse
}

/// @title Matrix: which restraint stops which act (domain rules §9.2), as constant data
/// @dev One row an operation, two bits a restraint, the first restraint lowest. `ledger/domain/matrix.py` has the same
/// table in letters; a test compares them cell by cell.
library Matrix {
    uint256 private constant _CELL_BITS = 2;
    uint256 private constant _CELL = 3;
    uint256 private constant _ROW_BYTES = 3;

    bytes private constant _ROWS =
        hex"080aa9080a99080aa9000000000aa8082aaa080a94084a95000840004aaa"
        hex"000800000000000804000804000800000a80084aa9086aa9080aaa000040"
        hex"0828aa";

    function effect(Operation operation, Restraint restraint) internal pure returns (Effect) {
        if (operation == Operation.None || restraint == Restraint.None) return Effect.Allow;
        bytes memory rows = _ROWS;
        uint256 start = (uint256(operation) - 1) * _ROW_BYTES;
        uint256 row = (uint256(uint8(rows[start])) << 16) | (uint256(uint8(rows[start + 1])) << 8)
            | uint256(uint8(rows[start + 2]));
        return Effect((row >> ((uint256(restraint) - 1) * _CELL_BITS)) & _CELL);
    }
}
