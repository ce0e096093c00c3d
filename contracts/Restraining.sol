// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Burden, BurdenKind} from "./Burden.sol";
import {Effect, Matrix, Operation, Restraint} from "./Matrix.sol";
import {Noun} from "./Noun.sol";
import {Parties} from "./Parties.sol";
import {Record} from "./Record.sol";
import {Flags, ICertificates} from "./interfaces/ICertificates.sol";
import {Approval} from "./interfaces/IParticipants.sol";
import {IRestraints} from "./interfaces/IRestraints.sol";
import {Parameter} from "./interfaces/IRules.sol";

/// @title Restraining: what the chain keeps of all restraints, what is in force, and what acts on them share
/// @dev A part of {Restraints}, on its own page. Block time is the validators' claim, good to seconds; whatever is
/// compared with it here lasts days.
abstract contract Restraining is IRestraints, Noun {
    /* CONSTANTS */

    /// @inheritdoc IRestraints
    uint256 public constant MAX_FREEZES = 8;
    /// @inheritdoc IRestraints
    uint256 public constant MAX_OBJECTIONS = 4;

    /* STORAGE */

    mapping(BurdenKind kind => mapping(bytes32 certificateId => Burden[MAX_FREEZES])) internal _burdens;

    /* VIEWS */

    /// @inheritdoc IRestraints
    function activeFreezeOn(bytes32 certificateId) public view returns (Burden found) {
        Burden[MAX_FREEZES] storage queue = _burdens[BurdenKind.Freeze][certificateId];
        uint40 end = 0;
        for (uint256 i = 0; i < MAX_FREEZES; ++i) {
            found = queue[i];
            if (found.isEmpty()) return found;
            end = found.endAfter(end);
            if (block.timestamp < end) return found; // it has begun: nothing before it lasts, and it was served
        }
        return Burden.wrap(0);
    }

    /// @inheritdoc IRestraints
    function burdensOn(BurdenKind kind, bytes32 certificateId) external view returns (Burden[8] memory) {
        return _burdens[kind][certificateId];
    }

    /* PRIVATE: WHAT IS IN FORCE */

    function _isOpen(Burden objection) internal view returns (bool) {
        uint40 lapsesAt = objection.lapsesAt();
        return !objection.isEmpty() && (lapsesAt == 0 || block.timestamp < lapsesAt);
    }

    /// @dev Of these flags, those for which nothing is in force any more.
    function _ended(bytes32 id, uint24 flags) internal view returns (uint24 ended) {
        if (flags & Flags.FROZEN != 0 && activeFreezeOn(id).isEmpty()) ended = Flags.FROZEN;
        if (flags & Flags.OBJECTED != 0 && !_isObjected(id)) ended |= Flags.OBJECTED;
        if (flags & Flags.CONTROLLED != 0 && block.timestamp >= _first(BurdenKind.Control, id).until()) {
            ended |= Flags.CONTROLLED;
        }
        if (flags & Flags.SOURCE_OBJECTED != 0 && _first(BurdenKind.SourceObjection, id).isEmpty()) {
            ended |= Flags.SOURCE_OBJECTED;
        }
        if (flags & Flags.DISPUTED != 0 && _first(BurdenKind.Dispute, id).isEmpty()) ended |= Flags.DISPUTED;
    }

    function _isObjected(bytes32 id) private view returns (bool) {
        Burden[MAX_FREEZES] storage kept = _burdens[BurdenKind.Objection][id];
        for (uint256 i = 0; i < MAX_OBJECTIONS; ++i) {
            if (_isOpen(kept[i])) return true;
        }
        return false;
    }

    function _first(BurdenKind kind, bytes32 id) internal view returns (Burden) {
        return _burdens[kind][id][0];
    }

    /// @dev What a restraint does to an operation: nothing, the consent of `party`, or a refusal that names `by`.
    function _judge(bytes32 id, Operation operation, Restraint restraint, uint32 by, uint32 party)
        internal
        pure
        returns (uint32[] memory consents)
    {
        Effect effect = Matrix.effect(operation, restraint);
        if (effect == Effect.Refuse) revert OperationRestrained(id, operation, restraint, by);
        if (effect == Effect.Consent) return Parties.only(party);
    }

    /* PRIVATE: LISTS */

    /// @dev The first free place of a list.
    function _requirePlace(BurdenKind kind, bytes32 id, uint256 maximum) internal view returns (uint256 place) {
        Burden[MAX_FREEZES] storage kept = _burdens[kind][id];
        while (place < maximum && !kept[place].isEmpty()) ++place;
        if (place == maximum) revert BurdensTooMany(id, kind, maximum);
    }

    function _push(BurdenKind kind, bytes32 id, Burden burden) internal {
        _burdens[kind][id][_requirePlace(kind, id, MAX_OBJECTIONS)] = burden;
    }

    function _requireBurden(BurdenKind kind, bytes32 id, bytes32 burdenId)
        internal
        view
        returns (uint256 place, Burden burden)
    {
        Burden[MAX_FREEZES] storage kept = _burdens[kind][id];
        for (; place < MAX_FREEZES; ++place) {
            burden = kept[place];
            if (burden.isEmpty()) break;
            if (_burdenId(id, burden) == burdenId) return (place, burden);
        }
        revert BurdenUnknown(id, kind, burdenId);
    }

    /// @dev Drops `many` from a place on; those behind move up.
    function _drop(BurdenKind kind, bytes32 id, uint256 place, uint256 many) internal {
        Burden[MAX_FREEZES] storage kept = _burdens[kind][id];
        for (; place < MAX_FREEZES && !kept[place].isEmpty(); ++place) {
            kept[place] = place + many < MAX_FREEZES ? kept[place + many] : Burden.wrap(0);
        }
    }

    function _burdenId(bytes32 id, Burden burden) internal pure returns (bytes32) {
        return keccak256(abi.encode(id, burden.sequence()));
    }

    /* PRIVATE: CHECKS */

    function _requireAllowed(bytes32 id, Operation operation)
        internal
        view
        returns (Record record, uint32[] memory consents)
    {
        return CERTIFICATES.requireAllowed(id, operation);
    }

    /// @dev For all that puts a restraint on, changes or ends one: nothing that rests on a certificate stops it.
    function _requireRestrainable(bytes32 id) internal view returns (Record record) {
        (record,) = _requireAllowed(id, Operation.Restrain);
    }

    function _requireDigest(bytes32 digest) internal pure {
        if (digest == 0) revert ICertificates.DigestMissing();
    }

    /// @dev What another ordered, nobody else changes.
    function _requireOwn(Burden burden, uint32 given) internal pure {
        if (burden.by() != given) revert OrderOfAnother(burden.by(), given);
    }

    function _rule(Record record, Parameter parameter) internal view returns (uint32) {
        return RULES.valueAt(record.regime(), parameter, _now());
    }

    function _monthsAfter(Record record, uint40 from, Parameter parameter) internal view returns (uint40) {
        return RULES.monthsAfter(from, _rule(record, parameter));
    }

    function _now() internal view returns (uint40) {
        return uint40(block.timestamp);
    }

    /* PRIVATE: HANDS */

    /// @dev That an institution with one of the roles orders it by two hands, and the parties agree.
    function _requireOrdered(
        uint16 roles,
        bytes32 structHash,
        uint64 deadline,
        Approval[] calldata approvals,
        uint32[] memory parties
    ) internal view returns (uint32 by, address checker) {
        by = _requireMaker(roles);
        _requireAgreed(structHash, deadline, approvals, by, parties);
        checker = approvals[0].key;
    }

    /// @dev That who ordered a restraint changes it, by two hands.
    function _requireOrderer(
        uint16 roles,
        Burden kept,
        bytes32 structHash,
        uint64 deadline,
        Approval[] calldata approvals
    ) internal view returns (address checker) {
        uint32 by;
        (by, checker) = _requireOrdered(roles, structHash, deadline, approvals, _nobody());
        _requireOwn(kept, by);
    }

    /// @dev That the registry in charge files it by two hands, and the parties agree.
    function _requireRegistered(
        Record record,
        bytes32 structHash,
        uint64 deadline,
        Approval[] calldata approvals,
        uint32[] memory parties
    ) internal view returns (address checker) {
        uint32 registry = PARTICIPANTS.requireRegistry(msg.sender, record.register());
        _requireAgreed(structHash, deadline, approvals, registry, parties);
        checker = approvals[0].key;
    }

    /// @dev No party but the maker's own participant.
    function _nobody() internal pure returns (uint32[] memory parties) {}

    function _holders(bytes32 id) internal view returns (uint32[] memory) {
        return CERTIFICATES.holdersOf(id);
    }

    /* PRIVATE: THE DOOR */

    /// @dev Advances the certificate by an event; sets a flag and clears all whose things have ended.
    function _enter(bytes32 id, Record record, bytes32 topic, bytes memory words, uint24 set) internal {
        _advance(id, topic, words, set, _ended(id, record.flags() & ~set));
    }
}
