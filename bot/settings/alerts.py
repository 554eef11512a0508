"""How a site wants to be told of incidents: routes, times, windows, companies, the pager; opens no connection."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, StringConstraints, ValidationError, model_validator

from bot.errors import BadSettings
from bot.models.alerting import Alerting, MaintenanceWindow, Policy, Route
from bot.models.setup import ChannelId, GroupId
from bot.models.text import Value
from bot.recognition.masks import mask_company
from bot.settings.names import ALERT_SECTIONS
from bot.settings.secret import News, Secret
from bot.settings.source import environment_of, read_file, refuse

PAGERDUTY = "https://events.pagerduty.com/v2/enqueue"
"""Where PagerDuty takes events of its API, version 2 (developer.pagerduty.com, "Send an Alert Event")."""

LONGEST_KEY = 500
Variable = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,127}$")]
EnvironmentName = Annotated[str, StringConstraints(min_length=1, max_length=64)]
PagerKind = Literal["pagerduty", "generic"]


def _check_address(value: str) -> str:
    parts = urlsplit(value)
    near = parts.hostname in ("127.0.0.1", "::1", "localhost")
    if parts.scheme not in (("https", "http") if near else ("https",)) or not parts.hostname or parts.username:
        raise ValueError("must be an https:// address without user name (http:// on this machine alone)")
    return value


class PagerTable(Value):
    """The `[alerts.pager]` table: what is called besides Slack, which cannot wake anybody.

    PagerDuty is called with its routing key, any other webhook with a bearer token where there is a key.
    """

    kind: PagerKind = "pagerduty"
    url: Annotated[str, AfterValidator(_check_address)] = PAGERDUTY
    key_env: Variable | None = None
    key_file: Path | None = None

    @model_validator(mode="after")
    def _can_be_called(self) -> "PagerTable":
        keys = sum(key is not None for key in (self.key_env, self.key_file))
        if keys > 1 or (self.kind == "pagerduty" and keys == 0):
            raise ValueError("has one of key_env and key_file, which hold the routing key or the token")
        if self.kind == "generic" and "url" not in self.model_fields_set:
            raise ValueError("url: a generic webhook has an address")
        return self


class HeartbeatTable(Value):
    """The `[alerts.heartbeat]` table: a dead-man's switch, an address that calls people when it is not touched.

    The address is a secret, since whoever knows it can keep the switch quiet.
    """

    url_env: Variable | None = None
    url_file: Path | None = None

    @model_validator(mode="after")
    def _has_an_address(self) -> "HeartbeatTable":
        if (self.url_env is None) == (self.url_file is None):
            raise ValueError("has one of url_env and url_file, which hold the address of the switch")
        return self


class AlertsTable(Policy):
    """The `[alerts]` table: the policy itself, and the tables in it. `maintenance` are planned windows.

    `alarms` is the channel for what is wrong with the bot itself; without it they go to the fallback channel.
    """

    fallback: ChannelId | None = None
    alarms: ChannelId | None = None
    heartbeat: HeartbeatTable | None = None
    groups: tuple[GroupId, ...] = ()
    paging: tuple[EnvironmentName, ...] = ()
    routes: tuple[Route, ...] = ()
    maintenance: tuple[MaintenanceWindow, ...] = ()
    # In the file the pager is a table; that there is one is what the policy knows of it.
    pager: PagerTable | None = None  # type: ignore[assignment]

    @model_validator(mode="after")
    def _reaches_somebody(self) -> "AlertsTable":
        if not self.routes and self.fallback is None:
            raise ValueError("without a route and without `fallback` nobody would be told")
        names = [route.name for route in self.routes]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"routes: the name {twice[0]} is taken twice")
        catch_all = next((place for place, route in enumerate(self.routes) if _takes_all(route)), None)
        if catch_all is not None and catch_all + 1 < len(self.routes):
            name, behind = names[catch_all], names[catch_all + 1]
            raise ValueError(f"routes: {name} has no condition and takes all, so that {behind} is never reached")
        return self


class AlertFile(Value):
    """What the file says of alerts; `companies` names masked company ids for operators."""

    alerts: AlertsTable | None = None
    companies: Mapping[Annotated[str, Field(min_length=1, max_length=200)], Annotated[str, Field(max_length=120)]] = {}


@dataclass(frozen=True, slots=True)
class Pager:
    """What is called besides Slack: in which form, where, and with which key."""

    kind: PagerKind
    url: str
    secret: Secret

    def refresh(self) -> News | None:
        """Read the key's file again; what is to be logged, None where all is as before."""
        return self.secret.refresh()


