"""Reads the ids in a detail: key, company, the crypto module's number; holds no knowledge of what they mean."""

import re

_NUMBER = re.compile(r"\s*+([+-]?\d{1,9}+)\s*+")
_KEY_ID = re.compile(r"""\bkey[ _-]?id["']?\s{0,9}+[:=]\s{0,9}+["']?([0-9A-Za-z_-]{1,128}+)""", re.IGNORECASE)
_KEY_IN_PATH = re.compile(r"/key/([0-9A-Za-z_-]{1,128}+)")
_COMPANY_ID = re.compile(r"(?<![0-9A-Za-z-])[0-9A-Za-z]{8}(?:-[0-9A-Za-z]{8}){3}(?![0-9A-Za-z-])")


def find_key_id(text: str) -> str | None:
    """The key id after `keyId :`, else after `/key/` in a URL."""
    match = _KEY_ID.search(text) or _KEY_IN_PATH.search(text)
    return match[1] if match else None


def find_company_id(text: str) -> str | None:
    """The first company id, masked (`AB…56`): still comparable, no longer usable."""
    match = _COMPANY_ID.search(text)
    return f"{match[0][:2]}…{match[0][-2:]}" if match else None


def find_number(text: str) -> int | None:
    """The number that is all the detail says, as the crypto module's codes are (`4020`, `-36`)."""
    match = _NUMBER.fullmatch(text)
    return int(match[1]) if match else None
