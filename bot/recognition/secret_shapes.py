"""Secrets that are known by their own shape: tokens, keys, headers, ids; the rules alone, `redact` applies them."""

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.recognition.masks import is_hidden, mark, mask_company, mask_mail, mask_server

Replace = Callable[[re.Match[str]], str]
"""What stands in for a match; the match itself where it is none after a second look."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape: its kind, the words (lower case) of which one must be in the text, the pattern, the replacement.

    A pattern starts only where a run of its own letters starts (look-behind) or at a fixed word, and its repeats
    are possessive or bounded: that keeps every rule linear.
    """

    kind: str
    words: tuple[str, ...]
    pattern: str
    replace: Replace | None = None
    flags: int = 0


def _keep_ends(kind: str) -> Replace:
    """Hide the group `secret` and keep what stands around it."""

    def replaced(match: re.Match[str]) -> str:
        secret = match["secret"]
        if not secret or is_hidden(secret):
            return match[0]
        start, end = match.span("secret")
        return match[0][: start - match.start()] + mark(kind) + match[0][end - match.start() :]

    return replaced


def _separated(match: re.Match[str]) -> str:
    """The token hidden, the company behind the vendor's separator masked: it is what one compares."""
    token = match["token"]
    hidden = token if is_hidden(token) else mark("jwt")
    return f"{hidden}@@SKMS_SEPARATOR@@{mask_company(match['company'])}"


def _scheme(match: re.Match[str]) -> str:
    """`Bearer xyz` in running text, where the word behind the scheme is no plain word."""
    secret = match["secret"]
    plain = secret.isalpha() and (secret.islower() or secret.istitle() or len(secret) < 20)  # noqa: PLR2004 - no word is longer
    return match[0] if plain or is_hidden(secret) else f"{match['scheme']}{mark('bearer')}"


def _basic(match: re.Match[str]) -> str:
    """`Basic dXNl…` where what stands there decodes to `user:password`."""
    secret = match["secret"]
    try:
        decoded = base64.b64decode(secret + "=" * (-len(secret) % 4), validate=True)
    except (binascii.Error, ValueError):
        return match[0]
    return f"{match['scheme']}{mark('basic-auth')}" if b":" in decoded else match[0]


def _address(match: re.Match[str]) -> str:
    # `git@host:path` and `postgres@host:5432` name a service's account, not a person.
    return match[0] if match["name"].lower() == "git" else mask_mail(match[0])


def _licence(match: re.Match[str]) -> str:
    """The 4-5-4-5 form; lower-case words of these lengths (`load-queue-from-cache`) are none without a digit."""
    found = match[0]
    looks = found.isupper() or any(letter.isdigit() for letter in found)
    return mark("licence") if looks else found


def _place(match: re.Match[str]) -> str:
    company = match["company"]
    return match[0] if company.startswith(("{", ":")) or is_hidden(company) else match["before"] + mask_company(company)


def _licence_place(match: re.Match[str]) -> str:
    secret = match["secret"]
    template = secret.startswith(("{", ":")) or secret.lower().strip(".,") in _HEALTH_WORDS
    return match[0] if template or is_hidden(secret) else match["before"] + mark("licence")


_HEALTH_WORDS = frozenset(
    {"licensecheck", "keycheck", "azureinfocheck", "azureinfovalidcheck", "licensekey", "license", "licence"}
)
_SLASH = r"(?:\\{0,4}/|%2[fF])"
_SEGMENT = r"[^\s/\\\"'`<>|?&#,;()\[\]%]"
_LETTER = r"[A-Za-z0-9_-]"
_START = rf"(?<!{_LETTER})"
_NO_WORD = r"(?<![A-Za-z0-9])"
_HIDE = "(?P<secret>"
_FOLDED = re.IGNORECASE

