"""Fills the templates of the knowledge base with what is known; knows the template form, no meaning."""

import re
from collections.abc import Mapping

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
ALTERNATIVE = " || "

Known = Mapping[str, object]


def fill(template: str, known: Known) -> str:
    """The first alternative (separated by ` || `) whose placeholders are all known, filled; else an empty string.

    A value of None or an empty string counts as unknown.
    """
    for alternative in template.split(ALTERNATIVE):
        names = set(PLACEHOLDER.findall(alternative))
        if all(known.get(name) not in (None, "") for name in names):
            return PLACEHOLDER.sub(lambda match: str(known[match[1]]), alternative)
    return ""


class Phrases:
    """The fixed words of answers in one language, falling back to English where a phrase is missing."""

    def __init__(self, phrases: Mapping[str, Mapping[str, str]], locale: str) -> None:
        self._wanted = phrases.get(locale) or phrases.get(locale.partition("-")[0]) or {}
        self._english = phrases.get("en", {})

    def say(self, phrase: str, **known: object) -> str:
        """The phrase `phrase`, filled; empty where something it needs is unknown."""
        template = self._wanted.get(phrase) or self._english.get(phrase) or phrase
        return fill(template, known)
