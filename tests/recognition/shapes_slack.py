# ruff: noqa: E501 - samples stand on one line, as they were pasted
"""What Slack, consoles and quotes make of a paste."""

from tests.recognition.shapes import KEY9, Case, Expected, case, key9
from tests.recognition.shapes_json import BODY, BODY5, FIVE, PRETTY, TRANSPORT

URL = "https://kms.example.test:8080/drm/ABCD1234-EFGH5678-IJKL9012-MNOP3456/key/0000003"


def smart(text: str) -> str:
    out, inside = [], False
    for character in text:
        if character == '"':
            out.append("”" if inside else "“")
            inside = not inside
        else:
            out.append(character)
    return "".join(out)


def prefixed(prefix: str, text: str) -> str:
    return "\n".join(prefix + line for line in text.split("\n"))


CASES: tuple[Case, ...] = (
    case("slack link with a label", BODY5.replace(f'{URL}\\"', f'<{URL}|{URL}>\\"'), FIVE),
    case("slack link without a label", BODY5.replace(URL, f"<{URL}>"), FIVE),
    case("slack link that took the backslash", BODY5.replace(f"{URL}\\", f"<{URL}\\|{URL}\\>"), FIVE),
    case(
        "slack links of bare hosts",
        BODY5.replace(
            "Connect to kms.example.test:8080", "Connect to <http://kms.example.test:8080|kms.example.test:8080>"
        ),
        FIVE,
    ),
    case(
        "slack mail",
        '{"code":40105,"message":"Required value is missing","detail":"user <mailto:kim@example.test|kim@example.test>"}',
        Expected(40105, "user kim@example.test"),
    ),
    case(
        "slack entities",
        '{"code":40105,"message":"Required value is missing","detail":"&lt;companyId&gt; &amp; &lt;keyId&gt;"}',
        Expected(40105, "<companyId> & <keyId>"),
    ),
    case(
        "entities once only",
        '{"code":40105,"message":"Required value is missing","detail":"a &amp;lt; b"}',
        Expected(40105, "a &lt; b"),
    ),
    case("smart quotes", smart(BODY), KEY9),
    case(
        "smart quotes and apostrophe",
        smart('{"code": 40301, "message": "You don’t have permission this service"}'),
        Expected(40301),
    ),
    case("smart quotes around a transport", smart(BODY5), FIVE),
    case(
        "a smart apostrophe in straight quotes",
        '{"code":40105,"message":"Required value is missing","detail":"user’s id"}',
        Expected(40105, "user’s id"),
    ),
    case("zero width", BODY.replace("40013", "400\u200b13").replace("message", "mes\u200dsage"), KEY9),
    case("byte order mark", "\ufeff" + BODY, KEY9),
    case("wide digits", BODY.replace("40013", "４００１３"), KEY9),
    case("no-break spaces", PRETTY.replace("  ", "\u00a0\u00a0").replace(": ", ":\u00a0"), KEY9),
    case("slack quote", prefixed("&gt; ", PRETTY), KEY9),
    case("mail quote, twice", prefixed("> > ", PRETTY), KEY9),
    case("compose prefix", prefixed("skms-1  | ", PRETTY), KEY9),
    case("pipe prefix", prefixed("| ", PRETTY), KEY9),
    case("timestamps", prefixed("2026-11-22T02:51:00.123456789Z ", PRETTY), KEY9),
    case("cri log", prefixed("2026-11-22T02:51:00.123456789Z stderr F ", PRETTY), KEY9),
    case("bracketed timestamps", prefixed("[2026-11-22 02:51:00] ", PRETTY), KEY9),
    case("syslog", prefixed("Nov 22 02:51:00 node1 skms[123]: ", PRETTY), KEY9),
    case("level prefix", prefixed("[ERROR] ", PRETTY), KEY9),
    case("line numbers", "\n".join(f"{n}: {line}" for n, line in enumerate(PRETTY.split("\n"), 1)), KEY9),
    case("diff", prefixed("+", PRETTY), KEY9),
    case("pod prefix", prefixed("[pod/skms-5d9/skms] ", PRETTY), KEY9),
    case(
        "prefix and a raw newline",
        prefixed(
            "> ",
            '{"code":50001,"message":"An unexpected error has occurred in the internal system","detail":"first\nsecond"}',
        ),
        Expected(50001, "first\nsecond"),
    ),
    case(
        "hard wrapped at words",
        '{"code":50001,"message":"An unexpected error has occurred in the internal\nsystem","detail":"I/O error on GET request for the key vault, which did not\nanswer"}',
        Expected(50001, "I/O error on GET request for the key vault, which did not answer"),
    ),
    case("hard wrapped at 80", "\n".join(BODY5[at : at + 80] for at in range(0, len(BODY5), 80)), FIVE),
    case("hard wrapped at 60", "\n".join(BODY5[at : at + 60] for at in range(0, len(BODY5), 60)), FIVE),
    case("hard wrapped at 43, in keys", "\n".join(BODY[at : at + 43] for at in range(0, len(BODY), 43)), KEY9),
    case("hard wrapped and quoted", "\n".join("> " + BODY5[at : at + 70] for at in range(0, len(BODY5), 70)), FIVE),
    case("mention before", f"<@U012AB3CD> can you look? {BODY}", KEY9),
    case("korean around", f"안녕하세요 아래 에러 확인 부탁드립니다.\n{BODY}\n감사합니다", KEY9),
    case("korean glued", f"에러가{BODY}이렇게 나와요", KEY9),
    case("emoji", f":rotating_light: 🎉 {BODY}", KEY9),
    case("fence without newline", f"```{BODY}```", KEY9),
    case("json in a shell command", f"curl -d '{BODY}' https://hook.example.test", KEY9),
    case("null bytes around", f"\0\0{BODY}\0", KEY9),
    case(
        "lone surrogate in detail",
        '{"code":40105,"message":"Required value is missing","detail":"\\ud83d"}',
        Expected(40105, "\ufffd"),
    ),
    case(
        "detail in unfinished smart quotes",
        f"{{“code”: 50001, “message”: “An unexpected error has occurred in the internal system”, “detail”: “{TRANSPORT.replace(chr(34), '')}”}}",
        Expected(50001, TRANSPORT.replace('"', ""), key="0000003"),
    ),
    case("status before a quote", f"> Status: 400\n> {BODY}", key9(400)),
)
