"""How many signed scans one core takes in: one a request, and fifty a request.

Full path over HTTP: signature, ledger, fold, lines, facts, receipt. The scans are of dossiers
that go out: commissioned and offered at a counter, accepted and offered by a courier, accepted
where they are decided. They are signed before the clock starts.
"""

import http.client
import json
import os
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain, islice, repeat
from typing import Final
from uuid import uuid4

import django

django.setup()

from django.utils import timezone  # noqa: E402  # models need the line above

from infra.benches import ground, pretix_peer  # noqa: E402
from tests import make  # noqa: E402
from tests.hands import Hand, Signed  # noqa: E402
from tracking.custody.operations.sending import take_in  # noqa: E402
from tracking.kernel.line import Role  # noqa: E402
from tracking.ledger.models import Scan  # noqa: E402

BATCH: Final = 50
ROUND_OF_ONE: Final = 20  # dossiers, five scans each
ROUNDS_OF_BATCHES: Final = 4  # fifty dossiers, five batches each
CLIENTS: Final = 4
PEER_REQUESTS: Final = 40
HEADERS: Final = {"Content-Type": "application/json", "Host": "localhost"}


@dataclass(frozen=True)
class Load:
    """Bodies of requests to one address, each after what it stands on."""

    bodies: list[bytes]
    scans: int
    path: str = "/api/v1/scan-batches"
    headers: Mapping[str, str] = field(default_factory=lambda: HEADERS)


@dataclass
class Figures:
    """What the rounds brought."""

    one_client: list[float] = field(default_factory=list)
    clients: list[float] = field(default_factory=list)
    batched: list[float] = field(default_factory=list)
    waits_ms: list[float] = field(default_factory=list)
    limits: list[float] = field(default_factory=list)
    peers: list[float] = field(default_factory=list)
    peer_waits_ms: list[float] = field(default_factory=list)


class Province:
    """A counter, a courier and an authority, and dossiers between them."""

    def __init__(self) -> None:
        self.counter, self.authority = make.counter_and_authority()
        self.procedure = make.procedure()
        courier = make.courier(home=self.counter)
        make.shift(of=courier)
        make.grant(to=courier.person, on=self.counter, role=Role.SERVES)
        self.desk = Hand(make.desk(self.counter), at=timezone.now())
        self.phone = Hand(make.phone(courier), at=timezone.now())
        self.far = Hand(make.desk(self.authority), at=timezone.now())

    def handoffs(self, dossiers: int) -> list[list[Signed]]:
        """Sign five scans for each of so many dossiers; one list for each step of the way."""
        things = [{"l": self._label()} for _ in range(dossiers)]
        steps = [[self.desk.sign("commission", thing) for thing in things]]
        for giver, receiver in ((self.desk, self.phone), (self.phone, self.far)):
            pairs = list(zip(things, steps[-1], strict=True))
            to = str(receiver.party)
            offers = [giver.sign("offer", one, basis=basis, to=to) for one, basis in pairs]
            pairs = list(zip(things, offers, strict=True))
            accepts = [
                receiver.sign("accept", one, basis=offer, of=offer.id) for one, offer in pairs
            ]
            steps += [offers, accepts]
        return steps

    def _label(self) -> str:
        sent = take_in(
            intake=make.intake(procedure_id=self.procedure.pk),
            office=self.counter,
            by=self.desk.signer.person.pk,
            now=timezone.now(),
        )
        return sent.label.pk


def one_a_request(steps: Sequence[Sequence[Signed]]) -> Load:
    """Put every scan into a request of its own."""
    scans = [scan for step in steps for scan in step]
    return Load([_body([scan]) for scan in scans], len(scans))


def in_batches(steps: Iterable[Sequence[Signed]]) -> Load:
    """Put every step of fifty dossiers into one request, as a phone back in coverage does."""
    bodies = [_body(step) for step in steps]
    return Load(bodies, len(bodies) * BATCH)


def _body(scans: Iterable[Signed]) -> bytes:
    said = {"v": 1, "batch": str(uuid4()), "scans": [{"jws": scan.jws} for scan in scans]}
    return json.dumps(said).encode()


