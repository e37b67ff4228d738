"""Whoever has the server's terminal lets the first phone of the house join, and approves it."""

from urllib.parse import unquote

import pytest
from django.core.management import CommandError, call_command

from tests import make
from tests.tracking.custody.enrolling import join, joining_with, waiting_phone
from tracking.custody.operations.membership import undo_device
from tracking.kernel.line import Role
from tracking.parties.models import Device, DeviceState

pytestmark = pytest.mark.django_db


def said(capsys, *words, **options):
    call_command(*words, **options)
    return capsys.readouterr().out


def ticket(link):
    return unquote(link.strip().partition("#")[2])


def test_the_first_administrator_gets_a_phone_and_it_is_approved(capsys):
    person = make.person(login="quantri")
    make.grant(to=person, on=make.unit(), role=Role.ADMINISTRATOR)

    phone = join(joining_with(ticket(said(capsys, "join_link", "quantri", phone=True))))
    listed = said(capsys, "approve_device")
    said(capsys, "approve_device", phone.pk[:12])

    assert (phone.person, phone.enrolled_by, phone.state) == (person, None, DeviceState.WAITING)
    assert listed.startswith(f"{phone.pk} quantri Nokia 3.4 ")
    assert Device.objects.get(pk=phone.pk).state is DeviceState.IN_USE
    assert said(capsys, "approve_device") == ""


def test_a_couriers_phone_joins_by_call_sign_and_waits_for_nobody(capsys):
    courier = make.courier()

    phone = join(joining_with(ticket(said(capsys, "join_link", courier.call_sign))))

    assert (phone.person, phone.enrolled_by_id) == (courier.person, None)
    assert phone.state is DeviceState.IN_USE


@pytest.mark.parametrize("start", ["A" * 43, "A" * 12, "", "  "])
def test_no_device_is_approved_that_is_not_meant(start):
    waiting_phone()

    with pytest.raises(CommandError):
        call_command("approve_device", start or "-")


def test_too_little_of_an_id_means_no_device():
    with pytest.raises(CommandError):
        call_command("approve_device", waiting_phone().pk[:7])


def test_what_was_undone_is_not_approved_at_the_terminal_either():
    phone = waiting_phone()
    undo_device(device_id=phone.pk, why="not_mine", by=None, now=make.NOON)

    with pytest.raises(CommandError):
        call_command("approve_device", phone.pk)


def test_nobody_has_a_phone_by_a_log_in_that_is_none():
    with pytest.raises(CommandError):
        call_command("join_link", "khong.ai", phone=True)
