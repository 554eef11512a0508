# ruff: noqa: E501 - samples stand on one line, as they were pasted
"""Exchanges and logs that show an HTTP status."""

from tests.recognition.shapes import KEY9, Case, Expected, case, key9
from tests.recognition.shapes_json import BODY, PRETTY

CASES: tuple[Case, ...] = (
    case(
        "curl -i",
        f"HTTP/1.1 400 \nContent-Type: application/json\nDate: Sun, 22 Nov 2026 02:51:00 GMT\n\n{BODY}",
        key9(400),
    ),
    case("curl -i, http 2", f"HTTP/2 400\ncontent-type: application/json\n\n{BODY}", key9(400)),
    case(
        "curl -v",
        f"> GET /api/key HTTP/1.1\n> Host: skms.example.test\n> \n< HTTP/1.1 400 Bad Request\n< Content-Type: application/json\n< \n{{ [83 bytes data]\n{BODY}",
        key9(400),
    ),
    case(
        "curl -v over http 2",
        "* Connected to skms.example.test (192.0.2.7) port 443\n> GET /x HTTP/2\n>\n< HTTP/2 401\n<\n* Connection #0 left intact\n"
        '{"code":40101,"message":"Invalid token"}',
        Expected(40101, http=401),
    ),
    case("curl -w", f"{BODY}\nHTTP 400", key9(400)),
    case(
        "httpie",
        f"HTTP/1.1 400 Bad Request\nConnection: keep-alive\nContent-Type: application/json\n\n{PRETTY}",
        key9(400),
    ),
    case("postman", f"Status: 400 Bad Request  Time: 35 ms  Size: 312 B\n{PRETTY}", key9(400)),
    case("postman below", f"{PRETTY}\nStatus: 400 Bad Request", key9(400)),
    case("the specification's own words", f"Status code : 400 Bad Request\n\n{PRETTY}", key9(400)),
    case(
        "the specification's 500",
        "Status code : 500 INTERNAL_SERVER_ERROR\n" + '{"code": 50002, "message": "SCI Connection failed"}',
        Expected(50002, http=500),
    ),
    case("devtools", f"GET https://app.example.test/api/x 400 (Bad Request)\n{BODY}", key9(400)),
    case(
        "devtools, resource",
        f"Failed to load resource: the server responded with a status of 400 (Bad Request)\n{BODY}",
        key9(400),
    ),
    case(
        "devtools panel",
        f"Request URL: https://app.example.test/api/x\nRequest Method: GET\nStatus Code: 400 Bad Request\nRemote Address: 192.0.2.3:443\n\n{BODY}",
        key9(400),
    ),
    case(
        "access log, then body",
        f'192.0.2.4 - - [22/Nov/2026:02:51:00 +0900] "GET /drm/x/key/0000009 HTTP/1.1" 400 83 "-" "Java/17"\n{BODY}',
        key9(400),
    ),
    case(
        "body, then access log",
        f'{BODY}\n192.0.2.4 - - [22/Nov/2026:02:51:00 +0900] "GET /drm/x HTTP/1.1" 400 83 "-" "Java/17"',
        key9(400),
    ),
    case("status in the record around", f'{{"status":400,"method":"GET","response":{BODY}}}', key9(400)),
    case("statusCode around, escaped", '{"statusCode":400,"body":"' + BODY.replace('"', '\\"') + '"}', key9(400)),
    case("status after the body on its line", f"resp={BODY} status=400 took=12ms", key9(400)),
    case("nearest status wins", f"HTTP/1.1 502 Bad Gateway\nretry\nHTTP/1.1 400 Bad Request\n\n{BODY}", key9(400)),
    case(
        "two exchanges",
        f"HTTP/1.1 400 Bad Request\n\n{BODY}\n\nHTTP/1.1 401 Unauthorized\n\n"
        '{"code":40101,"message":"Invalid token"}',
        key9(400),
        Expected(40101, http=401),
    ),
    case(
        "status only of the second",
        f"{BODY}\n\nHTTP/1.1 401 Unauthorized\n\n" + '{"code":40101,"message":"Invalid token"}',
        KEY9,
        Expected(40101, http=401),
    ),
    case(
        "okhttp",
        f"<-- 400 https://skms.example.test/api/x (35ms)\ncontent-type: application/json\n{BODY}\n<-- END HTTP (83-byte body)",
        key9(400),
    ),
    case(
        "guzzle",
        f"Client error: `GET https://skms.example.test/api` resulted in a `400 Bad Request` response:\n{BODY}",
        key9(400),
    ),
    case("a size is no status", f"Content-Length: 400\n\n{BODY}", KEY9),
    case("a duration is no status", f"took 400 ms\n{BODY}", KEY9),
    case("a port is no status", f"Connected to 192.0.2.1:500\n{BODY}", KEY9),
    case("korean status", f"HTTP 상태코드 400 응답\n{BODY}", key9(400)),
    case("http error words", f"HTTP error 400 from skms: {BODY}", key9(400)),
    case("response entity", f'<400 BAD_REQUEST Bad Request,{BODY},[Content-Type:"application/json"]>', key9(400)),
    case("ruby rest client", f"RestClient::BadRequest: 400 Bad Request\n{BODY}", key9(400)),
    case("status in parentheses", f"skms answered (HTTP 400): {BODY}", key9(400)),
    case(
        "key id in the address",
        '[400] GET https://kms.example.test:8080/drm/ABCD1234/key/0000012 -> {"code":40013,"message":"Key not found in the keyVault"}',
        Expected(40013, http=400, key="0000012"),
    ),
    case("a count is no status", f"saw 400 documents of 500 fail\n{BODY}", KEY9),
    case("a number in parentheses is no status", f"retried the batch (400)\n{BODY}", KEY9),
    case("milliseconds of a clock are no status", f"02:51:00.500 ERROR call failed {BODY}", KEY9),
)
