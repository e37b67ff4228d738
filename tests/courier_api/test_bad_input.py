"""Bad input in one place: each gets its answer of docs/errors.md, never a 500, and spoils nothing.

Beside this: shapes of single bodies stand with their operations, the form of a problem in
test_problems.py, hidden characters in test_safe.py, every operation at random in test_schema.py.
"""

import asyncio
import gzip
import re
import socket
import subprocess
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.test import Client
from django.utils import timezone
from uvicorn import Config, Server

from backend.asgi import application
from tests import make
from tests.courier_api.callers import (
    API,
    as_phone,
    as_staff,
    at_desk,
    nobody,
    post,
    receipt_of,
    told,
    with_body,
)
from tests.hands import Hand, Signed
from tests.story import Story
from tracking.consignments.models import Dossier, Procedure
from tracking.consignments.operations.labels import issue_labels
from tracking.custody.models import Case, Line
from tracking.custody.operations.sending import take_in, void_label
from tracking.kernel.private_part import private_hash, read_private
from tracking.kernel.scan_reading import SCAN_TYPE, sign_scan
from tracking.kernel.signing import PrivateKey, sign_jws
from tracking.ledger.models import PrivatePart, QuarantinedScan, Scan
from tracking.legs.models import Fix
from tracking.legs.operations.positions import start_shift
from tracking.parties.models import Carrier, Device, Office, Person
from tracking.parties.queries import milliseconds

MEGABYTE = 1024 * 1024
TEN_MEGABYTES = 10 * MEGABYTE
GIVES_UP_AFTER = 200
GZIPPED = {"Content-Encoding": "gzip"}


# Bodies, to every operation that takes one.

NO_JSON = {
    "cut": b"{",
    "utf-16": b"\xff\xfe{\0}\0",
    "invalid utf-8": b'{"a": "\xc3\x28"}',
    "a surrogate in utf-8": b'{"a": "\xed\xa0\x80"}',
    "a byte order mark": b"\xef\xbb\xbf{}",
    "nul": b"\0",
    "a control character": b'{"a": "\x01"}',
    "NaN": b'{"a": NaN}',
    "Infinity": b'{"a": -Infinity}',
    "twins": b'{"a": 1, "a": 2}',
    "twins deep inside": b'{"a": [{"b": {"c": 1, "c": 1}}]}',
    "lists without end": b"[" * 100_000,
    "objects without end": b'{"a":' * 100_000,
    "closed lists without end": b"[" * 100_000 + b"]" * 100_000,
    "a number without end": b"9" * 100_000,
}
NO_SHAPE = {
    "nothing": b"",
    "null": b"null",
    "a list": b"[]",
    "a text": b'"a"',
    "a number beyond floats": b'{"a": 1e999}',
    "a lone surrogate": b'{"\\ud800": "\\udfff"}',
    "an escaped nul": b'{"\\u0000": "\\u0000"}',
    "another's prototype": b'{"__proto__": {"a": 1}, "__class__": 1}',
    "thirty levels": b'{"a":' * 30 + b"1" + b"}" * 30,
}


@pytest.mark.django_db
@pytest.mark.parametrize("body", NO_JSON.values(), ids=NO_JSON)
def test_s15_a_body_that_is_no_json_is_said_to_be_none(body):
    answers = {name: told(send(body)) for name, send in with_body()}

    assert answers == dict.fromkeys(answers, (400, "not_json"))


@pytest.mark.django_db
@pytest.mark.parametrize("body", NO_SHAPE.values(), ids=NO_SHAPE)
def test_s15_a_body_of_another_shape_is_told_where(body):
    for _, send in with_body():
        answer = send(body)

        assert told(answer) in {(422, "invalid_request"), (404, "not_found")}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "headers"),
    [(b" " * TEN_MEGABYTES, {}), (gzip.compress(b" " * 5 * TEN_MEGABYTES), GZIPPED)],
    ids=["plain", "a bomb"],
)
def test_s16_a_body_of_ten_megabytes_is_too_big(body, headers):
    answers = {name: told(send(body, headers=headers)) for name, send in with_body()}

    assert answers == dict.fromkeys(answers, (413, "too_big"))


@pytest.mark.parametrize("tells_its_length", [True, False])
async def test_s16_ten_megabytes_are_too_big_over_the_network_too(tells_its_length):
    body = b" " * TEN_MEGABYTES

    async with served() as site:
        answer = await site.post(
            f"{API}/scan-batches",
            content=body if tells_its_length else in_parts(body),
            headers={"Content-Type": "application/json"},
        )

    assert (answer.status_code, answer.json()["code"]) == (413, "too_big")
    assert answer.headers["Content-Type"] == "application/problem+json"


