import datetime as dt
from pathlib import Path

import pytest

from bot.errors import BadSettings
from bot.settings import read_settings
from bot.settings.alerts import PAGERDUTY, AlertSettings, open_pager, read_alert_settings

ROUTE = """
[[alerts.routes]]
name = "drm"
environments = ["prod"]
components = ["key-vault"]
channels = ["C0DRMKEYS"]
on_call = "S0ONCALL"
language = "ko"
"""


def read(folder: Path, text: str, **environment: str) -> AlertSettings:
    (folder / "skms-bot.toml").write_text(text, encoding="utf-8")
    return read_alert_settings(environment, folder)


def test_without_a_table_there_are_no_alerts(tmp_path: Path) -> None:
    settings = read(tmp_path, 'lang = "ko"\n')

    assert settings.alerting is None
    assert open_pager(settings, {}) is None


def test_routes_times_and_windows_are_read(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        """
        timezone = "Asia/Seoul"
        [alerts]
        fallback = "C0OPERATORS"
        groups = ["S0ONCALL"]
        paging = ["prod"]
        escalate_after = "5m"
        storm_after = 20
        [alerts.thresholds.can-wait]
        count = 5
        within = "20m"
        [[alerts.routes]]
        name = "night"
        channels = ["C0NIGHT"]
        kinds = ["errors"]
        quiet = { begin = 22:00:00, until = 07:00:00 }
        [[alerts.maintenance]]
        name = "patch-day"
        begins = 2026-11-24T02:00:00+09:00
        ends = 2026-11-24T04:00:00+09:00
        every = "7d"
        environments = ["prod"]
        """,
    )
    alerting = settings.alerting

    assert alerting is not None
    assert alerting.channels == ("C0NIGHT", "C0OPERATORS")
    assert alerting.groups == ("S0ONCALL",)
    assert alerting.policy.escalate_after == dt.timedelta(minutes=5)
    assert alerting.policy.storm_after == 20
    assert alerting.policy.thresholds["can-wait"].count == 5
    # What is not set stays as it is where nobody sets anything.
    assert alerting.policy.thresholds["act-now"].count == 1
    assert alerting.policy.pager is False
    assert alerting.routes[0].quiet is not None
    assert alerting.routes[0].quiet.zone == "Asia/Seoul"
    assert alerting.windows[0].every == dt.timedelta(days=7)


def test_the_zone_of_quiet_hours_may_come_from_the_environment(tmp_path: Path) -> None:
    text = f"{ROUTE}quiet = {{ begin = 22:00:00, until = 07:00:00 }}\n"
    settings = read(tmp_path, text, SKMS_BOT_TIMEZONE="Europe/Berlin")

    assert settings.alerting is not None
    assert settings.alerting.routes[0].quiet is not None
    assert settings.alerting.routes[0].quiet.zone == "Europe/Berlin"


def test_a_company_may_be_named_by_its_id_which_is_kept_masked(tmp_path: Path) -> None:
    settings = read(tmp_path, '[companies]\n"ABCDEF123456" = "Hanbit Paper"\n"AB…56·3f9a" = "Other"\n')

    assert "ABCDEF123456" not in str(settings)  # pragma: allowlist secret
    assert settings.companies["AB…56·3f9a"] == "Other"
    assert "Hanbit Paper" in settings.companies.values()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[alerts]\n", "nobody would be told"),
        ("[alerts]\nfallback = 'ops'\n", "alerts.fallback"),
        ("[alerts]\nfallback = 'C0OPS'\nescalate_afer = '5m'\n", "alerts.escalate_afer: unknown name"),
        ("[alerts]\nfallback = 'C0OPS'\nescalate_after = 'soon'\n", "alerts.escalate_after"),
        ("[alerts]\nfallback = 'C0OPS'\nremind_every = '1m'\n", "alerts.remind_every"),
        ("[alerts]\nfallback = 'C0OPS'\npager = true\n", "alerts.pager"),
        (ROUTE + ROUTE, "drm is taken twice"),
        ("[[alerts.routes]]\nname = 'all'\nchannels = ['C0OPS']\n" + ROUTE, "drm is never reached"),
        (ROUTE + "quiet = { begin = 22:00:00, until = 07:00:00 }\n", "quiet.zone"),
        (ROUTE + "quiet = { begin = 22:00:00, until = 07:00:00, zone = 'Mars/Base' }\n", "Asia/Seoul"),
        (
            ROUTE + "[[alerts.maintenance]]\nname = 'x'\nbegins = 2026-11-24T02:00:00\nends = 2026-11-24T04:00:00\n",
            "alerts.maintenance.0.begins",
        ),
        (ROUTE + "[alerts.pager]\n", "key_env and key_file"),
        (ROUTE + "[alerts.pager]\nkind = 'generic'\n", "url"),
        (ROUTE + "[alerts.pager]\nkey_env = 'K'\nurl = 'http://pager.example.test/'\n", "alerts.pager.url"),
    ],
)
def test_what_is_wrong_is_named_and_refuses_to_start(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(BadSettings) as refused:
        read(tmp_path, text)

    assert named in refused.value.message
    assert refused.value.exit_code == 78


def test_a_component_or_a_language_that_there_is_not_is_named_with_its_route(tmp_path: Path) -> None:
    settings = read(tmp_path, ROUTE.replace("key-vault", "key-volt"))

    with pytest.raises(BadSettings, match=r"route drm \(key-volt\)"):
        settings.demand_components(["key-vault"])
    with pytest.raises(BadSettings, match=r"drm \(ko\)"):
        settings.demand_locales(["en"])


def test_the_key_of_the_pager_comes_from_a_variable_or_a_file_and_is_never_shown(tmp_path: Path) -> None:
    by_variable = read(tmp_path, f"{ROUTE}[alerts.pager]\nkey_env = 'PAGER_KEY'\n")
    (tmp_path / "key").write_text("not-a-key-2\n", encoding="utf-8")
    by_file = read(tmp_path, f"{ROUTE}[alerts.pager]\nkey_file = 'key'\n")

    first = open_pager(by_variable, {"PAGER_KEY": "not-a-key-1"})
    second = open_pager(by_file, {})
    assert first is not None
    assert second is not None
    assert (first.url, first.secret.reveal(), second.secret.reveal()) == (PAGERDUTY, "not-a-key-1", "not-a-key-2")
    assert "not-a-key" not in f"{first}{second}{by_variable}"
    assert by_variable.alerting is not None
    assert by_variable.alerting.policy.pager
    (tmp_path / "key").write_text("not-a-key-3\n", encoding="utf-8")
    news = second.refresh()
    assert news is not None
    assert second.secret.reveal() == "not-a-key-3"


def test_a_pager_without_its_key_is_named(tmp_path: Path) -> None:
    settings = read(tmp_path, f"{ROUTE}[alerts.pager]\nkey_env = 'PAGER_KEY'\n")

    with pytest.raises(BadSettings, match="not set: PAGER_KEY"):
        open_pager(settings, {})


def test_the_verbs_that_know_nothing_of_alerts_take_the_same_file(tmp_path: Path) -> None:
    read(tmp_path, f'lang = "ko"\n{ROUTE}[companies]\n"A" = "B"\n')

    assert read_settings({}, tmp_path).lang == "ko"
