"""Recognises the environment that a paste speaks of: by host, by words, by the channel's setting; never by guessing."""

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.models.environment import EnvironmentSigns
from bot.models.live import Surroundings, ToldBy
from bot.models.target import Target

HOST = re.compile(r"(?<![\w.-])(?:[a-z0-9_-]+\.)+[a-z0-9_-]+", re.IGNORECASE)
BELOW = "*."


def recognise_environment(
    text: str, channel: str | None, signs: Sequence[EnvironmentSigns], targets: Iterable[Target]
) -> Surroundings:
    """The environment of a paste: the one that its hosts tell, else the one that its words and the channel agree on.

    Hosts are those of targets and those that the site names; what belongs to two environments tells none. Words
    and channel that disagree tell none either: both are then named as rivals.
    """
    hosts = {host.lower() for host in HOST.findall(text)}
    told = list(dict.fromkeys(_told_by_hosts(hosts, signs, targets)))
    if told:
        return _settle(told, "host")
    words = list(dict.fromkeys(_told_by_words(HOST.sub(" ", text), signs)))
    if channel and (not words or channel in words):
        return Surroundings(name=channel, told_by="channel")
    return _settle([*words, channel] if channel else words, "words")


def _settle(told: Sequence[str], told_by: ToldBy) -> Surroundings:
    if len(told) == 1:
        return Surroundings(name=told[0], told_by=told_by)
    return Surroundings(rivals=tuple(told))


def _told_by_hosts(hosts: set[str], signs: Sequence[EnvironmentSigns], targets: Iterable[Target]) -> Iterator[str]:
    for target in targets:
        own = {target.asked.host, *(place.host for place in target.also_allow)}
        if target.environment and not target.witness and own & hosts:
            yield target.environment
    for sign in signs:
        if any(_fits(host, named) for host in hosts for named in sign.hosts):
            yield sign.name


def _fits(host: str, named: str) -> bool:
    return host.endswith(named.removeprefix("*")) if named.startswith(BELOW) else host == named


def _told_by_words(text: str, signs: Sequence[EnvironmentSigns]) -> Iterator[str]:
    """Words stand alone; what follows a Korean one may be a particle, what precedes it may not be part of the word."""
    for sign in signs:
        for word in sign.words:
            end = r"(?!\w)" if word.isascii() else ""
            if re.search(rf"(?<!\w){re.escape(word)}{end}", text, re.IGNORECASE):
                yield sign.name
                break
