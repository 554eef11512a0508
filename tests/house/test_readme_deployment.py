"""The README's compose file and manifests against the code: ports, probes, names, verbs, paths, the image's user."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.catalog.loader import open_catalog
from bot.cli import LazyVerbs
from bot.clock import SystemClock
from bot.metrics import Metrics
from bot.models.setup import SLACK_CONNECTIONS
from bot.settings import VARIABLES, read_settings
from bot.settings.alerts import read_alert_settings
from bot.settings.names import CONFIG, SLACK_VARIABLES, WEB_VARIABLES
from bot.settings.slack import read_slack_settings
from bot.settings.status import read_status_settings
from bot.settings.web import WebSettings, read_web_settings
from bot.web.health import Health
from tests.fakes.terminal import ROOT, run
from tests.fakes.web import Knowledge, Loops, Pulse

README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
Documents = dict[str, dict[str, Any]]


def block(first: str) -> str:
    (found,) = re.findall(rf"```yaml\n({first}.*?)```", README, re.DOTALL)
    return str(found)


def documents(first: str) -> Documents:
    return {document["kind"]: document for document in yaml.safe_load_all(block(first))}


ALONE, SEVERAL = documents("apiVersion: v1\nkind: ConfigMap"), documents("apiVersion: batch/v1")
COMPOSE = yaml.safe_load(block("name: skms-bot"))
SERVICE = COMPOSE["services"]["skms-bot"]
PODS = {
    "alone": ALONE["Deployment"]["spec"]["template"],
    "several": SEVERAL["Deployment"]["spec"]["template"],
    "upgrade": SEVERAL["Job"]["spec"]["template"],
}
SITES = {"alone": ALONE, "several": SEVERAL}
KNOWN = {*VARIABLES, *SLACK_VARIABLES, *WEB_VARIABLES, CONFIG}
(USER,) = re.findall(r"^USER (\d+)$", DOCKERFILE, re.MULTILINE)
(PORT,) = re.findall(r"^EXPOSE (\d+)$", DOCKERFILE, re.MULTILINE)


def bot_of(pod: dict[str, Any]) -> dict[str, Any]:
    (bot,) = [one for one in pod["spec"]["containers"] if one["name"] == "skms-bot"]
    return dict(bot)


def toml_of(site: Documents) -> str:
    return str(site["ConfigMap"]["data"]["skms-bot.toml"])


def web_of(site: Documents, folder: Path) -> WebSettings:
    (folder / "skms-bot.toml").write_text(toml_of(site), encoding="utf-8")
    return read_web_settings({}, folder)


def secrets_in(text: str, folder: str = "/run/secrets/skms-bot/") -> set[str]:
    return set(re.findall(rf"{folder}([a-z-]+)", text))


@pytest.fixture(params=PODS)
def pod(request: pytest.FixtureRequest) -> dict[str, Any]:
    return dict(PODS[request.param])


@pytest.fixture(params=SITES)
def site(request: pytest.FixtureRequest) -> Documents:
    return SITES[request.param]


def test_the_settings_of_a_manifest_are_read_without_complaint(site: Documents, tmp_path: Path) -> None:
    web = web_of(site, tmp_path).web
    text = re.sub(r'"/run/secrets/skms-bot/database"', f'"{tmp_path}/database"', toml_of(site))
    (tmp_path / "database").write_text("postgresql://u:not-a-password@db.example.test/skms\n")
    (tmp_path / "skms-bot.toml").write_text(text, encoding="utf-8")
    settings, alerts = read_settings({}, tmp_path), read_alert_settings({}, tmp_path)
    status, slack = read_status_settings({}, tmp_path), read_slack_settings({}, tmp_path)

    status.demand_components(open_catalog([ROOT / "knowledge"]).components)
    assert status.targets
    assert alerts.alerting is not None
    assert web.sources["alertmanager"].accepts == ("alerts",)
    assert slack.slack.bot_token_file == Path("/run/secrets/skms-bot/bot-token")
    wanted = "sqlite:////var/lib/skms-bot/" if site is ALONE else "postgresql://"
    assert settings.database.get_secret_value().startswith(wanted)


def test_a_port_is_the_same_in_settings_container_service_and_image(site: Documents, tmp_path: Path) -> None:
    web = web_of(site, tmp_path).web
    (port,) = bot_of(site["Deployment"]["spec"]["template"])["ports"]
    (served,) = ALONE["Service"]["spec"]["ports"]

    assert (web.host, str(web.port)) == ("0.0.0.0", PORT)  # noqa: S104 - a setting; nothing is opened here
    assert port == {"name": "web", "containerPort": web.port}
    assert (served["port"], served["targetPort"]) == (web.port, "web")
    assert f"http://{ALONE['Service']['metadata']['name']}:{served['port']}/v1/alertmanager" in README


def test_probes_ask_what_the_code_answers(site: Documents) -> None:
    bot = bot_of(site["Deployment"]["spec"]["template"])
    answered = [route.path for route in Health(Pulse(), Knowledge(), Loops(), Metrics(), SystemClock()).routes()]
    asked = {name: bot[f"{name}Probe"]["httpGet"] for name in ("startup", "liveness", "readiness")}

    assert {name: get["path"] for name, get in asked.items()} == {
        "startup": "/livez",
        "liveness": "/livez",
        "readiness": "/readyz",
    }
    assert {get["path"] for get in asked.values()} <= set(answered)
    assert {get["port"] for get in asked.values()} == {bot["ports"][0]["name"]}


def test_every_container_of_ours_may_do_nothing_that_it_need_not(pod: dict[str, Any]) -> None:
    spec, own = pod["spec"], bot_of(pod)["securityContext"]

    assert spec["automountServiceAccountToken"] is False
    assert spec["securityContext"] == {
        "runAsNonRoot": True,
        "fsGroup": int(USER),
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    assert own == {
        "runAsUser": int(USER),
        "runAsGroup": int(USER),
        "readOnlyRootFilesystem": True,
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
    }


def commands() -> Iterator[tuple[str, ...]]:
    yield tuple(SERVICE["command"])
    yield from (tuple(bot_of(pod)["args"]) for pod in PODS.values())
    typed = re.findall(r"`docker compose (?:exec|run --rm) skms-bot (?:skms-bot )?([a-z ]+)`", README)
    yield from (tuple(line.split()) for line in typed)


def test_every_command_is_a_verb() -> None:
    found = sorted(set(commands()))

    assert found == [("db", "upgrade"), ("doctor",), ("run",)]
    assert {command[0] for command in found} <= set(LazyVerbs.verbs)
    assert run("db", "upgrade", "--help").code == 0


def test_every_variable_is_one_that_is_read(pod: dict[str, Any]) -> None:
    named = {variable["name"] for variable in bot_of(pod)["env"]}

    assert named
    assert named | set(SERVICE["environment"]) <= KNOWN


def test_every_path_that_a_manifest_names_is_mounted(site: Documents) -> None:
    for template in (one["spec"]["template"] for kind, one in site.items() if kind in ("Deployment", "Job")):
        bot, volumes = bot_of(template), template["spec"]["volumes"]
        mounted = tuple(mount["mountPath"] for mount in bot["volumeMounts"])
        paths = [variable["value"] for variable in bot["env"]]
        if bot["args"] == ["run"]:
            paths += re.findall(r'"(?:sqlite:///)?(/[a-z][^"]+)"', toml_of(site))
            assert len(paths) >= 5
        assert all(path.startswith(mounted) for path in paths)
        assert {mount["name"] for mount in bot["volumeMounts"]} == {volume["name"] for volume in volumes}


def test_the_secrets_of_the_manifests_are_those_that_the_readme_names() -> None:
    alone = secrets_in(toml_of(ALONE))
    several = secrets_in(toml_of(SEVERAL)) | secrets_in(yaml.safe_dump(SEVERAL["Job"]))
    (listed,) = re.findall(r"The Secret `skms-bot` holds (.*?)\.", README, re.DOTALL)
    (more,) = re.findall(r"The Secret holds `([a-z-]+)` besides", README)

    assert alone == set(re.findall(r"`([a-z-]+)`", listed))
    assert several - alone == {more}
    assert tomllib.loads(toml_of(SEVERAL))["database_file"].endswith(f"/{more}")


def test_on_sqlite_one_bot_runs_at_a_time_on_a_disk_of_its_own() -> None:
    spec = ALONE["Deployment"]["spec"]
    volumes = {volume["name"]: volume for volume in spec["template"]["spec"]["volumes"]}

    assert (spec["replicas"], spec["strategy"]) == (1, {"type": "Recreate"})
    assert volumes["data"]["persistentVolumeClaim"]["claimName"] == ALONE["PersistentVolumeClaim"]["metadata"]["name"]
    assert ALONE["PersistentVolumeClaim"]["spec"]["accessModes"] == ["ReadWriteOnce"]


def test_on_postgresql_a_roll_out_stays_within_what_slack_allows(tmp_path: Path) -> None:
    (tmp_path / "skms-bot.toml").write_text(toml_of(SEVERAL), encoding="utf-8")
    work = read_slack_settings({}, tmp_path).work
    spec = SEVERAL["Deployment"]["spec"]

    assert spec["replicas"] >= 2
    assert work.replicas == spec["replicas"] + spec["strategy"]["rollingUpdate"]["maxSurge"]
    assert work.all_connections <= SLACK_CONNECTIONS
    assert SEVERAL["PodDisruptionBudget"]["spec"]["minAvailable"] < spec["replicas"]


def test_a_stop_has_the_time_that_the_bot_may_take(site: Documents) -> None:
    assert site["Deployment"]["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] == 30
    assert SERVICE["stop_grace_period"] == "30s"
    assert "SIGTERM within 20 seconds" in README


def test_selectors_find_the_bots_and_not_the_job() -> None:
    label = PODS["alone"]["metadata"]["labels"]

    for one in (ALONE["Deployment"]["spec"], SEVERAL["Deployment"]["spec"], SEVERAL["PodDisruptionBudget"]["spec"]):
        assert one["selector"]["matchLabels"] == label
    assert ALONE["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"] == ALONE["Service"]["spec"]["selector"] == label
    assert PODS["several"]["metadata"]["labels"] == label != PODS["upgrade"]["metadata"]["labels"]


def test_the_network_policy_lets_senders_in_and_reaches_slack_and_the_targets() -> None:
    spec = ALONE["NetworkPolicy"]["spec"]
    (way_in,) = spec["ingress"]
    names, slack, targets = spec["egress"]
    toml = tomllib.loads(toml_of(ALONE))
    asked = {network for target in toml["targets"] for network in target["networks"]} - {"127.0.0.1/32"}

    assert set(spec["policyTypes"]) == {"Ingress", "Egress"}
    assert way_in["ports"] == [{"protocol": "TCP", "port": "web"}]
    assert way_in["from"]
    assert {port["port"] for port in names["ports"]} == {53}
    assert slack["ports"] == [{"protocol": "TCP", "port": 443}]
    assert "169.254.0.0/16" in slack["to"][0]["ipBlock"]["except"]
    assert {peer["ipBlock"]["cidr"] for peer in targets["to"]} == asked


def test_the_health_check_in_the_manifest_is_asked_on_loopback_alone() -> None:
    health = next(target for target in tomllib.loads(toml_of(ALONE))["targets"] if target["kind"] == "sdf-health")

    assert health["networks"] == ["127.0.0.1/32"]
    assert [one["name"] for one in PODS["alone"]["spec"]["containers"]] == ["skms-bot", "sdf-container"]


def test_the_settings_of_the_compose_file_are_read_without_complaint(tmp_path: Path) -> None:
    environment = dict(SERVICE["environment"])
    (tmp_path / "skms-bot.toml").write_text("")
    assert f"./skms-bot.toml:{environment[CONFIG]}:ro" in SERVICE["volumes"]
    environment[CONFIG] = str(tmp_path / "skms-bot.toml")

    web, slack = read_web_settings(environment).web, read_slack_settings(environment)
    settings = read_settings(environment)

    assert (web.host, str(web.port), slack.log.format) == ("0.0.0.0", PORT, "json")  # noqa: S104 - a setting
    assert SERVICE["ports"] == [f"127.0.0.1:{web.port}:{web.port}"]
    assert settings.database.get_secret_value() == "sqlite:////var/lib/skms-bot/skms-bot.db"


def test_the_compose_file_keeps_its_data_and_hands_over_its_secrets() -> None:
    named = secrets_in(" ".join(SERVICE["environment"].values()), "/run/secrets/")
    volume, _, folder = SERVICE["volumes"][1].partition(":")

    assert named == set(SERVICE["secrets"]) == set(COMPOSE["secrets"])
    assert volume in COMPOSE["volumes"]
    assert re.search(rf"^WORKDIR {folder}$", DOCKERFILE, re.MULTILINE)


def test_the_compose_file_gives_the_bot_no_right_that_it_does_not_need() -> None:
    assert (SERVICE["user"], SERVICE["read_only"], SERVICE["cap_drop"]) == (USER, True, ["ALL"])
    assert SERVICE["security_opt"] == ["no-new-privileges:true"]
    assert SERVICE["tmpfs"]
