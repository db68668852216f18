"""Each model that is read through `home.remembering` tells when it changes."""

import pytest
from django.apps import apps
from django.db.models.signals import post_delete, post_save

REGISTERS = [
    "home.Calendar",
    "home.ClosingDay",
    "home.Municipality",
    "home.OutsideArea",
    "home.PostcodeArea",
    "wagtailcore.Locale",
    "tickets.Category",
    "tickets.Norm",
    "tickets.RoutingRule",
    "tickets.Team",
    "tickets.TeamTask",
    "forms_app.Form",
    "forms_app.FormVersion",
]


@pytest.mark.parametrize("label", REGISTERS)
def test_a_change_of_a_register_is_noticed(label: str) -> None:
    model = apps.get_model(label)
    for signal in (post_save, post_delete):
        names = {receiver.__name__ for receiver in signal._live_receivers(model)[0]}
        assert "_changed" in names
