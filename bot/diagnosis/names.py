"""Reads the ids in a detail: key, company, the crypto module's number; holds no knowledge of what they mean."""

from bot.lazily import compiled
from bot.masking import mask_name

_NUMBER = r"\s*+([+-]?\d{1,9}+)\s*+"
_KEY_ID = r"""(?i)\bkey[ _-]?id["']?\s{0,9}+[:=]\s{0,9}+["']?([0-9A-Za-z_-]{1,128}+)"""
_KEY_IN_PATH = r"/key/([0-9A-Za-z_-]{1,128}+)"
_COMPANY_ID = r"(?<![0-9A-Za-z-])[0-9A-Za-z]{8}(?:-[0-9A-Za-z]{8}){3}(?![0-9A-Za-z-])"


def find_key_id(text: str) -> str | None:
    """The key id after `keyId :`, else after `/key/` in a URL."""
    match = compiled(_KEY_ID).search(text) or compiled(_KEY_IN_PATH).search(text)
    return match[1] if match else None


def find_company_id(text: str) -> str | None:
    """The first company id, masked (`AB…56·3f9a`): still comparable, no longer usable."""
    match = compiled(_COMPANY_ID).search(text) if "-" in text else None
    return mask_name(match[0]) if match else None


def find_number(text: str) -> int | None:
    """The number that is all the detail says, as the crypto module's codes are (`4020`, `-36`)."""
    match = compiled(_NUMBER).fullmatch(text)
    return int(match[1]) if match else None
