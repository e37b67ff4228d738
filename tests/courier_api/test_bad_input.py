"""Bad labels, scans and places: each gets its answer of docs/errors.md and spoils nothing.

Beside this: bodies, addresses and forms in test_bad_bodies.py, markup in names in test_markup.py,
shapes of single bodies with their operations, the form of a problem in test_problems.py, hidden
characters in test_safe.py, every operation at random in test_schema.py.
"""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from tests import make
from tests.courier_api.bodies import batch, intake
from tests.courier_api.callers import (
    API,
    as_phone,
    at_desk,
    nobody,
    post,
    receipt_of,
    told,
)
from tests.hands import Hand, Signed
from tracking.consignments.models import Dossier
from tracking.consignments.operations.labels import issue_labels
from tracking.custody.models import Case, Line
from tracking.custody.operations.sending import take_in, void_label
from tracking.kernel.instants import milliseconds
from tracking.kernel.private_part import private_hash
from tracking.kernel.scan_reading import SCAN_TYPE, sign_scan
from tracking.kernel.signing import PrivateKey, sign_jws
from tracking.ledger.models import PrivatePart, QuarantinedScan, Scan
from tracking.legs.models import Fix
from tracking.legs.operations.positions import start_shift
from tracking.parties.models import Device

# Labels, at the counter where they are bound.


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("which", "refusal"),
    [
        ("never issued", (422, "unknown_label")),
        ("forged", (422, "unknown_label")),
        ("of another office", (422, "unknown_label")),
        ("void", (409, "label_void")),
        ("in use", (409, "label_taken")),
        ("a mistyped code", (422, "not_a_typed_code")),
        ("a link", (422, "not_a_typed_code")),
        ("nul", (422, "not_a_typed_code")),
        ("a lone surrogate", (422, "invalid_request")),
    ],
)
def test_s11_no_label_but_an_own_free_one_is_bound(which, refusal):
    counter, _ = make.counter_and_authority()
    now = timezone.now()
    free, void, used = issue_labels(office_id=counter.pk, count=3, by=None, now=now)
    void_label(label_id=void.pk, why="torn", office_id=counter.pk, by=make.person().pk, now=now)
    make.sent(counter=counter, label=used.text)
    stranger = make.blank_label(make.office())
    text = {
        "never issued": "HS1:" + "A" * 125,
        "forged": free.text[:-1] + ("0" if free.text[-1] != "0" else "1"),
        "of another office": stranger.text,
        "void": void.text,
        "in use": used.text,
        "a mistyped code": free.code[:-1] + ("0" if free.code[-1] != "0" else "1"),
        "a link": "https://example.com/?q=1",
        "nul": "HS2:\0",
        "a lone surrogate": "HS1:\ud800",
    }[which]

    answer = post(at_desk(make.desk(counter)), "/dossiers", intake(label=text))

    assert told(answer) == refusal
    assert Dossier.objects.count() == 1


# Scans: never refused, and none stops another.


class Counter:
    """A counter that took a dossier in, and hands that are not its own."""

    def __init__(self):
        self.now = timezone.now()
        office, _ = make.counter_and_authority()
        taken = take_in(intake=make.intake(), office=office, by=make.person().pk, now=self.now)
        self.office, self.item = office, taken.item
        self.desk = self.hand(make.desk(office))
        self.commission = self.desk.sign("commission", self.item)

    def hand(self, signer):
        return Hand(signer, at=self.now - timedelta(minutes=1))

    def thief(self):
        return self.hand(make.phone())

    def check(self, **members):
        return self.desk.sign("check", self.item, basis=self.commission, **members)

    def said(self, text):
        """Sign for a private part of any text."""
        return Signed(self.check(hid=private_hash(text)).jws, text)

    def at(self, lat, lon):
        return self.said(f'{{"salt":"{SALT}","pos":[{lat},{lon},9,0]}}')

    def raw(self, payload):
        return Signed(sign_jws(typ=SCAN_TYPE, payload=payload, key=self.desk.signer.key))

    def forge(self, key):
        """Take another key for the signature, under the desk's name."""
        header, payload, _ = self.check().jws.split(".")
        signature = sign_scan(payload={}, key=key).split(".")[2]
        return Signed(f"{header}.{payload}.{signature}")

    def unknown(self):
        stranger = self.thief()
        scan = stranger.sign("take", self.item)
        Device.objects.filter(pk=stranger.signer.id).delete()
        return scan

    def void(self):
        old = self.item.labels.get()
        void_label(
            label_id=old.pk,
            why="torn",
            office_id=self.office.pk,
            by=self.desk.signer.person.pk,
            now=self.now - timedelta(hours=1),
        )
        return self.desk.sign("check", old, basis=self.commission)


