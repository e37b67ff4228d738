"""Start everything, say where it is, and on Ctrl-C stop what was started and nothing else."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import Final, TextIO
from urllib.parse import urlsplit

from honcho.environ import parse_procfile
from honcho.manager import Manager
from honcho.printer import Message, Printer

from infra import lan, welcome
from infra.bootstrap import VENV
from infra.build import build, with_our_programs
from infra.stack import DATABASE, ROOT, Problem, Stack
from infra.steps import STACK, run

MAIN_JOB: Final = [str(VENV / "bin" / "python"), "-m", "tests.journeys.main_job"]
DEMO_COURIER: Final = "TN-02"  # the simulation leaves this one to people
DEMO_RATE: Final = "20"  # a morning's round in some twenty minutes
CHECK_DATABASE: Final = "hoso_check"
SITE_LOG: Final = STACK / "log" / "site.log"


@dataclass
class Options:
    """What the command line asks for."""

    check: bool
    era: str
    fresh: bool
    demo: bool
    port: int
    lan: str | None


@dataclass
class Site:
    """One run: where it listens and what its processes are told."""

    options: Options
    stack: Stack = field(default_factory=Stack)
    environment: dict[str, str] = field(default_factory=with_our_programs)
    trust: lan.Trust | None = None
    invitation: str = ""
    begun_s: float = field(default_factory=time.monotonic)

    @property
    def origin(self) -> str:
        """The address that browsers and phones open."""
        return self.environment["HOSO_ORIGINS"].split(",")[0]

    @property
    def local_address(self) -> str:
        """The address that this machine itself may ask."""
        scheme = "https" if self.trust else "http"
        return f"{scheme}://localhost:{self.options.port}"

    def bring(self, *words: str, what: str) -> str:
        """Bring the database's world up to date and return what is to be told."""
        command = [str(VENV / "bin" / "python"), "-m", "infra.world", *words]
        return run(command, what=what, environment=self.environment)


class SiteLog:
    """Honcho's printer: the terminal stays quiet, a file gets what the processes say.

    It also notes who fell first, since the others are then stopped.
    """

    def __init__(self, output: TextIO) -> None:
        self.printer = Printer(output)
        self.fallen = ""

    @property
    def width(self) -> int:
        """How wide the column of names is; honcho widens it."""
        return int(self.printer.width)

    @width.setter
    def width(self, width: int) -> None:
        self.printer.width = width

    def write(self, message: Message) -> None:
        """Write one line to the file."""
        words = message.data.split() if message.name == "system" else []
        if not self.fallen and words[1:2] == ["stopped"]:
            self.fallen = words[0]
        self.printer.write(message)


def main() -> int:
    """Start the site and stay until it is stopped."""
    options = read_options(sys.argv[1:])
    site = Site(options)
    require_free_port(options)
    started: list[str] = []
    try:
        prepare_addresses(site)
        started = site.stack.start()
        prepare_database(site)
        build()
        prepare_world(site)
        return stay(site)
    except KeyboardInterrupt:
        return 130
    finally:
        site.stack.stop(tuple(started))


def read_options(words: list[str]) -> Options:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="infra/run", description=__doc__)
    parser.add_argument("--check", action="store_true", help="walk one dossier out and home, exit")
    parser.add_argument("--era", choices=["2018", "2025"], default="2018", help="which province")
    parser.add_argument("--fresh", action="store_true", help="forget all dossiers and begin again")
    parser.add_argument("--no-demo", action="store_false", dest="demo", help="an empty house")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument(
        "--lan",
        nargs="?",
        const="0.0.0.0",  # noqa: S104 - the one option that says so
        metavar="ADDRESS",
        help="TLS from an own certificate authority, so that phones nearby can join",
    )
    return Options(**vars(parser.parse_args(words)))


def require_free_port(options: Options) -> None:
    """Say at once if somebody else listens where we would.

    Raises:
        Problem: the port is busy or not ours to open.
    """
    ports = [options.port, options.port + 1] if options.lan else [options.port]
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((options.lan or "127.0.0.1", port))
            except (OSError, OverflowError) as error:
                message = f"Port {port} is not free: stop what listens there, or choose --port."
                raise Problem(message) from error