_ISSUED: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        ("A3T", "AKIA", "ASIA", "AROA", "AIDA", "ABIA", "ACCA"),
        r"(?:A3T[A-Z0-9]|AKIA|ASIA|AROA|AIDA|ABIA|ACCA)[A-Z0-9]{12,}+",
    ),
    (("AIza",), r"AIza[A-Za-z0-9_-]{30,}+"),
    (("ya29.",), r"ya29\.[A-Za-z0-9_-]{16,}+"),
    (("GOCSPX-",), r"GOCSPX-[A-Za-z0-9_-]{16,}+"),
    (("ghp_", "gho_", "ghu_", "ghs_", "ghr_"), r"gh[pousr]_[A-Za-z0-9]{20,}+"),
    (("github_pat_",), r"github_pat_[A-Za-z0-9_]{20,}+"),
    (("glpat-", "glptt-", "gldt-", "glrt-", "glcbt-", "glsoat-"), r"gl(?:pat|ptt|dt|rt|cbt|soat)-[A-Za-z0-9_-]{16,}+"),
    (("k_live_", "k_test_"), r"[srp]k_(?:live|test)_[A-Za-z0-9]{10,}+"),
    (("whsec_",), r"whsec_[A-Za-z0-9+/=]{16,}+"),
    (("npm_",), r"npm_[A-Za-z0-9]{20,}+"),
    (("pypi-",), r"pypi-[A-Za-z0-9_-]{16,}+"),
    (("dckr_",), r"dckr_(?:pat|oat)_[A-Za-z0-9_-]{16,}+"),
    (("sk-",), r"sk-(?:proj-|ant-|or-|svcacct-)?[A-Za-z0-9_-]{20,}+"),
    (("SG.",), r"SG\.[A-Za-z0-9_-]{12,}+\.[A-Za-z0-9_-]{12,}+"),
    (("hvs.", "hvb.", "hvr."), r"hv[sbr]\.[A-Za-z0-9_-]{20,}+"),
    (("hf_",), r"hf_[A-Za-z0-9]{20,}+"),
    (("_v1_",), r"do[opr]_v1_[0-9a-f]{32,}+"),
    (("dapi",), r"dapi[0-9a-f]{32}"),
    (("shpat_", "shpca_", "shppa_", "shpss_"), r"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{20,}+"),
    (("glsa_",), r"glsa_[A-Za-z0-9_]{20,}+"),
    (("ATATT3",), r"ATATT3[A-Za-z0-9_=-]{20,}+"),
    (("NRAK-",), r"NRAK-[A-Z0-9]{20,}+"),
    (("dt0c01.",), r"dt0c01\.[A-Z0-9]{16,}+\.[A-Z0-9]{16,}+"),
    (("lin_api_",), r"lin_api_[A-Za-z0-9]{20,}+"),
    (("AGE-SECRET-KEY-1",), r"AGE-SECRET-KEY-1[A-Z0-9]{20,}+"),
    ((":AA",), r"[0-9]{8,10}:AA[A-Za-z0-9_-]{30,}+"),
)
"""Tokens whose issuer gave them a prefix so that they can be told; the lengths are lenient, a cut token is a token."""

_CURL = rf"(?:\s-u|--(?:proxy-)?user)[ =]?[\"']?[^\s:\"'=]{{1,64}}:{_HIDE}(?![0-9]{{1,6}}\b)[^\s\"']{{1,200}}+)"
"""curl's and wget's `-u user:password`; `docker run -u 1000:1000` names no password."""

