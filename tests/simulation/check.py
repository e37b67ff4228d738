"""Run a schedule with and without its lies, in several orders, and say what is wrong with it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any
from uuid import uuid4

from django.db import transaction

from tests.simulation.author import honest_plan
from tests.simulation.chance import dice, fixed_chance
from tests.simulation.lies import LIES
from tests.simulation.moment import Moment
from tests.simulation.plan import Plan, Sending, Signing, Step, dossier_of
from tests.simulation.run import Run, at, forget_devices
from tests.simulation.signing import Pen
from tests.simulation.stage import Stage
from tests.simulation.standing import Standing, standings, stored_texts
from tests.simulation.telling import told
from tracking.consignments.models import PinTries
from tracking.consignments.pin_lock import TRIES_BEFORE_LOCK
from tracking.custody.operations.lines import rebuild
from tracking.custody.operations.scans import receive_scans
from tracking.custody.operations.waiting import look_at_what_waits
from tracking.custody.reading import OfferedScan
from tracking.kernel.receipt import Outcome
from tracking.ledger.models import QuarantinedScan
from tracking.ledger.room import ROOM_OF_THE_POOL

# Cases that the door finds when a scan comes; which of two scans they name may hang on the order.
DOORS_OWN = frozenset({"clock", "implausible_place", "label_void", "ambiguous_code"})
LOOKS_AFTERWARDS = 4

Patch = Callable[[], AbstractContextManager[None]]


@dataclass(slots=True)
class Found:
    """What was found of one schedule.

    Attributes:
        lost: acknowledged scans that are not stored as they were sent.
        doubled: scans that had another effect when they came again.
        forged: by lie, what it moved.
        parted: where another order led to something else.
    """

    seed: str
    told: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    forged: dict[str, list[str]] = field(default_factory=dict)
    parted: list[str] = field(default_factory=list)
    scans: int = 0

    @property
    def is_good(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.lost or self.doubled or self.forged or self.parted)


def look_into(  # noqa: PLR0913 - a seed, and what a mutant makes otherwise
    seed: str,
    *,
    stage: Stage,
    lies: Sequence[str] | None = None,
    orders: int = 2,
    acts: int | None = None,
    rule_off: Patch = nullcontext,
) -> Found:
    """Let one schedule happen and look what came of it.

    Args:
        seed: all follows from it.
        stage: the cast in the database.
        lies: those to tell; a handful that the seed chooses if not said.
        orders: in how many other orders the same scans come.
        acts: about how many are signed.
        rule_off: switches a rule off while the lies come in.
    """
    plan, chance = honest_plan(seed, acts=acts), dice("lies", seed)
    chosen = lies if lies is not None else chance.sample(sorted(LIES), 8)
    now_ms, moments = told(plan, lies=chosen, chance=chance)
    found = Found(seed=seed, told=sorted(moments))
    with _rolled_back():
        run = Run(seed=seed, stage=stage, pen=Pen(seed=seed, stage=stage, is_lying=False))
        run.play(plan.opening)
        before = _until(plan, now_ms)
        run.play(before)
        _prepare(moments, run)
        ends = max([now_ms, *(moment.now for moment in moments.values())])
        honest = _settled(run, ends)
        with rule_off():
            run.play(sorted(_steps(moments), key=lambda step: step.at_ms))
            lied = _settled(run, ends)
        _judge_disk(found)
        _judge_lies(found, moments, honest, lied)
        _judge_storage(found, run, lied, ends)
    for order in range(orders):
        with _rolled_back():
            again = _in_another_order(plan, before, moments, run, dice("order", seed, order))
            found.parted += _differences(lied, _settled(again, ends), f"order {order}")
    return found


@contextmanager
def _rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    forget_devices()


def _until(plan: Plan, now_ms: int) -> list[Step]:
    return [step for step in plan.steps if step.at_ms <= now_ms]


def _steps(moments: Mapping[str, Moment]) -> Iterator[Step]:
    for moment in moments.values():
        yield from moment.steps


def _prepare(moments: Mapping[str, Moment], run: Run) -> None:
    """Let happen what is true of a lie: the phone was reported stolen, the enrolment undone."""
    for moment in moments.values():
        true = [step for step in moment.steps if not isinstance(step, Signing) and not step.is_lie]
        run.play(true)
        run.prepared += true
        moment.steps = [step for step in moment.steps if step.is_lie]


def _settled(run: Run, ends_ms: int) -> dict[str, Standing]:
    """Read how all stands after what waits was looked at, and leave it as it was."""
    with _rolled_back():
        for days in range(1, LOOKS_AFTERWARDS):
            look_at_what_waits(now=at(ends_ms) + timedelta(days=days))
        return standings(run, now=at(ends_ms))


def _judge_lies(
    found: Found,
    moments: Mapping[str, Moment],
    honest: Mapping[str, Standing],
    lied: Mapping[str, Standing],
) -> None:
    lie_about = {moment.item: lie for lie, moment in moments.items()}
    # The dossier follows its items: it may say less where one of them moved and says its doubt.
    excused = {
        dossier_of(item)
        for item, after in lied.items()
        if item in honest
        and after.moved != honest[item].moved
        and _says_its_doubt(honest[item], after)
    }
    for item, after in lied.items():
        before = honest.get(item)
        if before is None:
            continue
        lie = lie_about.get(item, "another item's")
        if after.says_returned and not before.says_returned:
            found.forged.setdefault(lie, []).append(f"{item} is told as returned")
        moved = {} if _says_its_doubt(before, after) else _moved(before.moved, after.moved)
        if dossier_of(item) not in excused:
            moved |= _moved(before.told, after.told)
        if moved:
            found.forged.setdefault(lie, []).append(f"{item} moved: {moved}")
    # A party that had the paper may lock itself out; whoever may deliver nothing tries nothing.
    locked = PinTries.objects.filter(tries__gte=TRIES_BEFORE_LOCK)
    if "tries_pins_without_a_grant" in moments and locked.exists():
        found.forged.setdefault("tries_pins_without_a_grant", []).append("a PIN is locked")


def _says_its_doubt(before: Standing, after: Standing) -> bool:
    return after.is_doubted or bool(after.kinds - before.kinds)


def _moved(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    return {name: (was, after[name]) for name, was in before.items() if was != after[name]}


def _judge_disk(found: Found) -> None:
    pool = QuarantinedScan.objects.filter(share=None)
    nameless = pool.filter(kid="").count()
    if nameless:
        found.forged.setdefault("fills_the_disk_nameless", []).append(f"{nameless} are stored")
    if pool.count() > ROOM_OF_THE_POOL.scans:
        found.forged.setdefault("fills_the_disk_unsigned", []).append(f"{pool.count()} stored")


def _judge_storage(found: Found, run: Run, lied: Mapping[str, Standing], ends_ms: int) -> None:
    """See that all that was acknowledged is stored, and that nothing happens twice."""
    stored = stored_texts()
    found.scans = len(stored)
    aside = set(QuarantinedScan.objects.values_list("key", flat=True))
    for answer in run.answers:
        for result in answer.receipt.results:
            is_kept = {
                Outcome.ACCEPTED: result.key in stored,
                Outcome.QUARANTINED: result.key in aside,
            }.get(result.outcome, True)
            if not is_kept:
                found.lost.append(result.key)
    with _rolled_back():
        for answer in run.answers:
            receive_scans(scans=answer.offered, batch=uuid4(), now=at(ends_ms))
        found.doubled += _differences(lied, _settled(run, ends_ms), "all sent twice")
        if stored_texts() != stored:
            found.doubled.append("stored twice")
    with _rolled_back():
        rebuild(now=at(ends_ms))
        found.parted += _differences(lied, _settled(run, ends_ms), "rebuilt")


def _in_another_order(
    plan: Plan, before: Sequence[Step], moments: Mapping[str, Moment], run: Run, chance: Random
) -> Run:
    """Let the same scans come in another order and in other batches.

    What operations did stays where it was; between two of them scans come in any order. Each is
    dated by when it first came, as the fold is a function of the stored scans with their times.
    """
    again = Run(seed=run.seed, stage=run.stage, pen=run.pen)
    again.play(plan.opening)
    seen: set[str] = set()
    waiting: list[OfferedScan] = []
    lies = sorted(_steps(moments), key=lambda step: step.at_ms)
    for step in [*before, *run.prepared, *lies]:
        if isinstance(step, Sending):
            for sent in step.scans:
                key = f"{sent.scan}/{sent.private}"
                if sent.scan in again.pen.papers and key not in seen:
                    seen.add(key)
                    waiting.append(_dated(again, step, sent))
        elif not isinstance(step, Signing):
            _shuffled_in(waiting, chance, step.at_ms)
            waiting = []
            again.play([step])
    _shuffled_in(waiting, chance, plan.ends_ms)
    return again


def _dated(run: Run, step: Sending, sent: object) -> OfferedScan:
    offered = run._offered(sent)  # type: ignore[arg-type]
    return OfferedScan(jws=offered.jws, private=offered.private, came_at=at(step.at_ms))


def _shuffled_in(waiting: list[OfferedScan], chance: Random, at_ms: int) -> None:
    scans = [*waiting, *chance.sample(waiting, len(waiting) // 5)]
    chance.shuffle(scans)
    while scans:
        size = chance.choice([1, 1, 2, 5, 40])
        batch, scans = scans[:size], scans[size:]
        with fixed_chance("batch", at_ms, len(scans)):
            receive_scans(scans=batch, batch=uuid4(), now=at(at_ms))


def _differences(
    one: Mapping[str, Standing], other: Mapping[str, Standing], when: str
) -> list[str]:
    parted = []
    for item in sorted(one.keys() | other.keys()):
        here, there = one.get(item), other.get(item)
        if here is None or there is None:
            parted.append(f"{when}: {item} is there in one of both")
            continue
        parted += [
            f"{when}: {item} {name}: {here.line.get(name)} / {there.line.get(name)}"
            for name in here.line.keys() | there.line.keys()
            if here.line.get(name) != there.line.get(name)
        ]
        if (here.legal, here.milestone) != (there.legal, there.milestone):
            parted.append(f"{when}: {item} by law {here.legal} / {there.legal}")
        if _standing_cases(here) != _standing_cases(there):
            parted.append(
                f"{when}: {item} cases {_standing_cases(here)} / {_standing_cases(there)}"
            )
    return parted


def _standing_cases(standing: Standing) -> set[tuple[str, str]]:
    return {(kind, scan) for kind, scan, _ in standing.cases if kind not in DOORS_OWN}