SALT = "A" * 22
NO_FLAGS: list[str] = []
MISREAD = ("accepted", ["private_missing"], None)
NOT_STORED = ("refused", NO_FLAGS, "not_stored")
SCHEMA = ("quarantined", NO_FLAGS, "schema")
SCANS = {
    "a label never issued": (
        lambda one: one.desk.sign("take", {"l": "A" * 22}),
        ("accepted", ["unbound_label"], None),
    ),
    "a code of no label": (
        lambda one: one.desk.sign("take", {"c": "00000000000"}),
        ("accepted", ["unbound_label", "typed"], None),
    ),
    "a void label": (Counter.void, ("accepted", ["label_void"], None)),
    "who acts for another's office": (
        lambda one: one.thief().sign("offer", one.item, **{"for": str(one.office.pk)}),
        ("accepted", ["no_grant"], None),
    ),
    "who acts for himself and is somebody else": (
        lambda one: one.thief().sign("take", one.item, who=str(make.person().pk)),
        ("accepted", ["no_grant"], None),
    ),
    "a signature by another key": (
        lambda one: one.forge(PrivateKey.generate()),
        ("quarantined", NO_FLAGS, "bad_signature"),
    ),
    "the signature of another scan": (
        lambda one: one.forge(one.desk.signer.key),
        ("quarantined", NO_FLAGS, "bad_signature"),
    ),
    "an unknown key": (Counter.unknown, ("refused", NO_FLAGS, "unknown_device")),
    "no scan": (lambda _: Signed("\0"), NOT_STORED),
    "a lone surrogate": (lambda _: Signed("\ud800.a.b"), NOT_STORED),
    "a scan too big": (lambda _: Signed("a" * 17_000), NOT_STORED),
    "a member too many": (lambda one: one.check(more=1), SCHEMA),
    "nesting": (lambda one: one.check(seen=[[[[[[[]]]]]]]), SCHEMA),
    "a number too big": (lambda one: one.check(at={"w": 2**53, "m": 1, "c": "A" * 11}), SCHEMA),
    "a fraction": (lambda one: one.check(at={"w": 1.5, "m": 1, "c": "A" * 11}), SCHEMA),
    "NaN": (lambda one: one.raw(b'{"v":1,"at":NaN}'), SCHEMA),
    "twins": (lambda one: one.raw(b'{"v":1,"v":1}'), SCHEMA),
    "nesting without end": (lambda one: one.raw(b"[" * 9_000), SCHEMA),
    "invalid utf-8": (lambda one: one.raw(b'{"v":1,"why":"\xc3\x28"}'), SCHEMA),
    "an act that is none": (lambda one: one.desk.sign("burn", one.item), SCHEMA),
    "a position NaN": (lambda one: one.at("NaN", 0), MISREAD),
    "a position Infinity": (lambda one: one.at(0, "-Infinity"), MISREAD),
    "a position off the globe": (lambda one: one.at(900_000_001, 0), MISREAD),
    "a position beyond integers": (lambda one: one.at(10**400, 0), MISREAD),
    "a position in degrees": (lambda one: one.at("10.5", "105.5"), MISREAD),
    "private twins": (lambda one: one.said('{"salt":"a","salt":"b"}'), MISREAD),
    "private nesting": (lambda one: one.said("[" * 4000), MISREAD),
    "a private nul": (lambda one: one.said(f'{{"salt":"{SALT}","note":"\\u0000"}}'), MISREAD),
    "a private surrogate": (lambda one: one.said("\ud800"), MISREAD),
    "a private part too big": (lambda one: one.said(" " * 5000), MISREAD),
}  # fmt: skip


def results(answer):
    return [(one.outcome, sorted(one.flags), one.reason) for one in receipt_of(answer).results]


