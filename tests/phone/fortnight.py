"""Fourteen days without network: what a phone signed comes home, whatever cuts it off."""

import secrets
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Page, Playwright, Route, async_playwright, expect

from tests.phone.kept import (
    BATCHES,
    Tally,
    at_server,
    false_promises,
    joined,
    nobody,
    opened,
    scans,
    send_now,
    slowed,
)
from tracking.kernel.ids import b64u
from tracking.kernel.label import typed_code

CUT_EVERY = 3
SHOWN = 50  # of a list, or a cheap phone would be busy with it for minutes
PATIENCE_MS = 300_000
# As the app does, scan by scan, with the key that no script can read; one transaction keeps them.
SIGN = """
    async (codes) => {
        const DAYS_MS = 14 * 86_400_000;
        const utf8 = (text) => new TextEncoder().encode(text);
        const b64u = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))
            .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
        const json = (said) => b64u(utf8(JSON.stringify(said)));
        const done = (asked) => new Promise((found, failed) => {
            asked.onsuccess = () => found(asked.result);
            asked.onerror = () => failed(asked.error);
        });
        const opened = await done(indexedDB.open("hoso-courier"));
        const kept = opened.transaction(["device", "chain"]);
        const [{ key, person, party }, chain] = await Promise.all([
            done(kept.objectStore("device").get("enrolment")),
            done(kept.objectStore("chain").get("state")),
        ]);
        const header = json({ alg: "ES256", typ: "scan+jwt", kid: key.id });
        const fromMs = Date.now() - DAYS_MS;
        const rows = [];
        for (const [index, c] of codes.entries()) {
            const w = Math.floor(fromMs + (index * DAYS_MS) / codes.length);
            const dev = { e: chain.e, n: chain.n, ...(chain.p && { p: chain.p }) };
            const at = { w, m: index, c: "AAAAAAAAAAA" };
            const by = { who: person.id, for: party.id };
            const said = { v: 1, act: "take", on: [{ c }], ...by, dev, at };
            const text = `${header}.${json(said)}`;
            const algorithm = { name: "ECDSA", hash: "SHA-256" };
            const signature = await crypto.subtle.sign(algorithm, key.privateKey, utf8(text));
            const id = b64u(await crypto.subtle.digest("SHA-256", utf8(text)));
            const jws = `${text}.${b64u(signature)}`;
            const { act, on } = said;
            const row = { seq: chain.kept, id, jws, party: party.id, act, on, keptMs: w };
            rows.push({ ...row, sync: "pending" });
            Object.assign(chain, { n: chain.n + 1, p: id, kept: chain.kept + 1 });
        }
        const writing = opened.transaction(["scans", "chain"], "readwrite");
        for (const row of rows) writing.objectStore("scans").add(row);
        writing.objectStore("chain").put(chain, "state");
        await new Promise((written) => { writing.oncomplete = written; });
        opened.close();
    }
"""


async def sign_many(page: Page, origin: str, *, count: int) -> None:
    """Sign and keep so many takes over fourteen days, past the app and beside it."""
    await page.goto(f"{origin}/health")
    await page.evaluate(SIGN, [typed_code(b64u(secrets.token_bytes(16))) for _ in range(count)])


async def come_home(origin: str, link: str, *, count: int) -> Tally:
    """Bring a fortnight home on a road that is cut again and again, the app killed half way."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        profile = Path(folder)
        async with async_playwright() as playwright:
            async with opened(playwright, profile) as page:
                await joined(page, link)
                await sign_many(page, origin, count=count)
            async with _outbox(playwright, profile, origin, nobody) as page:
                big = page.locator("section.count .big")
                await expect(big).to_have_text(str(count), timeout=PATIENCE_MS)
                await expect(page.get_by_text(f"Và {count - SHOWN} lượt quét nữa")).to_be_visible()
                await page.unroute(BATCHES)
                await page.route(BATCHES, _Cuts())
                await send_now(page)
                await expect(big).not_to_have_text(str(count), timeout=PATIENCE_MS)
            async with _outbox(playwright, profile, origin, _Cuts()) as page:
                await send_now(page)  # or the turn of the killed one would be waited for
                big = page.locator("section.count .big")
                await expect(big).to_have_text("0", timeout=PATIENCE_MS)
                promised = await false_promises(page, origin)
                ids = [scan["id"] for scan in await scans(page)]
    lost = count - len(at_server(ids))
    return Tally(runs=1, lost=lost, false_safe=promised)


class _Cuts:
    """A road of which every third journey is cut, when the server has already what it brought."""

    def __init__(self) -> None:
        self._batches = 0

    async def __call__(self, route: Route) -> None:
        self._batches += 1
        if self._batches % CUT_EVERY:
            await route.continue_()
            return
        await route.fetch()
        await route.abort()


@asynccontextmanager
async def _outbox(
    playwright: Playwright, profile: Path, origin: str, road: Callable[[Route], Awaitable[None]]
) -> AsyncIterator[Page]:
    async with opened(playwright, profile) as page:
        await slowed(page)
        await page.route(BATCHES, road)
        await page.goto(f"{origin}/courier/#/outbox")
        yield page