def prepare_addresses(site: Site) -> None:
    """Decide under which names the site is found, and have a certificate for them if need be."""
    options, environment = site.options, site.environment
    environment["UVICORN_HOST"] = options.lan or "127.0.0.1"
    environment["UVICORN_PORT"] = str(options.port)
    if options.lan is None:
        names, scheme = ["localhost", "127.0.0.1"], "http"
    else:
        names, scheme = lan.names_of_this_machine(options.lan), "https"
        site.trust = lan.prepare(STACK / "tls", names)
        environment["UVICORN_SSL_CERTFILE"] = str(site.trust.certificate)
        environment["UVICORN_SSL_KEYFILE"] = str(site.trust.key)
        environment["SSL_CERT_FILE"] = str(site.trust.authority)  # for the simulated couriers
    environment.setdefault("HOSO_DEMO_RATE", DEMO_RATE if options.demo else "1")
    origins = ",".join(f"{scheme}://{name}:{options.port}" for name in names)
    environment.setdefault("HOSO_ORIGINS", origins)


def prepare_database(site: Site) -> None:
    """Choose the database and, if asked to, forget what it held.

    Raises:
        Problem: an operator's database would be emptied.
    """
    is_operators = "DATABASE_URL" in os.environ
    if site.options.fresh and is_operators:
        raise Problem("--fresh does not empty the database of DATABASE_URL: do that yourself.")
    if is_operators:
        return
    name = CHECK_DATABASE if site.options.check else DATABASE
    if site.options.fresh or site.options.check:
        site.stack.drop_database(name)
    site.stack.create_database(name)
    site.environment["DATABASE_URL"] = site.stack.urls(name)["DATABASE_URL"]


def prepare_world(site: Site) -> None:
    """Bring tables and keys up to date and, for the demo, load the province."""
    site.bring("tables", what="Bringing tables and keys up to date")
    if site.options.demo:
        words = ["province", site.options.era, DEMO_COURIER]
        site.invitation = site.bring(*words, what="Loading the province")


def stay(site: Site) -> int:
    """Run the processes of Procfile until one falls or somebody stops us."""
    SITE_LOG.parent.mkdir(parents=True, exist_ok=True)
    outcome: list[int] = []
    with SITE_LOG.open("a", encoding="utf-8") as output:
        log = SiteLog(output)
        honcho = Manager(log)
        for name, command in processes(site).items():
            honcho.add_process(name, command, env=site.environment, cwd=str(ROOT))
        signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
        threading.Thread(target=accompany, args=(site, outcome), daemon=True).start()
        honcho.loop()
    if outcome:
        return outcome[0]
    if honcho.returncode in {130, 143}:
        print("\nStopped.")
        return 0
    message = (
        f"{log.fallen or 'A process'} stopped by itself: {SITE_LOG.relative_to(ROOT)} says why."
    )
    raise Problem(message)


def processes(site: Site) -> dict[str, str]:
    """Return what runs: Procfile, without couriers in an empty house, with the page of trust."""
    named = dict(parse_procfile((ROOT / "Procfile").read_text()).processes)
    if not site.options.demo:
        del named["couriers"]
    if site.trust:
        words = [site.environment["UVICORN_HOST"], str(site.options.port + 1), site.origin]
        named["trust"] = f"python -m infra.lan {' '.join(words)}"
    return named


def accompany(site: Site, outcome: list[int]) -> None:
    """Beside the processes: wait until they are healthy, then greet or check."""
    try:
        welcome.wait_until_healthy(site.local_address, trust=site.trust)
        if site.options.check:
            walk = [*MAIN_JOB, site.local_address]
            outcome.append(subprocess.run(walk, env=site.environment, check=False).returncode)
        else:
            greet(site)
            return
    except Problem as problem:
        print(problem, file=sys.stderr)
        outcome.append(1)
    os.kill(os.getpid(), signal.SIGINT)


def greet(site: Site) -> None:
    """Say where everything is and who may come in."""
    print(welcome.addresses(site.origin, seconds=time.monotonic() - site.begun_s))
    if site.trust:
        where = f"http://{urlsplit(site.origin).hostname}:{site.options.port + 1}/"
        print(welcome.qr_of(where, words="First, on each phone: trust our certificate"))
    if site.options.demo:
        logins, _, link = site.invitation.strip().rpartition("\n")
        print(logins)
        print(welcome.qr_of(link, words="A courier's phone joins with (10 minutes)"))
    print(welcome.farewell())


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Problem as problem:
        sys.exit(str(problem))
