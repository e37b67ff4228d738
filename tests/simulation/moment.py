"""One item at one time, at which somebody lies about it; pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from tests.simulation.plan import (
    MINUTE,
    Clock,
    On,
    Sending,
    Sent,
    Signing,
    Stay,
    Step,
    dossier_of,
)
from tracking.kernel.scan import Act

# The liar's chain is another than that of whoever owns the device.
LIARS_EPOCH: Final = 99
SENT_AFTER: Final = 20 * MINUTE


@dataclass(slots=True)
class Moment:
    """One item at one time, and what the liar signs then.

    Attributes:
        lie: its name.
        item: what it is about.
        stay: where the paper truly is, by a node that the server has.
        now: true time.
        steps: what the liar does.
    """

    lie: str
    item: str
    stay: Stay
    now: int
    chance: Random
    steps: list[Step] = field(default_factory=list)
    _names: int = 0

    @property
    def dossier(self) -> str:
        """The dossier of the item."""
        return dossier_of(self.item)

    def sign(self, act: Act, *, device: str, who: str, party: str, **members: Any) -> str:
        """Let a device sign about the item; return the name of the act."""
        self._names += 1
        name = f"{self.lie}/{self._names}"
        self.now += MINUTE
        basis = members.pop("basis", self.stay.node)
        items = members.pop("items", [self.item])
        self.steps.append(
            Signing(
                at_ms=self.now,
                is_lie=True,
                name=name,
                device=device,
                who=who,
                party=party,
                act=act,
                on=tuple(On(item=item, basis=basis) for item in items),
                clock=Clock(
                    wall_ms=self.now,
                    mono_ms=self.now,
                    context=LIARS_EPOCH,
                    server=(self.now - MINUTE, self.now - MINUTE),
                ),
                epoch=LIARS_EPOCH,
                **members,
            )
        )
        return name

    def send(self, *names: str, withheld: Sequence[str] = ()) -> None:
        """Bring acts to the door; the private parts of some are kept back."""
        scans = tuple(
            Sent(scan=name, private=None if name in withheld else name) for name in names
        )
        self.now += SENT_AFTER
        self.steps.append(Sending(at_ms=self.now, is_lie=True, sender="liar", scans=scans))
