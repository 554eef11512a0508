# ruff: noqa: E501 - samples stand on one line, as they were pasted
"""JSON as people paste it: clean, dirty, cut, escaped, fenced, nested, repeated."""

from tests.recognition.shapes import KEY9, Case, Expected, case, key9

BODY = '{"code":40013,"message":"Key not found in the keyVault","detail":"keyId : 0000009"}'
ESCAPED = BODY.replace('"', '\\"')
TWICE = ESCAPED.replace("\\", "\\\\").replace('"', '\\"')
PRETTY = '{\n  "code": 40013,\n  "message": "Key not found in the keyVault",\n  "detail": "keyId : 0000009"\n}'
TRANSPORT = (
    'I/O error on GET request for "https://kms.example.test:8080/drm/ABCD1234-EFGH5678-IJKL9012-MNOP3456/key/0000003": '
    "Connect to kms.example.test:8080 [kms.example.test/192.0.2.171] failed: Connection timed out: connect"
)
TRANSPORT_JSON = TRANSPORT.replace('"', '\\"')
INTERNAL = "An unexpected error has occurred in the internal system"
BODY5 = f'{{"code":50001,"message":"{INTERNAL}","detail":"{TRANSPORT_JSON}"}}'
FIVE = Expected(50001, TRANSPORT, key="0000003")

