"""What the terminal shows when the site is alive."""

import io
import ssl
import time
import urllib.error
import urllib.request
from typing import Final

import qrcode

from infra.lan import Trust
from infra.stack import Problem

PATIENCE_S: Final = 90


def wait_until_healthy(address: str, *, trust: Trust | None) -> None:
    """Ask the site how it is until it is well.

    Raises:
        Problem: it is not, for too long; with what it said last.
    """
    context = ssl.create_default_context(cafile=str(trust.authority)) if trust else None
    question = urllib.request.Request(f"{address}/health", headers={"Accept": "application/json"})  # noqa: S310 - our own address
    until = time.monotonic() + PATIENCE_S
    said = "nothing"
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(question, timeout=10, context=context):  # noqa: S310 - our own address
                return
        except urllib.error.HTTPError as error:
            said = error.read(500).decode(errors="replace")
        except OSError as error:
            said = str(error)
        time.sleep(0.25)
    message = f"The site is not well after {PATIENCE_S} s ({said}): .stack/log/site.log says more."
    raise Problem(message)


def addresses(origin: str, *, seconds: float) -> str:
    """Return where everything is."""
    return f"""
Hoso is alive, after {seconds:.0f} s.

  office           {origin}/office/
  courier          {origin}/courier/
  citizen          {origin}/tra-cuu
  administration   {origin}/admin/
"""


def qr_of(link: str, *, words: str) -> str:
    """Return a QR for a terminal, dark or light, with the link under it."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_L, border=2)
    code.add_data(link)
    picture = io.StringIO()
    code.print_ascii(picture, invert=True)
    return f"{words}:\n{picture.getvalue()}{link}\n"


def farewell() -> str:
    """Return what else one may want to know."""
    return "What the processes say: .stack/log/site.log. Stop: Ctrl-C."
