# ruff: noqa: E501 - samples stand on one line, as they were pasted
"""Rarer shapes: other labels, other clients, other consoles."""

from tests.recognition.shapes import KEY9, Case, Expected, case, key9
from tests.recognition.shapes_json import BODY, BODY5, FIVE, INTERNAL, PRETTY, TRANSPORT

M = "Key not found in the keyVault"

CASES: tuple[Case, ...] = (
    case("errors array", f'{{"errors":[{BODY}]}}', KEY9),
    case(
        "graphql", f'{{"errors":[{{"message":"{M}","extensions":{{"code":40013,"detail":"keyId : 0000009"}}}}]}}', KEY9
    ),
    case(
        "message and detail below the code",
        f'{{"code":40013,"data":{{"message":"{M}","detail":"keyId : 0000009"}}}}',
        KEY9,
    ),
    case(
        "outer code as a string",
        f'{{"code":"1","message":"not Protected.","detail":"{BODY.replace(chr(34), chr(92) + chr(34))}"}}',
        key9(layers=(1, 40013)),
    ),
    case(
        "axios code is no layer", f'{{"code":"ERR_BAD_REQUEST","response":{{"status":400,"data":{BODY}}}}}', key9(400)
    ),
    case(
        "soap fault",
        f"<soap:Fault><faultcode>40013</faultcode><faultstring>{M}</faultstring><detail>keyId : 0000009</detail></soap:Fault>",
        KEY9,
    ),
    case("xml attributes", f'<error code="40013" message="{M}" detail="keyId : 0000009"/>', KEY9),
    case("cdata", f"<e><code><![CDATA[40013]]></code><message><![CDATA[{M}]]></message></e>", Expected(40013)),
    case("properties", f"error.code=40013\nerror.message={M}\nerror.detail=keyId : 0000009", KEY9),
    case("semicolons", f"Code=40013;Message={M};Detail=keyId : 0000009", KEY9),
    case("bars on a line", f"ERROR_CODE:40013|ERROR_MSG:{M}|DETAIL:keyId : 0000009", KEY9),
    case("spaced bars on a line", f"code: 40013 | message: {M} | detail: keyId : 0000009", KEY9),
    case("slashes on a line", f"code: 40013 / message: {M} / detail: keyId : 0000009", KEY9),
    case("each in brackets", f"[code: 40013] [message: {M}] [detail: keyId : 0000009]", KEY9),
    case("each in tight brackets", f"[code=40013][message={M}][detail=keyId : 0000009]", KEY9),
    case("each in parentheses", f"code(40013) message({M}) detail(keyId : 0000009)", KEY9),
    case("words and quotes", f'SKMS error: code 40013, message "{M}", detail "keyId : 0000009"', KEY9),
    case("words and ticks", f"code `40013` message `{M}` detail `keyId : 0000009`", KEY9),
    case("angle brackets", f"<40013> {M}", Expected(40013)),
    case(
        "node error with fields",
        f"Error: {M}\n    at request (/app/skms.js:12:9)\n    at async main {{\n  code: 40013,\n  detail: 'keyId : 0000009'\n}}",
        KEY9,
    ),
    case(
        "node error with a status",
        f"SkmsError: {M}\n    at request (/app/skms.js:12:9) {{\n  status: 400,\n  code: 40013,\n  detail: 'keyId : 0000009'\n}}",
        key9(400),
    ),
    case("python error with brackets", f"SkmsError: {M} [code=40013] [detail=keyId : 0000009]", KEY9),
    case("class with the code, then the message", f"SkmsException(code=40013): {M}", Expected(40013)),
    case("ruby error", f"SkmsError (40013: {M})", Expected(40013)),
    case("grpc", f"rpc error: code = Unknown desc = {BODY}", KEY9),
    case("search syntax", f'error.code:40013 error.message:"{M}" error.detail:"keyId : 0000009"', KEY9),
    case("label above value", f"code\n40013\nmessage\n{M}\ndetail\nkeyId : 0000009", KEY9),
    case("double stars", f"**code**: 40013\n**message**: {M}\n**detail**: keyId : 0000009", KEY9),
    case("chrome expanded", f'code: 40013\ndetail: "keyId : 0000009"\nmessage: "{M}"\n[[Prototype]]: Object', KEY9),
    case("chrome preview", f'{{code: 40013, message: "{M}",…}}', Expected(40013)),
    case(
        "chrome preview, then expanded",
        f'{{code: 40013, message: "{M}",…}}\ncode: 40013\ndetail: "keyId : 0000009"\nmessage: "{M}"',
        KEY9,
    ),
    case("firefox", f'Object {{ code: 40013, message: "{M}", detail: "keyId : 0000009" }}', KEY9),
    case("korean code label", f"오류 코드: 40013 ({M})", Expected(40013)),
    case(
        "ktor",
        f'ClientRequestException: Client request(GET https://skms.example.test/api) invalid: 400 Bad Request. Text: "{BODY}"',
        key9(400),
    ),
    case(
        "apache response exception",
        f"org.apache.http.client.HttpResponseException: status code: 400, reason phrase: Bad Request, body: {BODY}",
        key9(400),
    ),
    case(
        "jersey",
        f"InboundJaxrsResponse{{context=ClientResponse{{method=GET, uri=https://skms.example.test/api, status=400, reason=Bad Request}}}} {BODY}",
        key9(400),
    ),
    case(
        "url connection",
        f"java.io.IOException: Server returned HTTP response code: 400 for URL: https://skms.example.test/api\n{BODY}",
        key9(400),
    ),
    case("httpx", f"Client error '400 Bad Request' for url 'https://skms.example.test/api'\n{BODY}", key9(400)),
    case(
        "aiohttp",
        f"ClientResponseError: 400, message='Bad Request', url=URL('https://skms.example.test/api')\n{BODY}",
        key9(400),
    ),
    case("go status", f"unexpected status code 400: {BODY}", key9(400)),
    case("laravel", f"HTTP request returned status code 400:\n{BODY}", key9(400)),
    case("got", f"HTTPError: Response code 400 (Bad Request)\n{BODY}", key9(400)),
    case("morgan", f"GET /api/key 400 3.456 ms - 83\n{BODY}", key9(400)),
    case("arrow to a status", f"POST https://skms.example.test/api/key -> 400\n{BODY}", key9(400)),
    case("status line below code line", f"code: 40013\nstatus: 400\nmessage: {M}\ndetail: keyId : 0000009", key9(400)),
    case(
        "status column",
        f"| status | code | message | detail |\n|---|---|---|---|\n| 400 | 40013 | {M} | keyId : 0000009 |",
        key9(400),
    ),
    case("slashes between", f"40013 / {M} / keyId : 0000009", KEY9),
    case(
        "clock prefix",
        f"02:51:00.123 ERROR code: 40013\n02:51:00.124 ERROR message: {M}\n02:51:00.124 ERROR detail: keyId : 0000009",
        KEY9,
    ),
    case("word prefix on lines", f"ERROR code=40013\nERROR message={M}\nERROR detail=keyId : 0000009", KEY9),
    case(
        "escaped single quotes",
        f"{{\\'code\\': 40013, \\'message\\': \\'{M}\\', \\'detail\\': \\'keyId : 0000009\\'}}",
        KEY9,
    ),
    case("php slashes", BODY5.replace("/", "\\/"), FIVE),
    case("php slashes, escaped", '"' + BODY5.replace("/", "\\/").replace("\\", "\\\\").replace('"', '\\"') + '"', FIVE),
    case(
        "lower case words",
        f"skms error 40013 {M.lower()} (keyid : 0000009)",
        Expected(40013, "keyid : 0000009", message=M.lower(), key="0000009"),
    ),
    case(
        "java log with a json at its end",
        f"2026-11-22 02:51:00,123 [http-nio-8080-exec-1] WARN  c.e.s.SkmsClient - response = {BODY}",
        KEY9,
    ),
    case(
        "container json log",
        '{"log":"2026-11-22 02:51:00 ERROR SkmsError(code=40013, message='
        + M
        + ', detail=keyId : 0000009)\\n","stream":"stdout","time":"2026-11-22T02:51:00Z"}',
        KEY9,
    ),
    case(
        "container json log with pairs",
        '{"log":"level=error code=40013 message=\\"' + M + '\\" detail=\\"keyId : 0000009\\"\\n","stream":"stdout"}',
        KEY9,
    ),
    case(
        "container json log with a loose detail",
        '{"log":"code=40013 message=' + M + ' detail=keyId : 0000009\\n","stream":"stdout"}',
        KEY9,
    ),
    case(
        "a log record with a toString of transport",
        '{"msg":"SkmsError(code=50001, message='
        + INTERNAL
        + ", detail="
        + TRANSPORT.replace('"', '\\"')
        + ')","level":"error"}',
        FIVE,
    ),
    case("json in a python list of strings", f"['{BODY}']", KEY9),
    case("json in a java string literal", 'String s = "' + BODY.replace('"', '\\"') + '";', KEY9),
    case("json with a query around", f"psql> \\g\n body\n------\n {BODY}\n(1 row)", KEY9),
    case("json in a csv cell with tabs", f"2026-11-22\tERROR\t{BODY}\tskms-1", KEY9),
    case("json in a table cell", f"| 02:51 | {BODY} |", KEY9),
    case(
        "pretty in a quote with a mention",
        "<@U012AB3CD> :point_down:\n" + "\n".join("&gt; " + line for line in PRETTY.split("\n")),
        KEY9,
    ),
    case("kubectl describe", f"  Warning  Failed  3m  skms  error: {BODY}", KEY9),
    case(
        "spring response status",
        f'org.springframework.web.server.ResponseStatusException: 400 BAD_REQUEST "{BODY}"',
        key9(400),
    ),
    case("dart single quotes", f"{{'code': 40013, 'message': '{M}', 'detail': 'keyId : 0000009'}}", KEY9),
    case(
        "json with a nested detail string",
        '{"code":40105,"message":"Required value is missing","detail":"{\\"field\\":\\"companyId\\"}"}',
        Expected(40105, '{"field":"companyId"}'),
    ),
    case(
        "pretty object as detail",
        '{\n  "code": 40105,\n  "message": "Required value is missing",\n  "detail": {\n    "fields": [\n      "companyId"\n    ],\n    "n": 1.5,\n    "ok": false\n  }\n}',
        Expected(40105, '{"fields":["companyId"],"n":1.5,"ok":false}'),
    ),
    case(
        "python object as detail",
        "{'code': 40105, 'message': 'Required value is missing', 'detail': {'field': 'companyId', 'ok': False}}",
        Expected(40105, '{"field":"companyId","ok":false}'),
    ),
    case(
        "java object as detail",
        "SkmsError(code=40105, message=Required value is missing, detail={field=companyId})",
        Expected(40105, '{"field":"companyId"}'),
    ),
    case(
        "detail with a comma and pairs",
        "SkmsError(code=40105, message=Required value is missing, detail=companyId, keyId and domain)",
        Expected(40105, "companyId, keyId and domain"),
    ),
    case(
        "two toStrings",
        f"SkmsError(code=40013, message={M}, detail=keyId : 0000009) then SkmsError(code=40101, message=Invalid token, detail=null)",
        KEY9,
        Expected(40101),
    ),
    case(
        "message with its code in brackets inside json", f'{{"level":"error","message":"[40013] {M}"}}', Expected(40013)
    ),
    case("a caller's words after the body", f"{BODY} <- what does 40013 mean?", KEY9),
    case("indented heredoc", "cat <<EOF\n    " + PRETTY.replace("\n", "\n    ") + "\nEOF", KEY9),
    case(
        "rust json value",
        f'Object {{"code": Number(40013), "detail": String("keyId : 0000009"), "message": String("{M}")}}',
        KEY9,
    ),
    case(
        "mongo shell",
        f'{{ "_id" : ObjectId("65f"), "code" : NumberInt(40013), "message" : "{M}", "detail" : "keyId : 0000009" }}',
        KEY9,
    ),
    case(
        "elasticsearch hit",
        f'{{"_index":"logs","_source":{{"@timestamp":"2026-11-22T02:51:00Z","code":40013,"message":"{M}","detail":"keyId : 0000009","http":{{"status":400}}}}}}',
        KEY9,
    ),
    case("dotted fields", f'{{"error.code":40013,"error.message":"{M}","error.detail":"keyId : 0000009"}}', KEY9),
    case(
        "backslash newlines between fields",
        f'{{\\n\\t"code": 40013,\\n\\t"message": "{M}",\\n\\t"detail": "keyId : 0000009"\\n}}',
        KEY9,
    ),
    case(
        "json with a tab in its string",
        '{"code":40105,"message":"Required value is missing","detail":"a\tb"}',
        Expected(40105, "a\tb"),
    ),
    case(
        "windows path in detail",
        '{"code":40105,"message":"Required value is missing","detail":"C:\\\\data\\\\new.docx"}',
        Expected(40105, "C:\\data\\new.docx"),
    ),
    case(
        "windows path, escaped",
        '{"log":"{\\"code\\":40105,\\"message\\":\\"Required value is missing\\",\\"detail\\":\\"C:\\\\\\\\data\\\\\\\\new.docx\\"}"}',
        Expected(40105, "C:\\data\\new.docx"),
    ),
    case(
        "detail ending in a backslash",
        '{"code":40105,"message":"Required value is missing","detail":"D:\\\\"}',
        Expected(40105, "D:\\"),
    ),
    case(
        "detail with a colon and quotes at its end",
        '{"code":40105,"message":"Required value is missing","detail":"need \\"keyId\\""}',
        Expected(40105, 'need "keyId"'),
    ),
    case("empty object as detail", '{"code":40101,"message":"Invalid token","detail":{}}', Expected(40101, "{}")),
    case("hex escapes of an access log", 'body="' + BODY.replace('"', "\\x22") + '"', KEY9),
    case(
        "hex escapes of Korean",
        r'"{\x22code\x22:40105,\x22message\x22:\x22Required value is missing\x22,\x22detail\x22:\x22\xED\x82\xA4\x22}"',
        Expected(40105, "키"),
    ),
    case(
        "wide punctuation",
        '｛"code"：40013，"message"："Key not found in the keyVault"，"detail"："keyId : 0000009"｝',
        KEY9,
    ),
    case("edn map", f'{{:code 40013, :message "{M}", :detail "keyId : 0000009"}}', KEY9),
    case(
        "strings joined by plus",
        "{ code: 40105,\n  message: 'Required value is missing',\n  detail: 'companyId ' +\n    'and keyId' }",
        Expected(40105, "companyId and keyId"),
    ),
    case(
        "strings on several lines",
        "{'code': 40105,\n 'detail': 'companyId '\n           'and keyId',\n 'message': 'Required value is missing'}",
        Expected(40105, "companyId and keyId"),
    ),
    case(
        "numbered lines without marks", "\n".join(f"{n}  {line}" for n, line in enumerate(PRETTY.split("\n"), 1)), KEY9
    ),
    case(
        "class name before pairs",
        f"SkmsException: status=400, code=40013, message={M}, detail=keyId : 0000009",
        key9(400),
    ),
    case("swagger", f"Code\tDetails\n400\nError: Bad Request\nResponse body\n{BODY}", key9(400)),
    case(
        "straight quotes around a typographic one",
        '{"code":40105,"message":"Required value is missing","detail":"need “keyId”, or"}',
        Expected(40105, "need “keyId”, or"),
    ),
    case(
        "percent signs in a value",
        '{"code":40105,"message":"Required value is missing","detail":"path=%22a%22"}',
        Expected(40105, "path=%22a%22"),
    ),
    case(
        "optionals of any",
        f'["detail": Optional(keyId : 0000009), "code": Optional(40013), "message": Optional({M})]',
        KEY9,
    ),
    case("pairs joined in brackets", f"[code, 40013], [message, {M}], [detail, keyId : 0000009]", KEY9),
    case("slanted by a chat", f"• code: `40013`\n• message: _{M}_\n• detail: `keyId : 0000009`", KEY9),
    case(
        "a ruled table",
        f"  CODE MESSAGE                        DETAIL\n------ ------------------------------ ---------------\n 40013 {M}  keyId : 0000009",
        KEY9,
    ),
)
