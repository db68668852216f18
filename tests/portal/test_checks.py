"""Settings that may not go live are refused, each by its own number."""

import pytest
from django.db import connection

from portal.checks import check_settings, is_local

PUBLIC = {"ALLOWED_HOSTS": ["portal.example"], "BASE_URL": "https://portal.example", "EMAIL_URL": "smtp://mail.example"}


@pytest.fixture
def live(settings):
    """Settings of an installation that may go live; a test changes one of them."""
    for name, value in PUBLIC.items():
        setattr(settings, name, value)
    settings.DEMO = settings.DEBUG = False
    settings.ENVIRONMENT = {
        **settings.ENVIRONMENT,
        "DEFAULT_FROM_EMAIL": "portal@portal.example",
        "SECURITY_CONTACT": "mailto:security@portal.example",
    }
    return settings


def found():
    return [message.id for message in check_settings(None)]


def test_a_live_installation_with_everything_set_has_no_remarks(live):
    assert found() == []


def test_the_settings_of_a_fresh_clone_have_no_remarks(settings):
    settings.DEMO = True
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
    settings.BASE_URL = "http://localhost:8000"
    assert found() == []


@pytest.mark.parametrize(
    ("changed", "numbers"),
    [
        ({"DEMO": True}, ["portal.E006"]),
        ({"DEBUG": True}, ["portal.E007"]),
        ({"ALLOWED_HOSTS": ["*"]}, ["portal.E008"]),
        ({"ALLOWED_HOSTS": ["other.example"]}, ["portal.E002"]),
        ({"BASE_URL": "portal.example"}, ["portal.E001", "portal.W001"]),
        ({"BASE_URL": "https://portal.example/sub"}, ["portal.E001"]),
        ({"BASE_URL": "http://portal.example"}, ["portal.W001"]),
        ({"EMAIL_URL": ""}, ["portal.W002"]),
        ({"SECRET_KEY": "x" * 31}, ["portal.E003"]),
        ({"HISTORY_KEY": "x" * 31}, ["portal.E003"]),
        ({"ACCESS_KEYS": {"1": "x" * 31}}, ["portal.E003"]),
        ({"SECRET_KEY": "x" * 40, "HISTORY_KEY": "x" * 40}, ["portal.E004"]),
    ],
)
def test_one_wrong_setting_gives_its_own_number(live, changed, numbers):
    for name, value in changed.items():
        setattr(live, name, value)
    assert found() == numbers


def test_a_third_kind_of_database_is_refused(live, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "ENGINE", "django.db.backends.mysql")
    assert found() == ["portal.E005"]


@pytest.mark.parametrize("name", ["DEFAULT_FROM_EMAIL", "SECURITY_CONTACT"])
def test_an_address_that_nobody_can_write_to_is_pointed_out(live, name):
    live.ENVIRONMENT = {**live.ENVIRONMENT, name: "mailto:a@localhost"}
    assert found() == ["portal.W003"]


@pytest.mark.parametrize("host", ["portal.example", ".example", "localhost.example", "10.0.0.1", "[2001:db8::1]"])
def test_the_demo_is_refused_on_any_host_others_can_reach(settings, host):
    settings.DEMO = True
    settings.ALLOWED_HOSTS = ["localhost", host]
    settings.BASE_URL = "http://localhost:8000"
    assert [number for number in found() if number == "portal.E006"] == ["portal.E006"]


def test_the_demo_is_refused_when_letters_name_a_public_host(settings):
    settings.DEMO = True
    settings.ALLOWED_HOSTS = ["localhost"]
    settings.BASE_URL = "https://portal.example"
    assert [number for number in found() if number.startswith("portal.E")] == ["portal.E002", "portal.E006"]


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "gorinchem.localhost", "127.0.0.1", "127.1.2.3", "[::1]"])
def test_this_machine_is_local(host):
    assert is_local(host)
