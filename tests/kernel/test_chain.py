"""No scan is older than what it is built on, in whatever order they come."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tracking.kernel.chain import Later, Link, begun, begun_with


def link(id_: str, n: int, shows_ms: int, *, epoch: str = "e", prev: str | None = None) -> Link:
    return Link(
        id=id_,
        device="d",
        epoch=epoch,
        n=n,
        prev=prev,
        shows_ms=shows_ms,
        latest_ms=99,
        begins_ms=shows_ms,
    )


@st.composite
def chains(draw: st.DrawFn) -> list[Link]:
    """Draw scans of two devices and some epochs, that name others as they like."""
    found = []
    for no in range(draw(st.integers(1, 9))):
        shows_ms = draw(st.integers(0, 9))
        found.append(
            Link(
                id=str(no),
                device=draw(st.sampled_from("ab")),
                epoch=draw(st.sampled_from("xyz")),
                n=draw(st.integers(0, 4)),
                # A hash names only what was there before it, or what never came.
                prev=draw(st.none() | st.integers(-1, no - 1).map(str)),
                shows_ms=shows_ms,
                latest_ms=draw(st.integers(shows_ms, 9)),
                begins_ms=shows_ms,
            )
        )
    return found


class Store:
    """What is stored, each scan with the beginning that the others show."""

    def __init__(self) -> None:
        self.links: dict[str, Link] = {}
        self.walked = 0

    def add(self, *new: Link) -> None:
        found = begun_with(new=new, near=self._near(new), behind=self._behind)
        for one in (*self.links.values(), *new):
            if one.id in found:
                self.links[one.id] = replace(one, begins_ms=found[one.id])

    def begins(self) -> dict[str, int]:
        return {one.id: one.begins_ms for one in self.links.values()}

    def _near(self, new: tuple[Link, ...]) -> list[Link]:
        near = []
        for one in new:
            own = [each for each in self.links.values() if each.device == one.device]
            near += [each for each in own if each.id == one.prev or each.prev == one.id]
            before = [
                each
                for each in own
                if each.epoch == one.epoch and each.n < one.n and each.shows_ms <= one.latest_ms
            ]
            near += sorted(before, key=lambda each: each.shows_ms)[-1:]
            near += [each for each in own if each.epoch == one.epoch and each.n > one.n][:1]
        return near

    def _behind(self, later: Later) -> list[Link]:
        found = {
            each.id: each
            for one in later.new
            for each in self.links.values()
            if (each.device, each.epoch) == (one.device, one.epoch)
            and one.n < each.n
            and each.begins_ms < one.shows_ms <= each.latest_ms
        }
        begins = {one.id: one.begins_ms for one in later.links}
        for each in self.links.values():  # whatever one names is stored before it here
            of_one = each.prev in begins and each.device == self._device(each.prev, later)
            if of_one and each.id not in begins and each.begins_ms < begins[each.prev]:
                begins[each.id] = begins[each.prev]
                found[each.id] = each
        self.walked += len(found)
        return list(found.values())

    def _device(self, scan_id: str, later: Later) -> str:
        known = self.links | {one.id: one for one in later.links}
        return known[scan_id].device


def test_a_scan_is_no_older_than_those_before_it_in_its_epoch() -> None:
    assert begun([link("a", 0, 5), link("b", 1, 3), link("c", 2, 7)]) == {"a": 5, "b": 5, "c": 7}


def test_a_scan_is_no_older_than_the_one_that_it_names_of_another_epoch() -> None:
    old, new = link("a", 7, 5), link("b", 0, 3, epoch="f", prev="a")
    behind = link("c", 1, 1, epoch="f", prev="b")

    assert begun([old, new, behind]) == {"a": 5, "b": 5, "c": 5}


def test_what_another_device_signed_says_nothing() -> None:
    other = replace(link("a", 0, 5), device="other")

    assert begun([other, link("b", 1, 3, prev="a")]) == {"a": 5, "b": 3}


@given(chains())
def test_a_beginning_is_the_latest_of_all_that_a_scan_is_built_on(links: list[Link]) -> None:
    begins = {one.id: one.begins_ms for one in links}
    for _ in links:
        for one in links:
            for other in links:
                if one.device != other.device:
                    continue
                if other.id == one.prev:
                    begins[one.id] = max(begins[one.id], begins[other.id])
                if other.epoch == one.epoch and other.n < one.n:
                    shown = other.shows_ms if other.shows_ms <= one.latest_ms else 0
                    begins[one.id] = max(begins[one.id], shown)

    assert begun(links) == begins


@given(chains().flatmap(lambda links: st.tuples(st.permutations(links), st.integers(1, 4))))
def test_the_store_knows_the_same_beginnings_in_every_order(
    drawn: tuple[list[Link], int],
) -> None:
    links, size = drawn
    store = Store()

    for start in range(0, len(links), size):
        store.add(*links[start : start + size])

    assert store.begins() == begun(links)


def test_what_had_reached_us_is_not_built_on_what_is_signed_under_it_later() -> None:
    heard = replace(link("heard", 4, 3), latest_ms=5)
    unheard = link("unheard", 5, 3, prev="heard")

    found = begun([link("today", 0, 6), heard, unheard])

    assert found == {"today": 6, "heard": 3, "unheard": 6}


def _nothing(_: Later) -> list[Link]:
    raise AssertionError


def test_nothing_is_asked_where_nothing_is_new() -> None:
    assert begun_with(new=[], near=[link("a", 0, 5)], behind=_nothing) == {}


def test_nothing_stored_is_walked_over_that_does_not_change() -> None:
    store = Store()
    store.add(*(link(str(n), n, n) for n in range(10, 90)))
    store.add(link("1000", 1000, 0))

    assert store.walked == 0

    store.add(link("late", 5, 20))

    assert store.begins()["19"] == 20
    assert store.walked == 10, "those that began before 20"