async def test_s16_a_body_without_end_is_not_waited_for():
    asked = 0
    said: list[dict[str, object]] = []

    async def receive():
        nonlocal asked
        asked += 1
        await asyncio.sleep(0)
        if asked < GIVES_UP_AFTER:
            return {"type": "http.request", "body": b" " * MEGABYTE, "more_body": True}
        return {"type": "http.disconnect"}

    async def send(message):
        said.append(message)

    await application(endless(f"{API}/scan-batches"), receive, send)

    assert [one["status"] for one in said[:1]] == [413]


def endless(path):
    """Describe a request whose body tells no length."""
    headers = [(b"host", b"localhost"), (b"content-type", b"application/json")]
    return {
        "type": "http",
        "method": "POST",
        "path": path,
        "query_string": b"",
        "headers": headers,
        "scheme": "http",
        "server": ("localhost", 80),
        "client": ("127.0.0.1", 1),
    }


async def in_parts(body):
    for start in range(0, len(body), MEGABYTE):
        yield body[start : start + MEGABYTE]


@asynccontextmanager
async def served():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = Server(Config(application, lifespan="off", log_level="error"))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.01)
        try:
            origin = f"http://localhost:{listening.getsockname()[1]}"
            async with httpx.AsyncClient(base_url=origin) as site:
                yield site
        finally:
            server.should_exit = True
            await serving


@pytest.mark.django_db
@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "text/plain; charset=nothing",
        "\0",
    ],
)
def test_a_body_that_calls_itself_something_else_gets_in_nowhere(kind):
    desk = at_desk(make.desk(), checks_csrf=True)

    answer = desk.generic("POST", f"{API}/dossiers", b"--x\r\n\xff", content_type=kind)

    assert told(answer) == (403, "forged_request")


# Addresses, headers and forms.


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["%00%00%00%00", "HS1:%00", "%E2%80%AEabcd", "%C2%A0%C2%A0%C2%A0%C2%A0", "a" * 161]
)
def test_s11_what_no_text_may_hold_finds_nothing(query):
    answer = as_staff(make.person()).get(f"{API}/lookups?q={query}")

    assert told(answer) == (422, "invalid_request")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["%ED%A0%80%ED%A0%80", "%FF%FE%FD%FC", "'%22;--", "HS1:%25_%25_"]
)
def test_s11_what_is_nobodys_code_finds_nothing(query):
    answer = as_staff(make.person()).get(f"{API}/lookups?q={query}")

    assert (answer.status_code, answer.json()) == (200, [])


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "\0", "é", "a b c", "A" * 10_000])
def test_a_key_of_no_form_opens_nothing(key):
    by_phone = Client(headers={"Authorization": f"Bearer {key}"}).get(f"{API}/today")
    by_cookie = Client(headers={"Cookie": f"__Host-session={key}"}).get(f"{API}/me")

    assert told(by_phone) == told(by_cookie) == (401, "unauthenticated")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/tra-cuu", "/t/4KKNTAP9AGPA", "/accounts/login/"])
@pytest.mark.parametrize(
    "form",
    [
        b"code=%00&secret=%00&pin=%00&login=%00&password=%00",
        b"code=%ED%A0%80&secret=%FF&pin=%FF&login=%FF&password=%FF",
        b"\xff\xfe",
        b"code=" + b"9" * 100_000,
        b"a=1&" * 2_000,
    ],
    ids=["nul", "no utf-8", "no text", "long", "many"],
)
def test_a_form_that_is_none_is_declined_on_every_page(path, form):
    client = Client()

    answer = client.post(path, form, content_type="application/x-www-form-urlencoded")

    assert answer.status_code in {200, 400, 404}
    assert SESSION_KEY not in client.session


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
    "no scan": (lambda _: Signed("\0"), ("quarantined", NO_FLAGS, "unreadable")),
    "a lone surrogate": (lambda _: Signed("\ud800.a.b"), ("quarantined", NO_FLAGS, "unreadable")),
    "a scan too big": (lambda _: Signed("a" * 17_000), ("quarantined", NO_FLAGS, "too_big")),
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


def batch(*scans):
    told = [{"jws": one.jws, "private": one.private} for one in scans]
    without_null = [{name: said for name, said in one.items() if said is not None} for one in told]
    return {"v": 1, "batch": str(uuid4()), "scans": without_null}


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
    assert not PrivatePart.objects.exists()
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
    bodies = batch(counter.commission, counter.check(), Signed("\0"))
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
        ("[NaN, 0]", (400, "not_json")),
        ("[0, -Infinity]", (400, "not_json")),
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


# Text that would be markup where it is shown, or a command where it is printed.

HTML = "<script>alert(1)</script>&amp;<b>"
TYPST = '#panic("a") $x$ @a *b* _c_ `d` \\e [f] {g} <h> "i" \'k\' // l /* m */ ~ = - +'
SHORT_NAME = 60
SEAL = 32
MARKUP = {"html": HTML, "typst": TYPST}


