"""The pages of the administration, and who looks at them."""

import re
from datetime import date, time

from django.contrib.admin.utils import quote
from django.test import Client
from django.urls import reverse

from tests import make
from tracking.consignments.intake import Applicant
from tracking.legs.models import Route, RouteStop, Run
from tracking.parties.models import (
    CalendarDay,
    Office,
)

CITIZEN = "Huỳnh Thị Người Dân"


def client_of(person, *, on=None, role=None):
    if role:
        make.grant(to=person, on=on, role=role)
    client = Client()
    client.force_login(person)
    return client


def inhabit():
    counter, decides = make.counter_and_authority()
    Office.objects.filter(pk=counter.pk).update(operated_by=make.carrier())
    make.sent(counter=counter, applicant=Applicant(name=CITIZEN, phone="0912000111"))
    rider = make.courier(home=counter)
    make.phone(rider)
    make.desk(counter)
    make.shift(of=rider)
    CalendarDay.objects.create(office=counter, on=date(2020, 5, 2), hours=[[time(8), time(11)]])
    route = Route.objects.create(
        code=rider.call_sign,
        name="Phú Ninh – Tam Nông",
        carrier=rider.carrier,
        home=counter,
        courier=rider,
    )
    for no, office in enumerate((counter, decides)):
        RouteStop.objects.create(
            route=route, no=no, office=office, arrive=time(7 + no), depart=time(8 + no)
        )
    Run.objects.create(route=route, on=date(2020, 5, 27), courier=rider)


def list_of(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def page_of(row):
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
    return reverse(name, args=[quote(row.pk)])


def shown(client, path, language="vi"):
    answer = client.get(path, headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def title_of(page):
    return re.search(r"<title>\s*(.*?)\s*</title>", page, re.DOTALL)[1]
