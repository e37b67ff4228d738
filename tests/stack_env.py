"""Have the private servers' addresses and a set of keys ready before Django's settings are read.

A plugin and not a part of conftest.py, since pytest-django reads the settings before any conftest.
"""

import os

from infra.stack import ROOT, Stack
from tracking.ledger.keys import make_key_files

Stack().settle()
os.environ["HOSO_KEYS_DIR"] = str(ROOT / ".stack" / "test-keys")
make_key_files(ROOT / ".stack" / "test-keys")
