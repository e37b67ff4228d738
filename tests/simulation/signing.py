"""Sign the acts of a schedule as devices do, each on its own chain; the same text each time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tests.simulation.chance import fixed_chance, number
from tests.simulation.plan import On, Private, Shown, Signing
from tests.simulation.stage import DAWN_MS, Stage
from tracking.consignments.citizen_key import NewCitizenKey
from tracking.kernel.ids import b64u, b64u_bytes
from tracking.kernel.label import typed_code
from tracking.kernel.private_part import private_hash, private_text
from tracking.kernel.scan_reading import MAX_SCAN_BYTES, SCAN_TYPE, scan_id
from tracking.kernel.signing import compact_json, sign_jws
from tracking.kernel.ticket import encode_ticket, read_ticket


@dataclass(frozen=True, slots=True)
class Paper:
    """A scan as its device keeps it: the signed text, and the private part beside it."""

    id: str
    jws: str
    private: str | None


@dataclass(slots=True)
class Things:
    """What names stand for that operations made: labels, citizens, slips."""

    labels: dict[str, list[str]] = field(default_factory=dict)
    citizens: dict[str, UUID] = field(default_factory=dict)
    slips: dict[str, NewCitizenKey] = field(default_factory=dict)

    def copy(self) -> "Things":
        """Return the same, to be added to."""
        labels = {item: list(labels) for item, labels in self.labels.items()}
        return Things(labels, dict(self.citizens), dict(self.slips))


@dataclass(frozen=True, slots=True)
class _Place:
    n: int
    prev: str | None


@dataclass(slots=True)
class Pen:
    """Signs what is planned, as far as what it names exists.

    Attributes:
        seed: of the schedule.
        papers: what was signed, by the name of the act.
        is_lying: liars' nodes are seen, and built on.
    """

    seed: str
    stage: Stage
    is_lying: bool
    papers: dict[str, Paper] = field(default_factory=dict)
    _next: dict[tuple[str, int], _Place] = field(default_factory=dict)
    _last: dict[tuple[str, int], _Place] = field(default_factory=dict)
    _newest: dict[str, str] = field(default_factory=dict)

    def sign(self, act: Signing, things: Things) -> Paper | None:
        """Sign an act; None if it names something that never came to be."""
        named = [act.of] if act.of else []
        if any(name not in self.papers for name in (*named, *act.ends)) or not all(
            on.item in things.labels for on in act.on
        ):
            return None
        private = self._private(act, things)
        if act.private is not None and private is None:
            return None
        payload = self._payload(act, things, private)
        jws = sign_jws(typ=act.typ, payload=compact_json(payload), key=self._key(act.device))
        paper = Paper(scan_id(jws), jws, private)
        self.papers[act.name] = paper
        if act.typ == SCAN_TYPE and not act.padding and not act.is_fork:
            self._go_on(act, paper)
        return paper

    def _payload(self, act: Signing, things: Things, private: str | None) -> dict[str, Any]:
        said: dict[str, Any] = {
            "v": 1,
            "act": act.act,
            "who": str(self.stage.people[act.who]),
            "for": str(self.stage.parties[act.party]),
            "dev": self._chain(act),
            "on": self._on(act, things),
            "at": self._at(act),
        }
        if act.to is not None:
            said["to"] = str(self._party(act.to, things))
        if act.of is not None:
            said["of"] = self.papers[act.of].id
        if act.ends:
            said["ends"] = sorted(self.papers[end].id for end in act.ends)
        if act.ticket is not None:
            said["tk"] = self._ticket(act.ticket, things)
        if act.why is not None:
            said["why"] = act.why
        if private is not None:
            said["hid"] = private_hash(private)
        if act.has_photo:
            said["ev"] = [{"h": b64u(bytes(32)), "t": "photo", "n": 1000}]
        if act.padding:
            said["filling"] = "x" * (MAX_SCAN_BYTES + act.padding)
        return said

    def _chain(self, act: Signing) -> dict[str, Any]:
        place = self._place(act)
        chain = {"e": self._secret(16, act.device, act.epoch), "n": place.n}
        return chain if place.prev is None else {**chain, "p": place.prev}

    def _place(self, act: Signing) -> _Place:
        chain = act.device, act.epoch
        # A new epoch goes on from the last scan of the one before.
        first = _Place(0, self._newest.get(act.device))
        return (self._last if act.is_fork else self._next).get(chain, first)

    def _go_on(self, act: Signing, paper: Paper) -> None:
        chain = act.device, act.epoch
        self._last[chain] = self._place(act)
        self._next[chain] = _Place(self._last[chain].n + 1, paper.id)
        self._newest[act.device] = paper.id

    def _on(self, act: Signing, things: Things) -> list[dict[str, str]]:
        named = [self._entry(on, act.if_lied, things) for on in act.on]
        return sorted(named, key=lambda one: ("c" in one, one.get("l") or one["c"]))

    def _entry(self, on: On, if_lied: Mapping[str, str], things: Things) -> dict[str, str]:
        labels = things.labels[on.item]
        label = labels[min(on.label, len(labels) - 1)] if on.label else labels[-1]
        entry = {"c": typed_code(label)} if on.is_typed else {"l": label}
        basis = if_lied.get(on.item) if self.is_lying else None
        known = self.papers.get(basis or on.basis or "") or self.papers.get(on.basis or "")
        return entry if known is None else {**entry, "b": known.id}

    def _at(self, act: Signing) -> dict[str, Any]:
        clock = act.clock
        at: dict[str, Any] = {
            "w": max(0, DAWN_MS + clock.wall_ms),
            "m": clock.mono_ms,
            "c": self._secret(8, act.device, act.epoch, clock.context),
        }
        if clock.server is None:
            return at
        server_ms, mono_ms = clock.server
        return {**at, "s": [DAWN_MS + server_ms, mono_ms]}

    def _ticket(self, seen: Shown, things: Things) -> str:
        """Make the ticket that was shown; a forged one names a device whose key it has not."""
        named, signed = self._key(seen.device), self._key(seen.key)
        text = encode_ticket(
            offer=self.papers[seen.offer].id,
            label_ids=[things.labels[item][-1] for item in seen.items],
            giver=self.stage.parties[seen.giver],
            to=None if seen.to is None else self.stage.parties[seen.to],
            unix_minute=DAWN_MS // 60_000,
            key=signed,
        )
        raw = read_ticket(text).raw
        if named is not signed:
            thumbprint = read_ticket(text).device
            raw = raw.replace(b64u_bytes(thumbprint), b64u_bytes(named.public.thumbprint), 1)
        return b64u(raw)

    def _private(self, act: Signing, things: Things) -> str | None:
        if act.private is None:
            return None
        said = _said(act.private, things)
        if said is None:
            return None
        with fixed_chance("salt", self.seed, act.name):
            return private_text(said)

    def _party(self, name: str, things: Things) -> UUID:
        kind, _, dossier = name.partition(":")
        return things.citizens[dossier] if kind == "citizen" else self.stage.parties[name]

    def _key(self, device: str) -> Any:
        return self.stage.keys[device]

    def _secret(self, size: int, *words: object) -> str:
        return b64u(number(self.seed, *words).to_bytes(32)[:size])


def _said(private: Private, things: Things) -> dict[str, Any] | None:
    """Return what is said; None if the slip that would say it was never printed."""
    dossier = private.pin_of or private.slip_of or ""
    slip = things.slips.get(dossier)
    if slip is None:
        return None
    if private.slip_of is not None:
        return {"slip": slip.secret}
    return {"pin": f"{(int(slip.pin) + private.wrong) % 10 ** len(slip.pin):0{len(slip.pin)}}"}