def run(loads: Sequence[Load], *, port: int) -> tuple[float, list[float]]:
    """Send each load by a client of its own; return scans a second and each request's time."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(len(loads)) as clients:
        times = list(clients.map(_send, loads, repeat(port)))
    seconds = time.perf_counter() - begun
    return sum(load.scans for load in loads) / seconds, list(chain.from_iterable(times))


def _send(load: Load, port: int) -> list[float]:
    times = []
    connection = http.client.HTTPConnection("127.0.0.1", port)
    for body in load.bodies:
        begun = time.perf_counter()
        connection.request("POST", load.path, body, dict(load.headers))
        answer = connection.getresponse()
        said = answer.read()
        times.append(time.perf_counter() - begun)
        if answer.status not in {http.client.OK, http.client.CREATED}:
            message = f"{answer.status} {said[:300]!r}"
            raise RuntimeError(message)
    connection.close()
    return times


def main() -> None:
    """Measure in five rounds, in each of which ours, the peer and the limit take turns."""
    figures = Figures()
    pretix_peer.install()
    door = pretix_peer.prepare(PEER_REQUESTS * CLIENTS * (ground.ROUNDS + 1))
    port, peer_port = ground.free_port(), ground.free_port()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--workers", "1", "--blocking-threads", "4", "--port", str(port)),
        *("--log-level", "error", "backend.wsgi:application"),
    ]
    with ExitStack() as servers:
        servers.enter_context(ground.server(command, port=port))
        servers.enter_context(pretix_peer.serving(peer_port))
        run(_redeemed(door, clients=1), port=peer_port)  # warm
        os.sched_setaffinity(0, {ground.CLIENT_CORE})
        sent = _round(Figures(), port=port)  # warm
        for _ in range(ground.ROUNDS):
            sent += _round(figures, port=port)
            rate, _ = run(_redeemed(door, clients=CLIENTS - 1), port=peer_port)
            figures.peers.append(rate)
            _, times = run(_redeemed(door, clients=1), port=peer_port)
            figures.peer_waits_ms.append(ground.percentile(times, part=0.5) * 1000)
            os.sched_setaffinity(0, {0, 1})
            figures.limits.append(ground.inserts_a_second())
            os.sched_setaffinity(0, {ground.CLIENT_CORE})
    stored = Scan.objects.count()
    if stored != sent:
        sys.exit(f"{sent} scans were sent and {stored} are stored")
    report(figures)


def _redeemed(door: pretix_peer.Door, *, clients: int) -> list[Load]:
    return [
        Load(list(islice(door.bodies, PEER_REQUESTS)), PEER_REQUESTS, door.path, door.headers)
        for _ in range(clients)
    ]


def _round(figures: Figures, *, port: int) -> int:
    """Measure ours once each way, and return how many scans were sent."""
    provinces = [Province() for _ in range(CLIENTS)]
    single = [one_a_request(Province().handoffs(ROUND_OF_ONE))]
    several = [one_a_request(one.handoffs(ROUND_OF_ONE)) for one in provinces]
    steps = [provinces[0].handoffs(BATCH) for _ in range(ROUNDS_OF_BATCHES)]
    batches = [in_batches(chain.from_iterable(steps))]
    rate, times = run(single, port=port)
    figures.one_client.append(rate)
    figures.waits_ms.append(ground.percentile(times, part=0.5) * 1000)
    figures.clients.append(run(several, port=port)[0])
    figures.batched.append(run(batches, port=port)[0])
    return sum(load.scans for load in (*single, *several, *batches))


def report(figures: Figures) -> None:
    """Say what was measured: batches beside the limit, then one a request beside the peer."""
    limit, batched = ground.median(figures.limits), ground.median(figures.batched)
    ours = ground.median(figures.clients)
    ground.Result(
        bench="scans_in_batches",
        ours=batched,
        peer=None,
        peer_name="none; beside the limit: one-row INSERT + COMMIT by pgbench, 8 clients",
        ratio=round(batched / limit, 3),
        limit=limit,
        unit="scans/s",
        cores=1,
        notes=f"one client, {BATCH} scans a request; the ratio is that to the limit",
    ).say()
    peer = ground.median(figures.peers)
    ground.Result(
        bench="scans",
        ours=ours,
        peer=peer,
        peer_name=f"{pretix_peer.PACKAGES[0]} checkinrpc/redeem, one worker, four threads",
        ratio=round(ours / peer, 2),
        limit=limit,
        unit="scans/s, one a request",
        cores=1,
        notes=f"{CLIENTS} clients; p50 with one client {ground.median(figures.waits_ms)} ms, "
        f"the peer {ground.median(figures.peer_waits_ms)} ms; "
        f"batches of {BATCH}: {batched} scans/s",
    ).say()


if __name__ == "__main__":
    ground.in_plain_words(main)
