"""More odd texts: statuses, secrets, health reports, marks around a number, words; texts only, no expectations."""

STATUSES = r"""
HTTP/1.1 400
HTTP/2 400 Bad Request
status: 400
status=400
"status": 400,
status code 400
status is 400
status line HTTP/1.1 400
statusCode: int(400)
http error 400
HTTP_STATUS=400
http code: 400
HTTP[400]
returned error: 400
responded with 400
responded with a status code of 400
answered with HTTP 400
failed with status [400]
got 400
response code: 400
response: 400
<-- 400
← 400
Response [400]
<Response [400]>
상태 코드는 400
응답: 400
ステータスコード:400
400 Bad Request
400: "x"
400 client error
401 Unauthorised
(403 Forbidden)
404_NOT_FOUND
503-Service Unavailable
504 gateway time-out
400, message='x'
[400 ] during [GET] to
GET /api/key -> 400
POST https://kms.example.test/x 400
DELETE /x => 400;
Response{protocol=h2, code=400
599
600
099
1400 Bad Request
400.5 Bad Request
v400 Bad Request
took 400 ms
port 400
line 400: x
x400 not found
-400 bad request
status 99
status: 4000
"""
"""Each stands in the line above a body."""

SECRETS = r"""
password=hunter2
password = hunter2 and more
password: "Ab \"b\" c" x
password: 'it''s' x
PASSWORD=
password: missing
password: ${X}
password: {{x}}
password: <none>
pass=12
pass=1234
pwd:abc;uid=kim
db.storepass=abc
--password abc --user kim
--secret-key abc
the password abc is wrong
<password>abc</password>
secret > 5
passwords=abc
password2=abc
password_hash=abc
passwordhash = abc
password=>abc
password := abc
"password"  =>  "abc",
password%3Dabc%26x
| password | abc |
password: [abc]
password: (abc)
password: {cipher}AQAB==
password=a)b]c}d,e
password="abc
password=&quot;abc&quot; x
password=&quot;abc
{\"password\":\"a\\\"b\",\"x\":1}
{\\"password\\":\\"ab\\"}
“password”: “ab” x
password: |
spring.password: Ab c d
export DB_PASSWORD=Ab c user=kim
client_secret: bearer abcdef
secret[0]=abc
credential: abc
api-key: abc
X-Functions-Key: abc
SharedAccessKey=abc=;EntityPath=x
signing_key: abc
csrf_token=abc
sas-token: abc
nextToken: abcdefgh1234
token: abcdefgh1234
token: abcdefgh123
token: the token is gone
token: com.example.Token
token=12345678901234567890
token=abcdefghijklmnopqrst
token=abc-def-ghi-jkl-mno-pqr
jwt=https://x.example.test/abcdefgh1234
sig=abcdefgh12345678&x=1
connectionString=Server=a;Password=b
Authorization: Basic YTpi
Authorization: Bearer abc.def
proxy-authorization: digest abc
X-Auth-Token: abc
Cookie: a=b; c=d
Set-Cookie: a=b; Path=/
cookie: yes
JSESSIONID=ABCDEF123456
licenseKey: abc
licence-no=abc
license: ABCDEFGH1234
license: MIT
라이선스 키: abc
docuKey: abc
enc_header_info=abc
headerKey: abcdefgh1234
headerKey: is empty
encryptionKey=0123456789abcdef
aes_key: abc
companyId: acme
company id = acme inc
tenant_id: ABCD1234-EFGH5678-IJKL9012-MNOP3456
고객사 아이디: acme
sciServerId: SCAM-AAAA-BBBB-CCCC-0001
server_id=scam-1
userId: kim
user_name=kim lee
사번: 12345
loginId = {x}
kim@example.test
a.b+c@sub.example.test and kim@example
git@host.example.test:x
ABCD-12345-EF01-23456
load-queue-from-cache
AbCd-efghi-JKLM-nopqr
AAAA1111-BBBB2222-CCCC3333-DDDD4444
AAAA1111-BBBB2222-CC
AAAA1111-BBBB2222-CC-
SCAM-AAAA-BBBB
/drm/acme/key/1
\/drm\/acme\/key
%2Fdrm%2Facme%2Fkey
/drm/:companyId/key
/getLabelList/acme
/api/acme/client/getClientInfo
/api/healthCheck/ABC123?x=1
/api/healthCheck/keyCheck
/api/healthCheck/{licenseKey}
https://kim:pw@host.example.test/x
jdbc:oracle:thin:scott/tiger@host.example.test
curl -u kim:pw https://x.example.test
docker run -u 1000:1000 x
wget --user=kim:pw x
Bearer abcdef
Bearer abcdefg1
Bearer Abcdefghij
Bearer abcdefghijKlmnopqrst
bearer+abc123.def
Basic YTpi
Basic YWI6Y2Q
Basic YWI6Y2Rl!
Basic YWJjZGVm
Basic YWJjOmRlZg==
basic authentication
key 0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20
sha256 key: 0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20
key 0x0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20
id 0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20
DEK 01:02:03:04:05:06:07:08:09:0a:0b:0c:0d:0e:0f:10:11:12:13:14:15:16:17:18:19:1a:1b:1c:1d:1e:1f:20
key 0x02030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20
key ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZ
key=[ 1 , 2 ]
key [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]
key [1, 2, 3]
cipher [-1,0x0A,3,4,5,6,7,8,9,10,11,12,13,14,15,-16
seed AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGhIjKl
key com_example_service_internal_registry_keyvault_1
İ password=hunter2 İ
-----BEGIN PRIVATE KEY----- MIIBVgIBADANBgkq MIIBVgIBADANBgkq= -----END PRIVATE KEY----- after
MIIBVgIBADANBgkqhkiG9w0B -----END PRIVATE KEY----- after
-----BEGIN PRIVATE KEY----- MIIBVgIBADANBgkqhkiG
-----END PRIVATE KEY-----
@@SKMS_SEPARATOR@@acme
abc123def@@SKMS_SEPARATOR@@acme
"""

