"""Tells which facts a paste contains, so that an answer can name those it lacks; reads none of their values."""

from bot.models.entry import Fact
from bot.models.sighting import PasteFacts
from bot.recognition.lazily import compiled
from bot.recognition.masks import has_any
from bot.recognition.times import find_moment

_IS = (
    r"[\"'`\]\\]{0,8}[ \t]{0,4}(?:=>|[:=|])[ \t]{0,4}[\"'`\[\\]{0,8}"
    r"(?!null|none|nil|undefined|empty|\{|<|,|\})[^\s\"'`,}\]\\]"
)
"""A field's end with a value behind it, in the notations of JSON, logs, env files and other languages' dumps."""
_S = r"\\{0,4}/"

_SURROUNDINGS = (
    *("prod", "prd", "stag", "stg", "dev", "test", "qa", "uat", "sandbox", "local"),
    *("운영", "개발", "검증", "스테이징", "테스트"),
)

_LOOK: tuple[tuple[Fact, tuple[str, ...], str], ...] = (
    (
        "company-id",
        ("-", "company", "compnay", "tenant", "drm", "…", "회사", "고객사"),
        (
            r"(?<![\w-])[a-z0-9]{8}(?:-[a-z0-9]{8}){3}(?![\w-])|(?<![\w…])[a-z0-9]{2}…[a-z0-9]{2}·[0-9a-f]{4}"
            rf"|{_S}drm{_S}(?!\{{)[^\s/\\]|(?:comp(?:any|nay)|tenant)[_ -]?id{_IS}"
            rf"|(?:회사|고객사) ?(?:id|아이디|코드){_IS}"
            r"|@@skms_separator@@[a-z0-9]"
        ),
    ),
    (
        "sci-server-id",
        ("scam-", "server", "서버"),
        (
            r"(?<![\w-])scam-(?:[0-9a-z]{4}-|…)"
            rf"|(?:sci[_ -]?server[_ -]?id|(?<![a-z])server_id){_IS}|서버 ?(?:id|아이디){_IS}"
        ),
    ),
    (
        "licence",
        ("-", "licen", "healthcheck", "라이선스", "라이센스"),
        (
            r"(?<![\w-])(?=[a-z-]{0,21}[0-9])[0-9a-z]{4}-[0-9a-z]{5}-[0-9a-z]{4}-[0-9a-z]{5}(?![\w-])|\[hidden:licence\]"
            rf"|licen[sc]e[_ -]?(?:key|no|number)?{_IS}|healthcheck{_S}(?!\{{|license)[^\s/?\\]"
            rf"|라이[선센]스 ?(?:키|key)?{_IS}"
        ),
    ),
    ("key-id", ("key", "키"), rf"key[_ -]?id{_IS}|{_S}key{_S}(?!\{{)[0-9a-z]|키 ?(?:id|아이디|번호){_IS}"),
    (
        "environment",
        _SURROUNDINGS,
        (
            r"(?<![a-z])(?:prod(?:uction)?|prd|stag(?:e|ing)|stg|dev|develop(?:ment)?|qa|uat|sandbox|preprod|localhost)"
            r"(?![a-z])|//(?:dev|stg|stage|test|prod|prd|qa|uat)[a-z0-9]{0,16}[.:-]"
            r"|운영|개발 ?(?:계|서버|환경|기)|검증계|스테이징|테스트 ?(?:서버|환경|계)"
            r"|(?<![a-z])test(?:ing)? (?:env|environment|server|system|cluster)"
        ),
    ),
    (
        "endpoint",
        ("/", "요청"),
        (
            rf"https?:{_S}{_S}[^\s\"'<>]{{3}}|{_S}(?:api|drm|builtinprofile|v[0-9]){_S}[a-z0-9{{]"
            r"|(?<![a-z])(?:get|post|put|delete|patch|head) \\?\"?/[a-z0-9]"
        ),
    ),
    (
        "http-status",
        ("4", "5", "2", "30"),
        (
            r"http/[0-9.]{1,3}\"? [1-5][0-9]{2}(?![0-9])"
            r"|(?<![\w.])(?:http|status)[ _-]?(?:status|code)?(?:[ _-]?code)?[\"'\\]{0,8}"
            r"[ ]?[:=]?[ ]?[\"'\[]?[1-5][0-9]{2}(?![\w.])"
            r"|(?<![\w.:/-])(?:400 bad request|401 unauthori[sz]ed|403 forbidden|404 not found"
            r"|500 internal server|502 bad gateway|503 service|504 gateway"
            r"|[45][0-9]{2} ?: ?[\\\"\[])"
        ),
    ),
    (
        "trace-id",
        ("trace", "span", "correlation", "request", "x-b3", "트레이스"),
        rf"(?:trace|correlation|request|x-b3-trace|x-request)[_ -]?id{_IS}|traceparent{_IS}",
    ),
    (
        "system-name",
        ("system", "linker", "시스템"),
        rf"system[_ -]?name{_IS}|service[_ -]?linker{_IS}|시스템 ?(?:명|이름){_IS}",
    ),
    (
        "document",
        (".", "file", "문서", "파일"),
        (
            r"[\w가-힣)\]-]\.(?:docx?|docm|xlsx?|xlsm|pptx?|pdf|hwpx?|txt|csv|rtf|zip|dwg|png|jpe?g|tiff?)(?![\w.])"
            rf"|(?:file|document|doc)[_ -]?(?:name|path){_IS}|(?:파일|문서) ?(?:명|이름){_IS}"
        ),
    ),
)
_DETAIL = rf"detail{_IS}"


def facts_of(text: str) -> PasteFacts:
    """Which facts stand in the text, redacted or not; a field without a value does not count.

    `time` is any timestamp, `environment` a word or a host's prefix, `document` a file's name.
    """
    lowered = text.lower()
    facts: set[Fact] = {
        fact for fact, words, pattern in _LOOK if has_any(lowered, words) and compiled(pattern).search(lowered)
    }
    if "detail" in lowered and compiled(_DETAIL).search(lowered) is not None:
        facts.add("detail")
    if find_moment(text) is not None:
        facts.add("time")
    return frozenset(facts)
