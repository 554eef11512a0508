"""Families of numbers that only look like codes, and the codes nearest to them that are meant; whole knowledge base."""

from functools import cache
from pathlib import Path

import pytest

from bot.catalog.loader import open_catalog
from bot.models.catalog import Catalog
from bot.recognition.recognise import recognise

SILENT = {
    "shared names": r"""
BitLocker encryption error 40013 after the update
google cloud kms returns 50001 when I create a keyring
VeraCrypt decrypt failed: 40004
Widevine DRM error 50001 in chrome
FairPlay DRM license request failed with 40108
Adobe Digital Editions: DRM error 50001
Bitmovin player DRM error 40013
the game has Denuvo DRM, error 50001 on launch
Kindle DRM 40013 error when I sideload a book
멜론 DRM 음원 재생 오류 40013
교보문고 전자책 DRM 에러 50001
HashiCorp vault unseal error 40013
azure key vault returned 40301 for the managed identity of our Databricks workspace
Whatsapp end-to-end encryption error 50001
LUKS decrypt 50001 keyslot error
넷플릭스 DRM 오류 40013
웨이브 DRM 라이선스 오류 40108 재생 불가
""",
    "our name beside another number": r"""
SKMS runs 40013 decrypts per minute without any error
skms heap dump is 50001 pages long
SKMS ticket 40013: please close
SKMS 서버 포트 50001 열어주세요
키볼트 키 개수 40013개 확인
SKMS license for 50001 seats ordered
PR 40013 renames the SKMS client
DRM 문서 40013건 변환 완료, 오류 없음
the SKMS invoice 40013 is overdue
SKMS throughput dropped to 40013 rps
skms build 50001 deployed, no errors
the key vault project has cost center 40013
DRM 적용 PC 대수 40110대
Encrypted 40013 of 50001 files, 0 errors
error budget for SKMS: 50001 requests left
SKMS log rotated at 40013 lines
SKMS 미팅 장소는 40013호입니다
our SKMS contract number is 40013-2
SKMS에서 50001ms 걸렸어요
SKMS version 4.0.40013 released
Discord bot for SKMS fails with 50001 Missing Access
WeChat login of the SKMS portal: errcode 40013 invalid appid
SKMS pods: 50001/TCP NodePort
I paid 40013 won by mistake, system error
error in my bill: 50001
Warframe error 50001
Sony camera says 40013 error when I attach the lens
Ring doorbell error 50001
40013 에러 코드 뜨는 보일러 수리 얼마나 하나요
구몬 앱 40013 에러
직방 앱 오류 50001 나요
삼성페이 40110 오류
SRT 예매 중에 50001 에러나서 결제만 되고 표가 없어요
연말정산 홈택스 40013 오류 뜨네요
디스코드 50001 에러
스팀 게임 실행하면 에러 50002
토렌트 50001 오류
카드 결제 단말기 에러 40005 뜹니다
자판기 오류 40013
도어락 40101 에러
에러 40013 뜨는 건조기 AS 불렀어요
""",
    "limits": r"""
400: "input" must have at most 40000 characters, got 40003
"comment" length must be at most 40000 characters, received 40013: validation error
ValidationError: expected at most 50000 rows but got 50001
error: argument list too big (limit 50000, have 50001)
Error: Request body larger than maxBodyLength limit, 50005 > 50000
텍스트는 최대 40000자까지인데 40013 입력하면 오류가 나요
Upload error: image height of 40013 is above the allowed 16384
error: value 50001 is not in the allowed interval 1..50000
ERROR 1406: data too long, 40003 given, 40000 allowed
validation failed: limit is 40000 but 40110 was provided
the API rejects it with an error when I pass 50001, 50000 is fine
batch of 50001 gives an error, 50000 works
array of 40013 throws RangeError
Error: maximum is 50000, you sent 50002
""",
    "metrics": r"""
http_errors_total{service="front",status="400"} 40013
errors_total 40013
api_exceptions_count 50001
app.errors.count 40013
error_count: 40013
errorCount=50001
"errorCount": 40013,
"errors": 50001, "requests": 2000000
ERRORS 40013 WARNINGS 12
failed_requests 50002
rate(errors[5m]) => 40013
alert: HighErrorRate value=40013 threshold=1000
error events today 40013, yesterday 38021
Errors logged: 40013
node_network_receive_errs_total{device="eth0"} 40013
queue depth 50001, errors 0
rx errors 40013 dropped 0 overruns 0
에러 누적 40013
오류 건수가 40013을 넘었습니다
실패 40013 성공 1200345
""",
    "accounts": r"""
입금 계좌 110-40013-50001 예금주 오류라고 나옵니다
계좌번호 352-40013 오류
카드번호 4001-3 40013 오류라고 떠요
error with IBAN DE89 40013 00000
사업자번호 123-40-40013 조회 실패
주민번호 오류 40013-1
전화 02-40013 연결 오류
invoice INV-40013 failed to send
FAX 031 40013 전송 실패
거래번호 40013 승인 오류
""",
    "registers": r"""
plc error: holding registers 40001-40013 read 0xFFFF, 40003 and 40004 are the temperature
modbus exception reading 40003
Modbus read of 40013 fails with illegal data address
the inverter shows an error when we write 40101 over rs485
read_holding_registers(40003) raises an exception
PLC 40110 레지스터 읽기 오류
레지스터 40003 읽기 실패
Error reading input register 40004: timeout
SCADA tag at 40013 shows bad quality error
analog input mapped to 40005, error bit in 40006
Siemens MB_CLIENT error when MB_DATA_ADDR 40003
""",
    "models": r"""
the HP 50003 tray keeps saying "paper error", same on the 50005
Lexmark 50001 shows an error on the display
my Bosch 40013 dishwasher filter gives an error light
Schneider LC1D 40011 contactor fault
tamron 50001 lens error on nikon
Lego 40013 instructions missing error page
Catalog no. 50002 came back with an error
part 40005 was rejected by QA
Canon 50003 paper jam error
The Kyocera 40004 throws a paper jam error each morning
""",
    "dates": r"""
엑셀에서 날짜가 40013으로 보이는 오류는 셀 서식을 날짜로 바꾸면 2009-07-19로 나옵니다
Excel shows 40013 instead of a date, why?
the cell shows 40013 and not the date, formatting error
serial date 40013 converts to 2009-07-19, error in my formula
pandas reads the Excel date as 40013, an error in the import
MJD 50001 error in the ephemeris
julian day 50002 failed to parse
엑셀 날짜 값이 50001로 나와요
""",
    "vendors": r"""
Zoom client error code 50002 after the proxy change, web client works fine
Kakao API error 40013 when sending a talk message
the okta sdk gives error 40013
error code 50001 in roblox studio
stripe returned error code 40013
got error 50001 from my bank's api
tuya error 40013 sign invalid
Ubiquiti controller error 50001
error 40101 on our cisco firewall
Naver login error 40101
네이버 로그인 오류 40101
카카오톡 오류 코드 50001
토스 결제 에러 50001
쿠팡 앱에서 오류 40013이 떠요
넥슨 런처 에러 코드 50001
배민 앱 에러 40013 뜨는데요
Teamviewer error code 50001
samsung tv error code 40013
error code 40013 while installing battlefield
I get error 50001 when I launch fortnite
PS5 error code 40013
Error code 50002 in Call of Duty
apple watch update failed with error 40013
error 40103 in my honda civic
HubSpot: error 40013 while importing contacts
shopify webhook returned code 40013
salesforce login error 40101
LINE Pay エラー 40013
メルカリでエラーコード50001が出ます
楽天 API エラー 40013
ニコニコでエラー40101
Adobe error 50001 at install
Intune enrollment error 50001
jira import fails with error 50001
GitLab runner failed: exit 50001
sap error 50001 when posting a document
Oracle ORA error 40013
""",
    "fields": r"""
{"status": "error", "retry_after": 40013}
{"error": true, "total": 50001}
{"error": "rate limited", "limit": 50000, "used": 50001}
{"level":"error","bytes":40013,"msg":"write failed"}
{"jobId": 40013, "state": "FAILED"}
job=40013 state=failed
level=error msg="upload failed" size=40013
{"seq":40013,"error":"checksum"}
level=error ts=1700000000 caller=main.go:40013
error loading record 40013
error at offset 40013
Error in row 40013
error in line 40013
오류: 40013행
Fehler 50001
exit status 1 (error processing file 40013 of 50001)
Error: chunk 50001 failed
"errors": 40013
Error parsing item 40013
error in block 50001
failed at step 40013
loss at iteration 40013 is nan, error
Failed job 40013
unable to delete user 40013 error
Error: could not find post 40013
error updating article 50001
Error: product 40013 out of stock
segfault error 4 in libc at 40013
""",
}