@pytest.mark.django_db
@pytest.mark.parametrize(("made", "answer"), SCANS.values(), ids=SCANS)
def test_s15_a_bad_scan_is_answered_and_those_around_it_are_kept(made, answer):
    counter = Counter()
    bad = made(counter)
    after = counter.check()

    answered = results(post(nobody(), "/scan-batches", batch(counter.commission, bad, after)))

    outcome, flags, reason = answer
    assert answered[1][::2] == (outcome, reason)
    assert set(flags) <= set(answered[1][1])
    assert [one[0] for one in answered[::2]] == ["accepted", "accepted"]
    kept = set(Scan.objects.values_list("pk", flat=True))
    assert {counter.commission.id, after.id} <= kept
    assert (bad.id in kept) == (outcome == "accepted")
    assert QuarantinedScan.objects.count() == (outcome == "quarantined")
    # What was signed for is kept as it came, though we do not read it.
    parts = dict(PrivatePart.objects.values_list("scan", "text"))
    assert parts in ({}, {bad.id: bad.private})
    line = Line.objects.get(subject=counter.item.pk)
    assert (line.state, line.holder) == ("held", counter.office.pk)


@pytest.mark.django_db
def test_s15_a_scan_that_the_database_does_not_take_is_set_aside_alone():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_scan ADD CHECK (act <> 'attempt')")
    counter = Counter()
    poison = counter.desk.sign("attempt", counter.item, basis=counter.commission)
    after = counter.check()

    first = results(post(nobody(), "/scan-batches", batch(counter.commission, poison, after)))
    again = results(post(nobody(), "/scan-batches", batch(poison)))

    assert [one[0] for one in first] == ["accepted", "quarantined", "accepted"]
    assert set(Scan.objects.values_list("pk", flat=True)) == {counter.commission.id, after.id}
    assert bytes(QuarantinedScan.objects.get().raw) == poison.jws.encode()
    assert again == [("quarantined", ["duplicate"], first[1][2])]


@pytest.mark.django_db
def test_a_scan_by_the_wrong_party_opens_a_case_that_its_receipt_names():
    counter = Counter()
    stolen = counter.thief().sign("offer", counter.item, **{"for": str(counter.office.pk)})

    answer = post(nobody(), "/scan-batches", batch(counter.commission, stolen))

    case = Case.objects.get()
    assert (case.kind, case.subject) == ("no_grant", counter.item.pk)
    assert receipt_of(answer).results[1].case == case.pk


@pytest.mark.django_db
def test_f16_a_batch_that_comes_a_hundred_times_has_one_effect_and_one_answer():
    counter = Counter()
    bodies = batch(
        counter.commission, counter.check(), counter.desk.sign("check", counter.item, v=2)
    )
    client = nobody()
    first = receipt_of(post(client, "/scan-batches", bodies))
    line = Line.objects.values().get()

    again = [receipt_of(post(client, "/scan-batches", bodies)) for _ in range(99)]

    outcomes = [
        [(one.key, one.outcome, one.reason) for one in receipt.results] for receipt in again
    ]
    assert outcomes == [[(one.key, one.outcome, one.reason) for one in first.results]] * 99
    assert all("duplicate" in one.flags for receipt in again for one in receipt.results)
    assert Line.objects.values().get() == line
    assert (Scan.objects.count(), QuarantinedScan.objects.count()) == (2, 1)


# Positions and times.


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("position", "refusal"),
    [
        ("[NaN, 0]", (422, "invalid_request")),
        ("[0, -Infinity]", (422, "invalid_request")),
        ("[1e999, 0]", (422, "invalid_request")),
        ("[10.5, 105.5]", (422, "invalid_request")),
        ('["1", "2"]', (422, "invalid_request")),
        (f"[{10**400}, 0]", (422, "invalid_request")),
        ("[900000001, 0]", (422, "bad_positions")),
        ("[0, -1800000001]", (422, "bad_positions")),
        (f"[{2**53 - 1}, 0]", (422, "bad_positions")),
    ],
)
def test_s15_a_place_that_is_none_is_refused(position, refusal):
    phone = make.phone()
    now = timezone.now()
    start_shift(courier=phone.person.couriers.get(), device_id=phone.id, at=now, now=now)
    body = f'{{"fixes": [[{milliseconds(now)}, {position[1:-1]}, 9, null, null]]}}'

    answer = as_phone(phone).post(f"{API}/fixes", body, content_type="application/json")

    assert told(answer) == refusal
    assert not Fix.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("offset", ["-23:59", "+23:59", "Z"])
def test_s15_a_time_with_an_offset_that_no_place_has_is_a_moment_like_any_other(offset):
    at = f"2020-05-27T12:00:00{offset}"

    answer = post(as_phone(make.phone()), "/shifts", {"act": "start", "at": at})

    assert answer.status_code == 200
