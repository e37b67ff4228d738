"""What can happen in a schedule, in names instead of ids; pure.

Times are true times: milliseconds since the dawn of the first day. What a device knows of the time
is its own affair (`Clock`). An item is named after its dossier and its way: `3:out`, `3:back`; a
citizen after the dossier: `citizen:3`. A scan is named by the act that signed it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

MINUTE: Final = 60_000
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What a device reads off its clocks, and the server time it heard in this context, if any.

    `server` is the true time at which it came, and the monotonic time then.
    """

    wall_ms: int
    mono_ms: int
    context: int
    server: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class On:
    """One thing scanned: an item by one of its labels, and the act known as its newest node."""

    item: str
    basis: str | None = None
    label: int = 0
    is_typed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The ticket of an offer as its taker saw it.

    `device` is the giver's device as the ticket names it, `key` the one whose key signed it.
    """

    device: str
    key: str
    offer: str
    items: tuple[str, ...]
    giver: str
    to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Private:
    """What is said beside a signature: the PIN or the slip of a dossier, or a wrong PIN."""

    pin_of: str | None = None
    slip_of: str | None = None
    wrong: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that happens at a time; `is_lie` if it would not in the honest schedule."""

    at_ms: int
    is_lie: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing(Step):
    """A device signs an act.

    Attributes:
        name: of the act.
        party: for whom.
        to: a party or a citizen.
        epoch: which of the device's own chains, counted from 0.
        is_fork: it stands where the scan before it in the chain stands, beside it.
        if_lied: by item, the basis instead where the lies are told: the liar's node was seen.
        typ: of the header, if it is not a scan's.
        padding: so many bytes too much in the payload.
    """

    name: str
    device: str
    who: str
    party: str
    act: str
    on: tuple[On, ...]
    clock: Clock
    to: str | None = None
    of: str | None = None
    ends: tuple[str, ...] = ()
    ticket: Shown | None = None
    why: str | None = None
    private: Private | None = None
    has_photo: bool = False
    epoch: int = 0
    is_fork: bool = False
    if_lied: Mapping[str, str] = field(default_factory=dict)
    typ: str = "scan+jwt"
    padding: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One scan on its way: `private` names the act whose private part travels with it."""

    scan: str
    private: str | None = None
    is_twin: bool = False
    is_spoilt: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending(Step):
    """A batch that reaches the door; the sender hears the answer or does not."""

    sender: str
    scans: tuple[Sent, ...]
    is_answered: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise(Step):
    """Bytes that nobody of ours signed, `many` of them; `kid` names a device whose key did not."""

    many: int
    size: int = 200
    kid: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakingIn(Step):
    """A counter opens a dossier; `label` is a blank one that is on the envelope already."""

    dossier: str
    counter: str
    decides: str
    to_door: bool = False
    has_slip: bool = True
    is_on_blank: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding(Step):
    """An officer closes a dossier, and its result becomes an item."""

    dossier: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Granting(Step):
    """A supervisor lets a person act for an office, perhaps from a moment that is past."""

    person: str
    role: str
    party: str
    from_ms: int
    until_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoking(Step):
    """A device is believed no more."""

    device: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Relabelling(Step):
    """The label of an item is voided and another one printed."""

    item: str
    office: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Guessing(Step):
    """Somebody tries PINs on the public page."""

    dossier: str
    many: int


@dataclass(frozen=True, slots=True)
class Stay:
    """Where the paper of an item truly is, from a time until another.

    `node` is the act by which it came there, and None while that was not scanned.
    """

    holder: str
    from_ms: int
    node: str | None
    until_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A whole schedule.

    Attributes:
        opening: what happens before anything is signed; the same in every run of the plan.
        steps: in the order in which they happen.
        stays: by item, where its paper truly was, in order.
        ends_ms: when all is over and everything has been sent.
        lies: the names of those told.
    """

    seed: str
    opening: tuple[Step, ...]
    steps: tuple[Step, ...]
    stays: Mapping[str, Sequence[Stay]]
    ends_ms: int
    lies: tuple[str, ...] = ()

    @property
    def signings(self) -> dict[str, Signing]:
        """Every act that is signed, by name."""
        return {step.name: step for step in self.steps if isinstance(step, Signing)}

    @property
    def sendings(self) -> Iterator[Sending]:
        """Every batch that reaches the door."""
        return (step for step in self.steps if isinstance(step, Sending))


def dossier_of(item: str) -> str:
    """Return the dossier that an item is of."""
    return item.partition(":")[0]
