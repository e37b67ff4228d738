"""Who plays in the stories of custody, and how a story is told.

Names stand for ids (a party, a person, a label, a device, a scan); times are minutes. A scan's
place in the story is its number in its device's chain.
"""

from itertools import count

PLACE_OF_WORK = {
    "hoa": "commune",
    "hai": "commune",
    "tam": "district",
    "lan": "province",
    "duc": "province",
    "minh": "commune",
    "quan": "province",
    "truong": "commune",
}

CAST = {
    "kinds": {
        "commune": "office",
        "district": "office",
        "province": "office",
        "an": "courier",
        "binh": "courier",
        "chi": "courier",
        "dan": "citizen",
        "mai": "citizen",
        "nam": "courier",
        "bank": "authority",
    },
    # Person, party, role; where needed from and until which minute, and on which unit.
    "grants": [
        ["hoa", "commune", "clerk"],
        ["hai", "commune", "clerk"],
        ["tam", "district", "clerk"],
        ["lan", "province", "clerk"],
        ["duc", "province", "officer"],
        ["minh", "commune", "auditor"],
        ["an", "an", "courier"],
        ["an", "commune", "serves"],
        ["an", "district", "serves"],
        ["binh", "binh", "courier"],
        ["chi", "chi", "courier"],
        ["nam", "commune", "clerk"],
        ["nam", "nam", "courier"],
        ["quan", "commune", "supervisor"],
        ["quan", "district", "supervisor"],
        ["quan", "province", "supervisor"],
        ["truong", "commune", "supervisor"],
    ],
    # By label: party and from when.
    "issued": {"label": [["commune", 0]], "second_label": [["commune", 0]]},
    # By courier: for which carrier, at home in which office, and from when.
    "postings": {
        "an": [["post", "commune", 0]],
        "binh": [["post", "district", 0]],
        "nam": [["post", "elsewhere", 0]],
        "chi": [["other", "elsewhere", 0]],
    },
    # Everybody has a phone, and offices have desks.
    "devices": {
        **{name: {"person": name} for name in (*PLACE_OF_WORK, "an", "binh", "chi", "nam")},
        "desk": {"office": "commune"},
        "desk_of_district": {"office": "district"},
        "operations_room": {"office": "province", "own_unit": "whole_province"},
    },
    # By label to whom it may be delivered.
    "receivers": {"label": ["dan", "bank"], "second_label": ["dan", "bank"]},
}


class Story:
    """One story: scans ten minutes apart, and what comes of them."""

    def __init__(self, name, **around):
        self.name = name
        self.around = around
        self.scans = []
        self.minutes = count(10, 10)

    def scan(self, who, act, on=None, **members):
        """Add a scan on a basis (or several, or none), by the own phone if by no other device."""
        minute = next(self.minutes)
        scan = {
            "id": members.pop("id", f"{act}_{who}"),
            "act": act,
            "who": who,
            "for": members.pop("party", PLACE_OF_WORK.get(who, who)),
            "at": members.pop("at", [minute, minute + 1]),
        }
        if on is not None:
            scan["on"] = [on] if isinstance(on, str) else on
        self.scans.append(scan | members)
        return scan["id"]

    def commissioned(self):
        """Begin as most stories do: the commune seals and labels it."""
        return self.scan("hoa", "commission", id="commission")

    def handed(self, giver, receiver, on):
        """Hand it over by an offer by name and its accept."""
        to = PLACE_OF_WORK.get(receiver, receiver)
        offer = self.scan(giver, "offer", on, to=to, id=f"offer_{giver}_{receiver}")
        return self.scan(receiver, "accept", offer, of=offer, id=f"accept_{receiver}_{giver}")

    def lose(self):
        """Let the last scan never arrive, though its id is known."""
        return self.scans.pop()["id"]

    def expect(self, state, holder=None, *, judged=None, **said):
        """End the story; what is not said is empty, a case is its kind and its scan.

        A delivery is without a flag by a good proof, and unconfirmed while none is judged.
        """
        empty: dict[str, object] = {
            "offeree": None,
            "claimants": [],
            "flags": [],
            "cases": [],
            "handed_over": None,
        }
        if state == "delivered":
            judged = judged or "good"
            empty["flags"] = ["unconfirmed"] if judged in {"bad", "pending"} else []
        empty["verdict"] = judged
        return {
            "name": self.name,
            "scans": self.scans,
            "around": self.around,
            "expect": {"state": state, "holder": holder} | empty | said,
        }


GOOD = ["good", "pin"]


def ticket(offer, *, by, device, **said):
    """Show the ticket of an offer; it is for whoever shows it unless `to` is said."""
    seen = {"offer": offer, "party": by, "device": device, "to": None}
    return seen | {"signed": True, "fits": True} | said


# The cases when Bình, who does not serve the commune, is one of the two.
TWO_TAKES = [["dispute", "commission"], ["unconfirmed_take", "take_binh"]]


def two_couriers_take_it(story):
    """Let two couriers take it from the commune, neither knowing of the other."""
    commission = story.commissioned()
    return story.scan("an", "take", commission), story.scan("binh", "take", commission)
