"""What the office's map and board cost at 50,000 papers and 2,000 couriers, in real Chromium.

Ours: the built front end, as a supervisor of the whole province sees it. Peer, in the same run:
the same papers in a plain MapLibre GeoJSON source with `cluster: true` on a bare page, which has
no list, no counts of what is late and no names. A fact is a paper that changes hands; a moved
frame tells of ten couriers; both are handed to the page's own socket, so no network is measured.
"""

import asyncio
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Browser, Error, Page, async_playwright

from infra.benches import ground
from infra.benches.board_site import PAGES, site
from infra.benches.board_world import COURIERS, ITEMS, MOVED, World
from infra.build import BUILT, build
from infra.stack import Problem

CHROMIUM: Final = "/usr/bin/chromium"
FACTS: Final = 200
LIMIT_MS: Final = 2.0
MOVES: Final = 100
PATIENCE_MS: Final = 120_000
SETTLE_MS: Final = 5_000
SLICE: Final = 20  # messages in one call to the page
FLAGS: Final = ["--no-sandbox", "--no-first-run", "--enable-unsafe-swiftshader"]


@dataclass(frozen=True, kw_only=True)
class Work:
    """What one kind of message cost: at once, in all threads, and the frames."""

    busy_ms: float
    busy_p95_ms: float
    cpu_ms: float
    frame_ms: float
    frame_p95_ms: float
    gap_p95_ms: float


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What one page cost."""

    fact: Work
    moved: Work
    heap_mb: float


def main() -> None:
    """Build the front end, measure both pages one after the other, and say so."""
    static = Path(os.environ.get("HOSO_BENCH_STATIC", BUILT))
    if static == BUILT:
        build()
    world = World()
    with site(world, static) as origin:
        ours, peer = asyncio.run(measure(world, origin))
    report(ours, peer)


async def measure(world: World, origin: str) -> tuple[Figures, Figures]:
    """Open each page in a browser of its own."""
    async with async_playwright() as playwright:
        found = []
        for path, prepared in (("/office/", True), ("/peer/", False)):
            try:
                browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            except Error as error:
                message = f"Chromium does not start: {error.message.splitlines()[0]}"
                raise Problem(message) from error
            try:
                found.append(await _page(browser, world, origin + path, is_ours=prepared))
            finally:
                await browser.close()
        return found[0], found[1]


async def _page(browser: Browser, world: World, address: str, *, is_ours: bool) -> Figures:
    viewport = {"width": 1280, "height": 720}
    page = await browser.new_page(viewport=viewport, locale="vi-VN")  # type: ignore[arg-type]  # a viewport it is
    page.set_default_timeout(PATIENCE_MS)
    if is_ours:
        await page.add_init_script(path=PAGES / "socket.js")
    try:
        await page.goto(address)
        if is_ours:
            await page.locator(".board-panel .row").first.wait_for()
            await page.locator(".maplibregl-canvas").wait_for()
        else:
            await page.wait_for_function("document.title === 'ready'")
    except Error as error:
        whose = "The office's page" if is_ours else "The peer's page"
        message = f"{whose} does not come up: {error.message.splitlines()[0]}"
        raise Problem(message) from error
    await page.wait_for_timeout(SETTLE_MS)
    if folder := os.environ.get("HOSO_PICTURES"):
        name = "ours" if is_ours else "peer"
        await page.screenshot(path=Path(folder) / f"board-{name}.png")
    fact = await _work(browser, page, list(world.facts(FACTS)))
    moved = await _work(browser, page, list(world.moves(MOVES)))
    return Figures(fact=fact, moved=moved, heap_mb=await _heap_mb(page))


async def _work(browser: Browser, page: Page, messages: Sequence[dict[str, Any]]) -> Work:
    script = (PAGES / "measure.js").read_text(encoding="utf-8")
    busy: list[float] = []
    frames: list[float] = []
    gaps: list[float] = []
    before = await _cpu_s(browser)
    for start in range(0, len(messages), SLICE):
        found = await page.evaluate(script, messages[start : start + SLICE])
        busy += found["busy"]
        frames += found["frames"]
        gaps += found["gaps"]
    cpu_ms = 1_000 * (await _cpu_s(browser) - before) / len(messages)
    return Work(
        busy_ms=round(ground.percentile(busy, part=0.5), 2),
        busy_p95_ms=round(ground.percentile(busy, part=0.95), 2),
        cpu_ms=round(cpu_ms, 1),
        frame_ms=round(ground.percentile(frames, part=0.5), 2),
        frame_p95_ms=round(ground.percentile(frames, part=0.95), 2),
        gap_p95_ms=round(ground.percentile(gaps, part=0.95), 1),
    )


async def _cpu_s(browser: Browser) -> float:
    """Processor time of the pages, with their workers; not that of the drawing process."""
    session = await browser.new_browser_cdp_session()
    told = await session.send("SystemInfo.getProcessInfo")
    await session.detach()
    pages = [one for one in told["processInfo"] if one["type"] == "renderer"]
    return float(sum(one["cpuTime"] for one in pages))


async def _heap_mb(page: Page) -> float:
    session = await page.context.new_cdp_session(page)
    await session.send("HeapProfiler.collectGarbage")
    used = (await session.send("Runtime.getHeapUsage"))["usedSize"]
    return round(float(used) / 1_000_000, 1)


def report(ours: Figures, peer: Figures) -> None:
    """Say what each cost; the last line is for machines."""
    for name, figures in (("ours", ours), ("peer", peer)):
        for what, work in (("a fact", figures.fact), ("a moved frame", figures.moved)):
            print(f"{name}, {what}: {work}")
        print(f"{name}: heap {figures.heap_mb} MB")
    singles = {
        "fact_ms": (ours.fact.busy_ms, peer.fact.busy_ms),
        "fact_cpu_ms": (ours.fact.cpu_ms, peer.fact.cpu_ms),
        f"moved_{MOVED}_ms": (ours.moved.busy_ms, peer.moved.busy_ms),
        f"moved_{MOVED}_cpu_ms": (ours.moved.cpu_ms, peer.moved.cpu_ms),
        "frame_ms": (ours.moved.frame_ms, peer.moved.frame_ms),
        "frame_p95_ms": (ours.moved.frame_p95_ms, peer.moved.frame_p95_ms),
        "frame_gap_p95_ms": (ours.moved.gap_p95_ms, peer.moved.gap_p95_ms),
        "heap_mb": (ours.heap_mb, peer.heap_mb),
    }
    told = {
        "bench": "board",
        "ours": ours.fact.busy_ms,
        "peer": peer.fact.busy_ms,
        "peer_name": "a plain MapLibre GeoJSON source with cluster: true",
        "ratio": round(ours.fact.busy_ms / peer.fact.busy_ms, 2),
        "limit": LIMIT_MS,
        "unit": "ms until the page has taken a fact in",
        "items": ITEMS,
        "couriers": COURIERS,
        **{name: {"ours": one, "peer": other} for name, (one, other) in singles.items()},
    }
    print(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    ground.in_plain_words(main)
