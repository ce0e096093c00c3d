// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice A hold or a pledge on a certificate, in one storage slot.
/// @dev Bits, from the lowest: creditor 32 | amount 64 | rankAt 40 | until 40 | perfectedAt 40 | form 8 | state 8 |
/// traits 8. `PledgeCreated` carries this very word, as `CertificateIssued` carries a record (decision D4).
type Encumbrance is uint256;

/// @notice The sequence numbers of the events that created a certificate's live holds and pledges, in the order of
/// creation, in one storage slot: 32 bits each, the oldest lowest, no gaps. With the certificate's id each makes an id.
type LiveList is uint256;

using EncumbranceLibrary for Encumbrance global;
using LiveListLibrary for LiveList global;

/// @notice In which legal form a certificate secures a debt; which of them the law means is debated.
enum SecurityForm {
    None,
    Pledge, // 质押
    Mortgage, // 抵押
    Other // 其他担保
}

/// @notice What has become of a hold or a pledge by acts. A hold's lapse is no state: it is a comparison with time.
enum EncumbranceState {
    None,
    Held, // 预告
    Dropped, // 预告已撤回
    Consumed, // 预告已转为质押
    Pledged, // 质押
    Released, // 已解除
    Enforced, // 已实现
    Ended // 因在先质权实现而消灭
}

/// @notice What else is true of a pledge: bits of a mask.
library Traits {
    uint8 internal constant MAXIMUM = 1 << 0; // 最高额: the amount is a cap
    uint8 internal constant CRYSTALLISED = 1 << 1; // 债权已确定: the amount is no cap any more
    uint8 internal constant RESERVED = 1 << 2; // 由预告转来: its rank was reserved by a hold
}

