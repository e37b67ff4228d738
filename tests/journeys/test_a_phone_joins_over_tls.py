"""Real phones need a secure context: the site with its own certificate authority, `--lan`."""

from backend.ops.simulator.site import Site
from tests.journeys.cast import join_link, understudies
from tests.journeys.desk import PASSWORD
from tests.journeys.phone import CourierPhone
from tests.journeys.stage import stage
from tests.journeys.watch import watch


async def test_a_phone_joins_over_tls_and_is_seen_on_the_map(secure_origin):
    call_sign = understudies("TN-04")["TN-04"]
    # Site and socket trust our authority alone; the browser has no list that we could add it to.
    async with (
        Site(secure_origin) as site,
        watch(site, login="dieuhanh", password=PASSWORD) as seen,
        stage(secure_origin, trusts_any_certificate=True) as opened,
    ):
        phone = CourierPhone(*await opened.phone("over-tls"))
        courier = next(one for one in seen.board["couriers"] if one["call_sign"] == call_sign)
        await phone.ride_to(lat_e7=106700000, lon_e7=1055600000)

        await phone.join(join_link(call_sign))
        assert await phone.page.evaluate("isSecureContext")
        await phone.start_shift()
        async with phone.riding(lat_e7=106700000, lon_e7=1055600000, north_e7=4000):
            moved = await seen.sees_moving(courier["id"])

        assert abs(moved[1] - 106700000) < 400000
