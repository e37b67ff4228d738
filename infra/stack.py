"""A private PostgreSQL with PostGIS and a private Redis for this clone, on Unix sockets, no TCP.

Usage: `python infra/stack.py start | stop | status | url | createdb [NAME]`. Where DATABASE_URL or
REDIS_URL is set, that server is used instead and never touched. Standard library only: this runs
before anything is installed.
"""

import fcntl
import hashlib
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
LONGEST_SOCKET: Final = 107  # sun_path of Linux, less its final NUL
SPACE_NEEDED: Final = 1 << 30
OLDEST_POSTGRES: Final = 15
DATABASE: Final = "hoso"

# Statements and their details may hold names of people, so the server's own log gets neither.
POSTGRES_CONF: Final = """\
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 120
shared_buffers = 256MB
effective_cache_size = 2GB
work_mem = 16MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
checkpoint_timeout = 15min
wal_compression = on
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
log_min_error_statement = panic
log_error_verbosity = terse
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
"""


class Problem(Exception):
    """What stands in the way, in one sentence, and what to do about it."""


class Stack:
    """One cluster and one Redis, kept under one folder.

    PostgreSQL refuses to run as root, so root lends both servers to an unprivileged user. Where
    that user cannot reach the folder (a clone under /root), or a socket's path would be too long,
    they live under /var/tmp instead, in a folder named after the clone.
    """

    def __init__(self, folder: Path = ROOT / ".stack") -> None:
        self.folder = folder.absolute()
        self.user = _unprivileged_user()
        self._elsewhere = Path("/var/tmp") / f"hoso-{_short_hash(folder)}"  # noqa: S108 - made 0755 and checked to be ours

    @property
    def home(self) -> Path:
        """Where the servers keep their files."""
        return self.folder / "servers" if self._can_live_in(self.folder) else self._elsewhere

    @property
    def sockets(self) -> Path:
        """Where the servers listen."""
        near = self.home / "run"
        longest = len(os.fsencode(near / ".s.PGSQL.5432.lock"))
        return near if longest <= LONGEST_SOCKET else self._elsewhere / "run"

    @property
    def cluster(self) -> Path:
        """The files of PostgreSQL."""
        return self.home / "postgres"

    @property
    def redis_socket(self) -> Path:
        """Where Redis listens."""
        return self.sockets / "redis.sock"

    def urls(self, database: str = DATABASE) -> dict[str, str]:
        """Return the addresses of our own two servers, whether they run or not."""
        return {
            "DATABASE_URL": f"postgresql://{DATABASE}@/{database}?host={self.sockets}",
            "REDIS_URL": f"unix://{self.redis_socket}?db=0",
        }

    def settle(self) -> dict[str, str]:
        """Write `.stack/env`, which the settings read, and return what it says."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / "env"
        before = _read_env(path)
        said = self.urls() | {
            "HOSO_SECRET_KEY": before.get("HOSO_SECRET_KEY") or secrets.token_urlsafe(48),
        }
        if said != before:
            draft = path.with_suffix(f".{os.getpid()}")
            draft.touch(mode=0o600)
            draft.write_text("".join(f"{name}={value}\n" for name, value in said.items()))
            draft.replace(path)
        return said

    def start(self, environment: Mapping[str, str] = os.environ) -> list[str]:
        """Start what is ours and does not run; return the names of what was started."""
        self.settle()
        started = []
        with self._alone():
            if not environment.get("DATABASE_URL") and not self.is_postgres_running():
                self._start_postgres()
                started.append("postgres")
            if not environment.get("REDIS_URL") and not self.is_redis_running():
                self._start_redis()
                started.append("redis")
        return started

    def stop(self, names: tuple[str, ...] = ("postgres", "redis")) -> None:
        """Stop our own servers; others that the environment names are not ours."""
        with self._alone():
            if "postgres" in names and self.is_postgres_running():
                stop = ["stop", "-D", str(self.cluster), "-m", "fast", "-w"]
                self._run([str(postgres_bin() / "pg_ctl"), *stop])
            if "redis" in names and self.is_redis_running():
                _ask_redis(self.redis_socket, b"SHUTDOWN NOSAVE\r\n")

    def create_database(self, name: str = DATABASE, *, template: str = "template1") -> None:
        """Make a database with PostGIS in our cluster, unless it is there; a copy of another."""
        if name not in self._sql("SELECT datname FROM pg_database").splitlines():
            self._sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        self._sql("CREATE EXTENSION IF NOT EXISTS postgis", database=name)

    def drop_database(self, name: str = DATABASE) -> None:
        """Forget a database of our cluster, whoever is connected to it."""
        self._sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def is_postgres_running(self) -> bool:
        """Whether a postmaster of this very cluster lives; a stale pid file is no proof."""
        try:
            pid = int((self.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return False
        return pid in _processes_in(self.cluster)

    def is_redis_running(self) -> bool:
        """Whether a Redis answers at our socket; a stale socket file is no proof."""
        return _ask_redis(self.redis_socket, b"PING\r\n").startswith(b"+PONG")

    def _start_postgres(self) -> None:
        if not self.cluster.exists():
            self._make_cluster()
        # Children of a killed postmaster still hold the shared memory; while they live, its pid
        # file must stay, and without them it may name a stranger who got the same number.
        if not _comes_true(lambda: not _processes_in(self.cluster), within_s=20):
            message = f"A killed PostgreSQL still leaves {self.cluster}: try again."
            raise Problem(message)
        for stale in (self.cluster / "postmaster.pid", self.sockets / ".s.PGSQL.5432.lock"):
            stale.unlink(missing_ok=True)
        settings = f"{POSTGRES_CONF}unix_socket_directories = '{self.sockets}'\n"
        (self.cluster / "hoso.conf").write_text(settings)
        self._lend(self.cluster / "hoso.conf")
        log = self.home / "log" / "postgres.log"
        start = ["start", "-D", str(self.cluster), "-l", str(log), "-w", "-t", "60"]
        self._run([str(postgres_bin() / "pg_ctl"), *start], log=log)
        self.create_database()

    def _make_cluster(self) -> None:
        if shutil.disk_usage(self.home).free < SPACE_NEEDED:
            message = f"Less than 1 GiB is free on the disk of {self.home}: make room, then again."
            raise Problem(message)
        draft = self.home / "postgres.new"
        shutil.rmtree(draft, ignore_errors=True)
        options = ["-D", str(draft), "-U", DATABASE, "-A", "trust", "-E", "UTF8"]
        self._run([str(postgres_bin() / "initdb"), *options, "--locale", "C.UTF-8", "--no-sync"])
        with (draft / "postgresql.conf").open("a") as conf:
            conf.write("\ninclude = 'hoso.conf'\n")
        draft.rename(self.cluster)

    def _start_redis(self) -> None:
        program = shutil.which("redis-server")
        if program is None:
            raise Problem("redis-server is missing: apt-get install redis-server")
        self.redis_socket.unlink(missing_ok=True)
        log = self.home / "log" / "redis.log"
        options = {
            "port": "0",
            "unixsocket": str(self.redis_socket),
            "unixsocketperm": "700",
            "save": "",
            "appendonly": "no",
            "daemonize": "yes",
            "dir": str(self.sockets),
            "logfile": str(log),
            "maxmemory": "256mb",
        }
        words = [word for name, value in options.items() for word in (f"--{name}", value)]
        self._run([program, *words])
        if not _comes_true(self.is_redis_running, within_s=10):
            message = f"Redis did not start; its log is {log}."
            raise Problem(message)

    def _can_live_in(self, folder: Path) -> bool:
        parents = [parent for parent in folder.absolute().parents if parent.exists()]
        return self.user is None or all(parent.stat().st_mode & 0o001 for parent in parents)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep two starts apart, and have the folders ready."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            for folder in (self.home, self.sockets.parent, self.sockets, self.home / "log"):
                folder.mkdir(mode=0o711, exist_ok=True)
                if folder.stat().st_uid == os.getuid():
                    self._lend(folder)
                elif self.user is None or folder.stat().st_uid != self.user.pw_uid:
                    message = f"{folder} belongs to somebody else: remove it."
                    raise Problem(message)
            yield

    def _lend(self, path: Path) -> None:
        if self.user is not None:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)

    def _sql(self, statement: str, *, database: str = "postgres") -> str:
        who = ["-h", str(self.sockets), "-U", DATABASE, "-d", database]
        return self._run([str(postgres_bin() / "psql"), *who, "-qAtX", "-c", statement])

    def _run(self, command: list[str], log: Path | None = None) -> str:
        done = subprocess.run(
            command,
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            user=self.user and self.user.pw_uid,
            group=self.user and self.user.pw_gid,
            extra_groups=[] if self.user else None,
        )
        if done.returncode != 0:
            message = f"{Path(command[0]).name} failed: {_cause(done.stderr, log)}"
            raise Problem(message)
        return done.stdout


def postgres_bin() -> Path:
    """Return the newest PostgreSQL here, 15 or later, that has PostGIS."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name)
    for folder in reversed(folders):
        version = folder.parent.name
        extension = Path(f"/usr/share/postgresql/{version}/extension/postgis.control")
        if version.isdigit() and int(version) >= OLDEST_POSTGRES and extension.exists():
            return folder
    raise Problem(
        "PostgreSQL 15 with PostGIS is missing: apt-get install postgresql-15-postgis-3",
    )


