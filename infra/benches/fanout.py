"""How many frames one core hands out to a thousand sockets, through the real consumer.

Ours: fact committed -> sequencer -> database -> hub -> consumer with ticket, epoch and credit.
Peers, in the same run: nchan (C, inside nginx) and a plain Channels group through Redis. The
server has one core, the clients and whoever tells the facts the other.
"""

import asyncio
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import uuid4

import django

django.setup()

import uvloop  # noqa: E402
from channels.layers import get_channel_layer  # noqa: E402
from django.utils import timezone  # noqa: E402  # models need the line above

from infra.benches import ground, nchan_peer  # noqa: E402
from infra.benches.plain_channels import GROUP  # noqa: E402
from infra.benches.swarm import Service, Swarm, encoded, pinned  # noqa: E402
from infra.stack import ROOT  # noqa: E402
from tracking.feed.facts import FactKind  # noqa: E402
from tracking.feed.operations import issue_socket_ticket  # noqa: E402
from tracking.feed.outbox import publish  # noqa: E402
from tracking.feed.queries import epoch, position  # noqa: E402

SOCKETS: Final = 1_000
RATES: Final = (50, 100)
SECONDS: Final = 5
LATE_S: Final = 10  # after the last fact
STREAM: Final = "office.00000000-0000-4000-8000-000000000001"
PAD: Final = "x" * 420  # with it a frame is as long as a `custody.changed`
PYTHON: Final = sys.executable
PLAIN: Final = "infra.benches.plain_channels:application"


@dataclass(frozen=True, kw_only=True)
class Round:
    """What came of one rate: frames a second, how long one took, how many took too long."""

    rate: float
    p50_ms: float
    p99_ms: float
    late: int


def body(no: int) -> dict[str, object]:
    """Make the body of a fact, with the moment of its telling."""
    return {"subject": str(uuid4()), "rev": no, "pad": PAD, "sent": time.time()}


def tell_ours(rate: int, count: int) -> None:
    """Commit facts at an even rate, for the sequencer to number."""
    _evenly(
        rate,
        count,
        lambda no: publish(
            streams=[STREAM], kind=FactKind.CUSTODY_CHANGED, body=body(no), at=timezone.now()
        ),
    )


def tell_nchan(rate: int, count: int, port: int) -> None:
    """Post messages to nchan at an even rate, without waiting for its answers."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=_read_to_end, args=(connection,), daemon=True).start()

        def post(no: int) -> None:
            said = json.dumps({"t": "ev", "b": body(no)}).encode()
            head = f"POST /pub HTTP/1.1\r\nHost: x\r\nContent-Length: {len(said)}\r\n\r\n"
            connection.sendall(head.encode() + said)

        _evenly(rate, count, post)
        time.sleep(1)


def _read_to_end(connection: socket.socket) -> None:
    while connection.recv(65536):
        pass


def tell_plain(rate: int, count: int) -> None:
    """Send to the group at an even rate."""
    asyncio.run(_tell_plain(rate, count))


async def _tell_plain(rate: int, count: int) -> None:
    layer = get_channel_layer()
    if layer is None:
        sys.exit("no channel layer")
    begun = time.monotonic()
    for no in range(count):
        text = json.dumps({"t": "ev", "b": body(no)})
        await layer.group_send(GROUP, {"type": "told", "text": text})
        await asyncio.sleep(max(0.0, begun + (no + 1) / rate - time.monotonic()))


def _evenly(rate: int, count: int, tell: Callable[[int], None]) -> None:
    begun = time.monotonic()
    for no in range(count):
        tell(no)
        time.sleep(max(0.0, begun + (no + 1) / rate - time.monotonic()))


async def measure(service: Service, *, rate: int, telling: Sequence[str]) -> Round:
    """Open the sockets, have facts told at a rate, and wait until all came or none comes."""
    swarm = Swarm(service)
    await swarm.open(SOCKETS)
    await asyncio.sleep(2)
    count = rate * SECONDS
    before = swarm.counts.frames
    teller = await asyncio.create_subprocess_exec(
        *("taskset", "-c", str(ground.CLIENT_CORE), PYTHON, "-m", "infra.benches.fanout"),
        *telling,
        str(rate),
        str(count),
    )
    await teller.wait()
    wanted = before + SOCKETS * count
    await swarm.wait_for(wanted, within_s=LATE_S)
    waits = swarm.counts.waits or [float("nan")]
    got = swarm.counts.frames - before
    seconds = max(swarm.counts.last_at - swarm.counts.first_at, 0.001)
    swarm.close()
    return Round(
        rate=got / seconds,
        p50_ms=ground.percentile(waits, part=0.5) * 1000,
        p99_ms=ground.percentile(waits, part=0.99) * 1000,
        late=SOCKETS * count - got,
    )


def our_service(port: int) -> Service:
    """Follow the stream as an office's board does: ticket, subscription, confirmations."""
    now = timezone.now()
    tickets = [
        issue_socket_ticket(
            streams=[STREAM],
            known={str(uuid4()): 0},
            rights_until_at=now + timedelta(hours=1),
            now=now + timedelta(minutes=5),
        )
        for _ in range(SOCKETS)
    ]
    head, ours = position(STREAM), epoch()
    subscribe = encoded(t="sub", s=STREAM, epoch=ours, p=head)
    return Service(
        port=port,
        path="/ws/track",
        subprotocol="track.v1",
        hello=lambda no: [encoded(t="hello", ticket=tickets[no]), subscribe],
        is_frame=lambda payload: payload.startswith(b'{"t":"ev"'),
        ack=lambda frames: encoded(t="ack", s=STREAM, p=head + frames),
    )