SPOKEN = {
    "shared names": r"""
DRM error 40013 on contract.docx
문서 DRM 오류 40013
DRM 걸린 엑셀 열면 40004 오류
key vault returned 40008
decrypt failed with error 40004, anyone?
DRM viewer says 40110
복호화 API 40004 오류
DRM 해제하면 50001 에러
kms error 40013
""",
    "everyday talk": r"""
anybody else hitting error 40013 this morning?
Since the certificate swap we get error 40101 on every call
user complains about error code 40110 when double-clicking a file
Error 50001 pops up after entering the password
it worked until noon, then error 40013 everywhere
I restarted the gateway twice and error 50002 persists
Three users in accounting see error 40301
The nightly export died with error 40005
error 40107 after the subscription ended
Getting error 40011 on label sync, AAD app secret rotated yesterday
can someone translate error 40009 for me
Just a heads-up: error 40008 is back
Our monitoring caught a burst of error 50001 at 02:40
error 40012 every thirty minutes like clockwork
quick one: error 40105, which field is it complaining about?
sorry for the noise, error 40013 solved itself
found error 40003 in catalina.out, what is it
my colleague gets error 40104 but I don't
clicking "Protect" gives error 40003
error 40111 shows up only for old files
The customer escalated: error 40013 on all contracts
error 40006 during login, SSO is fine otherwise
mobile viewer throws error 40004 on big PDFs
error code 50003, did somebody rename the service?
50005 error while onboarding the new site
how come I get error 40102 with a valid company id
error 40112 after moving the server to the new rack
ok so error 40013 means the key was deleted?
첨부파일 열람 시 오류코드 40110 뜹니다
인증서 교체 후 40101 에러가 계속 납니다
40008 에러 혹시 저만 나나요?
어제 패치하고 나서 50001 오류 발생
에러코드 40105가 나오는데 어떤 값이 빠진 걸까요
신규 회사 등록하니까 40103 오류가 떨어지네요
법무팀에서 40301 에러 난다고 연락왔어요
40012 에러가 30분마다 반복됩니다
재부팅해도 40013 에러 그대로입니다
라벨 적용하면 40003 에러 나고 저장이 안 돼요
오류 40107 관련 문의드립니다
갱신했는데도 40108 에러 뜨네요 ㅜㅜ
40009 에러 원인 파악 부탁드립니다
새벽 3시쯤부터 50002 에러 다발
개발서버는 되는데 운영서버만 40006 에러
배치 로그에 에러 40005 찍혀 있습니다
외부 협력사 계정만 40301 에러가 발생해요
어떤 파일은 열리고 어떤 파일은 40013 에러가 나요
고객이 40004 오류 캡쳐를 보내왔는데 뭔가요
ファイルを開くとエラー40013が表示されます
今朝から50001エラーが頻発しています
ログインするとエラーコード40101になります
エラー40110の対処法を教えてください
""",
    "limits": r"""
at most one retry and then error 40013 again
got 40003 from the key vault API
The limit is fine, still we got error 40110
validation error 40105
최대 3번 재시도했는데 40013 에러가 떠요
sent 3 requests, each got error 50001
""",
    "metrics": r"""
alert fired: error 40013 again
error code 40013 spiked tonight
errors: 40013 and 40008
SKMS error 40013 count is rising
에러 40013이 급증했습니다
error_code 40013
error_code=40013
""",
    "accounts": r"""
계정 동기화 시 오류 40104
새 계정으로 로그인하면 에러 40101 떠요
SKMS-40013 에러가 났어요
login of a new account fails with error 40101
""",
    "registers": r"""
registering the domain gives error 40103
도메인 등록 시 40103 오류 발생
read error 40004 when opening the protected document
reading the header fails with error 40004
""",
    "models": r"""
the document viewer shows error 40013
The tray app shows error 40110
Outlook shows error 40013
SDF tray shows 40107
""",
    "dates": r"""
2024-03-01 02:11 error 40013
엑셀 파일 열 때 40013 에러가 떠요
날짜가 바뀐 뒤로 에러 40107 납니다
Excel files fail to decrypt with error 40013
엑셀 문서를 업로드하면 40004 오류
since 3 March error 40107
""",
    "vendors": r"""
Teams client error code 40013 after the proxy change
error code 40011 when opening a file from sharepoint
the gateway returned error code 40013
our backend gives error 50002
the portal shows error 40107
error 40101 on our production server
error code 50001 in production
I get error 50001 when I upload a document
모바일 앱에서 오류 40013이 떠요
고객사에서 에러 코드 50001 문의가 왔습니다
로그인 오류 40101
뷰어에서 에러 40013 뜨는데요
label service returned code 40013
error 40013 when saving from Word
OneDrive upload error 50001
SKMS API error 40013
upload failed: error 40110
ダウンロード時にエラー40013が出ます
アップロードでエラーコード50001が出ます
""",
    "fields": r"""
안녕하세요. 라벨 조회 시 SKMS 오류(에러코드: 40011)가 계속 발생하고 있습니다. 확인 부탁드립니다.
we're seeing a lot of 50001s from skms, same errors as last week
skms returns "code": 40104 and nothing else useful, any idea?
오류(40013)가 발생했습니다
에러(코드 40013) 발생
error (code 40013) when decrypting
오류 코드(40107)가 표시됩니다
error decrypting file: 40013
SKMS 호출 실패(오류코드: 50002)로 업로드가 안 됩니다
lots of 40013s in the skms log
skms keeps answering "code": 50001, ideas?
""",
}


@cache
def _catalog() -> Catalog:
    return open_catalog([Path(__file__).parents[2] / "knowledge"])


def _answered(text: str) -> list[int]:
    return [found.error.code for found in recognise(text, _catalog()) if found.confidence != "possible"]


def _lines(families: dict[str, str]) -> list[str]:
    return [line for family in families.values() for line in family.strip().splitlines()]


@pytest.mark.parametrize("text", _lines(SILENT))
def test_a_number_of_another_family_is_not_answered(text: str) -> None:
    assert _answered(text) == []


@pytest.mark.parametrize("text", _lines(SPOKEN))
def test_the_code_nearest_to_such_a_family_is_answered(text: str) -> None:
    assert _answered(text) != []
