"""The keys of the house: made once, changed without a gap, known to the log."""

import json
import stat
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from tests import make
from tracking.kernel.receipt import read_keys
from tracking.ledger.keys import (
    KeyUse,
    export_keys,
    key_files,
    label_key,
    make_key_files,
    make_next_field_key,
    make_next_key_file,
    receipt_key,
    root_key,
)
from tracking.ledger.models import EntryKind, LogEntry
from tracking.ledger.operations import publish_keys
from tracking.ledger.queries import key_list
from tracking.parties.encryption import pepper
from tracking.parties.models import Person

MONTH = timedelta(days=30)


@pytest.fixture
def folder(settings, tmp_path):
    settings.HOSO_KEYS_DIR = tmp_path / "keys"
    make_key_files(settings.HOSO_KEYS_DIR)
    return settings.HOSO_KEYS_DIR


def publish(folder, *, at=make.NOON):
    return publish_keys(files=key_files(folder), now=at)


def test_nobody_but_the_owner_reads_a_key(folder):
    modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}

    assert modes == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_keys_that_are_there_are_never_touched(folder):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    made = make_key_files(folder)

    assert made == []
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_without_keys_nothing_is_signed(settings, tmp_path):
    settings.HOSO_KEYS_DIR = tmp_path

    for missing in (root_key, receipt_key, label_key):
        with pytest.raises(ImproperlyConfigured):
            missing()


def test_without_a_pepper_nothing_is_hashed(settings):
    settings.PEPPER = b""

    with pytest.raises(ImproperlyConfigured):
        pepper()


def test_a_new_label_key_signs_under_the_next_number(folder):
    first = label_key()

    make_next_key_file(folder, use=KeyUse.LABEL)

    assert label_key().id == first.id + 1
    assert label_key().key.public != first.key.public


@pytest.mark.django_db
def test_what_an_older_field_key_wrote_stays_readable(settings, folder):
    settings.FIELD_KEYS = (folder / "field").read_text().split()
    person = make.person(name="Nguyễn Thị Sen")

    make_next_field_key(folder)
    settings.FIELD_KEYS = (folder / "field").read_text().split()

    assert len(settings.FIELD_KEYS) == 2
    assert Person.objects.get(pk=person.pk).name == "Nguyễn Thị Sen"


@pytest.mark.django_db
def test_phones_learn_every_key_but_the_root(folder):
    publish(folder)

    keys = read_keys(jws=key_list(make.NOON), root=root_key().public)

    assert keys.label_keys() == {1: label_key().key.public}
    assert list(keys.receipt_keys().values()) == [receipt_key().public]
    assert keys.export_keys().keys() == export_keys().keys()
    assert len(keys.keys) == 3


@pytest.mark.django_db
def test_what_was_sealed_to_an_earlier_key_is_still_opened(folder):
    publish(folder)
    sealed_to = read_keys(jws=key_list(make.NOON), root=root_key().public).export_keys()
    make_next_key_file(folder, use=KeyUse.EXPORT)
    publish(folder, at=make.NOON + MONTH)

    listed = read_keys(jws=key_list(make.NOON + MONTH), root=root_key().public)

    assert sealed_to.keys() < export_keys().keys() == listed.export_keys().keys()


@pytest.mark.django_db
def test_a_key_that_was_followed_ends_and_stays_listed_for_400_days(folder):
    publish(folder)
    old = receipt_key().public.thumbprint
    make_next_key_file(folder, use=KeyUse.RECEIPT)
    changed_at = make.NOON + MONTH
    publish(folder, at=changed_at)

    def listed(at):
        keys = read_keys(jws=key_list(at), root=root_key().public).keys
        return {key.kid: key.until_ms for key in keys}

    assert listed(changed_at + timedelta(days=399))[old] == int(changed_at.timestamp() * 1000)
    assert old not in listed(changed_at + timedelta(days=400))
    assert receipt_key().public.thumbprint in listed(changed_at)


@pytest.mark.django_db
def test_the_log_knows_each_key_and_when_it_ended(folder):
    publish(folder)
    old = label_key().key.public.thumbprint
    make_next_key_file(folder, use=KeyUse.LABEL)

    publish(folder, at=make.NOON + MONTH)

    rows = [json.loads(entry.text) for entry in LogEntry.objects.filter(kind=EntryKind.KEY_MADE)]
    assert [row["use"] for row in rows if "use" in row] == [
        "root",
        "label",
        "receipt",
        "export",
        "label",
    ]
    assert [row["kid"] for row in rows if "until" in row] == [old]


@pytest.mark.django_db
def test_publishing_twice_says_nothing_new(folder):
    publish(folder)

    assert publish(folder) == []
    assert LogEntry.objects.filter(kind=EntryKind.KEY_MADE).count() == 4


@pytest.mark.django_db
def test_one_command_makes_and_publishes_what_is_missing(settings, tmp_path, capsys):
    settings.HOSO_KEYS_DIR = tmp_path / "keys"

    call_command("make_keys")
    call_command("make_keys", next="receipt")

    assert capsys.readouterr().out.splitlines() == [
        "made: root-1.der, label-1.der, receipt-1.der, export-1.der, pepper, field; published: 4",
        "made: receipt-2.der; published: 1",
    ]