def peer_service(port: int, path: str) -> Service:
    """Follow a peer: no ticket, no credit."""
    return Service(
        port=port,
        path=path,
        subprotocol=None,
        hello=lambda _no: (),
        is_frame=lambda payload: payload.startswith(b'{"t"'),
        ack=None,
    )


def uvicorn(application: str, port: int, *, module: str = "backend.server") -> list[str]:
    """Serve as the Procfile does; the peer by uvicorn as it comes."""
    return [
        *(PYTHON, "-m", module, application, "--port", str(port), "--loop", "uvloop"),
        *(
            "--no-access-log",
            "--log-level",
            "error",
            "--ws-max-size",
            "65536",
            "--ws-per-message-deflate",
            "false",
        ),
    ]


def main() -> None:
    """Measure ours and the peers in turns."""
    nchan_peer.unpack()
    rounds: dict[tuple[str, int], list[Round]] = {}
    sequencer = [str(ROOT / ".venv" / "bin" / "hoso"), "sequencer"]
    ours, plain, other = (ground.free_port() for _ in range(3))
    pinned(ground.CLIENT_CORE)
    with subprocess.Popen(["taskset", "-c", str(ground.CLIENT_CORE), *sequencer]) as numbering:
        for _ in range(ground.ROUNDS):
            for rate in RATES:
                with ground.server(uvicorn("backend.asgi:application", ours), port=ours):
                    found = _measured(our_service(ours), rate, ["ours"])
                    rounds.setdefault(("ours", rate), []).append(found)
                with nchan_peer.serving(other):
                    found = _measured(peer_service(other, "/sub"), rate, ["nchan", str(other)])
                    rounds.setdefault(("nchan", rate), []).append(found)
                command = uvicorn(PLAIN, plain, module="uvicorn")
                with ground.server(command, port=plain):
                    found = _measured(peer_service(plain, "/ws"), rate, ["plain"])
                    rounds.setdefault(("plain Channels", rate), []).append(found)
        numbering.terminate()
    report(rounds)


def _measured(service: Service, rate: int, telling: Sequence[str]) -> Round:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        found = runner.run(measure(service, rate=rate, telling=telling))
    print(f"{telling[0]} {rate}: {found}", flush=True)
    return found


def report(rounds: dict[tuple[str, int], list[Round]]) -> None:
    """Say what each did at each rate; the last line compares us with nchan at the highest."""
    for (name, rate), some in rounds.items():
        print(
            f"{name}, {rate} facts/s to {SOCKETS} sockets: "
            f"{_rate(some)} frames/s, p50 {_p50(some)} ms, p99 {_p99(some)} ms, "
            f"not there {LATE_S} s after the last fact: {max(one.late for one in some)}"
        )
    top = max(RATES)
    ours, peer, plain = (rounds[name, top] for name in ("ours", "nchan", "plain Channels"))
    ground.Result(
        bench="fanout",
        ours=_rate(ours),
        peer=_rate(peer),
        peer_name=f"nchan {nchan_peer.version()}",
        ratio=round(_rate(ours) / _rate(peer), 3),
        limit=float(top * SOCKETS),
        unit="frames/s",
        cores=1,
        notes=f"{SOCKETS} sockets, {top} facts/s offered; "
        f"p99 {_p99(ours)} ms, the peer {_p99(peer)} ms; plain Channels {_rate(plain)} frames/s, "
        f"ours is {round(_rate(ours) / _rate(plain), 1)} times that",
    ).say()


def _rate(rounds: Sequence[Round]) -> float:
    return ground.median([one.rate for one in rounds])


def _p50(rounds: Sequence[Round]) -> float:
    return ground.median([one.p50_ms for one in rounds])


def _p99(rounds: Sequence[Round]) -> float:
    return ground.median([one.p99_ms for one in rounds])


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["ours", rate, count]:
            tell_ours(int(rate), int(count))
        case ["nchan", port, rate, count]:
            tell_nchan(int(rate), int(count), int(port))
        case ["plain", rate, count]:
            tell_plain(int(rate), int(count))
        case _:
            ground.in_plain_words(main)