def intake(**differs):
    said = {
        "request_id": str(uuid4()),
        "procedure": str(make.procedure().pk),
        "channel": "counter",
        "applicant": {"name": "Nguyễn Văn A"},
        "papers": [{"name": "Đơn đề nghị", "kind": "original", "count": 1}],
    }
    return said | differs


@pytest.fixture
def taken_in():
    """A desk, and the answer to a dossier whose every name is the markup given."""

    def make_it(markup):
        counter, decides = make.counter_and_authority()
        name = {"name": markup, "short_name": markup[:SHORT_NAME]}
        Office.objects.filter(pk__in=[counter.pk, decides.pk]).update(**name)
        desk = at_desk(make.desk(counter))
        body = intake(
            applicant={"name": markup, "address": markup},
            papers=[{"name": markup, "kind": "copy", "count": 1}],
            seal=markup[:SEAL],
            procedure=str(make.procedure(name=markup, deciding_authority=make.AUTHORITY).pk),
        )
        answer = post(desk, "/dossiers", body)
        assert answer.status_code == 201, answer.content
        return desk, answer.json()

    return make_it


@pytest.mark.django_db
@pytest.mark.parametrize("markup", MARKUP.values(), ids=MARKUP)
def test_s12_the_screens_are_told_names_letter_by_letter_and_as_json_alone(taken_in, markup):
    desk, sent = taken_in(markup)

    answer = desk.get(f"{API}/dossiers/{sent['dossier']['id']}")

    told_of = answer.json()
    assert told_of["applicant"] == {"name": markup, "address": markup, "phone": None}
    assert told_of["items"][0]["papers"][0]["name"] == markup
    assert told_of["procedure"]["name"] == markup
    assert answer.headers["Content-Type"].partition(";")[0] == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
@pytest.mark.parametrize("markup", MARKUP.values(), ids=MARKUP)
def test_s12_what_a_courier_notes_is_kept_letter_by_letter(markup):
    counter = Counter()
    scan = counter.desk.sign("commission", counter.item, private={"note": markup})

    post(nobody(), "/scan-batches", batch(scan))

    assert read_private(PrivatePart.objects.get().text).note == markup


@pytest.mark.django_db
@pytest.mark.parametrize(
    "stage", [Story.commission, Story.carry_out, Story.reach_authority, Story.come_back]
)
def test_s12_html_in_a_name_is_text_on_the_citizens_page(stage):
    story = stage(Story())
    Office.objects.update(name=HTML, short_name=HTML)
    Carrier.objects.update(name=HTML, short_name=HTML[:40])
    Procedure.objects.update(name=HTML)
    visitor = Client()
    visitor.post(f"/t/{story.slip.code}", {"secret": story.slip.secret})

    shown = visitor.get(f"/t/{story.slip.code}").content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;&lt;b&gt;" in shown
    assert "<script>alert" not in shown


@pytest.mark.django_db
def test_s12_html_in_a_name_is_text_in_the_administration():
    person = make.person(name=HTML, login=HTML)
    Person.objects.filter(pk=person.pk).update(is_staff=True, is_superuser=True)

    shown = as_staff(person).get("/admin/").content.decode()

    assert "&lt;script&gt;alert(1)" in shown
    assert "<script>alert" not in shown


@pytest.mark.django_db
@pytest.mark.parametrize("markup", MARKUP.values(), ids=MARKUP)
def test_s12_what_a_hand_typed_is_printed_letter_by_letter_and_never_run(taken_in, markup):
    desk, sent = taken_in(markup)

    slip = printed(post(desk, f"/dossiers/{sent['dossier']['id']}/slips"))
    label = printed(desk.get(f"{API}/labels/{sent['label']['id']}/label.pdf"))

    name = closed_up(markup)
    for words in (
        f"Ngườinộp{name}",
        f"Địachỉ{name}",
        f"Nộidungyêucầu{name}",
        f"Cơquangiảiquyết{name}",
        f"1{name}1",
    ):
        assert slip.count(words) == 2  # one a copy
    assert label.count(closed_up(markup[:SHORT_NAME])) == 2  # from and to
    assert closed_up(f"Số niêm {markup[:SEAL]}") in label


def printed(answer):
    assert answer.headers["Content-Type"] == "application/pdf"
    read = subprocess.run(
        ["pdftotext", "-raw", "-", "-"],  # noqa: S607 - Debian's poppler-utils
        input=answer.content,
        check=True,
        capture_output=True,
    )
    return closed_up(read.stdout.decode())


def closed_up(text):
    """Leave out the spaces, since lines are broken where the paper ends."""
    return re.sub(r"\s", "", text)
