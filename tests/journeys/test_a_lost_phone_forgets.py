"""A phone that was revoked carries home what waits, and then forgets everything."""

from pathlib import Path
from typing import Any

from playwright.async_api import Page, Route, expect

from backend.ops.simulator.site import Session, Site
from tests.journeys.axe import faults
from tests.journeys.camera import pages_of
from tests.journeys.cast import join_link, understudies
from tests.journeys.desk import PASSWORD, Desk
from tests.journeys.phone import CourierPhone
from tests.journeys.stage import stage

PROCEDURE = "đăng ký khai tử"
KEPT = """
    async () => ({
        databases: (await indexedDB.databases()).map(({ name }) => name),
        caches: await caches.keys(),
        workers: (await navigator.serviceWorker.getRegistrations()).length,
        storage: localStorage.length,
    })
"""
IMPORT = """
    async ({ file, bearer }) => {
        const token = document.cookie.match(/__Host-csrf=([^;]+)/)[1];
        const answer = await fetch("/api/v1/imports", {
            method: "POST",
            headers: {
                "content-type": "application/json", "x-hoso-desk": bearer, "x-csrftoken": token,
            },
            body: JSON.stringify({ export: file }),
        });
        return answer.json();
    }
"""
OWN_ID = """
    async () => {
        const opening = indexedDB.open("hoso-courier");
        await new Promise((opened) => { opening.onsuccess = opened; });
        const asking = opening.result.transaction("device").objectStore("device").get("enrolment");
        await new Promise((answered) => { asking.onsuccess = answered; });
        opening.result.close();
        return asking.result.key.id;
    }
"""


async def test_what_waits_is_carried_home_before_all_is_forgotten(origin):
    cast = understudies("TN-02", "phuninh")
    async with Site(origin) as site, stage(origin) as theatre:
        desk = Desk(await theatre.desk())
        await desk.log_in(cast["phuninh"])
        await desk.become_desk()
        taken_in = await desk.take_in(PROCEDURE, name="Nguyễn Văn A")
        phone = CourierPhone(*await theatre.phone("lost"))
        await phone.join(join_link(cast["TN-02"]))
        code = str(taken_in.sent["dossier"]["code"])
        await desk.offer(code, to=cast["TN-02"])
        await phone.page.route("**/api/v1/scan-batches", _nobody)
        await phone.scan_at("Phú Ninh", mode="take")
        await phone.show_label((await pages_of(taken_in.label))[0], code=code)
        await phone.sign("Ký nhận 1")
        await phone.waits_to_send(1)

        await _revoke(site, await phone.page.evaluate(OWN_ID), why="lost")
        await phone.page.reload()
        await expect(phone.page.get_by_text("Còn 1 lượt quét chỉ có trên máy này")).to_be_visible()
        assert await faults(phone.page) == []
        file = await _export(phone.page)
        await phone.page.get_by_role("button", name="Xóa máy").click()
        await phone.page.get_by_role("dialog").get_by_role("button", name="Xóa máy").click()
        await expect(phone.page.get_by_text("Máy này đã được xóa.")).to_be_visible()

        nothing = {"databases": [], "caches": [], "workers": 0, "storage": 0}
        assert await phone.page.evaluate(KEPT) == nothing
        brought = await _import(desk.page, file)
        assert (brought["scans"], brought["accepted"] + brought["kept"]) == (1, 1)


async def test_a_stolen_phone_carries_nothing_away(origin):
    cast = understudies("TN-02")
    async with Site(origin) as site, stage(origin) as theatre:
        phone = CourierPhone(*await theatre.phone("stolen"))
        await phone.join(join_link(cast["TN-02"]))

        await _revoke(site, await phone.page.evaluate(OWN_ID), why="stolen")
        await phone.page.reload()

        await expect(phone.page.get_by_text("Máy này đã được xóa.")).to_be_visible()
        await expect(phone.page.get_by_role("button", name="Xuất ra tệp")).to_be_hidden()


async def _nobody(route: Route) -> None:
    await route.abort()


async def _revoke(site: Site, device: str, *, why: str) -> None:
    session: Session = await site.log_in(login="dieuhanh", password=PASSWORD)
    await site.post(f"/devices/{device}/revoke", {"why": why}, headers=session.headers())


async def _export(page: Page) -> str:
    await page.get_by_role("button", name="Xuất ra tệp").click()
    async with page.expect_download() as saving:
        await page.get_by_role("button", name="Lưu tệp").click()
    await expect(page.get_by_text("Đã lưu tệp.").first).to_be_visible()
    await page.keyboard.press("Escape")
    return _read(await (await saving.value).path())


async def _import(page: Page, file: str) -> Any:
    """Bring the file in as the desk that this browser is."""
    async with page.expect_request(lambda request: "x-hoso-desk" in request.headers) as asking:
        await page.reload()
    bearer = (await asking.value).headers["x-hoso-desk"]
    return await page.evaluate(IMPORT, {"file": file, "bearer": bearer})


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
