"""The cast in a database: made once, and found there by name from then on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from geo.models import Unit
from tests import make
from tests.simulation import cast
from tests.simulation.chance import fixed_chance, number
from tracking.consignments.operations.procedures import put_competence
from tracking.kernel.line import PartyKind
from tracking.kernel.signing import PrivateKey
from tracking.parties.models import (
    Courier,
    Device,
    DeviceKind,
    FieldTransfer,
    Office,
    OfficeKind,
    Party,
    Person,
)

# Every schedule begins on the same morning: a Wednesday of the pilot, 08:00 there.
DAWN: Final = datetime(2020, 5, 27, 1, tzinfo=UTC)
DAWN_MS: Final = int(DAWN.timestamp()) * 1000
# A device was enrolled before anybody's grants began.
ENROLLED: Final = DAWN - timedelta(days=900)
BANK: Final = "Ngân hàng Chính sách xã hội"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Who is who: by the cast's names, their ids and keys.

    `procedures` are by the name of the office that decides on them.
    """

    parties: Mapping[str, UUID]
    people: Mapping[str, UUID]
    keys: Mapping[str, PrivateKey]
    procedures: Mapping[str, UUID]

    @property
    def names(self) -> dict[UUID, str]:
        """How parties are called, by id."""
        return {party: name for name, party in self.parties.items()}


def key_of(device: str) -> PrivateKey:
    """Return a key that is the device's in every run."""
    return PrivateKey.from_secret(number("key", device) >> 8)


def set_stage() -> Stage:
    """Make the cast in an empty database; the same ids come of it each time."""
    with fixed_chance("cast"):
        units = _make_units()
        offices = _make_offices(units)
        people = {name: make.person(name=name, login=name) for name in cast.GRANTS}
        parties = {name: office.party for name, office in offices.items()}
        parties |= _make_couriers(people, offices)
        _make_grants(people, {**parties, **units})
        _make_devices(people, offices)
        procedures = {
            office: make.procedure(key=f"for_{office}", deciding_authority=authority).pk
            for office, authority in ((cast.DECIDES, make.AUTHORITY), (cast.WITHOUT_SCREENS, BANK))
        }
    return Stage(
        parties={name: party.pk for name, party in parties.items()},
        people={name: person.pk for name, person in people.items()},
        keys={device.name: key_of(device.name) for device in cast.DEVICES},
        procedures=procedures,
    )


def _make_units() -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for name, above in cast.UNITS.items():
        units[name] = make.unit(name=name, above=units.get(above))
    return units


def _make_offices(units: Mapping[str, Unit]) -> dict[str, Office]:
    offices = {}
    for name, its_unit in cast.OFFICES.items():
        is_counter = name not in {cast.DECIDES, cast.WITHOUT_SCREENS}
        kind = OfficeKind.ONE_STOP if is_counter else OfficeKind.AUTHORITY
        offices[name] = make.office(of=units[its_unit], kind=kind)
        if name in cast.COUNTERS:
            transfer = {"field_code": make.FIELD, "valid_from": "2018-07-27"}
            FieldTransfer.objects.create(office=offices[name], **transfer)
    bank = offices[cast.WITHOUT_SCREENS]
    Party.objects.filter(pk=bank.pk).update(kind=PartyKind.AUTHORITY)
    province = units[cast.PROVINCE].pk
    for authority, office in (
        (make.AUTHORITY, offices[cast.DECIDES]),
        (BANK, bank),
    ):
        put_competence(authority=authority, unit_id=province, office_id=office.pk)
    return offices


def _make_couriers(
    people: Mapping[str, Person], offices: Mapping[str, Office]
) -> dict[str, Party]:
    carriers = {name: make.carrier() for name in ("post", "other")}
    made = {
        name: Courier.objects.create(
            party=make.party(PartyKind.COURIER),
            person=people[name],
            carrier=carriers[courier.carrier],
            home=offices[courier.home],
            call_sign=name,
        )
        for name, courier in cast.COURIERS.items()
    }
    return {name: make.posting(of=courier).courier.party for name, courier in made.items()}


def _make_grants(people: Mapping[str, Person], places: Mapping[str, Party | Unit]) -> None:
    for name, grants in cast.GRANTS.items():
        for grant in grants:
            from_day, until_day = grant.days
            until = None if until_day is None else DAWN + timedelta(days=until_day)
            from_at = DAWN + timedelta(days=from_day)
            where = places[grant.at]
            make.grant(to=people[name], on=where, role=grant.role, from_at=from_at, until_at=until)


def _make_devices(people: Mapping[str, Person], offices: Mapping[str, Office]) -> None:
    for one in cast.DEVICES:
        key = key_of(one.name)
        Device.objects.create(
            id=key.public.thumbprint,
            kind=DeviceKind.PHONE if one.person else DeviceKind.DESK,
            person=people[one.person] if one.person else None,
            office=offices[one.office] if one.office else None,
            jwk=key.public.jwk(),
            enrolled_at=ENROLLED,
            waits_since=DAWN if one is cast.WAITING else None,
        )