HEALTH = r"""
{"keyCheck": {"result": 0}}
{"keyCheck": {"result": 1, "error": ""}}
{"code": 0, "keyCheck": {"result": "strange"}}
{"code": "-3", "keyCheck": {"result": null, "error": null}}
{"code": "x", "keyCheck": {"error": "a@b.test is gone"}}
{"data": {"code": 0, "keyCheck": {"result": "Passed."}}}
{"keyCheck": {"result": "fal
{"keyCheck": "OK!", "healthCheck": "up", "licenseCheck": "none"}
{"keyCheck": {"result": {"code": 5, "x": "y"}, "error": ["a", "b"]}}
{"checks": [{"title": "KeyCheck", "state": "down", "reason": "x"}, {"id": "other", "value": 1}]}
{"sciServerId": "SCAM-1111-2222-3333-4444", "keyCheck": "OK", "healthCheck": {"status": "NG"}}
{"keyCheck": ["a", {"server_id": "s1", "ok": true}, {"ok": false}]}
{"keyCheck": {"SCAM-1111-2222-3333-4444": {"success": "n"}, "note": "x"}}
prose before {1} then {"a": {"b": {"c": {"licenseCheck": {"msg": "bad"}}}}} after
keyCheck = FAIL (no key)
healthCheck: OK; keyCheck: FAIL
[keyCheck: ok, healthCheck: (result: no)]
{'keyCheck': {'result': True, 'error': None} // fine
{\"keyCheck\": {\"result\": false, \"error\": \"it\\\"s\"}}
&quot;keyCheck&quot;: {&quot;result&quot;: false}
“keyCheck”: {“result”: true}
/api/healthCheck: keyCheck
{{{{{{{{{{{{{{{{{{{{"keyCheck": {"result": false}}}}}}}}}}}}}}}}}}}}}
"""

