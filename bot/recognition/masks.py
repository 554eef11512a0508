"""Marks and masks that stand in for hidden text, and how to tell that something is one; finds nothing itself."""

import re
import zlib

from bot.recognition.lazily import compiled

_MARK = r"\[hidden:[a-z-]+\]"
_MASK = r"[0-9A-Za-z_@.-]{0,7}…[0-9A-Za-z_@.-]{0,2}·[0-9a-f]{4}"
_KEEPS_ENDS = 8
"""Below this many characters the ends of a name would be most of it, so that none is kept."""


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


def mask_name(name: str) -> str:
    """A name that cannot be read but compared: its ends where it is long, and a digest of all of it.

    The digest has 16 bits: enough to tell the handful of names of one incident apart, too few to prove a guess.
    """
    digest = f"{zlib.crc32(name.encode('utf-8', 'surrogatepass')) & 0xFFFF:04x}"
    if len(name) < _KEEPS_ENDS or not name.isascii():
        return f"…·{digest}"
    return f"{_end(name[:2])}…{_end(name[-2:])}·{digest}"


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
    return f"{_end(address[:1])}@…·{digest}"


def _end(letters: str) -> str:
    # A letter that the mask's own grammar does not have would keep the mask from being told again.
    return letters if compiled(r"[0-9A-Za-z_.-]*").fullmatch(letters) else ""