/// @notice Reads and changes the parts of an {Encumbrance}; holds but one rule, that of rank.
library EncumbranceLibrary {
    uint256 private constant _AMOUNT = 32;
    uint256 private constant _RANK_AT = 96;
    uint256 private constant _UNTIL = 136;
    uint256 private constant _PERFECTED_AT = 176;
    uint256 private constant _FORM = 216;
    uint256 private constant _STATE = 224;
    uint256 private constant _TRAITS = 232;
    uint256 private constant _TIME = type(uint40).max;

    /* MAKING */

    function holdOf(uint32 creditor_, uint40 rankAt_, uint40 until_) internal pure returns (Encumbrance) {
        uint256 word = creditor_ | (uint256(rankAt_) << _RANK_AT) | (uint256(until_) << _UNTIL);
        return Encumbrance.wrap(word | (uint256(EncumbranceState.Held) << _STATE));
    }

    function pledgeOf(
        uint32 creditor_,
        uint64 amount_,
        uint40 rankAt_,
        uint40 until_,
        SecurityForm form_,
        uint8 traits_
    ) internal pure returns (Encumbrance) {
        uint256 word = creditor_ | (uint256(amount_) << _AMOUNT) | (uint256(rankAt_) << _RANK_AT);
        word |= (uint256(until_) << _UNTIL) | (uint256(form_) << _FORM) | (uint256(traits_) << _TRAITS);
        return Encumbrance.wrap(word | (uint256(EncumbranceState.Pledged) << _STATE));
    }

    /* READING */

    function creditor(Encumbrance entry) internal pure returns (uint32) {
        return uint32(Encumbrance.unwrap(entry));
    }

    function amount(Encumbrance entry) internal pure returns (uint64) {
        return uint64(Encumbrance.unwrap(entry) >> _AMOUNT);
    }

    function rankAt(Encumbrance entry) internal pure returns (uint40) {
        return uint40(Encumbrance.unwrap(entry) >> _RANK_AT);
    }

    function until(Encumbrance entry) internal pure returns (uint40) {
        return uint40(Encumbrance.unwrap(entry) >> _UNTIL);
    }

    function perfectedAt(Encumbrance entry) internal pure returns (uint40) {
        return uint40(Encumbrance.unwrap(entry) >> _PERFECTED_AT);
    }

    function state(Encumbrance entry) internal pure returns (EncumbranceState) {
        return EncumbranceState(uint8(Encumbrance.unwrap(entry) >> _STATE));
    }

    function traits(Encumbrance entry) internal pure returns (uint8) {
        return uint8(Encumbrance.unwrap(entry) >> _TRAITS);
    }

    /// @dev Whether the amount is a cap still, so that nobody knows yet what is owed.
    function isCap(Encumbrance entry) internal pure returns (bool) {
        return entry.traits() & (Traits.MAXIMUM | Traits.CRYSTALLISED) == Traits.MAXIMUM;
    }

    /// @dev A pledge is in force until an act ends it, also after its term; a hold until its own end (P1).
    function isInForce(Encumbrance entry, uint256 instant) internal pure returns (bool) {
        EncumbranceState state_ = entry.state();
        if (state_ == EncumbranceState.Pledged) return true;
        return state_ == EncumbranceState.Held && instant < entry.until();
    }

    /// @dev The rule of rank: the smaller key ranks earlier. What is perfected goes before what is not; then the
    /// earlier rank time; then the earlier creation, which has the smaller sequence number.
    function rankKey(Encumbrance entry, uint32 sequence) internal pure returns (uint256) {
        uint256 unperfected = entry.perfectedAt() == 0 ? 1 : 0;
        return (unperfected << 72) | (uint256(entry.rankAt()) << 32) | sequence;
    }

    /* CHANGING: each returns a new word */

    function withCreditor(Encumbrance entry, uint32 to) internal pure returns (Encumbrance) {
        return _with(entry, 0, type(uint32).max, to);
    }

    function withAmount(Encumbrance entry, uint64 to) internal pure returns (Encumbrance) {
        return _with(entry, _AMOUNT, type(uint64).max, to);
    }

    function withUntil(Encumbrance entry, uint40 to) internal pure returns (Encumbrance) {
        return _with(entry, _UNTIL, _TIME, to);
    }

    function withForm(Encumbrance entry, SecurityForm to) internal pure returns (Encumbrance) {
        return _with(entry, _FORM, type(uint8).max, uint256(to));
    }

    function withState(Encumbrance entry, EncumbranceState to) internal pure returns (Encumbrance) {
        return _with(entry, _STATE, type(uint8).max, uint256(to));
    }

    function withTraits(Encumbrance entry, uint8 to) internal pure returns (Encumbrance) {
        return _with(entry, _TRAITS, type(uint8).max, to);
    }

    /// @dev Perfected at the filing's time, which becomes its rank time; a rank that a hold reserved is kept if it is
    /// the earlier.
    function perfected(Encumbrance entry, uint40 filedAt) internal pure returns (Encumbrance) {
        bool keeps = entry.traits() & Traits.RESERVED != 0 && entry.rankAt() < filedAt;
        if (!keeps) entry = _with(entry, _RANK_AT, _TIME, filedAt);
        return _with(entry, _PERFECTED_AT, _TIME, filedAt);
    }

    function _with(Encumbrance entry, uint256 place, uint256 mask, uint256 to) private pure returns (Encumbrance) {
        return Encumbrance.wrap((Encumbrance.unwrap(entry) & ~(mask << place)) | (to << place));
    }
}

/// @notice Reads and changes a {LiveList}; holds no rule.
library LiveListLibrary {
    uint256 private constant _BITS = 32;

    function isEmpty(LiveList live) internal pure returns (bool) {
        return LiveList.unwrap(live) == 0;
    }

    /// @dev The oldest; 0 if the list is empty, for an event that creates an encumbrance never has that number.
    function first(LiveList live) internal pure returns (uint32) {
        return uint32(LiveList.unwrap(live));
    }

    /// @dev The list without its oldest.
    function rest(LiveList live) internal pure returns (LiveList) {
        return LiveList.wrap(LiveList.unwrap(live) >> _BITS);
    }

    function count(LiveList live) internal pure returns (uint256 entries) {
        for (; !live.isEmpty(); live = live.rest()) {
            ++entries;
        }
    }

    /// @dev The list with one more, the youngest. The caller has seen that there is room.
    function plus(LiveList live, uint32 sequence) internal pure returns (LiveList) {
        return LiveList.wrap(LiveList.unwrap(live) | (uint256(sequence) << (live.count() * _BITS)));
    }
}
