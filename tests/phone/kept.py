"""A phone that is signed with, killed and opened again: what it kept, and what it said of that."""

import json
import os
import re
import secrets
import signal
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from re import Pattern
from typing import Any

import psycopg
from playwright.async_api import Browser, Page, Playwright, Route, async_playwright, expect

from tests.journeys.cast import join_link, understudies
from tests.journeys.stage import CHROMIUM, FLAGS, PATIENCE_MS, PHONE
from tracking.kernel.ids import b64u, b64u_bytes
from tracking.kernel.label import typed_code

SLOWER = 4
BATCHES = "**/api/v1/scan-batches"
SIGNED = re.compile("Đã ký")  # which the server may have confirmed before anybody looks
ALL_SAFE = "Mọi lượt quét đã an toàn ở máy chủ."
SCANS = """
    async () => {
        const opening = indexedDB.open("hoso-courier");
        await new Promise((opened) => { opening.onsuccess = opened; });
        const asking = opening.result.transaction("scans").objectStore("scans").getAll();
        await new Promise((answered) => { asking.onsuccess = answered; });
        opening.result.close();
        return asking.result.map(({ id, jws, sync, flags = [] }) => ({ id, jws, sync, flags }));
    }
"""


@contextmanager
def chromium(profile: Path, *flags: str) -> Iterator[int]:
    """Start a browser of its own process group, and answer the port of its debugger."""
    told = profile / "DevToolsActivePort"
    told.unlink(missing_ok=True)
    words = [CHROMIUM, *FLAGS, *flags, "--headless=new", "--remote-debugging-port=0"]
    command = [*words, f"--user-data-dir={profile}", "about:blank"]
    quiet = subprocess.DEVNULL
    program = subprocess.Popen(  # noqa: S603 - our own words
        command, stdout=quiet, stderr=quiet, start_new_session=True
    )
    try:
        yield _port(told, program)
    finally:
        os.killpg(program.pid, signal.SIGKILL)
        program.wait()


def _port(told: Path, program: subprocess.Popen[bytes]) -> int:
    while program.poll() is None:
        lines = told.read_text().split() if told.exists() else []
        if lines:
            return int(lines[0])
        time.sleep(0.05)
    message = "the browser did not start"
    raise AssertionError(message)


@asynccontextmanager
async def opened(playwright: Playwright, profile: Path, *flags: str) -> AsyncIterator[Page]:
    """Open the profile's browser, and kill it in the end without a word."""
    with chromium(profile, *flags) as port:
        browser = await playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
        yield await page_of(browser)


@asynccontextmanager
async def phone(profile: Path, *flags: str) -> AsyncIterator[Page]:
    """Open a phone that has joined, at its outbox."""
    link = join_link(understudies("TN-02")["TN-02"])
    async with async_playwright() as playwright, opened(playwright, profile, *flags) as page:
        await joined(page, link)
        await page.evaluate("location.hash = '#/outbox'")
        yield page


async def slowed(page: Page) -> None:
    """Let the processor be that of a cheap phone."""
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


async def page_of(browser: Browser) -> Page:
    """Open a page as large as a phone, patient, in the browser's own profile."""
    page = await browser.contexts[0].new_page()
    await page.add_init_script("localStorage.setItem('PARAGLIDE_LOCALE', 'vi')")
    await page.set_viewport_size(PHONE)
    page.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    return page


async def joined(page: Page, link: str) -> None:
    """Open the link of the QR and let the phone make its key."""
    await page.goto(link)
    await page.get_by_role("button", name="Vào làm việc").click()
    await page.get_by_role("button", name="Bắt đầu").click()
    await expect(page.get_by_role("heading", name="Đường thư")).to_be_visible()