def _unprivileged_user() -> pwd.struct_passwd | None:
    """Return whom root lends the servers to; None for everybody else."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Problem("There is neither a user postgres nor nobody to run PostgreSQL as.")


def _cause(said: str, log: Path | None) -> str:
    """Return the line that tells most: the log's last fatal one, or the first that was said."""
    logged = log.read_text(errors="replace").splitlines() if log and log.exists() else []
    fatal = [line.partition("FATAL:")[2].strip() for line in logged if "FATAL:" in line]
    return (fatal[-1:] or said.strip().splitlines() or ["it did not say why"])[0]


def _short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path.absolute())).hexdigest()[:8]


def _read_env(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def _processes_in(folder: Path) -> set[int]:
    """Return the processes that work in a folder; PostgreSQL's do so in their cluster."""
    found = set()
    for running in Path("/proc").glob("[0-9]*"):
        try:
            if (running / "cwd").readlink() == folder:
                found.add(int(running.name))
        except OSError:  # it ended meanwhile, or is somebody else's
            continue
    return found


def _comes_true(condition: Callable[[], bool], *, within_s: float) -> bool:
    until = time.monotonic() + within_s
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def _ask_redis(path: Path, command: bytes) -> bytes:
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(2)
            line.connect(str(path))
            line.sendall(command)
            return line.recv(64)
    except OSError:
        return b""


def main() -> int:
    """Do what the first argument says."""
    stack = Stack()
    match sys.argv[1:]:
        case ["start"]:
            print("Started: " + (", ".join(stack.start()) or "nothing, all of it runs"))
        case ["stop"]:
            stack.stop()
        case ["status"]:
            print(f"postgres {'runs' if stack.is_postgres_running() else 'is stopped'}")
            print(f"redis {'runs' if stack.is_redis_running() else 'is stopped'}")
        case ["url"]:
            print("\n".join(f"{name}={url}" for name, url in stack.urls().items()))
        case ["createdb", *names]:
            stack.start()
            stack.create_database(*names[:1])
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Problem as problem:
        sys.exit(str(problem))
