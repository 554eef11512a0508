import datetime as dt
import ipaddress
from pathlib import Path

import pytest

from bot.errors import BadSettings
from bot.models.target import Place
from bot.settings import read_settings
from bot.settings.slack import read_slack_settings
from bot.settings.status import open_target_secrets, read_status_settings
from tests.fakes.terminal import run

FULL = """
lang = "ko"

[status]
ca_file = "site-ca.pem"

[[targets]]
name = "skms-prod"
kind = "sdf-health"
environment = "prod"
component = "skms"
url = "http://127.0.0.1:8181"
networks = ["127.0.0.0/8"]
licence = "monitoring licence of SKMS operations"
licence_key_env = "MONITOR_LICENCE"
sci_servers = ["SCAM-0000-0011"]
interval = "15s"
deadline = "3s"

[[targets]]
name = "token-prod"
kind = "http"
url = "https://skms.example.test/api/oauth/token"
networks = ["192.0.2.0/24"]
statuses = [400, 401]
headers = { X-Ask = "monitor" }
headers_env = { Authorization = "MONITOR_TOKEN" }
headers_file = { X-Api-Key = "api-key" }

[[targets]]
name = "key-vault"
kind = "tcp"
component = "key-vault"
place = "kms.example.test:8080"
networks = ["192.0.2.0/24", "64:ff9b::/96"]
also_allow = ["kms-2.example.test:8080", { host = "kms-3.example.test", port = 8080 }]

[[targets]]
name = "outside"
kind = "tls"
place = { host = "www.example.test", port = 443 }
networks = ["0.0.0.0/0"]
witness = true

[environments.prod]
hosts = ["skms.example.test", "*.prod.example.test"]
words = ["prod", "production", "운영"]

[environments.dev]
hosts = ["*.dev.example.test"]
"""
VARIABLES = {"MONITOR_LICENCE": "LICENCE-not-a-key", "MONITOR_TOKEN": "Bearer not-a-token"}


def written(folder: Path, text: str) -> Path:
    (folder / "skms-bot.toml").write_text(text, encoding="utf-8")
    return folder


def table(**given: str) -> str:
    values = {"name": '"t"', "kind": '"http"', "url": '"http://skms.example.test/"', "networks": '["192.0.2.0/24"]'}
    return "[[targets]]\n" + "\n".join(f"{name} = {value}" for name, value in {**values, **given}.items() if value)


def test_without_a_word_on_it_nothing_is_asked(tmp_path: Path) -> None:
    settings = read_status_settings({}, tmp_path)

    assert (settings.targets, settings.environments, settings.sources) == ((), (), ())


def test_targets_are_read_as_written(tmp_path: Path) -> None:
    settings = read_status_settings({}, written(tmp_path, FULL))
    skms, token, vault, outside = settings.targets

    assert (skms.name, skms.environment, skms.component) == ("skms-prod", "prod", "skms")
    assert (skms.interval, skms.deadline) == (dt.timedelta(seconds=15), dt.timedelta(seconds=3))
    assert token.statuses == (400, 401)
    assert dict(token.headers) == {"X-Ask": "monitor"}
    assert vault.asked == Place(host="kms.example.test", port=8080)
    assert vault.also_allow == (
        Place(host="kms-2.example.test", port=8080),
        Place(host="kms-3.example.test", port=8080),
    )
    assert vault.networks[1] == ipaddress.ip_network("64:ff9b::/96")
    assert (outside.witness, outside.asked.port) == (True, 443)
    assert settings.ca_file == tmp_path / "site-ca.pem"


def test_environments_have_their_hosts_and_words(tmp_path: Path) -> None:
    prod, dev = read_status_settings({}, written(tmp_path, FULL)).environments

    assert (prod.name, prod.hosts, prod.words) == (
        "prod",
        ("skms.example.test", "*.prod.example.test"),
        ("prod", "production", "운영"),
    )
    assert (dev.name, dev.words) == ("dev", ())


