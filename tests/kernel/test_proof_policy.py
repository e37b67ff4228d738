"""What must be shown for a delivery to be proven."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.kernel.line import Judgement, ProofKind, Verdict
from tracking.kernel.proof_policy import (
    AT_A_COUNTER,
    AT_THE_DOOR,
    NOTHING_ASKED,
    Shown,
    judge,
)

policies = st.sampled_from([AT_THE_DOOR, AT_A_COUNTER])
shown = st.builds(Shown, holds=st.dictionaries(st.sampled_from(ProofKind), st.booleans()))


def verdict(policy, **holds):
    found = judge(policy=policy, shown=Shown(holds={ProofKind(k): v for k, v in holds.items()}))
    return None if found is None else (found.verdict, found.by)


@pytest.mark.parametrize(
    ("policy", "holds", "expected"),
    [
        (AT_THE_DOOR, {}, None),
        (AT_THE_DOOR, {"pin": True}, ("good", "pin")),
        (AT_THE_DOOR, {"pin": False}, ("bad", "pin")),
        (AT_THE_DOOR, {"pin": False, "slip": True}, ("good", "slip")),
        (AT_THE_DOOR, {"photo": True}, None),
        (AT_THE_DOOR, {"photo": True, "signature": True}, ("good", "photo")),
        (AT_THE_DOOR, {"signature": True}, None),
        (AT_A_COUNTER, {"signature": True}, ("good", "signature")),
        (AT_A_COUNTER, {"photo": True}, None),
        (AT_A_COUNTER, {"photo": False}, None),
    ],
)
def test_a_delivery_is_good_if_one_alternative_holds_whole(policy, holds, expected):
    assert verdict(policy, **holds) == expected


def test_what_asks_for_nothing_is_waived():
    assert judge(policy=NOTHING_ASKED, shown=Shown()) == Judgement(verdict=Verdict.WAIVED, by=None)


@given(policy=policies, first=shown, more=shown)
def test_what_comes_later_never_undoes_what_was_good(policy, first, more):
    before = judge(policy=policy, shown=first)
    both = Shown(holds={**more.holds, **first.holds})

    if before is not None and before.verdict is Verdict.GOOD:
        after = judge(policy=policy, shown=both)
        assert after is not None
        assert after.verdict is Verdict.GOOD
