"""What all parts of the loopback Slack share; holds it together, does nothing."""

from dataclasses import dataclass, field

from tests.fakes.slack.app import App
from tests.fakes.slack.delivery import Deliveries
from tests.fakes.slack.faults import Faults
from tests.fakes.slack.ids import Ids
from tests.fakes.slack.ledger import Ledger
from tests.fakes.slack.moments import SlackTime
from tests.fakes.slack.rates import Rates
from tests.fakes.slack.rules import Rules
from tests.fakes.slack.sockets import Sockets
from tests.fakes.slack.tickets import ResponseUrls, Triggers
from tests.fakes.slack.workspace import Workspace


@dataclass(slots=True, eq=False)
class Core:
    """One workspace with one app installed."""

    app: App
    rules: Rules
    time: SlackTime = field(init=False)
    ids: Ids = field(init=False)
    ledger: Ledger = field(init=False)
    workspace: Workspace = field(init=False)
    deliveries: Deliveries = field(init=False)
    sockets: Sockets = field(init=False)
    faults: Faults = field(init=False)
    rates: Rates = field(init=False)
    triggers: Triggers = field(init=False)
    response_urls: ResponseUrls = field(init=False)
    base: str = ""

    def __post_init__(self) -> None:
        self.time = SlackTime()
        self.ids = Ids(self.time)
        self.ledger = Ledger()
        self.workspace = Workspace(self.ids, self.app)
        self.deliveries = Deliveries(self.time, self.rules, self.ledger)
        self.sockets = Sockets(self.time, self.rules, self.ids, self.ledger)
        self.sockets.app_id = self.app.id
        self.faults = Faults()
        self.rates = Rates(self.time, self.rules, self.ledger)
        self.triggers = Triggers(self.time, self.rules, self.ids)
        self.response_urls = ResponseUrls(self.time, self.rules, self.ids)

    def demand(self, *scopes: str) -> None:
        """Raises `missing_scope` unless one of them was granted."""
        if self.rules.strict_scopes:
            self.app.demand(scopes)
