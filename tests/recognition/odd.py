# ruff: noqa: E501 - samples stand on one line, as they were pasted
"""Odd pastes: each notation with each odd part in it, and odd logs, times and messages; texts only, no expectations."""

from collections.abc import Iterator
from urllib.parse import quote_plus

M = "Key not found in the keyVault"
D = "keyId : 0000009"

BARE = {
    "lines": "code: {c}\nmessage: {m}\ndetail: {d}",
    "bullets": "- *Code:* `{c}`\n- *Message:* {m}\n- *Detail:* {d}",
    "list below dashes": "- code: {c}\n  message: {m}\n  detail: {d}\n- code: 40301\n  message: x",
    "message above": "message: {m}\ndetail: {d}\n\ncode: {c}",
    "fenced lines": "```\nmessage   {m}\n---\ncode   {c}\n```\ndetail   {d}",
    "deep lines": "code: {c}\nmessage:\n    {m}\ndetail:\n    {d}",
    "folded": "code: {c}\nmessage: >-\n  {m}\ndetail: |\n  {d}\n  and more",
    "labels": "Code\n{c}\n\nMessage\n{m}\n\nDetail\n{d}",
    "labels with colons": "**Message:**\n{m}\n**Code:**\n{c}\n**Details:**\n{d}\n\n\n\n\n\nmessage\nelse",
    "lines within lines": "code: {c}\nmessage: {m}\ndetail:\n        a: {d}\n       b: x\nstatus: 400",
    "lines far below": "code: {c}\n\nmessage: {m}\n\ndetail: {d}",
    "lines above and below": "detail: {d}\ntime: 02:51\ncode: {c}\nlevel: error\n\nmessage: {m}\ncode: 40301\nmessage: other",
    "marked lines": "> *code*: _{c}_\n> *message*: _{m}_\n> *detail*: “{d}”,",
    "korean labels": "코드 : {c}\n메시지 : {m}\n상세 내용 : {d}",
    "vector": "[1] {c}\n[2] message\n[3] {m}\n[4] detail\n[5] {d}",
    "brackets": "[code: {c}] [message: {m}] [detail: {d}]",
    "round brackets": "error code({c}) message({m}) detail({d})",
    "comma brackets": "(code, {c}) (msg, {m}) (details, {d})",
    "logfmt": "ts=02:51 level=error code={c} msg={m} detail={d} status=400 path=/api",
    "quoted logfmt": 'level=error code={c} msg="{m}" detail="{d}"',
    "arrows": "code => {c}, message => {m}, detail => {d}",
    "loose pairs": "call failed, code={c}, message={m}, detail={d}",
}
QUERIES = {
    "query after a letter": "X?code={c}&X=Y&message={m}&detail={d}&detail=z&message=x X",
    "query": "GET /e?x=1&code={c}&message={m}&detail={d}",
    "form": "code={c}&errmsg={m}&detail={d}\nHTTP/1.1",
    "address in quotes": "see 'https://a.example.test/?message={m}&code={c}' for more",
}
GRIDS = {
    "bars": "| code | message | detail | status |\n|---|---|---|---|\n| {c} | {m} | {d} | 400 |",
    "bars, no edge": "code | message | detail\n---|---|---\n{c} | {m} | {d}",
    "box": "│ code │ message │ detail │\n├──────┼─────────┼────────┤\n│ {c} │ {m} │ {d} │",
    "tracker": "||code||message||detail||\n|{c}|{m}|{d}|",
    "bars, other order": "| time | detail | no | message | code |\n| 02:51 | {d} | 1 | {m} | {c} |",
    "bars, no header": "| 1 | {c} | {m} | {d} |",
    "tabs": "id\tmessage\tdetail\n{c}\t{m}\t{d}",
    "tabs, no header": "02:51\t{c}\t{m}\t{d}",
    "commas": "code,message,detail,http_status\n{c},{m},{d},400",
    "quoted commas": '"code","message","detail"\n"{c}","{m}","{d}"',
    "columns": "CODE   MESSAGE                          DETAIL\n{c}  {m}    {d}",
    "ruled": "code  message                         detail\n----- ------------------------------- ---------------\n{c} {m}   {d}",
    "ruled, right aligned": " code message                         detail\n----- ------------------------------- ------\n{c} {m}   {d}",
    "ruled twice": "a b\n-- --\n1 2\n\ncode  message                         status\n===== =============================== ======\n{c} {m}   400",
    "elements": "<e><code>{c}</code><message>{m}</message><detail>{d}</detail></e>",
    "elements, code last": "<e><detail>{d}</detail><message>{m}</message><code>{c}</code></e>",
    "named elements": '<Data Name="code">{c}</Data><Data Name="message">{m}</Data><Data Name="detail">{d}</Data>',
    "named strings": '<string name="code">{c}</string><string name="error">{m}</string><string name="detail">{d}</string>',
    "cdata": "<s:code><![CDATA[{c}]]></s:code><s:faultstring><![CDATA[{m}]]></s:faultstring><s:detail>{d}</s:detail>",
    "cells": "<tr><td>{c}</td><td>{m}</td><td>{d}</td></tr>",
    "labelled cells": "<tr><td>Code:</td><td>{c}</td></tr><tr><td>Message:</td><td>{m}</td></tr><tr><td>Detail</td><td>{d}</td></tr>",
    "lone cell": "{m}: <td>{c}</td>",
    "spaced cells": "<tr> <th>code</th> <td> {c} </td> <td>{m} &amp; more</td> </tr>",
    "attributes": "<code type='int'>{c}</code> <msg lang='en'>{m}</msg> <details>&lt;{d}&gt;</details>",
    "two errors": "<es><e><code>40301</code><message>x</message></e><e><code>{c}</code><message>{m}</message></e></es>",
}
BESIDE = {
    "tuple": "({c}, '{m}', '{d}')",
    "list": '[{c}, "{m}", "{d}"]',
    "list of strings": '["{c}", "{m}", null]',
    "go": "&{{{c} {m} {d}}}",
    "go map": "map[code:{c} message:{m} detail:{d}]",
    "rust": 'Err(SkmsError({c}, "{m}", Some("{d}")))',
    "colon": "{c}: {m}: {d}",
    "dash": "{c} - {m} - {d}",
    "dash and bracket": "{c} – {m} ({d})",
    "detail named": "{c} {m}, detail: {d}",
    "detail in brackets": "{c} {m} [detail={d}]",
    "message first": "{m} (code: {c}) detail => {d}",
    "message first, bare": "{m} [{c}]",
    "next line": "error {c}\n    {m}\n    {d}",
    "escaped": '\\"{c}\\", \\"{m}\\", \\"{d}\\"',
    "http beside": "{c} HTTP 400 {m}",
    "arrow": "{c} => {m} => {d}",
    "quotes before": '\'x\' "y" ({c}, "{m}", \'{d}\', "z")',
    "escaped quotes": '[\\\\\\"{c}\\\\\\", \\\\\\"{m}\\\\\\", \\\\\\"{d}\\\\\\"]',
    "cut quotes": '({c}, "{m}", "{d}',
    "brackets in brackets": "{c} {m} (a (b) {d}) c",
    "detail above": "detail: {d}, {m} = {c}",
    "optional": 'Optional({c}) Optional("{m}") Optional("{d}")',
    "foreign": "ABCD{c} {m}",
    "of others": "ORA-00942, E1102, {c} {m}, ABC-1234",
}
BODIES = {
    "json": '{{"code": {c}, "message": "{m}", "detail": "{d}"}}',
    "status behind": '{{"code": {c}, "message": "{m}"}} status 400',
    "status above": 'HTTP/1.1 400 Bad Request\ndate: x\n\n{{"code": {c}, "message": "{m}"}}',
    "status far above": 'GET /a -> 400\n\nother\n\n{{"code": {c}, "message": "{m}"}}\n\n200 ok',
    "status between two": '{{"code": {c}, "message": "{m}"}}\nHTTP 400\n{{"code": 40301, "message": "x"}} HTTP 403',
    "status beside": '{{"http": {{"status_code": 400}}, "body": {{"code": {c}, "message": "{m}"}}}}',
    "status of no answer": '{{"status": 99, "retry": {{"status": 500}}, "body": {{"code": {c}, "message": "{m}"}}}}',
    "status 600": '{{"status": 600, "code": {c}, "message": "{m}"}}',
    "status in the holder": '{{"log": "got 400 from x: {{\\"code\\": {c}, \\"message\\": \\"{m}\\"}}"}}',
    "wrapped by others": '{{"code": 7, "message": "Unknown: {{\\"code\\": {c}, \\"message\\": \\"{m}\\"}}"}}',
    "wrapped by the container": '{{"code": 60001, "message": "500 : {{\\"code\\": {c}, \\"message\\": \\"{m}\\"}}"}}',
    "wrapped by a success": '{{"code": 0, "message": "success", "detail": "{{\\"code\\": {c}, \\"message\\": \\"{m}\\"}}"}}',
    "wrapped by a 401": 'HTTP/1.1 401\n\n{{"code": 401, "data": {{"code": {c}, "message": "{m}"}}}}',
    "message within": '{{"code": {c}, "error": {{"message": "{m}", "detail": "{d}"}}}}',
    "message around": '{{"message": "{m}", "detail": "{d}", "inner": {{"code": {c}}}}}',
    "no keys for the words": '"a": "{m}", "code": {c}, "b": "{d}"}}',
    "rank of names": '{{"title": "x", "reason": "{m}", "code": {c}, "details": "{d}", "detail": "y"}}',
    "damaged detail": "{{'code': {c}, 'message': '{m}', 'detail': {{id: '{d}', n: 3, f: 2.5, t: True, no: false, o: {{a: 1}}, l: [1, x], k: '키'}}}}",
    "detail of numbers": '{{"code": {c}, "message": "{m}", "detail": {{"a": NaN, "b": [1.50, true, null], "k": "키"}}}}',
    "detail unclosed": '{{"code": {c}, "message": "{m}", "detail": {{"a": {{"b": "{d}"',
    "html twice": "{{&amp;quot;code&amp;quot;: {c}, &amp;quot;message&amp;quot;: &amp;quot;{m}&amp;quot;, &amp;quot;detail&amp;quot;: &amp;quot;a &amp;lt; b&amp;quot;}}",
    "eol": '{{<EOL>  "code" : {c},<EOL>  "message" : "{m}",<EOL>  "detail" : "a<EOL>b"<EOL>}}',
    "url": "log=%7B%22code%22%3A{c}%2C%22message%22%3A%22{m}%22%2C%22detail%22%3A%22a%2Bb+%ED%82%A4%22%7D&x=1",
    "unicode quotes": '"{{\\u0022code\\u0022:{c},\\u0022message\\u0022:\\u0022{m}\\u0022,\\u0022detail\\u0022:\\u0022it\\u0027s\\u0022}}"',
    "csv": '1,"{{""code"": {c}, ""message"": ""{m}"", ""detail"": ""{d}""}}",2',
    "odd spaces and digits": '{{"code":\u00a0４００１３, "message":\u3000"{m}", "x": {c}}}',
    "other links": '{{"code": {c}, "message": "{m}", "detail": "<tel:123|1-2-3> <HTTP://a.example.test/|a.example.test> <MAILTO:k@b.test>"}}',
    "comments": '{{"code": {c}, // the code\n  # and\n "message": /* what */ "{m}",,}}',
    "stamped lines": '2026-11-22 02:51:03 {{\n2026-11-22 02:51:03   "code": {c},\n2026-11-22 02:51:03   "message": "{m}" }}',
    "syslog lines": 'Nov 22 02:51:03 host app[7]: {{\nNov 22 02:51:03 host app[7]: "code": {c},\nNov 22 02:51:03 host app[7]: "message": "{m}" }}',
    "clocked lines": '[02:51:03] ERROR {{\n[02:51:03] ERROR "code": {c},\n[02:51:03] ERROR "message": "{m}" }}',
    "diff": '+ {{\n+  "code": {c},\n+  "message": "{m}"\n+ }}',
    "starred": '* {{\n*  "code": {c},\n*  "message": "{m}"\n* }}',
    "commented": '// {{\n//  "code": {c},\n//  "message": "{m}"\n// }}',
    "hash": '#{{:code=>{c}, :message=>"{m}", :detail=>nil}}',
    "edn": '{{:code {c} :message "{m}" :detail "{d}"}}',
    "erlang": '#{{<<"code">> => {c}, <<"message">> => <<"{m}">>}}',
    "wide": "｛“code”：{c}，“message”：“{m}”，“detail”：“{d}”｝",
    "colours": '\x1b[31m{{\x1b[0m"code": \x1b[33m{c}\x1b[0m, "message": "{m}"}}',
    "bare colours": '[31m{{[0m"code": [33m{c}[0m, "message": "{m}"}}',
    "links": '{{"code": {c}, "message": "{m}", "detail": "<https://kms.example.test|kms> <mailto:a@b.test|a@b.test>"}}',
    "entities": '{{"code": {c}, "message": "{m}", "detail": "a &lt; b &amp;&amp; c"}}',
    "html": "{{&quot;code&quot;: {c}, &quot;message&quot;: &quot;{m}&quot;, &quot;detail&quot;: &quot;a&nbsp;b&quot;}}",
    "hex": "{{\\x22code\\x22: {c}, \\x22message\\x22: \\x22{m}\\x22, \\x22detail\\x22: \\x22\\xED\\x82\\xA4\\x22}}",
    "zero width": '{{"co\u200bde": {c}, "mess\u200bage": "{m}", "detail": "a\u00a0b"}}',
    "quoted lines": '> {{\n> "code": {c},\n> "message": "{m}",\n> "detail": "{d}"\n> }}',
    "numbered lines": '1  {{\n2    "code": {c},\n3    "message": "{m}"\n4  }}',
    "prefixed lines": 'app-1 | {{\napp-1 |   "code": {c},\napp-1 |   "message": "{m}"\napp-1 | }}',
    "continued string": "{{'code': {c}, 'message': '{m}', 'detail': 'one '\n 'two'}}",
}
DETAILS = (D, "", "null", "-", "4020", "4020 (…)", '\\"a\\" b', "a, b = c; d", "{x: [1, 2]}")
SHORT_DETAILS = (D, "null", "4020")


