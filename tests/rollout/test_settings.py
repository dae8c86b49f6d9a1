"""The table of settings: read once, and refused with one sentence."""

import stat
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rollout import clock, settings
from rollout.errors import BadSetting
from rollout.settings import Settings, load, rows, strong

SECRET = "lanterns-on-the-corniche-of-old-assiut-31"
PRODUCTION = {"ROLLOUT_ENV": "production", "ROLLOUT_SECRET_KEY": SECRET, "ROLLOUT_TRUSTED_HOSTS": "tashgheel.example, www.example"}


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "VAR", tmp_path)
    return tmp_path


def test_without_any_setting_it_is_a_development_on_this_machine() -> None:
    chosen = load({})
    assert (chosen.env, chosen.host, chosen.port, chosen.language, chosen.https) == ("development", "127.0.0.1", 8080, "ar", False)
    assert chosen.database_url.startswith("sqlite:///")


def test_production_is_reached_by_https_unless_said_otherwise() -> None:
    assert load(PRODUCTION).https
    assert not load({**PRODUCTION, "ROLLOUT_HTTPS": "no"}).https
    assert load(PRODUCTION).trusted_hosts == ("tashgheel.example", "www.example")


@pytest.mark.parametrize(("name", "value"), [
    ("PORT", "abc"), ("PORT", "0"), ("PORT", "65536"), ("PORT", "٨٠"), ("WORKERS", "0"), ("THREADS", "-1"), ("PROXIES", "many"),
    ("HTTPS", "maybe"), ("LANGUAGE", "fr"), ("ENV", "staging"),
    ("TODAY", "30/11/2023"),
])
def test_a_wrong_value_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(BadSetting) as refusal:
        load({f"ROLLOUT_{name}": value})
    assert f"ROLLOUT_{name}" in str(refusal.value)
    assert value in str(refusal.value)


@pytest.mark.parametrize("name", ["ROLLOUT_PROT", "ROLLOUT_", "ROLLOUT_PORT_FILE", "ROLLOUT_port"])
def test_an_unknown_setting_is_refused(name: str) -> None:
    with pytest.raises(BadSetting, match=name):
        load({name: "1"})


def test_names_of_other_programs_are_left_alone() -> None:
    assert load({"PORT": "abc", "ROLLOUTS": "1"})


@pytest.mark.parametrize("change", [
    {"ROLLOUT_SECRET_KEY": ""}, {"ROLLOUT_SECRET_KEY": "short"}, {"ROLLOUT_SECRET_KEY": "a" * 50},
    {"ROLLOUT_SECRET_KEY": "change-me-before-you-go-live-please-1"}, {"ROLLOUT_TRUSTED_HOSTS": ""}, {"ROLLOUT_TODAY": "2023-11-30"},
])
def test_an_unsafe_production_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(BadSetting):
        load({**PRODUCTION, **change})


def test_a_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{SECRET}\n")
    environ = {**PRODUCTION, "ROLLOUT_SECRET_KEY_FILE": str(tmp_path / "key")}
    del environ["ROLLOUT_SECRET_KEY"]
    assert load(environ).secret_key == SECRET
    with pytest.raises(BadSetting, match=r"not both|كليهما"):
        load({**environ, "ROLLOUT_SECRET_KEY": SECRET})
    with pytest.raises(BadSetting):
        load({**environ, "ROLLOUT_SECRET_KEY_FILE": str(tmp_path / "none")})


def test_development_makes_its_secret_once_and_keeps_it_to_itself(own_folder: Path) -> None:
    first, second = load({}), load({})
    assert first.secret_key == second.secret_key
    assert strong(first.secret_key)
    assert stat.S_IMODE((own_folder / "secret_key").stat().st_mode) == 0o600


def test_secrets_are_not_shown() -> None:
    chosen = load({**PRODUCTION, "ROLLOUT_DATABASE_URL": "postgresql://user:hunter2@db.example/rollout"})
    shown = {name: value for name, value, _help in rows(chosen)}
    assert SECRET not in shown.values()
    assert "hunter2" not in shown["ROLLOUT_DATABASE_URL"]
    assert "db.example" in shown["ROLLOUT_DATABASE_URL"]
    assert shown["ROLLOUT_ENV"] == "production"


def test_every_setting_says_what_it_is() -> None:
    assert all(str(help_) for _name, _value, help_ in rows(Settings()))


def test_the_clock_stands_where_the_settings_say_and_goes_again() -> None:
    assert load({"ROLLOUT_TODAY": "2023-11-30"}).today == clock.standing() == clock.today() == date(2023, 11, 30)
    assert load({"ROLLOUT_TODAY": ""}).today is None
    assert clock.standing() is None
    assert clock.today() >= datetime.now(UTC).date()