CASES: tuple[Case, ...] = (
    case("one line", BODY, KEY9),
    case("pretty", PRETTY, KEY9),
    case("pretty with CRLF", PRETTY.replace("\n", "\r\n"), KEY9),
    case("fenced", f"```\n{PRETTY}\n```", KEY9),
    case("fenced with a language and words around", f"what is this?\n```json\n{PRETTY}\n```\nthx", KEY9),
    case("inline code", f"we get `{BODY}` since noon", KEY9),
    case(
        "keys in another order",
        '{"detail":"keyId : 0000009","message":"Key not found in the keyVault","code":40013}',
        KEY9,
    ),
    case(
        "upper case keys", '{"CODE":40013,"MESSAGE":"Key not found in the keyVault","DETAIL":"keyId : 0000009"}', KEY9
    ),
    case("capital keys", '{"Code":40013,"Message":"Key not found in the keyVault","Detail":"keyId : 0000009"}', KEY9),
    case(
        "camel keys",
        '{"errorCode":40013,"errorMessage":"Key not found in the keyVault","errorDetail":"keyId : 0000009"}',
        KEY9,
    ),
    case(
        "snake keys",
        '{"error_code":"40013","error_message":"Key not found in the keyVault","details":"keyId : 0000009"}',
        KEY9,
    ),
    case("short keys", '{"errCode":40013,"errMsg":"Key not found in the keyVault"}', Expected(40013)),
    case(
        "code as string", '{"code":"40013","message":"Key not found in the keyVault","detail":"keyId : 0000009"}', KEY9
    ),
    case(
        "code as float", '{"code":40013.0,"message":"Key not found in the keyVault","detail":"keyId : 0000009"}', KEY9
    ),
    case("code with a prefix", '{"code":"SKMS-40013","message":"Key not found in the keyVault"}', Expected(40013)),
    case("null detail", '{"code":40101,"message":"Invalid token","detail":null}', Expected(40101)),
    case("empty detail", '{"code":40101,"message":"Invalid token","detail":""}', Expected(40101, "")),
    case("numeric detail", '{"code":40003,"message":"Failed create header","detail":4020}', Expected(40003, "4020")),
    case("negative detail", '{"code":40003,"message":"Failed create header","detail":"-61"}', Expected(40003, "-61")),
    case(
        "extra fields",
        '{"timestamp":"2026-11-22T02:51:00Z","code":40013,"message":"Key not found in the keyVault","detail":"keyId : 0000009","path":"/api/x","traceId":"t-1"}',
        KEY9,
    ),
    case(
        "own status field",
        '{"status":400,"code":40013,"message":"Key not found in the keyVault","detail":"keyId : 0000009"}',
        key9(400),
    ),
    case(
        "status as words",
        '{"code":40013,"message":"Key not found in the keyVault","detail":"keyId : 0000009","status":"400 BAD_REQUEST"}',
        key9(400),
    ),
    case(
        "trailing comma", '{"code":40013,"message":"Key not found in the keyVault","detail":"keyId : 0000009",}', KEY9
    ),
    case(
        "comments",
        '{\n  // what we got\n  "code": 40013, /* new */\n  "message": "Key not found in the keyVault", # hm\n  "detail": "keyId : 0000009" // ?\n}',
        KEY9,
    ),
    case(
        "a Korean comment line",
        '{\n  "code": 40013,\n  [SKMS 실패]\n  "message": "Key not found in the keyVault",\n  "detail": "keyId : 0000009"\n}',
        KEY9,
    ),
    case(
        "missing comma",
        '{\n  "code": 40013\n  "message": "Key not found in the keyVault"\n  "detail": "keyId : 0000009"\n}',
        KEY9,
    ),
    case("missing closing brace", BODY[:-1], KEY9),
    case("no braces", '"code": 40013, "message": "Key not found in the keyVault", "detail": "keyId : 0000009"', KEY9),
    case(
        "no braces, message first",
        '"message": "Key not found in the keyVault", "code": 40013, "detail": "keyId : 0000009"',
        KEY9,
    ),
    case(
        "no opening brace on lines",
        '"code": 40013,\n"message": "Key not found in the keyVault",\n"detail": "keyId : 0000009"\n}',
        KEY9,
    ),
    case("cut at its start", 'ge":"Key not found in the keyVault","code":40013,"detail":"keyId : 0000009"}', KEY9),
    case("single quotes for double", BODY.replace('"', "'"), KEY9),
    case("unquoted keys", '{code: 40013, message: "Key not found in the keyVault", detail: "keyId : 0000009"}', KEY9),
    case(
        "raw newline in detail",
        '{"code":50001,"message":"' + INTERNAL + '","detail":"first line\n\tat com.example.Kms.get(Kms.java:3)"}',
        Expected(50001, "first line\n\tat com.example.Kms.get(Kms.java:3)"),
    ),
    case(
        "escaped newline in detail",
        '{"code":50001,"message":"' + INTERNAL + '","detail":"first line\\n\\tat com.example.Kms"}',
        Expected(50001, "first line\n\tat com.example.Kms"),
    ),
    case(
        "quotes and unicode escapes",
        '{"code":40105,"message":"Required value is missing","detail":"\\u0022companyId\\u0022 \\ud55c\\uae00"}',
        Expected(40105, '"companyId" 한글'),
    ),
    case("unescaped quotes in detail", f'{{"code":50001,"message":"{INTERNAL}","detail":"{TRANSPORT}"}}', FIVE),
    case("transport detail", BODY5, FIVE),
    case(
        "object as detail",
        '{"code":40013,"message":"Key not found in the keyVault","detail":{"keyId": "0000009", "tries": 2}}',
        Expected(40013, '{"keyId":"0000009","tries":2}', key="0000009"),
    ),
    case(
        "array as detail",
        '{"code":40105,"message":"Required value is missing","detail":["companyId", "keyId"]}',
        Expected(40105, '["companyId","keyId"]'),
    ),
    case("array of two", f'[{BODY},{{"code":40101,"message":"Invalid token"}}]', KEY9, Expected(40101)),
    case("json lines", f'{BODY}\n{{"code":40101,"message":"Invalid token"}}\n{BODY}', key9(count=2), Expected(40101)),
    case("nested in other json", f'{{"traceId":"t-9","upstream":{{"name":"skms","body":{BODY}}}}}', KEY9),
    case("under error", f'{{"error":{BODY}}}', KEY9),
    case(
        "code beside a nested message",
        '{"code":40013,"error":{"message":"Key not found in the keyVault"}}',
        Expected(40013),
    ),
    case(
        "message beside a nested code",
        '{"error":{"code":40013},"message":"Key not found in the keyVault"}',
        Expected(40013),
    ),
    case("escaped once in a log field", f'{{"level":"ERROR","msg":"call failed: {ESCAPED}","ts":1}}', KEY9),
    case("escaped once, bare", f"response body: {ESCAPED}", KEY9),
    case("escaped once in quotes", f'"{ESCAPED}"', KEY9),
    case("escaped twice", f'{{"log":"{{\\"msg\\":\\"{TWICE}\\"}}"}}', KEY9),
    case("escaped twice, bare", f"got {TWICE} again", KEY9),
    case("pretty and escaped", '"' + PRETTY.replace('"', '\\"').replace("\n", "\\n") + '"', KEY9),
    case(
        "transport, escaped once",
        '{"log":"' + BODY5.replace("\\", "\\\\").replace('"', '\\"') + '\\n","stream":"stderr"}',
        FIVE,
    ),
    case("unicode quotes", BODY.replace('"', "\\u0022"), KEY9),
    case("a whole record with unicode quotes", '{"message":"' + BODY.replace('"', "\\u0022") + '"}', KEY9),
    case("csv doubled quotes", '"2026-11-22","' + BODY.replace('"', '""') + '"', KEY9),
    case("html entities", BODY.replace('"', "&quot;"), KEY9),
    case(
        "url encoded",
        "GET /cb?error=%7B%22code%22%3A40013%2C%22message%22%3A%22Key%20not%20found%20in%20the%20keyVault%22%2C%22detail%22%3A%22keyId%20%3A%200000009%22%7D",
        KEY9,
    ),
    case("cut right after the code", '{"code": 40013', Expected(40013, message=None)),
    case("cut after the comma", '{"code": 40013,', Expected(40013, message=None)),
    case("cut in the message key", '{"code": 40013, "mess', Expected(40013, message=None)),
    case("cut in the message", '{"code": 40013, "message": "Key not fo', Expected(40013, message="Key not fo")),
    case("cut before the detail", '{"code": 40013, "message": "Key not found in the keyVault", "det', Expected(40013)),
    case(
        "cut in the detail",
        '{"code": 40013, "message": "Key not found in the keyVault", "detail": "keyId : 00',
        Expected(40013, "keyId : 00", key="00"),
    ),
    case(
        "cut by a logger",
        '{"code":40013,"message":"Key not found in the keyVault","detail":"keyId : 0000009... (truncated)',
        KEY9,
    ),
    case(
        "cut in a half escape",
        f'{{"code":50001,"message":"{INTERNAL}","detail":"for \\"https://kms.example.test/key/7\\',
        Expected(50001, 'for "https://kms.example.test/key/7', key="7"),
    ),
    case(
        "cut, then another line",
        '{"code": 40013, "message": "Key not fo\n2026-11-22 {"code":40101,"message":"Invalid token"}',
        Expected(40013, message="Key not fo"),
        Expected(40101),
    ),
    case(
        "cut in a fence",
        '```{"code": 40013, "message": "Key not found in the keyVault", "detail": "keyId : 0000009```',
        KEY9,
    ),
    case(
        "message in lower case",
        '{"code":40013,"message":"key not found in the keyvault"}',
        Expected(40013, message="key not found in the keyvault"),
    ),
    case(
        "message with a full stop",
        '{"code":40101,"error":"invalid_token","message":"Invalid token."}',
        Expected(40101, message="Invalid token."),
    ),
    case(
        "two with different details",
        BODY + "\n" + BODY.replace("0000009", "0000010"),
        KEY9,
        Expected(40013, "keyId : 0000010", key="0000010"),
    ),
    case("body in a sentence with its number", f"error 40013 again: {BODY}", KEY9),
    case(
        "spaces everywhere",
        '{ "code" : 40013 , "message" : "Key not found in the keyVault" , "detail" : "keyId : 0000009" }',
        KEY9,
    ),
    case(
        "tabs",
        '{\n\t"code":\t40013,\n\t"message":\t"Key not found in the keyVault",\n\t"detail":\t"keyId : 0000009"\n}',
        KEY9,
    ),
    case(
        "duplicate keys",
        '{"code":40013,"code":40013,"message":"Key not found in the keyVault","detail":"keyId : 0000009"}',
        KEY9,
    ),
    case(
        "braces in a string before",
        '{"message":"Key not found in the keyVault","path":"/drm/{company}/key/{id}","code":40013}',
        Expected(40013),
    ),
    case(
        "a brace in the detail",
        '{"code":40105,"message":"Required value is missing","detail":"template {companyId} }, not filled"}',
        Expected(40105, "template {companyId} }, not filled"),
    ),
)
