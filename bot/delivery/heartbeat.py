"""Touches a dead-man's switch, an address that calls people when it is not touched for a while; decides nothing."""

import structlog

from bot.delivery.outgoing import Outgoing
from bot.delivery.pager import Secret
from bot.models.showing import Shown

log = structlog.get_logger("skms_bot.heartbeat")


class DeadMansSwitch:
    """A heartbeat of bot.delivery.auditor; without an address there is nobody to be told, and all is well."""

    def __init__(self, outgoing: Outgoing, url: Secret) -> None:
        self._outgoing = outgoing
        self._url = url

    async def __call__(self) -> bool:
        """Touch it; whether it took notice."""
        url = self._url()
        if not url:
            return True
        outcome = await self._outgoing.get(url)
        if not isinstance(outcome, Shown):
            log.warning("heartbeat_not_heard", reason=outcome.reason)
        return isinstance(outcome, Shown)
