# ruff: noqa: E501 - samples stand on one line, as they were pasted
"""The documented wrappings and the exception texts of HTTP clients."""

from tests.recognition.shapes import Case, Expected, case, key9
from tests.recognition.shapes_json import BODY, BODY5, ESCAPED, FIVE, INTERNAL, TRANSPORT_JSON

LICENCE = "License skms_connector_info information is empty."
INNER = f'{{"code":40107,"message":"No matching license found","detail":"{LICENCE}"}}'
AZURE = '{"code":40011,"message":"Unable to AzureInfo","detail":"OpenidTenant is Empty"}'


def escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


CASES: tuple[Case, ...] = (
    case("b, passed through", '{"code":40004,"message":"Failed extract header","detail":"1"}', Expected(40004, "1")),
    case(
        "c, in the message, same code",
        f'HTTP/1.1 401\n\n{{"code":40107,"message":"{escaped(INNER)}"}}',
        Expected(40107, LICENCE, http=401, layers=(40107, 40107)),
    ),
    case(
        "d, in the message, other code",
        f'{{"code":40101,"message":"{escaped(INNER)}"}}',
        Expected(40107, LICENCE, layers=(40101, 40107)),
    ),
    case(
        "e, behind Spring's words",
        f'{{"code":50001,"message":"400 Bad Request: {escaped(chr(34) + AZURE + chr(34))}"}}'.replace('\\\\"', '\\"'),
        Expected(40011, "OpenidTenant is Empty", http=400, layers=(50001, 40011)),
    ),
    case(
        "e, escaped all through",
        f'{{"code":50001,"message":"400 Bad Request: {escaped(chr(34) + AZURE + chr(34))}"}}',
        Expected(40011, "OpenidTenant is Empty", http=400, layers=(50001, 40011)),
    ),
    case(
        "e, short words",
        f'{{"code":50001,"message":"401 : {escaped(chr(34) + "{" + chr(34) + "code" + chr(34) + ":40101," + chr(34) + "message" + chr(34) + ":" + chr(34) + "Invalid token" + chr(34) + "}" + chr(34))}"}}',
        Expected(40101, http=401, layers=(50001, 40101)),
    ),
    case(
        "e, not escaped at all",
        f'{{"code":50001,"message":"400 Bad Request: "{AZURE}""}}',
        Expected(40011, "OpenidTenant is Empty", http=400, layers=(50001, 40011)),
    ),
    case("e, decoded once", f'400 Bad Request: "{AZURE}"', Expected(40011, "OpenidTenant is Empty", http=400)),
    case(
        "f, a false success",
        f'{{"code":1,"message":"This document is not Protected.","detail":"{escaped(AZURE)}"}}',
        Expected(40011, "OpenidTenant is Empty", layers=(1, 40011)),
    ),
    case(
        "f, a false success with its status",
        f'HTTP/1.1 200 OK\n\n{{"code":0,"message":"Success","detail":"{escaped(AZURE)}"}}',
        Expected(40011, "OpenidTenant is Empty", http=200, layers=(0, 40011)),
    ),
    case(
        "f, pretty",
        '{\n  "code": 1,\n  "message": "This document is not Protected.",\n  "detail": "' + escaped(AZURE) + '"\n}',
        Expected(40011, "OpenidTenant is Empty", layers=(1, 40011)),
    ),
    case(
        "g, ekms",
        '{"code":40101,"error":"invalid_token","message":"Invalid token."}',
        Expected(40101, message="Invalid token."),
    ),
    case("h, transport", BODY5, FIVE),
    case(
        "skms in skms",
        f'{{"code":50001,"message":"{INTERNAL}","detail":"400 Bad Request: {escaped(chr(34) + AZURE + chr(34))}"}}',
        Expected(40011, "OpenidTenant is Empty", http=400, layers=(50001, 40011)),
    ),
    case(
        "three layers",
        f'{{"code":60001,"message":"{escaped(f"""{{"code":50001,"message":"500 : {escaped(AZURE)}"}}""")}"}}',
        Expected(40011, "OpenidTenant is Empty", http=500, layers=(60001, 50001, 40011)),
    ),
    case(
        "a foreign code inside stays detail",
        f'{{"code":50001,"message":"{INTERNAL}","detail":"400 : {escaped(chr(123) + chr(34) + "code" + chr(34) + ":7" + chr(125))}"}}',
        Expected(50001, '400 : {"code":7}'),
    ),
    case(
        "wrapper as python dict",
        f"{{'code': 50001, 'message': '400 Bad Request: \"{AZURE}\"'}}",
        Expected(40011, "OpenidTenant is Empty", http=400, layers=(50001, 40011)),
    ),
    case(
        "wrapper as toString",
        f'SdfResponse(code=50001, message=400 Bad Request: "{AZURE}", detail=null)',
        Expected(40011, "OpenidTenant is Empty", http=400, layers=(50001, 40011)),
    ),
    case(
        "wrapper, cut inside",
        '{"code":50001,"message":"400 Bad Request: \\"{\\"code\\":40011,\\"message\\":\\"Unable to Az',
        Expected(40011, message="Unable to Az", http=400, layers=(50001, 40011)),
    ),
    case(
        "wrapper whose head is lost",
        f'"message":"400 Bad Request: {escaped(chr(34) + AZURE + chr(34))}"}}',
        Expected(40011, "OpenidTenant is Empty", http=400),
    ),
    case(
        "nested object with an outer code",
        f'{{"code":500,"data":{AZURE}}}',
        Expected(40011, "OpenidTenant is Empty", layers=(500, 40011)),
    ),
    case(
        "spring",
        f'org.springframework.web.client.HttpClientErrorException$BadRequest: 400 Bad Request: "{BODY}"\n\tat org.springframework.web.client.X.y(X.java:1)',
        key9(400),
    ),
    case("spring 6", f'org.springframework.web.client.HttpClientErrorException$BadRequest: 400 : "{BODY}"', key9(400)),
    case(
        "spring 5 brackets",
        f"org.springframework.web.client.HttpClientErrorException$BadRequest: 400 Bad Request: [{BODY}]",
        key9(400),
    ),
    case(
        "spring with bytes cut",
        'HttpClientErrorException$BadRequest: 400 Bad Request: [{"code":40013,"message":"Key not found in the keyVault","detail":"keyId : 00... (83 bytes)]',
        Expected(40013, "keyId : 00", http=400, key="00"),
    ),
    case(
        "spring, escaped breaks",
        '400 Bad Request: "{<EOL>  "code" : 40013,<EOL>  "message" : "Key not found in the keyVault",<EOL>  "detail" : "keyId : 0000009"<EOL>}"',
        key9(400),
    ),
    case(
        "rest template 500",
        f'HttpServerErrorException$InternalServerError: 500 Internal Server Error: "{BODY5}"',
        Expected(50001, FIVE.detail, http=500, key="0000003"),
    ),
    case(
        "feign",
        f"feign.FeignException$BadRequest: [400 Bad Request] during [GET] to [http://skms.example.test/api/key] [SkmsClient#getKey(String)]: [{BODY}]",
        key9(400),
    ),
    case(
        "feign without a reason",
        f"feign.FeignException$BadRequest: [400] during [POST] to [http://skms.example.test/api] [SkmsClient#post(Map)]: [{BODY}]",
        key9(400),
    ),
    case(
        "old feign", f"feign.FeignException: status 400 reading SkmsClient#getKey(String); content:\n{BODY}", key9(400)
    ),
    case(
        "feign cut",
        'feign.FeignException$BadRequest: [400 Bad Request] during [GET] to [http://skms.example.test] [C#g()]: [{"code":40013,"message":"Key not found in the k... (83 bytes)]',
        Expected(40013, message="Key not found in the k", http=400),
    ),
    case(
        "web client",
        f"org.springframework.web.reactive.function.client.WebClientResponseException$BadRequest: 400 Bad Request from GET https://skms.example.test/api\nbody: {BODY}",
        key9(400),
    ),
    case(
        "nested exception",
        f'java.lang.RuntimeException: call failed; nested exception is HttpClientErrorException$BadRequest: 400 Bad Request: "{BODY}"\nCaused by: HttpClientErrorException$BadRequest: 400 Bad Request: "{BODY}"',
        key9(400, count=2),
    ),
    case(
        "spring boot error body",
        f'{{"timestamp":"2026-11-22T02:51:00","status":500,"error":"Internal Server Error","message":"400 Bad Request: \\"{ESCAPED}\\"","path":"/x"}}',
        key9(400),
    ),
    case("retrofit", f"retrofit2.HttpException: HTTP 400 Bad Request, errorBody={BODY}", key9(400)),
    case(
        "transport in the wrapper",
        f'{{"code":50001,"message":"{INTERNAL}","detail":"{TRANSPORT_JSON}; nested exception is java.net.ConnectException: Connection timed out"}}',
        Expected(
            50001,
            str(FIVE.detail) + "; nested exception is java.net.ConnectException: Connection timed out",
            key="0000003",
        ),
    ),
)