def test_the_other_readers_leave_these_tables_alone(tmp_path: Path) -> None:
    folder = written(tmp_path, FULL)

    assert read_settings({}, folder).lang == "ko"
    assert read_slack_settings({}, folder).slack.mode == "socket"


def test_secrets_come_from_the_environment_and_from_files_and_show_nowhere(tmp_path: Path) -> None:
    (tmp_path / "api-key").write_text("not-an-api-key\n", encoding="utf-8")
    settings = read_status_settings({}, written(tmp_path, FULL))
    secrets = open_target_secrets(settings, VARIABLES)
    skms, token, vault, _ = settings.targets

    assert secrets.licence_key(skms) == "LICENCE-not-a-key"
    assert secrets.headers(skms) == {}
    assert secrets.headers(token) == {"Authorization": "Bearer not-a-token", "X-Api-Key": "not-an-api-key"}
    assert (secrets.licence_key(vault), secrets.headers(vault)) == ("", {})
    assert set(secrets.every()) == {"LICENCE-not-a-key", "Bearer not-a-token", "not-an-api-key"}
    for shown in (repr(settings), settings.model_dump_json(), repr(secrets), str(settings.targets)):
        assert "not-a" not in shown


def test_a_secret_in_a_file_follows_the_file(tmp_path: Path) -> None:
    (tmp_path / "api-key").write_text("not-an-api-key", encoding="utf-8")
    settings = read_status_settings({}, written(tmp_path, FULL))
    secrets = open_target_secrets(settings, VARIABLES)
    (tmp_path / "api-key").write_text("not-another-key", encoding="utf-8")

    (news,) = secrets.refresh()

    assert news.what == "changed"
    assert "not-another-key" not in news.message
    assert secrets.headers(settings.targets[1])["X-Api-Key"] == "not-another-key"


def test_a_secret_that_is_not_set_is_named(tmp_path: Path) -> None:
    settings = read_status_settings({}, written(tmp_path, FULL))

    with pytest.raises(BadSettings, match=r"not set: MONITOR_LICENCE, .* of target skms-prod") as refused:
        open_target_secrets(settings, {})
    assert refused.value.exit_code == 78


