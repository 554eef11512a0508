"""All that a site asks for beyond Slack itself, with its secrets as they are now: targets, alerts, who may send."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import BadSettings
from bot.models.catalog import Catalog
from bot.settings.alerts import AlertSettings, Pager, open_heartbeat, open_pager, read_alert_settings
from bot.settings.secret import News, Secret
from bot.settings.status import StatusSettings, TargetSecrets, open_target_secrets, read_status_settings
from bot.settings.web import OpenSource, Web, open_sources, read_web_settings


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked about SKMS, and by which secrets; who is told of incidents, who is called; who may send."""

    settings: StatusSettings
    secrets: TargetSecrets
    alerts: AlertSettings = field(default_factory=AlertSettings)
    pager: Pager | None = None
    heartbeat: Secret | None = None
    web: Web = field(default_factory=Web)
    sources: tuple[OpenSource, ...] = ()

    def demand(self, catalog: Catalog) -> None:
        """Raise BadSettings for a name that the knowledge base does not have, and for what would reach nobody."""
        self.settings.demand_components(catalog.components)
        self.alerts.demand_components(catalog.components)
        self.alerts.demand_locales(catalog.locales)
        if self.sources and self.alerts.alerting is None:
            raise BadSettings(
                "web.sources may send, and nobody would be told: there is no [alerts]",
                hint="add [alerts] with a fallback channel, or remove web.sources",
            )

    def refresh(self) -> list[News]:
        """Read every secret's file again; what is to be logged."""
        others = (self.pager, self.heartbeat, *self.sources)
        found = (one.refresh() for one in others if one is not None)
        return [*self.secrets.refresh(), *(news for news in found if news is not None)]

    def every(self) -> Iterator[str]:
        """Each secret itself, so that a log can leave it out."""
        yield from self.secrets.every()
        if self.pager is not None:
            yield self.pager.secret.reveal() or ""
        if self.heartbeat is not None:
            yield self.heartbeat.reveal() or ""
        for source in self.sources:
            yield from source.tokens()


def read_asked(environment: Mapping[str, str] | None = None, folder: Path | None = None) -> Asked:
    """What the site asks for, from the same file and environment as `read_settings`; raises BadSettings."""
    status, alerts = read_status_settings(environment, folder), read_alert_settings(environment, folder)
    web = read_web_settings(environment, folder).web
    return Asked(
        status,
        open_target_secrets(status, environment),
        alerts,
        open_pager(alerts, environment),
        open_heartbeat(alerts, environment),
        web,
        tuple(open_sources(web)),
    )