async def sign_one(
    page: Page, origin: str, *, opens: bool = True, says: Pattern[str] = SIGNED
) -> None:
    """Take over one label that is typed, and wait for what the phone says of it."""
    if opens:
        await page.goto(f"{origin}/courier/#/")
    await page.evaluate("location.hash = '#/'")
    await expect(page.get_by_role("link", name="Quét")).to_be_visible()
    await page.evaluate("location.hash = '#/scan/take/-'")
    await page.get_by_role("button", name="Gõ mã").click()
    await page.locator("#typed").fill(typed_code(b64u(secrets.token_bytes(16))))
    await page.get_by_role("button", name="Thêm", exact=True).click()
    # What a killed app had scanned is still there, and is signed with it.
    await page.get_by_role("button", name=re.compile(r"^Ký nhận \d")).click()
    await expect(page.get_by_text(says).first).to_be_visible()


async def waits(page: Page, count: int) -> None:
    """See in the outbox how many scans only this phone has."""
    await expect(page.locator("section.count .big")).to_have_text(str(count))


async def send_now(page: Page) -> None:
    """Touch the button; where the phone sends already it is dead, and that is as well."""
    await page.get_by_role("button", name=re.compile("Gửi ngay|Đang gửi")).dispatch_event("click")


async def scans(page: Page) -> list[dict[str, Any]]:
    """Read what the phone has kept, past the app."""
    found: list[dict[str, Any]] = await page.evaluate(SCANS)
    return found


def said(scan: dict[str, Any]) -> dict[str, Any]:
    """Read what a kept scan says under its signature."""
    found: dict[str, Any] = json.loads(b64u_bytes(scan["jws"].split(".")[1]))
    return found


def at_server(ids: list[str]) -> set[str]:
    """Tell which scans the server really has."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        rows = connection.execute("SELECT id FROM ledger_scan WHERE id = ANY(%s)", [ids])
        return {str(row[0]) for row in rows}


def begun_at(scan: str) -> datetime:
    """Tell from when on the server takes a scan to have been possible."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        found = connection.execute("SELECT begins_at FROM ledger_scan WHERE id = %s", [scan])
        (row,) = found.fetchall()
    begun: datetime = row[0]
    return begun


async def false_promises(page: Page, origin: str) -> int:
    """Count what the phone calls safe, and the server does not have."""
    await page.goto(f"{origin}/courier/#/outbox")
    await expect(page.locator("section.count .big")).to_be_visible()
    says_all = await page.get_by_text(ALL_SAFE).count() > 0
    kept = await scans(page)
    there = at_server([scan["id"] for scan in kept])
    missing = [scan for scan in kept if scan["id"] not in there]
    return len(missing) if says_all else sum(scan["sync"] == "safe" for scan in missing)


@dataclass
class Tally:
    """What many runs found."""

    runs: int = 0
    lost: int = 0
    false_safe: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Count both together."""
        return Tally(
            runs=self.runs + other.runs,
            lost=self.lost + other.lost,
            false_safe=self.false_safe + other.false_safe,
        )

    def told(self) -> str:
        """Say it in one line."""
        return json.dumps(self.__dict__)


async def kill_again_and_again(origin: str, link: str, *, runs: int) -> Tally:
    """Sign, kill the browser, open it again, compare; every second time without network."""
    tally = Tally()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        profile = Path(folder)
        async with async_playwright() as playwright:
            async with opened(playwright, profile) as page:
                await joined(page, link)
            for run in range(runs):
                await _one_run(playwright, profile, origin, tally, is_cut=run % 2 == 1)
    return tally


async def _one_run(
    playwright: Playwright, profile: Path, origin: str, tally: Tally, *, is_cut: bool
) -> None:
    async with opened(playwright, profile) as page:
        if is_cut:
            await page.route(BATCHES, nobody)
        await sign_one(page, origin)
    tally.runs += 1
    async with opened(playwright, profile) as page:
        promised = await false_promises(page, origin)
        tally.lost += max(0, tally.runs - len(await scans(page)))
        tally.false_safe += promised


async def nobody(route: Route) -> None:
    """Let nothing through, as where there is no network."""
    await route.abort()