@pytest.mark.parametrize("value", ["two\r\nX-Injected: lines", "한글"])
def test_a_secret_that_no_header_can_hold_is_refused_unseen(tmp_path: Path, value: str) -> None:
    settings = read_status_settings({}, written(tmp_path, FULL))

    with pytest.raises(BadSettings, match="MONITOR_LICENCE") as refused:
        open_target_secrets(settings, {**VARIABLES, "MONITOR_LICENCE": value})
    assert value not in refused.value.message


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"url": '"file:///etc/passwd"'}, r"targets\.t: url: must be an http"),
        ({"url": '"gopher://skms.example.test/"'}, r"targets\.t: url: must be an http"),
        ({"url": '"http://user:pass@skms.example.test/"'}, r"targets\.t: url: no user name"),
        ({"url": '"http://ⓢkms.example.test/"'}, r"targets\.t: url: must be"),
        ({"url": '"http://skms.example.test:99999/"'}, r"targets\.t: url: "),
        ({"url": '"http://skms_.example.test/"'}, r"targets\.t: url: skms_\.example\.test is no host name"),
        ({"url": '"http://skms.example.test/a b"'}, r"targets\.t: url: "),
        ({"url": ""}, r"targets\.t: a target of kind http is asked at `url`"),
        ({"kind": '"tcp"'}, r"targets\.t: a target of kind tcp is asked at `place`"),
        ({"kind": '"tcp"', "url": "", "place": '"kms.example.test"'}, r"targets\.t\.place.*write host:port"),
        ({"kind": '"ping"'}, r"targets\.t\.kind: "),
        ({"networks": ""}, r"targets\.t\.networks: Field required"),
        ({"networks": "[]"}, r"targets\.t\.networks: "),
        ({"networks": '["10.0.0.1/8"]'}, r"targets\.t\.networks\.0: .*host bits"),
        ({"networks": '["169.254.169.0/24"]'}, r"targets\.t: networks: 169\.254\.169\.0/24 is never asked"),
        ({"kind": '"sdf-health"'}, r"targets\.t: an sdf-health target, and no other, has one of licence_key_env"),
        ({"licence_key_env": '"KEY"'}, r"targets\.t: an sdf-health target, and no other"),
        (
            {"kind": '"sdf-health"', "licence_key_env": '"KEY"', "url": '"http://127.0.0.1/api/healthCheck/KEY"'},
            r"targets\.t: url: the base alone",
        ),
        ({"licence_key": '"KEY"'}, r"targets\.t\.licence_key: unknown name"),
        ({"headers": '{ Authorization = "Bearer x" }'}, r"targets\.t: headers\.Authorization: no secret stands"),
        ({"headers": '{ Host = "x" }'}, r"targets\.t: headers: host is not settable"),
        ({"headers": '{ "X Y" = "x" }'}, r"targets\.t\.headers\.X Y"),
        ({"headers": '{ X-Y = "x\\r\\nZ: y" }'}, r"targets\.t\.headers\.X-Y: "),
        ({"headers": '{ X-Y = "x" }', "headers_env": '{ x-y = "VARIABLE" }'}, r"targets\.t: a header is set twice"),
        ({"interval": '"soon"'}, r"targets\.t\.interval: write a number and a unit"),
        ({"interval": '"0s"'}, r"targets\.t\.interval: "),
        ({"deadline": '"2m"'}, r"targets\.t\.deadline: "),
        ({"component": '"Key Vault"'}, r"targets\.t\.component: "),
        ({"colour": '"red"'}, r"targets\.t\.colour: unknown name"),
        ({"name": '"Not A Slug"'}, r"targets\.Not A Slug\.name: "),
    ],
)
def test_a_wrong_target_is_refused_by_name(tmp_path: Path, given: dict[str, str], named: str) -> None:
    with pytest.raises(BadSettings, match=named) as refused:
        read_status_settings({}, written(tmp_path, table(**given)))
    assert refused.value.exit_code == 78
    assert str(tmp_path / "skms-bot.toml") in refused.value.message
    assert "Bearer x" not in refused.value.message


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (f"{table()}\n{table()}", r"targets\.t: the name is taken twice"),
        ('targets = "all"', r"targets: write each target as"),
        ("targets = [1]", r"targets\.1: "),
        ('environments = ["prod"]', r"environments: write each environment as"),
        ('[environments.prod]\nhost = ["a"]', r"environments\.prod\.host: unknown name"),
        ('[environments.prod]\nhosts = ["not a host"]', r"environments\.prod\.hosts\.0: "),
        ('[environments.a]\nwords = ["Prod"]\n[environments.b]\nwords = ["prod"]', r"environments\.b: prod already"),
        ("[status]\nca = 1", r"status\.ca: unknown name"),
    ],
)
def test_what_is_wrong_beside_the_targets_is_refused_by_name(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(BadSettings, match=named):
        read_status_settings({}, written(tmp_path, text))


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    text = f"{table(colour='1')}\n{table(name='2')}\n[environments.prod]\nhost = []"
    with pytest.raises(BadSettings) as refused:
        read_status_settings({}, written(tmp_path, text))

    assert refused.value.message.count("\n") == 2


def test_a_component_that_the_knowledge_base_does_not_have_is_named(tmp_path: Path) -> None:
    settings = read_status_settings({}, written(tmp_path, FULL))
    settings.demand_components({"skms", "key-vault"})

    with pytest.raises(BadSettings, match=r"unknown component of key-vault \(key-vault\)"):
        settings.demand_components({"skms"})


def test_targets_in_the_file_disturb_no_other_verb(tmp_path: Path) -> None:
    done = run("explain", "40013", folder=written(tmp_path, FULL), env={"LANG": "en"})

    assert done.code == 0
