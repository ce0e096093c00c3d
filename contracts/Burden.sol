// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Why somebody objects to a registration (guideline 〔2026〕35, art. 29).
enum Ground {
    None,
    Ownership, // 权属争议
    Error // 登记错误
}

/// @notice How far an objection to a registration is. The last four end it.
enum Stage {
    None,
    Raised, // 已受理，待通知登记人
    Notified, // 已通知，待登记人答复
    Agreed, // 登记人同意
    Contested, // 登记人不同意
    Rejected, // 登记机构不予采纳，待异议人起诉或申请仲裁
    Escalated, // 已起诉或申请仲裁
    Upheld, // 登记机构采纳
    Withdrawn, // 异议人撤回
    Sustained, // 生效法律文书支持
    Dismissed // 生效法律文书驳回
}

/// @notice What became of a source's objection (policy 6); each objection has exactly one.
enum SourceOutcome {
    None,
    Deleted, // 删除，须另行变更数据版本
    Compensated, // 协商补偿
    Rejected, // 不成立
    Escalated // 转争议解决
}

/// @notice The kinds of {Burden}; each certificate has a list of each.
enum BurdenKind {
    Freeze, // 冻结，含轮候
    Control, // 行政管控，至多一项
    Objection, // 登记异议
    SourceObjection, // 来源方异议
    Dispute // 仲裁备注
}

/// @notice One restraint as the chain keeps it, in one storage slot.
/// @dev Bits, from the lowest: sequence 32 | by 32, then by kind: of a freeze servedAt 40 | term 40 | forbidden 32 |
/// holder 32 | earliest 40; of a control until 40; of an objection dueAt 40 | lapsesAt 40 | stage 8 | ground 8; of the
/// others nothing. `sequence` is the number of the event that entered it, and with the certificate makes its id; `by`
/// is who ordered it, who objects, or who noted it. No word is zero.
type Burden is uint256;

using BurdenLibrary for Burden global;

/// @notice Reads and makes {Burden} words; holds no rule.
library BurdenLibrary {
    uint256 private constant _BY = 32;
    uint256 private constant _FIRST = 64;
    uint256 private constant _SECOND = 104;
    uint256 private constant _THIRD = 144;
    uint256 private constant _GROUND = 152;
    uint256 private constant _HOLDER = 176;
    uint256 private constant _EARLIEST = 208;
    uint256 private constant _OWN_MASK = (1 << _FIRST) - 1;

    /* READING */

    function isEmpty(Burden burden) internal pure returns (bool) {
        return Burden.unwrap(burden) == 0;
    }

    function sequence(Burden burden) internal pure returns (uint32) {
        return uint32(Burden.unwrap(burden));
    }

    function by(Burden burden) internal pure returns (uint32) {
        return uint32(Burden.unwrap(burden) >> _BY);
    }

    function servedAt(Burden burden) internal pure returns (uint40) {
        return uint40(Burden.unwrap(burden) >> _FIRST);
    }

    function term(Burden burden) internal pure returns (uint40) {
        return uint40(Burden.unwrap(burden) >> _SECOND);
    }

    function forbidden(Burden burden) internal pure returns (uint32) {
        return uint32(Burden.unwrap(burden) >> _THIRD);
    }

    function holder(Burden burden) internal pure returns (uint32) {
        return uint32(Burden.unwrap(burden) >> _HOLDER);
    }

    function earliest(Burden burden) internal pure returns (uint40) {
        return uint40(Burden.unwrap(burden) >> _EARLIEST);
    }

    /// @dev When a freeze ends, if the one before it ends at `before`.
    function endAfter(Burden burden, uint40 before) internal pure returns (uint40) {
        uint40 start = earliest(burden);
        return (start > before ? start : before) + term(burden);
    }

    function until(Burden burden) internal pure returns (uint40) {
        return uint40(Burden.unwrap(burden) >> _FIRST);
    }

    function dueAt(Burden burden) internal pure returns (uint40) {
        return uint40(Burden.unwrap(burden) >> _FIRST);
    }

    function lapsesAt(Burden burden) internal pure returns (uint40) {
        return uint40(Burden.unwrap(burden) >> _SECOND);
    }

    function stage(Burden burden) internal pure returns (Stage) {
        return Stage(uint8(Burden.unwrap(burden) >> _THIRD));
    }

    /* MAKING */

    function note(uint32 sequence_, uint32 by_) internal pure returns (Burden) {
        return Burden.wrap((uint256(by_) << _BY) | sequence_);
    }

    function withUntil(Burden burden, uint40 end) internal pure returns (Burden) {
        return Burden.wrap(Burden.unwrap(burden) | (uint256(end) << _FIRST));
    }

    /// @dev A note as a freeze; it begins at service.
    function withFreeze(Burden burden, uint40 served, uint40 term_, uint32 forbidden_, uint32 holder_, uint40 earliest_)
        internal
        pure
        returns (Burden)
    {
        uint256 own = Burden.unwrap(burden) & _OWN_MASK;
        uint256 times = (uint256(served) << _FIRST) | (uint256(term_) << _SECOND) | (uint256(earliest_) << _EARLIEST);
        return Burden.wrap(own | times | (uint256(forbidden_) << _THIRD) | (uint256(holder_) << _HOLDER));
    }

    function withGround(Burden burden, Ground ground) internal pure returns (Burden) {
        return Burden.wrap(Burden.unwrap(burden) | (uint256(ground) << _GROUND));
    }

    function withStage(Burden burden, Stage stage_, uint40 dueAt_, uint40 lapsesAt_) internal pure returns (Burden) {
        uint256 kept = Burden.unwrap(burden) & (_OWN_MASK | (uint256(type(uint8).max) << _GROUND));
        uint256 times = (uint256(dueAt_) << _FIRST) | (uint256(lapsesAt_) << _SECOND);
        return Burden.wrap(kept | times | (uint256(stage_) << _THIRD));
    }
}