def mixtures() -> Iterator[tuple[str, str]]:
    """Every notation with every odd detail in it, then with a foreign message, and with a code as a word."""
    for table in (BARE, GRIDS, BESIDE, BODIES):
        for name, shape in table.items():
            details = DETAILS if table is BARE and "{d}" in shape else SHORT_DETAILS if "{d}" in shape else (D,)
            for detail in details:
                yield f"{name}, detail {detail!r}", shape.format(c=40013, m=M, d=detail)
            yield f"{name}, others' message", shape.format(c=40013, m="invalid appid", d=D)
            yield f"{name}, SKMS-40110, cut", shape.format(c="SKMS-40110", m="HeaderKey is Em…", d=D)
    for name, shape in QUERIES.items():
        for detail in DETAILS if "{d}" in shape else (D,):
            yield f"{name}, detail {detail!r}", shape.format(c=40013, m=quote_plus(M), d=quote_plus(detail))
        yield f"{name}, others' message", shape.format(c=40013, m="invalid%20appid", d=D)


MESSAGES = (
    "{m}",
    "{m}.",
    "{u}",
    "  {m}\n",
    "failed: {m} (x)",
    "{cut}",
    "{less}",
    "{d}",
    "{m} {{}}",
    "Missing Access",
    "invalid appid",
    "Invalid token",
    "Access Denied",
    "",
)

