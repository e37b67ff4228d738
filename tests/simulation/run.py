"""Let a schedule happen: at the real door, by the real operations, on the real database.

Whoever runs it holds a transaction around it and rolls that back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from tests import make
from tests.simulation.chance import fixed_chance
from tests.simulation.plan import (
    Deciding,
    Granting,
    Guessing,
    Noise,
    Relabelling,
    Revoking,
    Sending,
    Sent,
    Signing,
    Step,
    TakingIn,
)
from tests.simulation.signing import Paper, Pen, Things
from tests.simulation.stage import DAWN, Stage
from tests.simulation.tricks import noise, spoilt, twin
from tracking.consignments.intake import Decision
from tracking.consignments.intake import Paper as Listed
from tracking.consignments.models import Item, Label
from tracking.consignments.operations.citizens import make_citizen_key, try_pin_in_public
from tracking.custody import reading
from tracking.custody.operations import grants, membership
from tracking.custody.operations.scans import receive_scans
from tracking.custody.operations.sending import decide, take_in, void_label
from tracking.custody.reading import OfferedScan
from tracking.kernel.line import Role
from tracking.kernel.receipt import Receipt, read_receipt
from tracking.kernel.refusal import Refusal
from tracking.ledger.keys import receipt_key
from tracking.parties.models import Office


@dataclass(frozen=True, slots=True)
class Answer:
    """What the door said to a batch."""

    sending: Sending
    offered: tuple[OfferedScan, ...]
    receipt: Receipt


@dataclass(slots=True, kw_only=True)
class Run:
    """One run of a schedule, with all that came of it.

    Attributes:
        pen: signs; what it signed already is not signed again.
        things: what the operations made.
        items: by name, the ids of items.
        dossiers: by name, the ids of dossiers.
        answers: the door's, in order.
        refused: operations that were refused, and why.
        missing: acts that could not be signed, since what they name never came to be.
        prepared: what truly happened just before the lies.
    """

    seed: str
    stage: Stage
    pen: Pen
    things: Things = field(default_factory=Things)
    items: dict[str, UUID] = field(default_factory=dict)
    dossiers: dict[str, UUID] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    refused: list[tuple[Step, str]] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)
    prepared: list[Step] = field(default_factory=list)

    def again(self, pen: Pen) -> "Run":
        """Return a run that begins where this one stands, with another pen."""
        return Run(
            seed=self.seed,
            stage=self.stage,
            pen=pen,
            things=self.things.copy(),
            items=dict(self.items),
            dossiers=dict(self.dossiers),
        )

    def play(self, steps: Iterable[Step]) -> None:
        """Let steps happen, one after the other."""
        forget_devices()
        for step in steps:
            # What each draws by chance hangs on the step alone, not on those before it.
            with fixed_chance(self.seed, step):
                try:
                    self._happen(step)
                except Refusal as refusal:
                    self.refused.append((step, refusal.code))

    def _happen(self, step: Step) -> None:
        match step:
            case Signing():
                self._sign(step)
            case Sending():
                self._send(step)
            case Noise():
                self._make_noise(step)
            case TakingIn():
                self._take_in(step)
            case Deciding():
                self._decide(step)
            case _:
                self._administer(step)

    def _sign(self, act: Signing) -> None:
        if act.name not in self.pen.papers and self.pen.sign(act, self.things) is None:
            self.missing.add(act.name)

    def _send(self, sending: Sending) -> None:
        offered = tuple(
            self._offered(sent) for sent in sending.scans if sent.scan in self.pen.papers
        )
        if offered:
            self.answers.append(Answer(sending, offered, self._at_the_door(offered, sending)))

    def _offered(self, sent: Sent) -> OfferedScan:
        paper = self.pen.papers[sent.scan]
        beside = self.pen.papers.get(sent.private or "")
        jws = twin(paper.jws) if sent.is_twin else paper.jws
        return OfferedScan(
            jws=spoilt(jws) if sent.is_spoilt else jws,
            private=None if beside is None else beside.private,
        )

    def _make_noise(self, step: Noise) -> None:
        key = None if step.kid is None else self.stage.keys[step.kid].public
        self._at_the_door(noise(many=step.many, size=step.size, kid=key), step)

    def _at_the_door(self, offered: tuple[OfferedScan, ...], step: Step) -> Receipt:
        receipt = receive_scans(scans=offered, batch=uuid4(), now=at(step.at_ms))
        key = receipt_key().public
        return read_receipt(jws=receipt, keys={key.thumbprint: key})

    def _take_in(self, step: TakingIn) -> None:
        intake = make.intake(
            request_id=uuid4(),
            procedure_id=self.stage.procedures[step.decides],
            returns_to_door=step.to_door,
        )
        sent = take_in(
            intake=intake, office=self._office(step.counter), by=self._clerk(), now=at(step.at_ms)
        )
        self.dossiers[step.dossier] = sent.dossier.pk
        self.things.citizens[step.dossier] = sent.dossier.citizen_id
        self._name_item(f"{step.dossier}:out", sent.item, sent.label)
        if step.has_slip:
            slip = make_citizen_key(dossier_id=sent.dossier.pk, now=at(step.at_ms))
            self.things.slips[step.dossier] = slip

    def _decide(self, step: Deciding) -> None:
        papers = [Listed(name="Giấy phép", kind="original", count=1)]
        sent = decide(
            dossier_id=self.dossiers[step.dossier],
            decision=Decision(outcome="granted", papers=papers),
            by=self.stage.people[step.by],
            now=at(step.at_ms),
        )
        self._name_item(f"{step.dossier}:back", sent.item, sent.label)

    def _name_item(self, name: str, item: Item, label: Label) -> None:
        self.items[name] = item.pk
        self.things.labels[name] = [label.pk]

    def _administer(self, step: Step) -> None:
        match step:
            case Granting():
                self._grant(step)
            case Revoking():
                device = self.stage.keys[step.device].public.thumbprint
                membership.revoke_device(device_id=device, why="lost", now=at(step.at_ms))
            case Relabelling():
                self._relabel(step)
            case Guessing():
                dossier, slip = self.dossiers[step.dossier], self.things.slips[step.dossier]
                for guess in range(1, step.many + 1):
                    wrong = f"{(int(slip.pin) + guess) % 10**6:06}"
                    try_pin_in_public(dossier_id=dossier, pin=wrong, now=at(step.at_ms))
            case _:
                raise TypeError(step)

    def _grant(self, step: Granting) -> None:
        grants.give_grant(
            person_id=self.stage.people[step.person],
            role=Role(step.role),
            from_at=at(step.from_ms),
            until_at=None if step.until_ms is None else at(step.until_ms),
            party_id=self.stage.parties[step.party],
            now=at(step.at_ms),
        )

    def _relabel(self, step: Relabelling) -> None:
        labels = self.things.labels.get(step.item)
        if labels is None:
            return
        new = void_label(
            label_id=labels[-1],
            why="damaged",
            office_id=self.stage.parties[step.office],
            by=self._clerk(),
            now=at(step.at_ms),
        )
        if new is not None:
            labels.append(new.pk)

    def _office(self, name: str) -> Office:
        return Office.objects.select_related("unit", "site").get(pk=self.stage.parties[name])

    def _clerk(self) -> UUID:
        return self.stage.people["hoa"]


def at(ms: int) -> datetime:
    """Return the server's clock at a true time."""
    return DAWN + timedelta(milliseconds=ms)


def forget_devices() -> None:
    """Forget the devices that the door remembers: those of a run that was rolled back are gone."""
    reading._KNOWN.clear()


def papers_by_id(papers: Mapping[str, Paper]) -> dict[str, str]:
    """Return the names of acts by the ids of their scans."""
    return {paper.id: name for name, paper in papers.items()}
