"""Private parts, which hold positions, notes and PINs, go into the columns as ciphertext."""

from django.db import migrations

from tracking.parties.encryption import EncryptedBinaryField, EncryptedTextField


def encrypt(apps, schema_editor):
    """Copy what is there; the fields do the rest."""
    for model in ("PrivatePart", "QuarantinedScan"):
        rows = apps.get_model("ledger", model).objects
        plain = "text" if model == "PrivatePart" else "private"
        for row in rows.exclude(**{plain: None}).iterator():
            value = getattr(row, plain)
            row.sealed = bytes(value) if isinstance(value, memoryview) else value
            row.save(update_fields=["sealed"])


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.AddField("privatepart", "sealed", EncryptedTextField(null=True)),
        migrations.AddField("quarantinedscan", "sealed", EncryptedBinaryField(null=True)),
        migrations.RunPython(encrypt, elidable=True),
        migrations.RemoveField("privatepart", "text"),
        migrations.RemoveField("quarantinedscan", "private"),
        migrations.RenameField("privatepart", "sealed", "text"),
        migrations.RenameField("quarantinedscan", "sealed", "private"),
    ]
