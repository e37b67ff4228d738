"""Who may log in to the demo, and as what."""

from typing import Final

PASSWORD: Final = "hoso-demo"  # noqa: S105 - printed on every screen of the demo
# Staff whose desks the simulator leaves to whoever sits down at them.
LOGINS: Final = {
    "phuninh": "clerk, commune one-stop of Phú Ninh",
    "ubphuninh": "officer, People’s Committee of Phú Ninh",
    "tamnong": "clerk, district one-stop of Tam Nông",
    "thanhbinh": "clerk, district one-stop of Thanh Bình",
    "trungtam": "clerk, provincial centre",
    "sotttt": "officer, Department of Information and Communications",
    "dieuhanh": "supervisor, the whole province",
    "quantri": "administrator, the whole province",
}
