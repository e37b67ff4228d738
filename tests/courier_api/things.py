"""The things of offices and of people that operations are about, and the calls about them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from tests import make
from tests.courier_api.bodies import intake
from tests.hands import Hand, arrived, sealed, send
from tracking.consignments.intake import Decision, Paper
from tracking.consignments.models import Procedure
from tracking.consignments.operations.procedures import put_competence
from tracking.custody.models import Line
from tracking.custody.operations.sending import decide
from tracking.kernel.device_proof import sign_session
from tracking.kernel.instants import milliseconds
from tracking.kernel.line import PartyKind
from tracking.legs.operations.positions import start_shift
from tracking.parties.models import Courier, FieldTransfer, Office, Person
from tracking.parties.operations.devices import issue_device_challenge


@dataclass(frozen=True)
class Place:
    """Where a thing is: an office, a courier at home there, and who asks about it."""

    office: Office
    courier: Courier
    caller: Person


@dataclass(frozen=True)
class Call:
    """A request about one thing; without a body it reads."""

    path: str
    body: Mapping[str, Any] | None = None


def a_shift(_place: Place) -> Call:
    return Call("/shifts", {"act": "start", "at": timezone.now().isoformat()})


def its_result(place: Place) -> Call:
    item = decided_by(make.office(), received_at=place.office)
    held(item, by=place.office.pk, kind=PartyKind.OFFICE)
    return Call("/pin-checks", {"item": str(item), "pin": "123456"})


def result_in_hand(place: Place) -> Call:
    item = decided_by(make.office(), received_at=make.office())
    held(item, by=place.courier.pk, kind=PartyKind.COURIER)
    return Call("/pin-checks", {"item": str(item), "pin": "123456"})


def decided_by(office: Office, *, received_at: Office) -> UUID:
    """Return the item that brings a result back."""
    dossier = arrived(make.sent_from(received_at, decided_by=office).dossier)
    papers = [Paper(name="Giấy phép", kind="original", count=1)]
    decision = Decision(outcome="granted", papers=papers)
    by = make.person().pk
    return decide(dossier_id=dossier.pk, decision=decision, by=by, now=make.NOON).item.pk


def held(item: UUID, *, by: UUID, kind: PartyKind) -> None:
    Line.objects.filter(subject=item).update(holder=by, holder_kind=kind, state="held")


def new_desk(place: Place) -> Call:
    return Call("/enrolment-tickets", {"office": str(place.office.pk)})


def new_phone(place: Place) -> Call:
    return Call("/enrolment-tickets", {"person": str(place.courier.person_id)})


def its_desk(place: Place) -> Call:
    return Call(f"/devices/{make.desk(place.office).id}/revoke", {"why": "stolen"})


def its_couriers_phone(place: Place) -> Call:
    return Call(f"/devices/{make.phone(place.courier).id}/revoke", {"why": "stolen"})


def its_desk_approved(place: Place) -> Call:
    return Call(f"/devices/{make.desk(place.office, waits_since=make.LONG_AGO).id}/approve", {})


def second_phone_of_the_caller(place: Place) -> Call:
    now = timezone.now()
    second = make.phone_of(place.caller, enrolled_at=now, waits_since=now)
    return Call(f"/devices/{second.id}/approve", {})


def its_couriers_phone_approved(place: Place) -> Call:
    return Call(f"/devices/{make.phone(place.courier).id}/approve", {})


def its_desk_undone(place: Place) -> Call:
    return Call(f"/devices/{make.desk(place.office).id}/undo", {"why": "mistaken"})


def its_couriers_phone_undone(place: Place) -> Call:
    return Call(f"/devices/{make.phone(place.courier).id}/undo", {"why": "not_mine"})


def strange_phone_of_the_caller(place: Place) -> Call:
    now = timezone.now()
    phone = make.phone_of(place.caller, enrolled_at=now, enrolled_by=make.person())
    return Call(f"/devices/{phone.id}/undo", {"why": "not_mine"})


def its_desk_released(place: Place) -> Call:
    return Call(f"/devices/{make.desk(place.office).id}/release", {})


def its_couriers_phone_released(place: Place) -> Call:
    return Call(f"/devices/{make.phone(place.courier).id}/release", {})


def file_of_a_phone(_place: Place) -> Call:
    hand = Hand(make.phone())
    return Call("/imports", {"export": sealed(hand.sign("check", {"l": "A" * 22}), by=hand)})


def session_of_its_desk(place: Place) -> Call:
    desk = make.desk(place.office)
    challenge = issue_device_challenge(device_id=desk.id, now=timezone.now()).challenge
    proof = sign_session(challenge=challenge, key=desk.key)
    return Call("/device-sessions", {"device": desk.id, "proof": proof})


def its_dossier(place: Place) -> Call:
    return Call(f"/dossiers/{make.sent_from(place.office).dossier.pk}")


def its_dossiers_slip(place: Place) -> Call:
    return Call(f"/dossiers/{make.sent_from(place.office).dossier.pk}/slips", {})


def dossier_it_decides(place: Place) -> Call:
    papers = [{"name": "Giấy phép", "kind": "original", "count": 1}]
    dossier = arrived(make.sent_from(make.office(), decided_by=place.office).dossier)
    return Call(f"/dossiers/{dossier.pk}/decision", {"outcome": "granted", "papers": papers})


def its_label(place: Place) -> Call:
    return Call(f"/labels/{make.sent_from(place.office).label.pk}/label.pdf")


def its_label_torn(place: Place) -> Call:
    return Call(f"/labels/{make.sent_from(place.office).label.pk}/void", {"why": "torn"})


def its_blank_label_torn(place: Place) -> Call:
    return Call(f"/labels/{make.blank_label(place.office).pk}/void", {"why": "torn"})


def its_roll(_place: Place) -> Call:
    return Call("/label-rolls", {"count": 1})


def its_board(place: Place) -> Call:
    return Call(f"/boards/office.{place.office.pk}")


def board_of_its_unit(place: Place) -> Call:
    return Call(f"/boards/unit.{place.office.unit_id}")


def couriers_of_its_board(place: Place) -> Call:
    return Call(f"/boards/office.{place.office.pk}/couriers")


def couriers_of_its_unit(place: Place) -> Call:
    return Call(f"/boards/unit.{place.office.unit_id}/couriers")


def stream(kind: str, name: Callable[[Place], object]) -> Callable[[Place], Call]:
    return lambda place: Call("/feed-tickets", {"streams": [f"{kind}.{name(place)}"]})


def what_it_takes_in(place: Place) -> Procedure:
    """Return a procedure that a counter takes in, and that an authority of its unit decides."""
    unit, authority = place.office.unit_id, make.office().pk
    put_competence(authority=make.AUTHORITY, unit_id=unit, office_id=authority)
    FieldTransfer.objects.create(
        office=place.office, field_code=make.FIELD, valid_from="2018-07-27"
    )
    return make.procedure()


def its_procedures(place: Place) -> Call:
    what_it_takes_in(place)
    return Call("/procedures")


def due_time_there(place: Place) -> Call:
    return Call(f"/due-time?procedure={what_it_takes_in(place).pk}")


def new_dossier(place: Place) -> Call:
    return Call("/dossiers", intake(procedure=str(what_it_takes_in(place).pk)))


def its_item_sought(place: Place) -> Call:
    return Call(f"/lookups?q={make.sent_from(place.office).dossier.code}")


def item_in_hand_sought(place: Place) -> Call:
    sent = make.sent_from(make.office())
    held(sent.item.pk, by=place.courier.pk, kind=PartyKind.COURIER)
    return Call(f"/lookups?q={sent.dossier.code}")


def its_item(place: Place) -> Call:
    return Call(f"/items/{make.sent_from(place.office).item.pk}")


def item_in_hand(place: Place) -> Call:
    sent = make.sent_from(make.office())
    held(sent.item.pk, by=place.courier.pk, kind=PartyKind.COURIER)
    return Call(f"/items/{sent.item.pk}")


def its_name(place: Place) -> Call:
    return Call(f"/parties?ids={place.office.pk}")


def positions(place: Place) -> Call:
    now = timezone.now()
    courier = place.caller.couriers.first() or place.courier
    start_shift(courier=courier, device_id=None, at=now, now=now)
    return Call("/fixes", {"fixes": [[milliseconds(now), 106_880_500, 1_054_017_700, 9, 0, 0]]})


def its_check(place: Place) -> Call:
    now, item = timezone.now(), make.sent_from(place.office).item
    hand = Hand(make.desk(place.office), at=now - timedelta(minutes=1))
    commission = hand.sign("commission", item)
    check = hand.sign("check", item, basis=commission)
    send(commission, check, now=now)
    return Call("/tallies", {"scan": check.id, "item": str(item.pk), "counted": []})


def its_clerk(place: Place) -> UUID:
    return make.clerk(at=place.office).pk


# By operation and by the word of the matrix.
THINGS: Mapping[tuple[str, str], Callable[[Place], Call]] = {
    ("approve_device", "desk"): its_desk_approved,
    ("approve_device", "own"): second_phone_of_the_caller,
    ("approve_device", "phone"): its_couriers_phone_approved,
    ("change_shift", "shift"): a_shift,
    ("check_pin", "in_hand"): result_in_hand,
    ("check_pin", "result"): its_result,
    ("decide_dossier", "dossier"): dossier_it_decides,
    ("import_scans", "file"): file_of_a_phone,
    ("issue_enrolment_ticket", "desk"): new_desk,
    ("issue_enrolment_ticket", "phone"): new_phone,
    ("issue_feed_ticket", "office"): stream("office", lambda place: place.office.pk),
    ("issue_feed_ticket", "unit"): stream("unit", lambda place: place.office.unit_id),
    ("issue_feed_ticket", "desk"): stream("desk", lambda place: place.office.pk),
    ("issue_feed_ticket", "self"): stream("person", lambda place: place.caller.pk),
    ("issue_feed_ticket", "colleague"): stream("person", its_clerk),
    ("issue_feed_ticket", "track"): stream("track", lambda _: "A" * 22),
    ("issue_label_roll", "roll"): its_roll,
    ("list_couriers", "office"): couriers_of_its_board,
    ("list_couriers", "unit"): couriers_of_its_unit,
    ("list_devices", "desk"): lambda _: Call("/devices"),
    ("list_own_devices", "phone"): lambda _: Call("/me/devices"),
    ("list_procedures", "counter"): its_procedures,
    ("look_items_up", "in_hand"): item_in_hand_sought,
    ("look_items_up", "item"): its_item_sought,
    ("name_parties", "office"): its_name,
    ("open_device_session", "desk"): session_of_its_desk,
    ("print_label", "label"): its_label,
    ("print_slip", "dossier"): its_dossiers_slip,
    ("read_board", "office"): its_board,
    ("read_board", "unit"): board_of_its_unit,
    ("read_dossier", "dossier"): its_dossier,
    ("read_due_time", "counter"): due_time_there,
    ("read_item", "in_hand"): item_in_hand,
    ("read_item", "item"): its_item,
    ("read_me", "caller"): lambda _: Call("/me"),
    ("read_today", "day"): lambda _: Call("/today"),
    ("record_fixes", "fixes"): positions,
    ("record_tally", "check"): its_check,
    ("release_device", "desk"): its_desk_released,
    ("release_device", "phone"): its_couriers_phone_released,
    ("revoke_device", "desk"): its_desk,
    ("revoke_device", "phone"): its_couriers_phone,
    ("take_in", "counter"): new_dossier,
    ("undo_device", "desk"): its_desk_undone,
    ("undo_device", "own"): strange_phone_of_the_caller,
    ("undo_device", "phone"): its_couriers_phone_undone,
    ("void_label", "blank"): its_blank_label_torn,
    ("void_label", "label"): its_label_torn,
}