LEFTS = (
    *("a ,", "5 ,", "5 |", "*_", "* _", "a *_", "5 -", "err -", "a -", "err ", "5 :", ")_"),
    *(
        "",
        " ",
        "e",
        "x",
        "한",
        "skms",
        "err_",
        "id_",
        "_",
        " _",
        "한_",
        "#",
        "skms #",
        "skms error code #",
        "key vault err #",
    ),
    *(
        ":",
        " :",
        "code:",
        "error :",
        "port:",
        "한:",
        "):",
        "5:",
        "=",
        " =",
        "code=",
        "size=",
        "'a'=",
        "('",
        "(",
        "code(",
        "abc(",
    ),
    *(
        "한(",
        "err[",
        "skms_x[",
        "id[",
        "5(",
        ".",
        "..",
        "1.",
        "한.",
        ",",
        "5,",
        "a,",
        "40013,",
        "|",
        "5|",
        "-",
        "err-",
        "a-",
        "5-",
    ),
    *(
        "skms–",
        "/",
        "a/",
        "50001/",
        "5/",
        "40013/",
        "~",
        "40013~",
        "·",
        "@",
        "+",
        "$",
        "%",
        "\\",
        "\\n",
        '\\"',
        "^",
        "￥",
        "*",
        ">",
        "{",
    ),
)
RIGHTS = (
    *(
        "",
        " ",
        "\n",
        "s",
        "er",
        "err",
        "error",
        "errors",
        "code",
        "x",
        "sx",
        "한",
        "번",
        ".",
        ". x",
        ".x",
        ".5",
        ".한",
        ",",
        ",5",
        ",x",
    ),
    *(
        ":",
        ":5",
        ":x",
        ": x",
        "~",
        "~50001",
        "~5",
        "-",
        "-x",
        "-err",
        "-에러",
        "-5",
        "- x",
        "-50001",
        "–x",
        "/",
        "/x",
        "/ x",
        "/한",
    ),
    *(
        "/50001",
        "/500011",
        "|x",
        "|5",
        "?",
        "!",
        ";",
        ")",
        "]",
        "}",
        ">",
        '"',
        "'",
        "`",
        "*",
        "…",
        "_",
        "@",
        "%",
        "+",
        "#",
        "$",
        "€",
    ),
    *("°", "\\", "\\n", '\\"', "^", "&", "(", "{", "=", "0", "．"),
)
"""What stands on either side of a number."""

WORDS = """
tidied pitied copied applies replies denied carried emptied flies runxing opennd boxes busier lovely wired
error failed retried retries tried trying making maker stopped stopping stopper planned happily
doesn't can't user's users’ undone unlocked preview misread autostart reconfigured nonsense retryable
Kubernetes Zabbix zz a I API APIs HTTP Qux QuxBars quxbars qux's reqqed unqux in Call of Duty
hi Minsu, hello Team: thx kim! https://x.example.test @kim a@b c/d x.y.z v1.2 node-12 :smile: <@U1>
보안팀에서 문서가 안 열려요 홍길동님이 보낸 자료 삼성 앱 오류 넷마블에서 에러 슬랙봇 오류 ㅋㅋ 감사합니다
ドキュメント エラー アプリ ゲーム
"""

LONG = "word " * 60
PROSE = (
    f"{LONG}HTTP 400: Key not found in the keyVault, error 40013 keyId=0000009 {LONG}",
    f"{LONG}40013 means the key is missing in the key vault. {LONG}SKMS error 40110.",
    "error 40013. SKMS? discord says 50001! wechat 40013 ... skms 40013",
    "FINE. the code 40008 came up! Then nothing.",
    "e.g. no. 40013 error",
    "키볼트\n\n40013 오류",
    "error 40013 keyId 9a HTTP 500 İ",
    "401 unauthorized, status 500: error 40013 /key/77",
    "errors 40013, 40110 and 50001; 40013s again",
    "Missing Access (50001) and invalid appid 40013 and AADSTS50001 and DiscordAPIError[50001]: x",
    '{"errmsg": "invalid appid", "errcode": 40013} {"code": 40999, "message": "what"} 49000 40123 error',
    "SKMS " + "40013 " * 100,
    "from the discord team: error 40013 since noon",
    "excel date 40013 error",
    "error _40013_ and error *_40008_*, error_40110_x",
    "Zabbix Quxly Foobar Blipper said so. error 40013 again. Zorp blip.",
    "we got 40101 invalid token please help",
    "we got 40101 invalid token specified",
    "40101 INVALID_TOKEN again",
    "skms: 40101 invalid token and Required value is missing 40105, unavailable license 40108",
    "Key not found in the keyVault. Key not found in the keyVault? it says 40013 — Key not found in the keyVault",
    "header creation failed: 40003, 헤더 생성 실패 40003",
    "키볼트 키 조회 실패 40013, 키볼트 서비스 실패 40008 오류",
    "40013 key not found in the",
    "Failed create head 40003 again",
    "SDF Container says 40013; EKMS says 40008; kms 40110 decrypt; the SKMS team says 40111",
    "from the skms team: 40013 and error 40012",
    "error code 40013. http/1.1 404, status 403; 401 unauthorized, 500/503, 상태 코드 400",
    "키 아이디는 abc-9 오류 40013, key-id: zz_7",
    "expected 40013 but was 50001, error",
    "return 40013; // error",
)
