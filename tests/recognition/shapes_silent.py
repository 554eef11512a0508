# ruff: noqa: E501 - samples stand on one line, as they were pasted
"""Look-alikes: the numbers of other products, and numbers that are no error at all."""

from tests.recognition.shapes import Case, case

CASES: tuple[Case, ...] = (
    case("nothing", ""),
    case("a chat message", "shall we have lunch at 12:30? the build is green again"),
    case("discord", '{"message": "Missing Access", "code": 50001}'),
    case("discord.py", "discord.errors.Forbidden: 403 Forbidden (error code: 50001): Missing Access"),
    case(
        "discord.js",
        "DiscordAPIError[50001]: Missing Access\n    at handler {\n  rawError: { message: 'Missing Access', code: 50001 },\n  code: 50001,\n  status: 403\n}",
    ),
    case("wechat", '{"errcode":40013,"errmsg":"invalid appid, hints: [ req_id: aa ]"}'),
    case("wechat in go", "request failed: &{{{ } 40013 invalid appid rid: 655d"),
    case(
        "alipay",
        '{"alipay_trade_query_response":{"code":"40004","msg":"Business Failed","sub_code":"ACQ.TRADE_NOT_EXIST","sub_msg":"x"}}',
    ),
    case("sdf's own 40005", '{"code":40005,"message":"Invalid scLabelId"}'),
    case("sdf's own 50001", '{"code":50001,"message":"/data/in.docx (No such file or directory)"}'),
    case("azure ad", "AADSTS50001: The application named https://x.example.test was not found in the tenant"),
    case("a foreign code wraps nothing", '{"code":60001,"message":"The service did not accept the auth token."}'),
    case("sap", '{"code":"40101","message":"User account is locked"}'),
    case("an address", "the room is 40013, next to 50001"),
    case("ports", "listening on 0.0.0.0:50001"),
    case("an order", '{"orderId":40013,"name":"Key ring","message":"shipped"}'),
    case("a postal code", '{"zip":"40013","city":"Bologna"}'),
    case("a longer number", '{"code":400130,"message":"Key not found in the keyVault"}'),
    case("a code within digits", "1740013999"),
    case("a decimal", "0.40013 and 40013.25"),
    case("a database row", "INSERT INTO t VALUES (50001, 'Kim', 'Seoul')"),
    case("a foreign message in python", "{'code': 40101, 'message': 'Signature expired'}"),
    case("a foreign toString", "ErrorResponse(code=40008, message=Rate limit reached, detail=null)"),
    case("a foreign table", "| code | message |\n|---|---|\n| 40013 | invalid appid |"),
    case("a foreign yaml", "code: 40004\nmessage: Business Failed"),
    case("a foreign logfmt", 'level=error code=50001 msg="Missing Access"'),
    case("a foreign xml", "<error><code>40013</code><message>invalid appid</message></error>"),
    case("a code alone in a body", '{"code": 40013}'),
    case("a body with a name", '{"code": 40013, "name": "Gangneung"}'),
)
