"""Marks and masks that stand in for hidden text, and how to tell that something is one; finds nothing itself."""

import re

from bot.masking import clean_end, mask_name
from bot.recognition.lazily import compiled

_MARK = r"\[hidden:[a-z-]+\]"
_MASK = r"[0-9A-Za-z_@.-]{0,7}…[0-9A-Za-z_@.-]{0,2}·[0-9a-f]{4}"


def mark(kind: str) -> str:
    """The words that stand where a secret of this kind stood; nothing of the secret is kept."""
    return f"[hidden:{kind}]"


def is_hidden(text: str) -> bool:
    """Whether `text` is nothing but marks and masks, so that hiding it again would only blur what it was."""
    words = r"(?:bearer|basic|token|digest|@@skms_separator@@|\s)*"
    return compiled(rf"(?:{words}(?:{_MARK}|{_MASK}))+\s*", re.IGNORECASE).fullmatch(text) is not None


def has_any(text: str, words: tuple[str, ...]) -> bool:
    """Whether one of the words is in the text; asked before a pattern is compiled, let alone tried."""
    for word in words:  # noqa: SIM110 - any() over a generator costs more than the search
        if word in text:
            return True
    return False


def mask_company(company: str) -> str:
    """A company id masked, still comparable: `AB…56·3f9a`; whatever else is given is masked as well.

    A masked id comes back as it is. The same id in the same letters always gives the same mask.
    """
    name = company.strip()
    return name if not name or is_hidden(name) else mask_name(name)


def mask_server(server: str) -> str:
    """A SCI server id masked, still comparable: `SCAM-…11·3f9a`; case does not matter."""
    name = server.strip().upper()
    if not name or is_hidden(server.strip()):
        return server.strip()
    masked = mask_name(name)
    return "SCAM-…" + masked.partition("…")[2] if name.startswith("SCAM-") else masked


def mask_mail(address: str) -> str:
    """An e-mail address masked, still comparable; its domain is hidden, too, since it names the company."""
    digest = mask_name(address.lower()).rpartition("·")[2]
    return f"{clean_end(address[:1])}@…·{digest}"
