"""One valid thing a call; a test names only what it is about."""

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.contrib.gis.geos import Point

from geo.models import Site, Unit, UnitParent
from tracking.kernel.line import PartyKind, Role
from tracking.kernel.signing import PrivateKey
from tracking.parties.models import (
    Carrier,
    Courier,
    Device,
    DeviceKind,
    Grant,
    Office,
    OfficeKind,
    Party,
    Person,
)

LONG_AGO = datetime(2019, 1, 1, tzinfo=UTC)
NOON = datetime(2020, 5, 27, 5, tzinfo=UTC)  # a Wednesday of the pilot, 12:00 at the counter

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Signer:
    """A phone or desk as it is in its owner's hand: with the private key."""

    key: PrivateKey
    device: Device
    person: Person
    party: UUID

    @property
    def id(self) -> str:
        return self.device.pk


def unit(*, name="Xã Phú Ninh", level="commune", above: Unit | None = None) -> Unit:
    made = Unit.objects.create(code=f"{next(_numbers):05}", name=name, level=level)
    if above is not None:
        UnitParent.objects.create(unit=made, parent=above)
    return made


def site(*, of: Unit, lat_e7=107_600_000, lon_e7=1_055_000_000) -> Site:
    return Site.objects.create(
        name=f"Trụ sở {of.name}",
        address="Ấp Phú Hòa",
        unit=of,
        lat_e7=lat_e7,
        lon_e7=lon_e7,
        point=Point(lon_e7 / 1e7, lat_e7 / 1e7, srid=4326),
    )


def party(kind: PartyKind = PartyKind.CITIZEN) -> Party:
    return Party.objects.create(kind=kind)


def office(*, of: Unit | None = None, kind: OfficeKind = OfficeKind.ONE_STOP) -> Office:
    its_unit = of or unit()
    return Office.objects.create(
        party=party(PartyKind.OFFICE),
        kind=kind,
        name=f"Bộ phận Một cửa {its_unit.name}",
        short_name=its_unit.name,
        org_code=f"000.00.{next(_numbers)}.H20",
        unit=its_unit,
        site=site(of=its_unit),
    )


def person(*, name="Nguyễn Thị Sen", login: str | None = None, password: str | None = None):
    made = Person(name=name, login=login or f"nguoi{next(_numbers)}")
    if password:
        made.set_password(password)
    else:
        made.set_unusable_password()
    made.save()
    return made


def carrier() -> Carrier:
    return Carrier.objects.create(name="Bưu điện tỉnh Đồng Tháp", short_name="Bưu điện")


def courier(*, home: Office | None = None, of: Carrier | None = None) -> Courier:
    made = Courier.objects.create(
        party=party(PartyKind.COURIER),
        person=person(name="Lê Văn Tám"),
        carrier=of or carrier(),
        home=home or office(),
        call_sign=f"TN-{next(_numbers):02}",
    )
    grant(to=made.person, on=made.party, role=Role.COURIER)
    return made


def grant(
    *,
    to: Person,
    on: Party | Office | Unit,
    role: Role = Role.CLERK,
    from_at: datetime = LONG_AGO,
    until_at: datetime | None = None,
) -> Grant:
    where = {"unit": on} if isinstance(on, Unit) else {"party": getattr(on, "party", on)}
    return Grant.objects.create(
        person=to, role=role, from_at=from_at, until_at=until_at, **where
    )


def clerk(*, at: Office, role: Role = Role.CLERK) -> Person:
    made = person()
    grant(to=made, on=at, role=role)
    return made


def phone(of: Courier | None = None) -> Signer:
    owner = of or courier()
    key = PrivateKey.generate()
    return Signer(key, _device(key, person=owner.person), owner.person, owner.party_id)


def desk(at: Office | None = None) -> Signer:
    its_office = at or office()
    key = PrivateKey.generate()
    device = _device(key, office=its_office)
    return Signer(key, device, clerk(at=its_office), its_office.party_id)


def _device(key: PrivateKey, *, person=None, office=None) -> Device:
    return Device.objects.create(
        id=key.public.thumbprint,
        kind=DeviceKind.PHONE if person else DeviceKind.DESK,
        person=person,
        office=office,
        jwk=key.public.jwk(),
        model="Nokia 3.4",
        app="0.1.0",
        enrolled_at=LONG_AGO,
        last_seen_at=LONG_AGO + timedelta(days=1),
    )
