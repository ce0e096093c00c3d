// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Book} from "./Book.sol";
import {Parties} from "./Parties.sol";
import {Record} from "./Record.sol";
import {Flags, ICertificates, Rights, Share, Transfer} from "./interfaces/ICertificates.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";

/// @notice Certificates of one batch that come into the same hands one after another, and these hands' head so far.
struct Arrivals {
    uint32 participant;
    bytes32 head;
}

/// @title Holding: who holds a certificate, alone or together with others
/// @dev A part of {Certificates}, on its own page. What comes into a participant's hands and leaves them is folded into
/// its head, so that one slot proves a list of moves whole, also an empty one. What ends or expires stays where it was.
abstract contract Holding is Book {
    using Parties for uint32[];

    /* CONSTANTS */

    uint256 private constant _ENTERED = 1;
    uint256 private constant _LEFT = 2;

    /* VIEWS */

    /// @inheritdoc ICertificates
    function holdersOf(bytes32 certificateId) external view returns (uint32[] memory) {
        return _holdersOf(certificateId, _records[certificateId]);
    }

    /* PRIVATE: READING */

    /// @dev All holders in stored order.
    function _holdersOf(bytes32 id, Record record) internal view returns (uint32[] memory holders) {
        if (record.flags() & Flags.SHARED == 0) {
            holders = new uint32[](1);
            holders[0] = record.holder();
            return holders;
        }
        Share[] storage shares = _shares[id];
        holders = new uint32[](shares.length);
        for (uint256 i = 0; i < holders.length; ++i) {
            holders[i] = shares[i].holder;
        }
    }

    function _isHolder(bytes32 id, Record record, uint32 participant) internal view returns (bool) {
        return _holdersOf(id, record).contains(participant);
    }

    /// @dev Who must agree to a transfer, in order, once it is clear that `from` has something to transfer to `to`.
    function _partiesOf(Record record, Transfer calldata asked) internal view returns (uint32[] memory parties) {
        (bytes32 id, uint32 from, uint32 to) = (asked.certificateId, asked.from, asked.to);
        uint32[] memory holders = _holdersOf(id, record);
        uint256 place = 0;
        while (place < holders.length && holders[place] != from) ++place;
        if (place == holders.length) revert NotHolder(id, from);
        if (to == from) revert TransfereeInvalid(id, to);
        uint8 rights = record.flags() & Flags.SHARED == 0 ? record.rights() : _shares[id][place].rights;
        if (rights & Rights.OPERATE == 0) revert RightToOperateMissing(id, rights);

        uint256 others = 0;
        for (uint256 i = 0; i < holders.length; ++i) {
            if (holders[i] != from && holders[i] != to) holders[others++] = holders[i];
        }
        parties = new uint32[](2 + others);
        (parties[0], parties[1]) = (from, to);
        for (uint256 i = 0; i < others; ++i) {
            parties[2 + i] = holders[i];
        }
    }

    /* PRIVATE: CHECKS */

    function _requireHolder(uint32 holder, uint32 registry, uint32 participants) internal pure {
        if (holder == 0 || holder > participants) revert IParticipants.ParticipantUnknown(holder);
        if (holder == registry) revert SelfRegistration(holder);
    }

    function _requireShares(Record record, Share[] calldata shares, uint32 registry, uint32 participants)
        internal
        pure
    {
        uint256 count = shares.length;
        uint256 sum = 0;
        uint8 rights = 0;
        for (uint256 i = 0; i < count; ++i) {
            sum += shares[i].share;
        }
        if (count < 2 || count > MAX_HOLDERS || sum != WHOLE) revert SharesInvalid(count, sum);

        for (uint256 i = 0; i < count; ++i) {
            Share calldata part = shares[i];
            _requireHolder(part.holder, registry, participants);
            bool misplaced = i == 0 && part.holder != record.holder();
            if (part.share == 0 || misplaced) revert ShareInvalid(part.holder, part.share);
            for (uint256 j = 0; j < i; ++j) {
                if (shares[j].holder == part.holder) revert ShareInvalid(part.holder, part.share);
            }
            if (part.rights == 0) revert RightsInvalid(part.rights);
            rights |= part.rights;
        }
        if (rights != record.rights()) revert RightsInvalid(rights);
    }

    /* PRIVATE: CHANGES */

    /// @dev A participant's head after a certificate came into its hands.
    function _withEntered(bytes32 head, bytes32 id) internal pure returns (bytes32) {
        return keccak256(abi.encode(head, id, _ENTERED));
    }

    function _enters(bytes32 id, uint32 participant) internal {
        _holdings[participant] = _withEntered(_holdings[participant], id);
    }

    /// @dev As {_enters}, but a run of arrivals in the same hands writes the slot once, in {_settle}.
    function _arrives(Arrivals memory run, uint32 participant, bytes32 id) internal {
        if (participant != run.participant) {
            _settle(run);
            (run.participant, run.head) = (participant, _holdings[participant]);
        }
        run.head = _withEntered(run.head, id);
    }

    function _settle(Arrivals memory run) internal {
        if (run.participant != 0) _holdings[run.participant] = run.head;
    }

    function _leaves(bytes32 id, uint32 participant) internal {
        _holdings[participant] = keccak256(abi.encode(_holdings[participant], id, _LEFT));
    }

    /// @dev Passes all that `from` holds to `to` and returns the record's holder: the sole or the first co-holder.
    function _passHolding(Record record, bytes32 id, uint32 from, uint32 to) internal returns (uint32 first) {
        _leaves(id, from);
        if (record.flags() & Flags.SHARED != 0) return _passShare(id, from, to);
        _enters(id, to);
        return to;
    }

    /// @dev Passes the share of `from` to `to` and returns the first co-holder.
    function _passShare(bytes32 id, uint32 from, uint32 to) private returns (uint32 first) {
        Share[] storage shares = _shares[id];
        uint256 place = _placeOf(shares, from);
        uint256 meets = _placeOf(shares, to);
        uint256 count = shares.length;
        if (meets == count) {
            shares[place].holder = to;
            _enters(id, to);
        } else {
            shares[meets].rights |= shares[place].rights;
            shares[meets].share += shares[place].share;
            for (; place < count - 1; ++place) shares[place] = shares[place + 1];
            shares.pop();
        }
        return shares[0].holder;
    }

    /// @dev The place of `holder` in `shares`, or their number if it has none.
    function _placeOf(Share[] storage shares, uint32 holder) private view returns (uint256 place) {
        uint256 count = shares.length;
        while (place < count && shares[place].holder != holder) ++place;
    }
}
