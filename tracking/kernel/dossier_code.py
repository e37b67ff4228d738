"""The legal code of a dossier (mã hồ sơ): who issued it, on which day, as which of that day; pure.

Source: Decree 61/2018/NĐ-CP art. 26; the deployed form `{org}-{yymmdd}-{ordinal}`.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from tracking.kernel.refusal import Refusal, Retry

LARGEST_ORDINAL: Final = 9_999_999

_ORG: Final = r"[0-9A-Z]{2,3}(?:\.[0-9A-Z]{2,3}){0,5}"
_CODE: Final = re.compile(
    rf"(?P<org>{_ORG})-(?P<century>[0-9]{{2}})?(?P<day>[0-9]{{6}})-(?P<ordinal>[0-9]{{4,7}})"
)


@dataclass(eq=False)
class NotADossierCode(Refusal):
    """The text has no form in which a dossier code is issued anywhere in the country."""

    code: ClassVar[str] = "not_a_dossier_code"
    status: ClassVar[int] = 422
    retry: ClassVar[Retry] = Retry.AFTER_CHANGE


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierCode:
    """A code taken apart; `text` is kept verbatim, since two forms may say the same."""

    text: str
    org: str
    on: date
    ordinal: int


def dossier_code(*, org: str, on: date, ordinal: int) -> str:
    """Write the code of a dossier.

    Args:
        org: identity code of the competent entity that receives it, e.g. 000.00.14.H20.
        on: the day of receipt.
        ordinal: 1 for the organisation's first of that day; four digits, more if it needs them.

    Raises:
        NotADossierCode: there is no such code, as for an ordinal of eight digits.
    """
    if not 1 <= ordinal <= LARGEST_ORDINAL:
        raise NotADossierCode
    text = f"{org}-{on:%y%m%d}-{ordinal:04}"
    if read_dossier_code(text).on != on:
        raise NotADossierCode
    return text


def read_dossier_code(text: str) -> DossierCode:
    """Read a code of any system of the country: day with or without century, 4 to 7 digits.

    Raises:
        NotADossierCode: another form, or a day that no calendar has.
    """
    match = _CODE.fullmatch(text)
    if match is None:
        raise NotADossierCode
    try:
        on = date.fromisoformat((match["century"] or "20") + match["day"])
    except ValueError as error:
        raise NotADossierCode from error
    return DossierCode(text=text, org=match["org"], on=on, ordinal=int(match["ordinal"]))
