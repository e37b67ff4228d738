"""One dossier from the counter to the citizen, with everybody who has it in hand on the way."""

from datetime import timedelta

from django.utils import timezone

from tests import make
from tests.hands import Hand, send
from tracking.consignments.intake import Applicant, Decision, Paper
from tracking.consignments.operations.citizens import make_citizen_key
from tracking.custody.operations.sending import decide, take_in
from tracking.kernel.line import Role

APPLICANT = Applicant(
    name="Trần Thị Kín", phone="0987654321", identity="341999888777", address="Ấp Giấu Kỹ"
)


class Story:
    """One dossier on its way; each method goes on until the stage that it names."""

    def __init__(self, **differs):
        self.now = timezone.now() - timedelta(hours=3)
        counter, decides = make.counter_and_authority()
        intake = make.intake(applicant=APPLICANT, **differs)
        sent = take_in(intake=intake, office=counter, by=make.person().pk, now=self.now)
        self.dossier, self.item = sent.dossier, sent.item
        self.slip = make_citizen_key(dossier_id=sent.dossier.pk, now=self.now)
        self.desk = Hand(make.desk(counter), at=self.now)
        self.phone = Hand(make.phone(make.courier(home=counter)), at=self.now)
        self.other_phone = Hand(make.phone(make.courier(home=counter)), at=self.now)
        self.deciding = Hand(make.desk(decides), at=self.now)
        make.grant(to=self.deciding.signer.person, on=decides, role=Role.OFFICER)
        for phone in (self.phone, self.other_phone):
            make.grant(to=phone.signer.person, on=decides, role=Role.SERVES)
        self.tip = None

    def act(self, hand, act, **members):
        scan = hand.sign(act, self.item, basis=self.tip, **members)
        self.now += timedelta(minutes=10)
        hand.at = self.now
        send(scan, now=self.now)
        self.tip = scan
        return scan

    def hand_over(self, giver, taker):
        offer = self.act(giver, "offer", to=str(taker.party))
        ticket = giver.ticket(offer, self.item, to=taker.party)
        self.act(taker, "accept", of=offer.id, tk=ticket)

    def commission(self, hand=None):
        self.tip = None
        self.act(hand or self.desk, "commission")
        return self

    def carry_out(self):
        self.commission().hand_over(self.desk, self.phone)
        return self

    def reach_authority(self):
        self.carry_out().hand_over(self.phone, self.deciding)
        return self

    def decided(self):
        self.reach_authority().decided_now()
        return self.commission(self.deciding)

    def decided_now(self):
        """Let the officer decide; from now on the result is what goes on."""
        papers = [Paper(name="Giấy phép", kind="original", count=1)]
        sent = decide(
            dossier_id=self.dossier.pk,
            decision=Decision(outcome="granted", papers=papers),
            by=self.deciding.signer.person.pk,
            now=self.now,
        )
        self.item = sent.item
        return self

    def carry_back(self):
        self.decided().hand_over(self.deciding, self.phone)
        return self

    def come_back(self):
        self.carry_back().hand_over(self.phone, self.desk)
        return self

    def deliver(self):
        citizen = self.dossier.citizen_id
        private = {"pin": self.slip.pin}
        self.come_back().act(self.desk, "deliver", to=str(citizen), private=private)
        return self
