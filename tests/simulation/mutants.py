"""For each lie the rule that stops it, switched off, so that the lie is shown to bite."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final
from unittest.mock import patch
from uuid import UUID

from tests.simulation.check import Patch
from tracking.custody import around, reading, stories
from tracking.custody.operations import proofs as judging
from tracking.custody.operations import scans
from tracking.kernel.folding import answers, law, mending
from tracking.kernel.folding import reading as flags
from tracking.kernel.folding.proofs import deliveries
from tracking.kernel.folding.rights import Rights
from tracking.kernel.line import Judgement, ProofKind, Role, SubjectScan, Verdict
from tracking.kernel.scan import Act
from tracking.ledger import operations as ledger
from tracking.ledger.room import Room

_ENDLESS: Final = Room(scans=10**9, size_bytes=10**12)


def _replaced(target: object, name: str, new: object) -> Patch:
    @contextmanager
    def switched_off() -> Iterator[None]:
        with patch.object(target, name, new):
            yield

    return switched_off


def _all(*patches: Patch) -> Patch:
    @contextmanager
    def switched_off() -> Iterator[None]:
        if not patches:
            yield
            return
        with patches[0](), _all(*patches[1:])():
            yield

    return switched_off


def _phones_speak_for_all(self: Rights, *, device: str, person: Any, at: Any, **how: Any) -> bool:
    known = self._around.devices.get(device)
    return bool(known and known.person) or _speaks(
        self, device=device, person=person, at=at, **how
    )


def _desks_speak_for_all(self: Rights, *, device: str, person: Any, at: Any, **how: Any) -> bool:
    known = self._around.devices.get(device)
    return bool(known and known.office) or _speaks(
        self, device=device, person=person, at=at, **how
    )


def _confirms_by_any_device(self: Rights, scan: Any, **named: Any) -> bool:
    return scan.act is Act.CONFIRM or _is_granted(self, scan, **named)


def _resolves_by_any_device(self: Rights, scan: Any, **named: Any) -> bool:
    return scan.act is Act.RESOLVE or _is_granted(self, scan, **named)


def _undone_speak(self: Rights, *, device: str, person: Any, at: Any, **how: Any) -> bool:
    known = self._around.devices.get(device)
    return bool(known and known.person == person) or _speaks(
        self, device=device, person=person, at=at, **how
    )


def _givers_by_any_role(self: Rights, *, device: str, party: Any, at: Any, **_: Any) -> set[Any]:
    known = self._around.devices.get(device)
    return {
        grant.person
        for grant in self._around.grants
        if grant.party == party
        and known
        and known.person == grant.person
        and (grant.until_ms is None or at.earliest_ms < grant.until_ms)
    }


def _givers_at_any_time(self: Rights, *, device: str, party: Any, **_: Any) -> set[Any]:
    known = self._around.devices.get(device)
    return {
        grant.person
        for grant in self._around.grants
        if grant.party == party
        and grant.role is Role.CLERK
        and known
        and known.person == grant.person
    }


def _granted_for_ever(self: Rights, *, scan: Any, party: Any, roles: Any, **_: Any) -> bool:
    return any(
        grant.role in roles and grant.party == party for grant in self._grants.get(scan.who, ())
    )


def _any_role(self: Rights, *, scan: Any, party: Any, roles: Any, **_: Any) -> bool:  # noqa: ARG001 - the rule is off
    return any(grant.party == party for grant in self._grants.get(scan.who, ()))


def _may_answer_for_oneself(*, scan: Any, take: Any, **_: Any) -> bool:
    giver = take.above.holder if take.above is not None else None
    return take.is_taken and scan.party == giver


def _may_annul_of_anybody(*, tree: Any, scan: Any) -> bool:
    own = tree.matter.scans.get(scan.of or "")
    return scan.act is Act.ANNUL and own is not None and scan.id not in tree.mends.annuls


def _everybody_receives(*_: object) -> Any:
    class Everybody:
        def __contains__(self, one: object) -> bool:
            return True

    return Everybody()


def _good_by_pin(**_: object) -> Judgement:
    return Judgement(verdict=Verdict.GOOD, by=ProofKind.PIN)


def _judged_without_grant(scan: Any, **_: Any) -> bool:
    return scan.act is Act.DELIVER and scan.judgement is None


def _everybody_had(scans: Collection[SubjectScan], **_: Any) -> frozenset[UUID]:
    return frozenset(scan.party for scan in scans)


def _is_never_in_doubt(_self: Rights, _scan: object) -> bool:
    return True


def _is_anybody(_answer: object, _scans: object) -> bool:
    return True


def _any_private(_scan: object, _text: str) -> bool:
    return True


_speaks: Final[Callable[..., bool]] = Rights._speaks
_is_granted: Final[Callable[..., bool]] = Rights.is_granted

_NOTHING_NEEDS_PROOF: Final = _all(
    _replaced(flags, "UNPROVEN", frozenset({Verdict.BAD})),
    _replaced(law, "UNPROVEN", frozenset({Verdict.BAD})),
    _replaced(law, "_proofs", lambda *, hold, verdict: deliveries(hold)),  # noqa: ARG005 - whole
)

MUTANTS: Final[Mapping[str, Patch]] = {
    "both_hands_by_phone": _replaced(Rights, "_speaks", _phones_speak_for_all),
    "offers_by_a_strange_desk": _replaced(Rights, "_speaks", _desks_speak_for_all),
    "confirms_own_take_in_a_clerks_name": _all(
        _replaced(Rights, "is_granted", _confirms_by_any_device),
        _replaced(Rights, "is_beyond_doubt", _is_never_in_doubt),
        _replaced(answers, "_is_anothers", _is_anybody),
    ),
    "confirms_own_take_with_two_hats": _replaced(answers, "_may_answer", _may_answer_for_oneself),
    "resolves_own_dispute": _replaced(Rights, "is_granted", _resolves_by_any_device),
    "ticket_by_who_only_serves": _replaced(Rights, "givers", _givers_by_any_role),
    "ticket_by_a_grant_that_ended": _replaced(Rights, "givers", _givers_at_any_time),
    "forged_ticket": _replaced(stories, "_is_signed", lambda _raw, _key: True),
    "offers_by_a_grant_that_ended": _replaced(Rights, "_has_role", _granted_for_ever),
    "offers_as_auditor": _replaced(Rights, "_has_role", _any_role),
    "annuls_what_another_signed": _replaced(mending, "_may_annul", _may_annul_of_anybody),
    "annuls_too_late": _replaced(mending, "ANNUL_WITHIN_MS", 10**15),
    "gives_with_a_revoked_phone": _replaced(scans, "judged_under_lock", lambda one, **_: one),
    "enrols_a_phone_for_somebody_else": _replaced(Rights, "_speaks", _undone_speak),
    "delivers_to_a_wrong_citizen": _all(
        _replaced(around, "_receivers", _everybody_receives),
        _replaced(judging, "judge", _good_by_pin),
    ),
    "delivers_without_proof": _NOTHING_NEEDS_PROOF,
    "withholds_the_proof": _NOTHING_NEEDS_PROOF,
    "delivers_with_a_wrong_pin": _replaced(judging, "judge", _good_by_pin),
    "swaps_the_proof": _replaced(reading, "_was_signed_for", _any_private),
    "tries_pins_without_a_grant": _all(
        _replaced(judging, "is_to_be_judged", _judged_without_grant),
        _replaced(judging, "who_had", _everybody_had),
    ),
    "fills_the_disk_unsigned": _replaced(ledger, "ROOM_OF_THE_POOL", _ENDLESS),
    "fills_the_disk_nameless": _replaced(reading.Untrusted, "is_strangers", new=False),
}