class AlertSettings(Value):
    """All that a site sets about alerts; `alerting` is None where it wants none. No secret is in it."""

    alerting: Alerting | None = None
    companies: Mapping[str, str] = {}
    pager: PagerTable | None = None
    heartbeat: HeartbeatTable | None = None
    alarms: ChannelId | None = None

    def demand_components(self, known: Collection[str]) -> None:
        """Raise BadSettings naming each route and window with a component that the knowledge base does not have."""
        wrong = [f"{where} ({name})" for where, name in self._components() if name not in known]
        if wrong:
            raise BadSettings(
                f"alerts: unknown component in {', '.join(wrong)}",
                hint=f"components.yaml has {', '.join(sorted(known))}",
            )

    def demand_locales(self, known: Collection[str]) -> None:
        """Raise BadSettings naming each route in a language that the knowledge base does not have."""
        routes = self.alerting.routes if self.alerting else ()
        wrong = [f"{one.name} ({one.language})" for one in routes if one.language not in (None, *known)]
        if wrong:
            raise BadSettings(
                f"alerts: unknown language in route {', '.join(wrong)}", hint=f"known are {', '.join(sorted(known))}"
            )

    def _components(self) -> Iterator[tuple[str, str]]:
        if self.alerting is not None:
            yield from ((f"route {one.name}", part) for one in self.alerting.routes for part in one.components)
            yield from ((f"maintenance {one.name}", part) for one in self.alerting.windows for part in one.components)


def read_alert_settings(environment: Mapping[str, str] | None = None, folder: Path | None = None) -> AlertSettings:
    """What the settings file says of alerts; raises BadSettings naming every wrong name or value.

    From the same file and environment as `read_settings`; quiet hours without a zone are in the site's.
    """
    environment = environment_of(environment)
    path, found = read_file(environment, folder)
    values = {name: value for name, value in found.items() if name in ALERT_SECTIONS}
    _fill_zones(values, environment.get("SKMS_BOT_TIMEZONE") or found.get("timezone"))
    try:
        file = AlertFile.model_validate(values)
    except ValidationError as error:
        raise refuse(error, path, {}) from None
    table = file.alerts
    pager = table.pager if table else None
    if pager is not None and pager.key_file is not None:
        pager = pager.model_copy(update={"key_file": path.parent / pager.key_file})
    heartbeat = table.heartbeat if table else None
    if heartbeat is not None and heartbeat.url_file is not None:
        heartbeat = heartbeat.model_copy(update={"url_file": path.parent / heartbeat.url_file})
    return AlertSettings(
        alerting=_alerting(table) if table else None,
        companies={mask_company(company): name for company, name in file.companies.items()},
        pager=pager,
        heartbeat=heartbeat,
        alarms=(table.alarms or table.fallback) if table else None,
    )


def open_pager(settings: AlertSettings, environment: Mapping[str, str] | None = None) -> Pager | None:
    """The pager with its key as it is now, None where there is none; raises BadSettings naming a key not set."""
    table = settings.pager
    if table is None:
        return None
    value = environment_of(environment).get(table.key_env, "") if table.key_env else ""
    label = table.key_env or "alerts.pager.key_file"
    secret = Secret(label, SecretStr(value) if value else None, table.key_file, _check_key)
    if not secret and (table.key_env or table.key_file):
        raise BadSettings(f"not set: {label}, which holds the key of the pager", hint="set it, or name a file instead")
    return Pager(table.kind, table.url, secret)


def open_heartbeat(settings: AlertSettings, environment: Mapping[str, str] | None = None) -> Secret | None:
    """The address of the dead-man's switch, None where there is none; raises BadSettings naming one not set."""
    table = settings.heartbeat
    if table is None:
        return None
    value = environment_of(environment).get(table.url_env, "") if table.url_env else ""
    label = table.url_env or "alerts.heartbeat.url_file"
    secret = Secret(label, SecretStr(value) if value else None, table.url_file, _check_switch)
    if not secret:
        raise BadSettings(f"not set: {label}, which holds the address of the heartbeat", hint="set it, or name a file")
    return secret


def _check_switch(text: str) -> str:
    return _check_address(_check_key(text))


def _alerting(table: AlertsTable) -> Alerting:
    own: dict[str, Any] = {name: getattr(table, name) for name in Policy.model_fields if name != "pager"}
    thresholds = {**Policy().thresholds, **table.thresholds}
    return Alerting(
        policy=Policy(**{**own, "thresholds": thresholds, "pager": table.pager is not None}),
        routes=table.routes,
        fallback=table.fallback,
        windows=table.maintenance,
        groups=table.groups,
        paging=table.paging,
    )


def _takes_all(route: Route) -> bool:
    return not (route.environments or route.components or route.kinds or route.levels or route.urgencies)


def _fill_zones(values: Mapping[str, Any], zone: object) -> None:
    """Put the site's zone where quiet hours name none."""
    alerts = values.get("alerts")
    routes = alerts.get("routes") if isinstance(alerts, dict) else None
    for route in routes if isinstance(routes, list) else ():
        quiet = route.get("quiet") if isinstance(route, dict) else None
        if isinstance(quiet, dict) and zone is not None:
            quiet.setdefault("zone", zone)


def _check_key(text: str) -> str:
    text = text.strip()
    if not text.isascii() or not text.isprintable() or " " in text or len(text) > LONGEST_KEY:
        raise ValueError("has a blank, a line break or another odd character in it, or is too long")
    return text
