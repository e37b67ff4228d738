"""What the site needs in its database before it starts, in as few starts of Django as can be.

Usage, by infra/up.py: `python -m infra.world tables` brings tables and keys up to date;
`python -m infra.world province ERA CALL_SIGN` loads a province and prints its log-ins and, in the
last line, the link by which that courier's phone joins. Two, since the settings read the keys.
"""

import os
import sys

import django
from django.core.management import call_command


def main() -> None:
    """Do what the first argument says."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
    django.setup()
    match sys.argv[1:]:
        case ["tables"]:
            call_command("migrate", interactive=False, verbosity=0)
            call_command("make_keys")
        case ["province", era, call_sign]:
            call_command("seed_dong_thap", era=era, stdout=sys.stderr)
            call_command("demo_logins")
            call_command("join_link", call_sign)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
