"""Bare codes in prose: what is answered, what deserves silence, and what stands beside a code."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.recognition.prose import find_mentions
from tests.fakes.knowledge import specification_catalog

CATALOG = specification_catalog()

SPOKEN_OF = [
    ("error 40013", [40013]),
    ("Error 40013 on every download since 02:40", [40013]),
    ("error code 40013", [40013]),
    ("error code: 40110", [40110]),
    ("code=40013 and nothing else in the log, upload fails", [40013]),
    ("code=40013", [40013]),
    ("코드 40013", [40013]),
    ("SKMS-40013", [40013]),
    ("SKMS 40013", [40013]),
    ("skms_40013 again", [40013]),
    ("got SKMS-50002 after the firewall change", [50002]),
    ("40013 error", [40013]),
    ("40013 errors since 2am, same for anyone?", [40013]),
    ("we're seeing 40013 errors on prod", [40013]),
    ("lots of 50001s from skms today", [50001]),
    ("the logs are full of errors, 50001s and 40013s mostly", [50001, 40013]),
    ("what does 40013 mean?", [40013]),
    ("What does 40301 mean, and is it my token?", [40301]),
    ("what is 40107", [40107]),
    ("whats 40005??", [40005]),
    ("anyone know what 50004 means?", [50004]),
    ("anyone seen 40012 before?", [40012]),
    ("why 40104 all of a sudden", [40104]),
    ("getting 50002 from skms", [50002]),
    ("we keep getting 40101 from the key vault API", [40101]),
    ("getting 40111 when opening any document", [40111]),
    ("the encrypt call returns 40105", [40105]),
    ("decryption fails with 40004", [40004]),
    ("decrypt failed: 40003", [40003]),
    ("it failed with error 50005, help", [50005]),
    ("upload fails (error 40110)", [40110]),
    ("Teams upload fails with code 40011", [40011]),
    ("SDF container gives 40107 for our new licence", [40107]),
    ("key vault says 40008, is it down?", [40008]),
    ("Is 40008 a key vault outage?", [40008]),
    ("40110/40111 errors after the sync", [40110, 40111]),
    ("errors 40013 and 40008 at the same time", [40013, 40008]),
    ("error 40013, 40110 and 40111", [40013, 40110, 40111]),
    ("SKMS error 40009: nothing decrypts since the rollout", [40009]),
    ("error 40013: anyone seen this?", [40013]),
    ("error 40013 - what now?", [40013]),
    ("*40013* error on staging", [40013]),
    ("`40013` error on staging", [40013]),
    ("error `40013` on staging", [40013]),
    ('error "40013" on staging', [40013]),
    ("> error 40013", [40013]),
    ("(error 40013)", [40013]),
    ("Error:40013", [40013]),
    ("errorcode 40013 from SKMS", [40013]),
    ("errorCode=40103 when registering the domain", [40103]),
    ("ERROR SkmsClient - vault lookup failed, code 40013", [40013]),
    ("HTTP 400 error 40013", [40013]),
    ("HTTP 400 / 40013 from skms", [40013]),
    ("what does ４００１３ mean?", [40013]),
    ("DRM documents do not open, 50001", [50001]),
    ("SKMS down? 50001 everywhere", [50001]),
    ("is there a runbook for 40005?", [40005]),
    ("how do I fix 40112", [40112]),
    ("how to resolve 40006?", [40006]),
    ("please explain 40007", [40007]),
    ("retry on error 40012?", [40012]),
    ("our batch died, error was 40005", [40005]),
    ("The response was an error with code 40102", [40102]),
    ("exception: 50003", [50003]),
    ("500 with 50003 in the body, SKMS side I think", [50003]),
    ("line break\nerror\n40013", [40013]),
    ("에러 40013", [40013]),
    ("에러 40013 뜨는데 뭔가요?", [40013]),
    ("40013 에러", [40013]),
    ("40013에러", [40013]),
    ("40013 에러 나요", [40013]),
    ("40013 뜨는데 왜 이러죠", [40013]),
    ("40013 떠요", [40013]),
    ("40013 나와요 ㅠㅠ", [40013]),
    ("40013이 뭐예요?", [40013]),
    ("40013이랑 40008 차이가 뭔가요", [40013, 40008]),
    ("40013이랑 같이 떠요", [40013]),
    ("에러코드는 40013입니다", [40013]),
    ("에러코드가 40013일 때 어떻게 하나요", [40013]),
    ("오류코드 40110 발생", [40110]),
    ("오류 코드: 40111", [40111]),
    ("코드 40013 뜨는데요", [40013]),
    ("응답 코드 40107이 내려옵니다", [40107]),
    ("40107 코드가 내려오는데 라이선스 문제인가요?", [40107]),
    ("40013번 에러 아시는 분", [40013]),
    ("skms에서 40013 떨어집니다", [40013]),
    ("SKMS에서 50002가 계속 나옵니다", [50002]),
    ("키볼트 40008 장애인가요?", [40008]),
    ("키볼트에서 40013 에러가 납니다", [40013]),
    ("복호화 하면 40004 발생합니다", [40004]),
    ("문서 열 때 50001 오류가 발생해요", [50001]),
    ("오늘 아침부터 50001 에러가 납니다. 확인 부탁드립니다", [50001]),
    ("40101 원인이 뭔가요", [40101]),
    ("40301 의미가 뭐죠?", [40301]),
    ("40005 해결 방법 아시는 분 계신가요", [40005]),
    ("암호화 API 호출 시 40105 리턴됩니다", [40105]),
    ("40112 오류는 SCI 서버 ID 문제인가요", [40112]),
    ("배치가 에러 40005로 죽었어요", [40005]),
    ("에러 40013: 오늘 아침부터 계속 뜹니다", [40013]),
    ("에러가 40013으로 떨어져요", [40013]),
    ("40110, 40111 에러가 같이 발생", [40110, 40111]),
    ("40110과 40111 오류 차이", [40110, 40111]),
    ("운영에서 40013 발생 중", [40013]),
    ("４００１３ 에러", [40013]),
    ("エラー 40013", [40013]),
    ("エラーコード40013が出ます", [40013]),
    ("40013エラーが発生しました", [40013]),
    ("40013とは何ですか", [40013]),
    ("40008 が返ってきます", [40008]),
    ("SKMSで40101エラー", [40101]),
    ("キーボルト 40008 障害でしょうか", [40008]),
    ("Our Discord alert channel says SKMS 50001", [50001]),
    ("lunch at 12? also error 40013 again on prod", [40013]),
    ("ticket #8812: customers get error 40013", [40013]),
    ("on port 8080 we get error 40013", [40013]),
    ("user 1234 gets 40013 when opening files", [40013]),
    ("skms: 40013", [40013]),
]

SILENT = [
    "port 50001 is already in use",
    "listening on 50001",
    "Error: listen EADDRINUSE: address already in use :::50001",
    "connect ECONNREFUSED 127.0.0.1:50001",
    "connection error to 192.0.2.7:40013",
    "error: bind to port 50001 failed",
    "error connecting to localhost:50001",
    "kubectl port-forward svc/api 50001:80 fails",
    "failed to open tcp://0.0.0.0:50001",
    "ports 50001-50005 are blocked by the firewall, error in the log",
    "docker run -p 50001:50001 exits with an error",
    "the gRPC server on port 40013 throws an error",
    "order 40013 has shipped",
    "order no. 40013 failed payment",
    "Order #40013 returned an error",
    "invoice 40013 is overdue",
    "ticket 40013: printer broken",
    "see issue #40013",
    "PR #40013 fixes the error",
    "JIRA OPS-40013 is about an error",
    "CVE-2024-40013 is exploitable",
    "GH-40013",
    "process 40013 died with an error",
    "killed pid 40013 after an error",
    "error: process 40013 exited",
    "sshd[40013]: error: kex_exchange_identification",
    "2026-11-22 02:51:03.120 ERROR 40013 --- [nio-8080-exec-1] c.e.demo.Handler : boom",
    "2026-11-22 02:51:03 UTC [40013] ERROR:  relation does not exist",
    "2026/11/22 02:51:03 [error] 40013#40013: *1 connect() failed",
    "E1122 02:51:03.000000   40013 server.cc:77] error",
    "11-22 02:51:03.120 40013 40013 E Camera: error opening",
    "40013:M 22 Nov 02:51:03.120 # Server started",
    "  at com.example.Foo.bar(Foo.java:40013)",
    "error at line 40013",
    "parse error: main.c:40013: unexpected token",
    "bundle.js:40013 Uncaught TypeError",
    "SyntaxError in line 40013 of dump.sql",
    "imported 40013 rows, 2 failed",
    "50001 rows failed to import",
    "failed after 40013 ms",
    "request took 50001ms and failed",
    "timeout after 50001 ms",
    "error: timed out in 50001s",
    "the job took 50001s",
    "waited 40013 seconds before the error",
    "40013 bytes written",
    "the file is 50001 kB",
    "50001 users got an error",
    "there were 50001 errors in the last hour",
    "we logged 50001 errors over 2 days",
    "Batch finished: 50001 errors, 12 warnings",
    "retry after 40013",
    "it costs $40013",
    "I got 40013 for it",
    "sold for 50001",
    "40013 won",
    "price 40013, shipping 12",
    "room 40013",
    "room 40013 is booked, error in the calendar",
    "40013 Castel Maggiore",
    "zip code 40013",
    "ZIP 40013 is not in Kentucky",
    "call 555-40013",
    "+49 30 40013",
    "extension 40013",
    "version 40013 is broken",
    "build 40013 failed",
    "v40013 fails",
    "r40013 broke the error handling",
    "0x40013 error",
    "error 400130",
    "error 140013",
    "error 4001",
    "error 40013.5",
    "error 1.40013",
    "error 40,013",
    "2026-40013",
    "id 40013 not found",
    "user id 40013 has an error",
    "user 40013 cannot log in",
    "employee 40013 has left",
    "use promo code 40013 at checkout",
    "area code 50001",
    "product code 40013 is out of stock",
    "enter code 50001 at the door",
    "the lottery number is 40013",
    "50001 steps today!",
    "score: 50001",
    "50001 points, new record",
    "population 40013",
    "distance 40013 km",
    "40013 of 50001 done, no failures so far",
    "page 40013",
    "chapter 40013",
    "exit code 40013",
    "50001 Missing Access",
    "Missing Access (50001) in my bot",
    "error 50001: Missing Access",
    "discord.errors.Forbidden: 403 Forbidden (error code: 50005): Cannot edit a message authored by another user",
    "DiscordAPIError[50001]: Missing Access",
    "our Discord bot gets error 50001",
    "Discord error 50001, what does it mean?",
    "wechat error 40013",
    "WeChat mini program returns 40013",
    "微信公众号返回40013错误",
    "返回码 40013 是什么意思",
    "控制台报错 40013",
    "WeChatClientException: Error code: 40003, message: invalid openid",
    "errcode 40013",
    "errcode: 40013, errmsg: invalid appid",
    "error 40013: invalid appid",
    "AADSTS50001: the application was not found",
    "Azure AD error 50001",
    "Entra sign-in error 50003",
    "Binance error 50001",
    "OKX error 50001: Service temporarily unavailable. Try again later",
    "bitget 40009 sign signature error",
    "API authentication failed     40009     400",
    "alipay 40004 Business Failed",
    "Error 40004: Business Failed",
    "Ably error 40104",
    "Ably: timestamp not current; code 40104",
    "Realtime is now returning 40101 (invalid credentials)",
    "Msg 50001, Level 16, State 1, Line 3",
    "RAISERROR(50001, 16, 1) fails",
    "THROW 50001, 'Out of stock', 1;",
    "SQLSTATE[40003]: error",
    "ORA-40013 error",
    "MySQL error 40001 and 40003",
    "Twilio error 50001",
    "Kraken error 50001",
    "error 50002 from Zuora",
    "TikTok API code 40105",
    "feishu 40013 error",
    "Azure Key Vault error 40301",
    "HashiCorp vault error 50001",
    "40013원",
    "총 40013원 결제 오류",
    "40013원에 판매합니다",
    "40013건 처리 완료",
    "오류 40013건 발생",
    "40013명이 접속했는데 에러가 났어요",
    "40013개 파일 업로드 실패",
    "40013번지",
    "테헤란로 40013호",
    "우편번호 40013",
    "우편번호는 40013입니다",
    "포트 50001",
    "포트는 50001 에러 확인",
    "50001 포트가 막혀서 에러",
    "50001번 포트 오류",
    "주문번호 40013 오류",
    "주문 40013 취소해 주세요",
    "티켓 40013 확인 부탁드립니다",
    "상품코드 40013 재고 오류",
    "가격은 40013입니다",
    "사번 40013 계정 오류",
    "회의실 40013",
    "40013초 걸렸어요",
    "40013번째 고객",
    "5만 50001원",
    "쿠폰 코드 40013 안 돼요",
    "위챗 40013 invalid appid 에러",
    "40013円のエラー",
    "ポート50001でエラー",
    "注文番号40013のエラー",
    "40013件のエラー",
    "端口50001被占用 错误",
    "订单40013失败",
    "hello there",
    "",
    "40013",
    "see you at 40013 maybe",
    "https://example.test/errors/40013",
    "https://example.test/?error=1&id=40013",
    "/var/log/app/40013/error.log",
    "commit 40013 reverted the error",
    "SKMS listens on port 50001",
    "SKMS has processed 40013 documents without an error",
    "SKMS pod restarted, pid 40013",
    "SKMS took 50001 ms to answer",
    "drm documents: 40013 files converted",
    "-40013 error",
    "$50001 lost to a billing error",
    "latency p99=50001 error budget fine",
    "offset=40013 partition=3 error",
    "size=40013",
    "-rw-r--r-- 1 root root 40013 Nov 22 02:51 error.log",
    '10.0.0.1 - - [22/Nov/2026:02:51:03 +0900] "GET / HTTP/1.1" 500 50001 "-" "curl"',
]


def answered(text: str) -> list[int]:
    return [mention.code for mention in find_mentions(text, CATALOG, ()) if mention.confidence != "possible"]


@pytest.mark.parametrize(("text", "codes"), SPOKEN_OF)
def test_a_code_that_is_spoken_of_as_an_error_is_mentioned(text: str, codes: list[int]) -> None:
    assert answered(text) == codes


@pytest.mark.parametrize("text", SILENT)
def test_a_number_with_another_reading_or_owner_is_not_answered(text: str) -> None:
    assert answered(text) == []


def test_a_number_alone_is_only_possible() -> None:
    assert [mention.confidence for mention in find_mentions("40013", CATALOG, ())] == ["possible"]


@pytest.mark.parametrize(
    ("text", "code", "message", "confidence"),
    [
        ("40013 Key not found in the keyVault", 40013, "Key not found in the keyVault", "certain"),
        ("40013: key not found in the keyvault", 40013, "key not found in the keyvault", "certain"),
        ("Key not found in the keyVault (40013)", 40013, "Key not found in the keyVault", "certain"),
        ("Key not found in the key vault, code 40013", 40013, "Key not found in the key vault", "likely"),
        ("[50002] SCI Connection failed", 50002, "SCI Connection failed", "certain"),
        (
            "error 40301: You don’t have permission this service",
            40301,
            "You don’t have permission this service",
            "likely",
        ),
        ("40008 - Key Vault\nService Failed", 40008, "Key Vault\nService Failed", "likely"),
        ("40013 키볼트 키 조회 실패", 40013, "키볼트 키 조회 실패", "likely"),
        ("40008 (キーボルトサービスの失敗)", 40008, "キーボルトサービスの失敗", "likely"),
        ("error 40101: Invalid token", 40101, "Invalid token", "likely"),
        ("40105 Required value is missing", 40105, "Required value is missing", "likely"),
        ("HeaderKey is Empty (code: 40110)", 40110, "HeaderKey is Empty", "certain"),
    ],
)
def test_a_code_beside_its_own_message_carries_it_as_it_stands(
    text: str, code: int, message: str, confidence: str
) -> None:
    (mention,) = find_mentions(text, CATALOG, ())
    assert (mention.code, mention.message, mention.confidence) == (code, message, confidence)


@pytest.mark.parametrize(
    ("text", "status", "key_id"),
    [
        ("HTTP 400, error 40013, keyId 0000009", 400, "0000009"),
        ("error 40013 (HTTP 400) keyId : 0000731", 400, "0000731"),
        ("error 50001 status 500 on https://kms.example.test:8080/drm/ABCD/key/0000003", 500, "0000003"),
        ("401 Unauthorized with error 40301", 401, None),
        ("error 40013 and no more", None, None),
    ],
)
def test_status_and_key_id_are_those_stated_beside_the_code(text: str, status: int | None, key_id: str | None) -> None:
    mention = find_mentions(text, CATALOG, ())[0]
    assert (mention.http_status, mention.key_id) == (status, key_id)


def test_a_number_inside_a_taken_span_is_no_mention() -> None:
    text = 'error {"code": 40013} and error 40008'
    assert [mention.code for mention in find_mentions(text, CATALOG, ((6, 21),))] == [40008]


def test_the_span_is_where_the_number_stands() -> None:
    text = "got error 40013 today"
    (mention,) = find_mentions(text, CATALOG, ())
    assert text[slice(*mention.span)] == "40013"


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_no_text_raises(text: str) -> None:
    find_mentions(text + " error 40013 " + text, CATALOG, ())


@given(st.text("0123456789", min_size=1, max_size=9), st.text("0123456789", max_size=9))
@settings(max_examples=60, deadline=None)
def test_a_code_inside_a_longer_run_of_digits_is_never_a_mention(before: str, after: str) -> None:
    assert find_mentions(f"SKMS error {before}40013{after} ", CATALOG, ()) == [] or len(before + after) >= 5


@pytest.mark.parametrize("unit", ["40013 ", "error 40013 ", "40013,", "SKMS 40013. ", "(40013", "code=40013 Discord "])
def test_64_kib_of_codes_are_read_in_bounded_time(unit: str) -> None:
    text = (unit * (65536 // len(unit) + 1))[:65536]
    find_mentions("warm up error 40013", CATALOG, ())
    begun = time.process_time()
    find_mentions(text, CATALOG, ())
    assert time.process_time() - begun < 0.5
