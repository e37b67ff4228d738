"""Corners of the fold that only made-up ids can reach, one step at a time."""

from tests.kernel.custody_reader import uuid_of
from tests.kernel.custody_strategies import AROUND, commissioned, scan, taken
from tracking.kernel.folding.growth import grow
from tracking.kernel.folding.matter import Matter, Mends
from tracking.kernel.folding.mending import loosen
from tracking.kernel.scan import Act


def matter_of(*scans):
    return Matter.of(scans=scans, around=AROUND)


def resolve():
    return scan(
        "resolve",
        Act.RESOLVE,
        uuid_of("quan"),
        party=uuid_of("province"),
        bases=("take_an",),
        of="commission",
        ends=("take_an", "take_binh"),
        to=uuid_of("an"),
    )


def test_a_resolve_whose_parting_is_gone_has_no_effect():
    matter = matter_of(commissioned(), taken("an"), resolve())
    mends = Mends(resolves={"gone": [(resolve(), uuid_of("an"))]})

    tree = grow(matter=matter, mends=mends)

    assert tree.place["resolve"] is tree.root
    assert "resolve" not in tree.claim_of


def test_what_stood_on_it_floats():
    on_it = scan("offer", Act.OFFER, uuid_of("an"), bases=("resolve",))
    matter = matter_of(commissioned(), taken("an"), resolve(), on_it)
    mends = Mends(resolves={"gone": [(resolve(), uuid_of("an"))]})

    assert loosen(grow(matter=matter, mends=mends))
    tree = grow(matter=matter, mends=mends)

    assert tree.claim_of["offer"].above is tree.floats
    assert not loosen(tree)


def test_a_circle_made_by_a_move_is_loosened_for_good():
    matter = matter_of(commissioned(), taken("an"), taken("binh"))
    mends = Mends(moved={"take_an": "take_binh", "take_binh": "take_an"})

    assert loosen(grow(matter=matter, mends=mends))

    assert mends.moved == {"take_an": None, "take_binh": "take_an"}
    assert not loosen(grow(matter=matter, mends=mends))


def test_a_circle_of_their_own_is_loosened_where_it_begins():
    matter = matter_of(
        commissioned(),
        scan("one", Act.TAKE, uuid_of("an"), bases=("other",)),
        scan("other", Act.TAKE, uuid_of("binh"), bases=("one",)),
    )

    assert loosen(grow(matter=matter, mends=Mends()))

    assert matter.bases["one"] is None


def test_what_stands_on_a_circle_changes_not_where_it_is_cut():
    there = scan(
        "there", Act.ACCEPT, uuid_of("hoa"), bases=("commission", "back"), of="commission"
    )
    back = scan("back", Act.OFFER, uuid_of("tam"), party=uuid_of("district"), bases=("there",))
    void = scan("a_void_one", Act.TAKE, uuid_of("nobody"), bases=("there",))

    bases = matter_of(commissioned(), there, back, void).bases

    assert (bases["there"], bases["back"]) == ("commission", "there")
