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
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Final
from uuid import uuid4

import django

django.setup()

from django.utils import timezone  # noqa: E402  # models need the line above

from infra.benches import ground  # noqa: E402
from tests import make  # noqa: E402
from tests.hands import Hand, Signed  # noqa: E402
from tracking.custody.operations.sending import take_in  # noqa: E402
from tracking.kernel.line import Role  # noqa: E402
from tracking.ledger.models import Scan  # noqa: E402

BATCH: Final = 50
ROUND_OF_ONE: Final = 20  # dossiers, five scans each
ROUNDS_OF_BATCHES: Final = 4  # fifty dossiers, five batches each
CLIENTS: Final = 4
HEADERS: Final = {"Content-Type": "application/json", "Host": "localhost"}


@dataclass(frozen=True)
class Load:
    """Bodies of requests, in an order in which each knows what it stands on."""

    bodies: list[bytes]
    scans: int


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
        connection.request("POST", "/api/v1/scan-batches", body, HEADERS)
        answer = connection.getresponse()
        said = answer.read()
        times.append(time.perf_counter() - begun)
        if answer.status != http.client.OK:
            message = f"{answer.status} {said[:300]!r}"
            raise RuntimeError(message)
    connection.close()
    return times


def main() -> None:
    """Measure, in five rounds that take turns with the limit."""
    alone, together, batched, limits, waits = [], [], [], [], []
    port = ground.free_port()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--workers", "1", "--blocking-threads", "4", "--port", str(port)),
        *("--log-level", "error", "backend.wsgi:application"),
    ]
    sent = 0
    with ground.server(command, port=port):
        os.sched_setaffinity(0, {ground.CLIENT_CORE})
        warm = one_a_request(Province().handoffs(ROUND_OF_ONE))
        run([warm], port=port)
        sent += warm.scans
        for _ in range(ground.ROUNDS):
            provinces = [Province() for _ in range(CLIENTS)]
            single = [one_a_request(Province().handoffs(ROUND_OF_ONE))]
            several = [one_a_request(one.handoffs(ROUND_OF_ONE)) for one in provinces]
            batches = [
                in_batches(step for _ in range(ROUNDS_OF_BATCHES) for step in one.handoffs(BATCH))
                for one in provinces[:1]
            ]
            sent += sum(load.scans for load in (*single, *several, *batches))
            rate, times = run(single, port=port)
            alone.append(rate)
            waits.append(ground.percentile(times, part=0.5) * 1000)
            together.append(run(several, port=port)[0])
            batched.append(run(batches, port=port)[0])
            os.sched_setaffinity(0, {0, 1})
            limits.append(ground.inserts_a_second())
            os.sched_setaffinity(0, {ground.CLIENT_CORE})
    accepted = Scan.objects.count()
    if accepted != sent:
        sys.exit(f"{sent} scans were sent and {accepted} are stored")
    report(alone=alone, together=together, batched=batched, limits=limits, waits=waits)


def report(
    *,
    alone: Sequence[float],
    together: Sequence[float],
    batched: Sequence[float],
    limits: Sequence[float],
    waits: Sequence[float],
) -> None:
    """Say what was measured: two lines, the last for batches."""
    limit = ground.median(limits)
    best = ground.median(together)
    ground.Result(
        bench="scans_one_a_request",
        ours=best,
        peer=None,
        peer_name="none in this run; the limit is one-row INSERT + COMMIT by pgbench, 8 clients",
        ratio=round(best / limit, 3),
        limit=limit,
        unit="scans/s",
        cores=1,
        notes=f"{CLIENTS} clients; one client: {ground.median(alone)}/s, "
        f"p50 {ground.median(waits)} ms",
    ).say()
    ours = ground.median(batched)
    ground.Result(
        bench="scans",
        ours=ours,
        peer=None,
        peer_name="none in this run; the limit is one-row INSERT + COMMIT by pgbench, 8 clients",
        ratio=round(ours / limit, 3),
        limit=limit,
        unit="scans/s",
        cores=1,
        notes=f"one client, batches of {BATCH}; one a request: {best} scans/s",
    ).say()


if __name__ == "__main__":
    main()