SHAPES: tuple[Shape, ...] = (
    Shape(
        "url-credentials",
        ("://", ":\\/"),
        rf":(?:\\{{0,4}}/){{2}}{_HIDE}[^\s/\"'<>?#|\\]{{1,200}})(?=@[\w\[.-])",
        _keep_ends("url-credentials"),
    ),
    Shape(
        "url-credentials",
        (":thin:",),
        rf":thin:{_HIDE}[^\s/@]{{1,64}}/[^\s@]{{1,64}})(?=@)",
        _keep_ends("url-credentials"),
    ),
    Shape(
        "jwt",
        ("eyJ",),
        rf"{_START}eyJ{_LETTER}{{8,}}+(?:(?:\.|\\u002[eE]){_LETTER}*+){{0,4}}+(?:\r?\n{_LETTER}{{24,}}+(?:\.{_LETTER}*+){{0,2}}+){{0,40}}+",
    ),
    Shape(
        "jwt",
        ("@@SKMS_SEPARATOR@@",),
        r"(?P<token>\[hidden:[a-z-]+\]|(?<![\w.~+/=-])[\w.~+/=-]{1,8192}+)@@SKMS_SEPARATOR@@(?P<company>[A-Za-z0-9…·-]*+)",
        _separated,
    ),
    Shape("slack-token", ("xox", "xapp-"), rf"{_NO_WORD}(?:xox[a-z](?:\.xox[a-z])?|xapp)-[A-Za-z0-9-]{{6,}}+"),
    Shape(
        "slack-webhook",
        ("hooks.slack",),
        rf"hooks\.slack(?:-gov)?\.com{_SLASH}(?:services|workflows|triggers){_SLASH}{_HIDE}(?:{_SEGMENT}|\\{{0,4}}/|%2[fF]){{4,400}}+)",
        _keep_ends("slack-webhook"),
        _FOLDED,
    ),
    *(Shape("cloud-key", words, _NO_WORD + pattern) for words, pattern in _ISSUED),
    Shape("azure-secret", ("8Q~", "7Q~"), r"(?<![\w.~-])[A-Za-z0-9_.~-]{3}[78]Q~[A-Za-z0-9_.~-]{16,}+"),
    Shape(
        "azure-secret",
        ("|", "%7c", "u007c"),
        rf"(?<![\w/-])[0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}(?:\||%7c|\\{{1,4}}u007c){_HIDE}[^\s\"'`<>|,;\\]{{3,}}+)",
        _keep_ends("azure-secret"),
        _FOLDED,
    ),
    Shape("basic-auth", ("-u", "-user"), _CURL, _keep_ends("basic-auth")),
    Shape(
        "bearer",
        ("bearer",),
        rf"(?P<scheme>\bbearer(?:\s|%20|\+)+){_HIDE}[A-Za-z0-9._~+/=-]{{6,}}+)",
        _scheme,
        _FOLDED,
    ),
    Shape(
        "basic-auth",
        ("basic",),
        rf"(?P<scheme>\bbasic(?:\s|%20|\+)+){_HIDE}[A-Za-z0-9+/]{{6,}}+={{0,2}}+)",
        _basic,
        _FOLDED,
    ),
)
"""Secrets by shape, in the order in which they are hidden: what may hold another comes first."""

PLACES: tuple[Shape, ...] = (
    Shape(
        "company-id",
        ("drm",),
        rf"(?P<before>{_SLASH}drm{_SLASH})(?P<company>{_SEGMENT}{{1,200}}+)",
        _place,
        _FOLDED,
    ),
    Shape(
        "company-id",
        ("clientinfo", "getlabellist"),
        rf"(?P<before>(?:{_SLASH}getLabelList|{_SLASH}api(?={_SLASH}{_SEGMENT}{{1,200}}+{_SLASH}client{_SLASH}\w+ClientInfo)){_SLASH})"
        rf"(?P<company>{_SEGMENT}{{1,200}}+)",
        _place,
        _FOLDED,
    ),
    Shape(
        "licence",
        ("healthcheck",),
        rf"(?P<before>healthCheck{_SLASH}){_HIDE}{_SEGMENT}{{1,200}}+)",
        _licence_place,
        _FOLDED,
    ),
)
"""Names known by the documented path in which they stand, whatever their form (domain page, sections 0.8 and 6)."""

NAMES: tuple[Shape, ...] = (
    Shape(
        "licence",
        ("-",),
        rf"{_START}[0-9A-Za-z]{{4}}-[0-9A-Za-z]{{5}}-[0-9A-Za-z]{{4}}-[0-9A-Za-z]{{5}}(?!{_LETTER})",
        _licence,
    ),
    Shape(
        "company-id",
        ("-",),
        rf"{_START}[A-Za-z0-9]{{8}}(?:-[A-Za-z0-9]{{8}}){{3}}(?!{_LETTER})",
        lambda match: mask_company(match[0]),
    ),
    Shape(
        "company-id",
        ("-",),
        # A paste that was cut inside the id: nothing follows, so that the end of the text is the only sign.
        rf"{_START}[A-Za-z0-9]{{8}}-[A-Za-z0-9]{{8}}-[A-Za-z0-9]{{1,8}}(?:-[A-Za-z0-9]{{0,8}})?(?=[\s.…]{{0,8}}\Z)",
        lambda match: mask_company(match[0]),
    ),
    Shape(
        "sci-server-id",
        ("scam",),
        rf"{_START}SCAM(?:-[0-9A-Z]{{2,8}}){{2,6}}(?!{_LETTER})",
        lambda match: mask_server(match[0]),
        _FOLDED,
    ),
    Shape(
        "email",
        ("@",),
        r"(?<![\w.%+-])(?P<name>[\w.%+-]{1,64}+)@(?:[A-Za-z0-9-]{1,63}+\.){1,8}[A-Za-z]{2,24}(?![\w@])",
        _address,
    ),
)
"""Names of companies, servers, people and licences in their usual form, wherever they stand."""
