import datetime as dt

from bot.models.conversation import Limit, Limits
from bot.slack.consent import KEPT, Site, explain_consent, hosts_contacted, kept_table, scopes_table
from bot.slack.scopes import APP_SCOPE, Plan
from bot.storage.retention import AGELESS
from bot.storage.schema import metadata
from tests.fakes.live_status import vault


def test_every_table_of_the_database_is_told_of() -> None:
    assert set(KEPT) == set(metadata.tables) == {*Limits.model_fields, *AGELESS}


def test_every_scope_has_a_row_with_what_stops_without_it() -> None:
    plan = Plan(groups=True)
    rows = scopes_table(plan)[2:]

    assert [row.split("`")[1] for row in rows] == [*plan.scopes, APP_SCOPE]
    assert all(len(row.split(" | ")) == 4 and all(cell.strip(" |") for cell in row.split(" | ")) for row in rows)


def test_http_mode_needs_no_app_level_token() -> None:
    assert APP_SCOPE not in explain_consent(Plan(url="https://bot.example.test/slack/events"), Site())


def test_how_long_is_taken_from_the_limits_themselves() -> None:
    limits = Limits(event=Limit(age=dt.timedelta(days=1), rows=12_345), answer=Limit())
    rows = kept_table(Site(limits=limits))

    assert rows[2].endswith("| 1 day | 12,345 rows |")
    assert rows[3].endswith("| until changed or uninstalled | no limit |")


def test_kept_cases_say_whether_they_are_switched_on() -> None:
    assert "switched on (`feedback.keep_cases`)" in explain_consent(Plan(), Site(keep_cases=True))
    assert "switched off (`feedback.keep_cases`)" in explain_consent(Plan(), Site())


def test_the_hosts_are_those_of_the_settings() -> None:
    ours = hosts_contacted(Plan(), Site(api_url="http://127.0.0.1:8080/api/", file_hosts=("127.0.0.1",), postgres=True))
    gov = hosts_contacted(Plan(), Site(api_url="https://slack-gov.com/api/", file_hosts=("files.slack-gov.com",)))

    assert "slack.com" not in " ".join(ours)
    assert "your PostgreSQL server" in ours
    assert "`hooks.slack-gov.com`" in " ".join(gov)


def test_the_admin_reads_of_storage_hosts_ai_and_uninstalling() -> None:
    page = explain_consent(Plan(ambient=False), Site())

    for words in ("# What it keeps", "# Whom it contacts", "No AI", "# What uninstalling deletes", "nothing unasked"):
        assert words in page


def test_every_target_is_among_the_hosts_with_the_places_it_allows() -> None:
    target = vault(also_allow=({"host": "kms-2.example.test", "port": 8080},), interval="10s")
    hosts = hosts_contacted(Plan(), Site(targets=(target,)))

    assert "`kms.example.test:8080`: how SKMS stands (target kms-prod, every 10 s)" in hosts
    assert "`kms-2.example.test:8080`: how SKMS stands (target kms-prod, where an error names it)" in hosts


def test_pager_and_dead_mans_switch_are_among_the_hosts_where_they_are_set() -> None:
    set_up = " ".join(hosts_contacted(Plan(), Site(pager="https://pager.example.test/v2/enqueue", switch=True)))
    neither = " ".join(hosts_contacted(Plan(), Site()))

    assert "`pager.example.test`: the pager" in set_up
    assert "the host of your dead-man's switch" in set_up
    assert "pager" not in neither
    assert "switch" not in neither
