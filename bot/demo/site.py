"""Writes the demo's settings as an operator would, for the ports that the simulation got; reads and starts nothing."""

import shutil
from importlib.resources import as_file, files
from pathlib import Path

from bot.demo.listener import HOST
from bot.demo.skms import COMPANY, LICENCE, REQUIRED, SimulatedSkms
from bot.demo.workspace import CHANNEL
from bot.settings import FILE_NAME

INTERVAL = 1
"""Seconds between two readings of a target, where an operator would leave 30."""
SLOWEST = 2
"""Seconds within which the health check answers, also while what it asks hangs (bot.demo.calls)."""
ENVIRONMENT = "demo"

SITE = """\
lang = "{locale}"
database = "sqlite:///demo.db"

[owners.key-vault-ops]
label = "Key vault crew"
channel = "#drm-keys"

[owners.skms-ops]
label = "SKMS crew"
channel = "#skms-ops"

[channels.default]
environment = "{environment}"

[environments.{environment}]
hosts = ["{host}"]

[status]
ca_file = "authority.pem"
"""
TARGET = """
[[targets]]
name = "{name}"
kind = "{kind}"
{asked}
component = "{component}"
environment = "{environment}"
networks = ["127.0.0.0/8"]
interval = "{interval}s"
deadline = "{deadline}s"
"""
SLACK = """
[work]
connections = 1
"""
ALERTS = """
[alerts]
fallback = "{channel}"

[[alerts.routes]]
name = "skms-ops"
environments = ["{environment}"]
channels = ["{channel}"]
"""


def write_site(folder: Path, skms: SimulatedSkms, locale: str) -> None:
    """Put the settings file, and the files that it names, into the folder."""
    targets = (
        _target("sdf", "sdf-health", "sdf-container", f'url = "{skms.url("container")}"')
        + 'licence_key_file = "licence-key"\nlicence = "the demo\'s licence"\n',
        _target("skms", "tls", "skms", f'{_place(skms.ports["skms"])}\nserver_name = "skms.example.test"'),
        _target("key-vault", "http", "key-vault", f'url = "{skms.url("key-vault")}/drm/{COMPANY}/key/{REQUIRED}"'),
        _target("sci", "tcp", "sci-server", _place(skms.ports["sci"])),
        _target("login", "tcp", "auth-service", _place(skms.ports["auth"])),
        _target("network", "http", "", f'url = "{skms.url("network")}/"') + "witness = true\n",
    )
    alerts = ALERTS.format(channel=CHANNEL, environment=ENVIRONMENT)
    text = SITE.format(locale=locale, environment=ENVIRONMENT, host=HOST) + SLACK + alerts + "".join(targets)
    (folder / FILE_NAME).write_text(text, encoding="utf-8")
    (folder / "licence-key").write_text(LICENCE, encoding="utf-8")
    with as_file(files("bot.demo") / "authority.pem") as authority:
        shutil.copy(authority, folder)


def _target(name: str, kind: str, component: str, asked: str) -> str:
    values = {"name": name, "kind": kind, "asked": asked, "component": component}
    deadline = SLOWEST if kind == "sdf-health" else INTERVAL
    table = TARGET.format(**values, environment=ENVIRONMENT, interval=INTERVAL, deadline=deadline)
    return table if component else table.replace('component = ""\n', "")


def _place(port: int) -> str:
    return f'place = "{HOST}:{port}"'
