"""Have the addresses of the private servers written down before Django's settings are read.

A plugin and not a part of conftest.py, since pytest-django reads the settings before any conftest.
"""

from infra.stack import Stack

Stack().settle()
