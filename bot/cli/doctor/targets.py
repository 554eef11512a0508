"""Asks each configured target once for `doctor`, and says how to mend what did not answer; keeps nothing."""

import asyncio
import datetime as dt
from collections.abc import Mapping

from bot.clock import SystemClock
from bot.errors import BadSettings
from bot.explain.status import Wording, write_reason
from bot.models.answer import Reader
from bot.models.catalog import Catalog
from bot.models.finding import Finding, ailing, unchecked, well
from bot.models.target import Reading, Target
from bot.settings.status import StatusSettings, TargetSecrets
from bot.status.conditions import peers_of, weigh
from bot.status.probe import Prober
from bot.status.transport import shared_tls
from bot.status.understanding import understanding

OUR_SIDE = "this machine does not reach it; see its network, its resolver and its firewall"
MENDING: Mapping[str, str] = {
    "dns-failure": "mend the name in the settings, or in the name server",
    "address-not-allowed": "add the network of its address to the target's `networks`, if it is right",
    "connect-refused": "start what listens there, or mend host and port; sdf-health: README, Ask whether SKMS works",
    "certificate-untrusted": "name the authority in status.ca_file",
    "certificate-name": "ask it by the name in its certificate, or set server_name",
    "certificate-expired": "renew its certificate",
    "wrong-status": "set `statuses` to what it answers when it is well",
    "redirected": "set `url` to where it leads: redirections are not followed",
    "unexpected-content": "see `url` and `body_has`",
    "own-request": "see the address and the headers of the target",
    "item-failed": "ask for each item: skms-bot status",
    "skms-error": "ask what the error means: skms-bot status",
}


async def ask_targets(site: StatusSettings, secrets: TargetSecrets, catalog: Catalog) -> list[Finding]:
    """One finding per target, after the longest deadline at the latest; that there is none, or a wrong one, is one."""
    try:
        site.demand_components(catalog.components)
    except BadSettings as error:
        return [ailing("targets", error.message, error.hint or "mend what is named")]
    if not site.targets:
        return [
            unchecked(
                "targets",
                "none configured: answers know nothing of how SKMS stands; see README, Ask whether SKMS works",
            )
        ]
    prober = Prober(SystemClock(), secrets, understanding(lambda: catalog), shared_tls(site.ca_file))
    try:
        readings = await asyncio.gather(*(prober.probe(target) for target in site.targets))
    finally:
        await prober.aclose()
    told = {reading.target: reading for reading in readings}
    weighed = (
        weigh(reading, [told[peer.name] for peer in peers_of(target, site.targets)])
        for target, reading in zip(site.targets, readings, strict=True)
    )
    wording = Wording(catalog, Reader(), dt.UTC)
    return [_judge(target, reading, wording) for target, reading in zip(site.targets, weighed, strict=True)]


def _judge(target: Target, reading: Reading, wording: Wording) -> Finding:
    name = f"target {target.name}"[:40]
    if reading.verdict == "up":
        took = f"up, {round((reading.latency or 0) * 1000)} ms"
        days = "" if reading.certificate_days is None else f", certificate {reading.certificate_days} days"
        if reading.reason == "certificate-ends-soon":
            return ailing(name, f"{took}{days}", "renew its certificate")
        return well(name, f"{took}{days}")
    seen = "down" if reading.verdict == "down" else "cannot see it"
    why = ", ".join(filter(None, (write_reason(reading, wording), reading.detail)))
    place = f"{target.asked.host}:{target.asked.port}"
    otherwise = f"open {place} for this machine, or raise `deadline`" if "deadline" in reading.reason else OUR_SIDE
    return ailing(name, f"{seen} at {place}: {why}", MENDING.get(reading.reason, otherwise))
