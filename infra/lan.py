"""A secure context for phones nearby: an own certificate authority and the page to trust it by.

Camera, keys, service worker and geolocation need TLS anywhere but on localhost. The authority is
made once and kept, so that a phone trusts it once; its key never leaves this clone.
"""

import ipaddress
import os
import socket
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

import trustme

from infra.steps import STACK

AUTHORITY: Final = STACK / "tls" / "authority.pem"
LIFETIME: Final = timedelta(days=390)  # phones refuse certificates of more than 398 days


@dataclass(frozen=True)
class Trust:
    """Files of the authority's certificate and of the site's own pair."""

    authority: Path
    certificate: Path
    key: Path


def names_of_this_machine(bound: str) -> list[str]:
    """Return the addresses and names by which others reach us, the best one first."""
    if not ipaddress.ip_address(bound).is_unspecified:
        return list(dict.fromkeys([bound, "localhost", "127.0.0.1"]))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing: only asks which way it would go
            address = probe.getsockname()[0]
        except OSError:
            address = "127.0.0.1"
    host = socket.gethostname().partition(".")[0]
    return list(dict.fromkeys([address, f"{host}.local", "localhost", "127.0.0.1"]))


def prepare(folder: Path, names: list[str]) -> Trust:
    """Have an authority, and a fresh certificate by it for these names."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    trust = Trust(folder / "authority.pem", folder / "site.pem", folder / "site.key")
    key = folder / "authority.key"
    if key.exists():
        authority = trustme.CA.from_pem(trust.authority.read_bytes(), key.read_bytes())
    else:
        authority = trustme.CA(organization_name=f"Hoso of {socket.gethostname()}", path_length=0)
        _keep(key, authority.private_key_pem.bytes())
        authority.cert_pem.write_to_path(str(trust.authority))
    now = datetime.now(UTC)
    begun = now - timedelta(days=1)  # a phone's clock may be behind
    site = authority.issue_cert(*names, not_before=begun, not_after=now + LIFETIME)
    _keep(trust.key, site.private_key_pem.bytes())
    trust.certificate.write_bytes(b"".join(blob.bytes() for blob in site.cert_chain_pems))
    return trust


def _keep(path: Path, secret: bytes) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123 - private from its first byte
        file.write(secret)


PAGE: Final = """\
<!doctype html>
<html lang="vi">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Hoso: tin cậy chứng chỉ</title>
<h1>Hoso</h1>
<ol>
<li><a href="/authority.crt">Tải chứng chỉ về</a>.
<li>Android: Cài đặt → Bảo mật → Cài chứng chỉ CA.
<li>iPhone: Cài đặt → Đã tải về hồ sơ → Cài đặt; rồi Cài đặt chung → Giới thiệu → Cài đặt tin cậy.
<li>Sau đó mở <a href="{origin}/courier/">{origin}</a>.
</ol>
<p lang="en">Download the certificate above, install it as a certificate authority (on an iPhone
also switch on full trust for it), then open the address.
"""


class TrustPage(BaseHTTPRequestHandler):
    """The page over plain HTTP from which a phone takes the authority's certificate; no more."""

    origin = ""

    def do_GET(self) -> None:
        """Answer the page or the certificate."""
        if self.path == "/authority.crt":
            self._answer(AUTHORITY.read_bytes(), "application/x-x509-ca-cert")
        elif self.path == "/":
            page = PAGE.format(origin=escape(self.origin))
            self._answer(page.encode(), "text/html; charset=utf-8")
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def _answer(self, body: bytes, kind: str) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main() -> None:
    """Serve the page; arguments: host, port, and the origin that phones open afterwards."""
    host, port, TrustPage.origin = sys.argv[1:]
    ThreadingHTTPServer((host, int(port)), TrustPage).serve_forever()


if __name__ == "__main__":
    main()
