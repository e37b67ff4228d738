"""The fast peer: nchan, a hub in C inside nginx, out of Debian's packages, unpacked for us alone.

Installed, nginx would begin to serve the machine's port 80; so it is not.
"""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from infra.benches import ground
from infra.steps import do_once, run

PACKAGES: Final = ("libnginx-mod-nchan", "nginx")
CONF: Final = """\
load_module {module};
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{
    listen 127.0.0.1:{port};
    location /pub {{ nchan_publisher; nchan_channel_id all; nchan_message_buffer_length 4000; }}
    location /sub {{ nchan_subscriber websocket; nchan_channel_id all; }}
  }}
}}
"""


def unpack() -> None:
    """Fetch and unpack it once.

    Raises:
        Problem: Debian's archive cannot be reached, or this is no Debian.
    """
    do_once("nchan", inputs=(), makes=_module(), work=_unpack, also=" ".join(PACKAGES))


def _unpack() -> None:
    shutil.rmtree(_folder(), ignore_errors=True)
    _folder().mkdir()
    fetch = ["apt-get", "download", *PACKAGES]
    run(fetch, what="Fetching nchan", source="Debian's package archive", cwd=_folder())
    for deb in _folder().glob("*.deb"):
        run(["dpkg", "-x", str(deb), str(_folder())], what=f"Unpacking {deb.name}")


@contextmanager
def serving(port: int) -> Iterator[None]:
    """Run it on the server's core: messages in at /pub, sockets at /sub."""
    conf = _folder() / "nginx.conf"
    conf.write_text(CONF.format(module=_module(), folder=_folder(), port=port))
    nginx = _folder() / "usr" / "sbin" / "nginx"
    command = [str(nginx), "-p", str(_folder()), "-e", "stderr", "-c", str(conf)]
    with ground.server([*command, "-g", "daemon off;"], port=port):
        yield


def version() -> str:
    """Return its version as Debian numbers it."""
    (deb,) = _folder().glob(f"{PACKAGES[0]}_*.deb")
    told = ["dpkg-deb", "--field", str(deb), "Version"]
    return subprocess.run(told, check=True, capture_output=True, text=True).stdout.strip()


def _folder() -> Path:
    return ground.peers_folder() / "nchan"


def _module() -> Path:
    return _folder() / "usr" / "lib" / "nginx" / "modules" / "ngx_nchan_module.so"
