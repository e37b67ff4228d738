"""One valid thing a call; a test names only what it is about."""

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib.gis.geos import Point

from geo.models import Site, Unit, UnitParent
from tracking.consignments.catalogue import PaperRow, ProcedureRow
from tracking.consignments.intake import Applicant, Intake, Paper, Sent
from tracking.consignments.models import Dossier, Item, Label, Procedure
from tracking.consignments.operations.dossiers import take_in_dossier
from tracking.consignments.operations.labels import issue_labels
from tracking.consignments.operations.procedures import put_competence, put_procedures
from tracking.custody.operations.sending import take_in
from tracking.kernel.line import PartyKind, Role
from tracking.kernel.signing import PrivateKey
from tracking.parties.models import (
    Carrier,
    Courier,
    Device,
    DeviceKind,
    FieldTransfer,
    Grant,
    Office,
    OfficeKind,
    Party,
    Person,
    Posting,
    Shift,
)

LONG_AGO = datetime(2019, 1, 1, tzinfo=UTC)
MORNING = datetime(2020, 5, 27, 1, 20, tzinfo=UTC)  # a Wednesday of the pilot, 08:20 there
NOON = datetime(2020, 5, 27, 5, tzinfo=UTC)  # 12:00 at the counter
AUTHORITY = "Sở Thông tin và Truyền thông"
FIELD = "information_communications"
PASSWORD = "lúa chín đầu mùa"  # noqa: S105 - of nobody

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

    @property
    def office(self) -> Office:
        assert self.device.office, "a phone has none"
        return self.device.office


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
        org_code=f"000.00.{next(_numbers) % 1000:03}.H20",
        unit=its_unit,
        site=site(of=its_unit),
    )


def person(
    *, name="Nguyễn Thị Sen", login: str | None = None, password: str | None = None
) -> Person:
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
    posting(of=made)
    grant(to=made.person, on=made.party, role=Role.COURIER)
    return made


def posting(*, of: Courier) -> Posting:
    """Post a courier from ever where the row says."""
    return Posting.objects.create(courier=of, carrier=of.carrier, home=of.home)


def grant(
    *,
    to: Person,
    on: Party | Office | Unit,
    role: Role = Role.CLERK,
    from_at: datetime = LONG_AGO,
    until_at: datetime | None = None,
) -> Grant:
    where = {"unit": on} if isinstance(on, Unit) else {"party": getattr(on, "party", on)}
    return Grant.objects.create(person=to, role=role, from_at=from_at, until_at=until_at, **where)


def shift(*, of: Courier, from_at: datetime = LONG_AGO) -> Shift:
    return Shift.objects.create(courier=of, started_at=from_at)


def clerk(*, at: Office, role: Role = Role.CLERK) -> Person:
    made = person()
    grant(to=made, on=at, role=role)
    return made


def phone(of: Courier | None = None, **differs: Any) -> Signer:
    owner = of or courier()
    key = PrivateKey.generate()
    return Signer(key, _device(key, person=owner.person, **differs), owner.person, owner.party_id)


def phone_of(owner: Person, **differs: Any) -> Signer:
    """Make the phone of somebody who may be no courier."""
    key = PrivateKey.generate()
    return Signer(key, _device(key, person=owner, **differs), owner, uuid4())


def desk(at: Office | None = None, **differs: Any) -> Signer:
    its_office = at or office()
    key = PrivateKey.generate()
    device = _device(key, office=its_office, **differs)
    return Signer(key, device, clerk(at=its_office), its_office.party_id)


def _device(key: PrivateKey, *, person=None, office=None, **differs: Any) -> Device:
    said: dict[str, Any] = {
        "kind": DeviceKind.PHONE if person else DeviceKind.DESK,
        "jwk": key.public.jwk(),
        "model": "Nokia 3.4",
        "app": "0.1.0",
        "enrolled_at": LONG_AGO,
        "last_seen_at": LONG_AGO + timedelta(days=1),
    } | differs
    return Device.objects.create(id=key.public.thumbprint, person=person, office=office, **said)


def procedure(**differs) -> Procedure:
    paper = PaperRow(no=1, name="Đơn đề nghị", kind="original", count=1, is_required=True)
    said: dict[str, Any] = {
        "key": f"procedure_{next(_numbers)}",
        "code": "",
        "name": "Cấp giấy phép xuất bản tài liệu không kinh doanh",
        "name_en": "Licence to publish non-commercial material",
        "field_code": FIELD,
        "field_name": "Thông tin và Truyền thông",
        "level": "province",
        "deciding_authority": AUTHORITY,
        "limit_value": 7,
        "limit_unit": "working_day",
        "has_same_day_rule": False,
        "fee_vnd": 0,
        "result_name": "Giấy phép",
        "certainty": "typical",
        "papers": (paper,),
    } | differs
    put_procedures(rows=[ProcedureRow(**said)])
    return Procedure.objects.get(key=said["key"])


def counter_and_authority() -> tuple[Office, Office]:
    """Make a commune's one-stop that takes a field in, and who decides it at the province."""
    province = unit(name="Tỉnh Đồng Tháp", level="province")
    district = unit(name="Huyện Tam Nông", level="district", above=province)
    counter = office(of=unit(above=district))
    decides = office(of=province, kind=OfficeKind.AUTHORITY)
    Office.objects.filter(pk=decides.pk).update(name=AUTHORITY, short_name="Sở TT&TT")
    put_competence(authority=AUTHORITY, unit_id=province.pk, office_id=decides.pk)
    FieldTransfer.objects.create(office=counter, field_code=FIELD, valid_from="2018-07-27")
    return counter, Office.objects.get(pk=decides.pk)


def intake(**differs) -> Intake:
    said: dict[str, Any] = {
        "request_id": uuid4(),
        "channel": "counter",
        "applicant": Applicant(name="Nguyễn Văn A", phone="0912345214", address="Ấp 1, Phú Ninh"),
        "papers": [
            Paper(name="Đơn đề nghị cấp giấy phép", kind="original", count=1),
            Paper(name="Quyết định thành lập", kind="certified", count=2),
        ],
        "seal": "PN 000238",
    } | differs
    said.setdefault("procedure_id", None)
    return Intake(**said | {"procedure_id": said["procedure_id"] or procedure().pk})


def sent(*, counter: Office | None = None, now: datetime = MORNING, **differs) -> Sent:
    """Take a dossier in: the dossier, its item that goes out, and the label on it."""
    at = counter or counter_and_authority()[0]
    return take_in_dossier(intake=intake(**differs), office=at, by=person().pk, now=now)


def dossier(**differs) -> Dossier:
    return sent(**differs).dossier


def item(**differs) -> Item:
    return sent(**differs).item


def sent_from(counter: Office, *, decided_by: Office | None = None) -> Sent:
    """Take a dossier in at a given office, whole: with its way planned and everyone told."""
    decides = decided_by or office()
    put_competence(authority=AUTHORITY, unit_id=counter.unit_id, office_id=decides.pk)
    return take_in(intake=intake(), office=counter, by=person().pk, now=MORNING)


def blank_label(at: Office) -> Label:
    return issue_labels(office_id=at.pk, count=1, by=None, now=MORNING)[0]