TIMES = """
2026-11-22T02:51:13.123456789+09:00
2026-11-22T02:51:13-05:30
2026-11-22 02:51:60 KST
2026-11-22 02:51:13 JST
2026/11/22 02:51
2026.11.22 23:59:59.5Z
2026-11-31 02:51:13
2026-11-22_02:51:13,7 +0000
2026-11-22 02:51:13 utc
31/Dec/2026:23:00:00 -0130
01-Jan-2026 00:00:00
Sun, 1 Feb 2026 02:51:13 GMT
Mar 5, 2026, 14:05:06
5 apr 2026 02:51
2026년 1월 2일 (금) 오후 12시 05분 06초
2026년 11월 22일 오전 12:00
2026. 3. 4. 15:16:17
2026. 11. 22. 오후 11:59:59
Nov  2 02:51:13 host
12:00:01,250 then 2026-11-22 02:51:13
xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx 2026-11-22 02:51:13 22/Nov/2026:01:00:00
12:34:56:78
시
"""

LOG = f"""\ufeffstarting
2026-11-22 02:51:00,000 INFO [main] ready, 40013 widgets
2026-11-22 02:51:01,000 ERROR [a] call failed
{{
  "code": 40013,
  "message": "{M}",
  "detail": "keyId : 1"
}}
\tat a.b.C(C.java:40013)
Caused by: x.SkmsException: {{"code":40013,"message":"{M}","detail":"keyId : 1"}}
... 12 more
2026-11-22 02:50:01,000 ERROR code=40013 msg="{M}" detail="keyId : 2"
{{"time":"2026-11-22T02:52:00Z","body":{{"code":40110,"message":"HeaderKey is Empty"}}}}
{{"code":40110,"message":"HeaderKey is Empty"}}\r
40011 Unable to AzureInfo
\tat x.y.Z(Z.java:50004)
[22/Nov/2026:02:53:00 +0900] ERROR 40110 HeaderKey is Empty
Nov 22 02:53:07 host app: error 50002
192.0.2.1 - - [22/Nov/2026:02:54:00 +0900] "GET /x HTTP/1.1" 400 40013
plain words
error 40008 from skms
  went on with the key vault
new words
app-7 2026-11-22 02:55:00 {{"code":50001,"message":"Internal server error","detail":"Connect to KMS.example.test:8080"}}
app-7 2026-11-22 02:55:01 {{"code":50001,"message":"An unexpected error has occurred in the internal system","detail":"I/O error on \
https://user:pw@kms.example.test/drm: to a.example.test/1 //b.example.test //c.example.test //d.example.test //e.example.test"}}
02:56:00 code: 40012
02:56:01 SKMS-40012
한글 {{"code":40301,"message":"You don't have permission this service"}} 끝
last 40013 {M}"""
