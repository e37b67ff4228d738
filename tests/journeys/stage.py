"""Browsers that nobody sees: desks, phones with a camera, and the browser of a citizen."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import (
    Browser,
    Page,
    Playwright,
    ViewportSize,
    async_playwright,
    expect,
)

from tests.journeys.camera import Camera

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=390, height=844)
PATIENCE_MS = 20_000


@dataclass
class Stage:
    """Where the actors play: one site, and the browsers that look at it."""

    origin: str
    playwright: Playwright
    folder: Path
    trusts_any_certificate: bool = False
    browsers: list[Browser] = field(default_factory=list)

    async def _browser(self, *flags: str) -> Browser:
        browser = await self.playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*FLAGS, *flags]
        )
        self.browsers.append(browser)
        return browser

    async def desk(self, *, scheme: str = "light", locale: str = "vi-VN") -> Page:
        """Open the browser of a desk, with a profile of its own."""
        browser = self.browsers[0] if self.browsers else await self._browser()
        context = await browser.new_context(
            viewport=DESKTOP,
            locale=locale,
            color_scheme="dark" if scheme == "dark" else "light",
            ignore_https_errors=self.trusts_any_certificate,
            base_url=self.origin,
        )
        # There is no printer here, and a window without a screen falls over its own print dialog.
        await context.add_init_script("window.print = () => {}")
        return _patient(await context.new_page())

    async def citizen(self, *, has_script: bool) -> Page:
        """Open the browser of a weak phone."""
        browser = self.browsers[0] if self.browsers else await self._browser()
        context = await browser.new_context(
            viewport=PHONE,
            locale="vi-VN",
            java_script_enabled=has_script,
            ignore_https_errors=self.trusts_any_certificate,
            base_url=self.origin,
        )
        return _patient(await context.new_page())

    async def phone(self, name: str) -> tuple[Page, Camera]:
        """Open a courier's phone; what its camera sees is ours to say."""
        folder = self.folder / name
        folder.mkdir()
        camera = Camera(folder)
        browser = await self._browser(
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={camera.film}",
        )
        context = await browser.new_context(
            viewport=PHONE,
            locale="vi-VN",
            has_touch=True,
            is_mobile=True,
            permissions=["geolocation", "camera"],
            ignore_https_errors=self.trusts_any_certificate,
            base_url=self.origin,
        )
        return _patient(await context.new_page()), camera


def _patient(page: Page) -> Page:
    page.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    return page


@asynccontextmanager
async def stage(origin: str, *, trusts_any_certificate: bool = False) -> AsyncIterator[Stage]:
    """Open a stage before a site, and close all its browsers in the end."""
    with tempfile.TemporaryDirectory() as folder:
        async with async_playwright() as playwright:
            opened = Stage(origin, playwright, Path(folder), trusts_any_certificate)
            try:
                yield opened
            finally:
                for browser in opened.browsers:
                    await browser.close()
