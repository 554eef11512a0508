"""More prose, one line each: what is answered and what is not; several of one sort, so that rules stay general."""

import pytest

from bot.recognition.prose import find_mentions
from tests.fakes.knowledge import specification_catalog

CATALOG = specification_catalog()

ANSWERED = r"""
Hi team, customers report 40110 when they open protected files, any idea?
We had 40013 again last night around 02:50, same key as last week
Is anybody else getting 50001 right now?
Everything is failing with 50002
Just saw 40008 in Grafana, is key vault down?
prod is throwing 40006s since the cert change
quick question - 40112, is that the SCI server id?
Why do I get "40301" when my token is fine?
the response body only says 40013
new tenant gets 40102 on first login to SHIELDRM
our client logs `code: 40107`, nothing more
40013 on prod again
hitting 40012 intermittently
Could someone look at error 40005? batch at 03:00
retrying 40013 does not help
Should we retry 40012?
Do we page for 40008?
is 40101 retryable?
40008 → 40110 → 40111 cascade, what comes first? skms
who owns 50005?
Documents don't open. Error: 40111.
Got this from support: "error 40004 while opening contract.docx"
decryption API -> 40004
error_code=40013 key=0000009
err=40013
[ERROR] drm client: 40013
ERROR 2026-11-22 02:51 decrypt failed code=40013 file=plan.docx
SKMS returned 40013 for keyId 0000204
skms api가 40102를 줍니다
문서가 안 열리고 40111만 뜹니다
40008 이거 키볼트 죽은 건가요?
지금 40006 뜨는 곳 있나요
혹시 40012 보신 분?
운영 서버에서 40005 배치 오류 났습니다
DRM 서버 40013 에러로 문서 오픈 불가
라이선스 갱신했는데 40108 그대로예요
40013 에러 조치 방법 공유 부탁드립니다
에러 번호 40013
에러넘버 40013 나옵니다
"40013" 에러 원인이 궁금합니다
error code가 40301로 나옵니다
50003, 50004 차이가 뭐죠
SCI 연동하면 50002 나면서 실패합니다
오류(40013)가 발생했습니다
오류[40013]
[40013] 오류 발생
40013 오류입니다.
결과코드 40107 리턴
응답으로 40105 받았습니다
파일 업로드할 때 40003 이라는 에러가 떠요
40013 関連のエラーが続いています
昨夜から50001エラーが出ています
コード40107が返されます
40111エラーの原因を教えてください
40013って何ですか？
error 40013 in SharePoint upload
Getting error 40013 in Outlook add-in
The SDF Container returns 50001, inner code 40011
decrypt() -> Error 40013
got a 40013 from the vault
a 40013 error
"Error 40013", says the client
Error 40013!
ERROR: 40013
error no 40013
error number 40013
Errors: 40013, 40110
Failed with 40013
Failed (40013)
failure 40013 from KMS
exception with code 40013
the API answered 401 / 40301
HTTP 401 and code 40301, my token is valid
@oncall 40008 firing
FYI 40008 is firing on all pods
alert: SKMS 40008 x 25 in 5 min
skms 50001 x12
40013 means what exactly
meaning of 40013?
explain 40013
/skms 40013
40013 에러코드
40013 코드 뭔가요
can someone explain why the encrypt endpoint is failing with 40110?
after the upgrade to 2.4 we see 40009 for two tenants
user can't open files, popup shows error 40013
The popup shows "40013"
SHIELDRM upload to Teams: 40011
40102 when calling builtInProfile
Encountered 50005 while registering the SCI server
Receiving 40104 from the licence check
the app crashed with 50001
it says 50004
throwing 50003 all morning
ended with 40012
stuck on 40107
we hit 40108 this morning, renewed the licence, still 40108
still 40013 after resync
40013 is back
does 40111 mean the key is missing?
difference between 40110 and 40111?
40110 vs 40111?
Caused by: SkmsException: 40013
com.example.drm.SkmsException: 40013
SkmsClientException[40013]
drm-client: error: 40013
WARN  decrypt rejected by key vault (40013)
Decrypt rejected: 40013
rejected with 40301
denied with 40301
login to SHIELDRM gives 40101 every hour
HELP 40008
40013???
error40013
Err 40013
err: 40013
Error 40013 when opening a .docx
Error 40013 (HTTP 400)
Errors 40110–40112
40110-40112 errors
error 40110 ~ 40112
에러 40013 / 40110
skms 에러 났어요 40013
키볼트가 40008 뱉어요
계속 40101 떨어져요
40101 계속 떠서 재로그인해도 안 됩니다
40110이 왜 나오나요
40013도 같이 뜹니다
40013만 뜨고 다른 로그는 없어요
헤더 추출이 40004로 실패합니다
헤더키 조회 40110
문서 복호화 실패 40013
복호화 실패(40013)
암호화 실패: 40003
에러코드 : 40013
에러 코드는 50001 입니다
오류코드=40107
에러내용 40013
에러 메시지에 40013이라고 나옵니다
로그에 40013만 찍힙니다
로그에 50001 찍혀 있습니다
SCI 연동 오류 50005
SCI 연동 50002 장애
운영 40008 장애 공유드립니다
40008 장애 발생
DS 문서 열람 시 40111
라이선스 오류 40107 문의드립니다
혹시 50004 아시는 분 계신가요?
50001은 무슨 에러예요?
50001 에러가 간헐적으로 발생
SKMS 50001 나는 테넌트 있나요
40013エラーについて
エラー番号40013
エラー：40013
エラー（40013）
40013が返ってきました
復号時に40004になります
40013はどういう意味ですか
The key vault is down? Getting lots of 40008s
50001s all over the place, errors everywhere
Hi all,\n\nSince this morning our SHIELDRM tenant cannot open protected files.\nThe add-in shows error 40111.\n\nThanks
안녕하세요.\nDRM 문서 열람 시 오류가 발생합니다.\n에러코드: 40013\n확인 부탁드립니다.
[문의] 문서 복호화 오류\n- 오류코드: 40004\n- 발생시각: 02:51
Subject: 40008 outage?\n\nIs the key vault down?
> error 40013\nsame here
ERROR 2026-11-22 02:51:03 [skms] 40013
2026-11-22 02:51:03 WARN  k.s.KeyService - Key vault lookup failed: 40013 keyId=0000204
2026-11-22 02:51:03 ERROR SKMS call failed, status=400 code=40013
SKMS responded 400 (code 40013)
SKMS responded with code 40107 and HTTP 400
Error 50001: An unexpected error has occurred in the internal system
40301 You don't have permission this service
HTTP 401\n40301 You don't have permission this service
SCI Connection failed, error 50002
"Key not found in the keyVault" 40013 again
40013 - Key not found in the keyVault - keyId : 0000009
40013 Key not found in the key...
error 40013, anything I can do?
Error 40013. Any idea?
Error 40013, please help
Error 40013 please help
Error 40013 Please help us
Error 40013 - please check
error 40013 :(
error 40013 :sob:
error 40013!!
error 40013...
error 40013 => what to do
40013 error, key 0000204, prod
error 40013 (prod, tenant B)
error 40013 [prod]
error 40013 | prod
40013: what is this?
40013: 이거 뭔가요
에러 40013 (운영)
에러 40013 - 확인 부탁드려요
에러 40013 ㅠㅠ
에러 40013..
error 40013 in the decryption service
error 40013 at 02:50
error 40013 x3
Morning! The DRM add-in throws 40110 for the whole finance team
Anyone on call? SKMS is spitting out 50001s
We get a 40107 back when the licence check runs
Can you check why company X receives 40102?
Header extraction returned 40004 for one file only
Saw error 40005 in last night's batch log
Support says the customer sees code 40108 in the admin page
is 40009 about the service linker?
new error today: 40012
Our monitoring shows a spike of 40006
error 40301 even though the token is valid
Failing call: POST /api/encryption -> 40105
All SCI calls end in 50002 after the network change
The vault answered 40013 for key 0000731
could 40111 be a sync problem?
40013 에러 뭔지 아시는 분 있나요
암호화 요청하면 40003 에러가 리턴돼요
40107 에러 때문에 로그인이 안 됩니다
운영 반영 후 50001 에러 발생합니다
SHIELDRM에서 40011 오류 나는데 Azure 문제일까요
토큰 재발급했는데도 40101 에러가 계속 나요
배치 로그에 40005 에러 있습니다
키 동기화 후에도 40013 동일합니다
회사 ID 확인했는데 40102 나옵니다
50005 오류 관련 문의드립니다
SCI 서버 등록하다가 50005 떴어요
40112는 어떤 경우에 나오는 코드인가요?
このエラー40013は何が原因ですか
50002エラーで連携が失敗します
40101が出てログインできません
"""

SILENT = r"""
The meeting is in room 40013, the projector shows an error
Bus 40013 leaves at 9
My balance is 50001, is that an error?
He won 50001 in the raffle
we need 50001 units by Monday
the deadline is 40013
Error budget: 50001 requests left
Our error rate is 0.40013
the failure happened at offset 40013
Failed test 40013/50001
Failed: 50001 tests
50001 tests failed
curl: (7) Failed to connect to localhost port 50001
curl: (7) Failed to connect to kms.example.test port 40013 after 2 ms: Connection refused
Connection refused: localhost/127.0.0.1:50001
nc -zv 192.0.2.1 50001 fails
telnet 192.0.2.1 40013 times out with an error
ssh -p 40013 host fails
iptables -A INPUT --dport 50001 -j DROP
service mesh error: upstream 10.1.2.3:50001 reset
grpc error: dial tcp [::1]:50001: connect: connection refused
PORT=50001 npm start throws an error
server.port: 50001
nodePort: 40013 is out of range error
nmap found 40013/tcp open
netstat shows 50001 LISTEN
0.0.0.0:50001->50001/tcp
exited with error, container 40013
Error in chunk 40013
error while reading block 40013
error in record 40013: bad date
row 40013 failed validation
item 40013 failed
sync failed for 40013
batch 40013 failed
job 40013 failed with an error
task 40013 failed
Job #40013 failed
build #40013 failed
run 40013 failed
pipeline 40013 failed
test case 40013 fails
device 40013 reports an error
asset 40013 error
sensor 40013 failure
student 40013 failed the exam
account 40013 error
customer 40013 complained about an error
contract 40013 has an error
case 40013: login error
incident 40013 is about an error
change 40013 caused the failure
INC40013 error
Flight 40013 delayed due to a technical failure
train 40013 had a failure
patch 40013 failed
KB40013 failed to install
Windows update error KB50001
Epoch 40013 loss error 0.02
step 40013: loss error
iteration 40013 error=0.12
frame 40013 dropped, decoder error
seed 40013 fails
checksum error at sector 40013
disk error: sector 40013
memory error: 40013 bytes leaked
40013 byte leak error
heap 50001 MB exceeded error
timeout 50001 error
ETA 40013 s
error: expected 40013, got 50001
expected 50001 but was 40013
assertion failed: 40013 != 50001
AssertionError: 40013 == 40008
error: value 40013 out of range
max value 40013 exceeded error
limit of 50001 reached, error
error: too many records (50001)
error: limit exceeded (50001 > 50000)
list index 40013 out of range error
The invoice total is 40013. There was an error in the tax.
Please pay 40013 by Friday or the payment fails
Donation of 50001 failed
card error, amount 50001
amount: 40013 KRW payment error
결제 금액 50001 오류
결제 오류 50001원
잔액 40013 오류
배송비 포함 40013 결제 실패
인원 50001 초과 오류
조회수 50001 돌파
줄 번호 40013에서 오류
40013줄에서 에러
40013 라인 에러
로그 40013줄 확인
PID 40013 프로세스 오류
프로세스 40013 종료 오류
서버 포트 50001 연결 실패
50001포트 연결 오류
192.0.2.10:50001 연결 실패
내선 40013으로 전화 주세요
전화 오류, 02-400-40013
학번 40013 성적 오류
차량번호 40013 오류
40013호 배관 장애
운송장 40013 조회 오류
송장번호 40013 조회 실패
게시글 40013 삭제 오류
문의번호 40013 오류
접수번호 40013 장애 접수
이슈 40013 에러 수정
커밋 40013 오류
버전 40013 오류
레코드 40013 오류
데이터 40013건 누락 오류
40013 건 오류
40013 명 오류
약 40013 오류
텔레그램 봇 에러 40013
카카오 API 에러 40013
네이버 API 50001 오류
디스코드 봇 50001 오류
알리페이 40004 오류
위챗페이 40013 오류
Slack API error 50001? no
Stripe error 40013
PayPal returned 50001
Zoom API error 40301
paypal error code 50001
Netflix error 50001
PlayStation error 50001
Steam error 50001
Jenkins build 40013 failed with error
Agora error 50001
Unity error 50001
Unreal error 40013
iTunes error 50001
nProtect error 40013
printer error 50001
HP printer error 50001
elevator error 40013
VW fault code 40013
Error 40013 in my washing machine
game error 50001 when joining a lobby
Error 50001 on Netflix
My Discord says 50001 missing access
抖音 40105 错误
百度 40001 40013 错误
错误码：40013，invalid appid
报错40013
出现 40005 错误怎么办
errmsg invalid appid, code 40013
{"errcode":40013,"errmsg":"invalid appid"}
{"message":"Missing Access","code":50001}
{"code":"40009","msg":"sign signature error"}
code: 50005 - Cannot edit a message authored by another user
code: 40013, message: invalid appid hint
rawError: { message: 'Missing Access', code: 50001 },
code: 50001,
  code: 50001,
status: 403, code: 50001, method: 'GET', url: 'https://example.test/api/v10/channels/1'
SQL error 50001 from THROW
user-defined error 50001 in stored procedure
Warning: 50001 rows scanned, query error
error 40013 (invalid appid)
error 50001 (Missing Access)
40013 invalid appid
40005: Invalid scLabelId
SDF 40005 Invalid scLabelId
40101 unauthorized: bad api key
50002: Invalid account type
the number 40013 is prime
40013 is a postal code in Italy
what is 40013 divided by 7?
what is 50001 + 1
what is 40013 in hex?
what does 40013 people cost
convert 40013 to binary
40013 sats
50001 MAU reached
raised 50001 for charity
got 50001 followers
getting 40013 points
returned 50001 results
returns 50001 rows
received 40013 packets, 3 errors
seeing 50001 connections
the function returns 40013 as sum
The Lambda was killed: exit status 40013
Process finished with exit code 40013
segfault at 40013 ip 00007f error 4
kernel: TCP: request_sock_TCP: Possible SYN flooding on port 50001
dial tcp 10.0.0.1:50001: i/o timeout error
jdbc:oracle:thin:@db.example.test:50001/ORCL connection error
java -agentlib:jdwp=transport=dt_socket,address=50001 fails to start
-p 50001 failed
--port 50001 error
--port=50001 error
HTTP_PORT=40013 error
listen tcp :50001: bind: address already in use
curl http://192.0.2.7:50001/health gives an error
http://localhost:50001 returns an error
telnet kms.example.test 50001 error
kms.example.test 50001 connection failed
SKMS at kms.example.test:50001 returns an error
Failed to fetch 50001 from cache
cache miss for key 40013, error ignored
redis key user:40013 expired error
SELECT * FROM t WHERE id = 40013 gives an error
DELETE FROM docs WHERE id=40013; -- error
id: 40013, status: failed
{"id": 40013, "status": "error"}
{"orderId": 40013, "error": "declared lost"}
GET /orders/40013 500 error
GET /api/items/40013 failed with 500
/var/run/err.40013
core.40013 dumped, error in main
error_40013.log
log-40013-error.txt
img_40013.png failed to load
thread 40013 panicked with an error
Thread-40013 error
worker-40013 failed
pod api-40013-xyz error
node 40013 unhealthy error
shard 40013 failed
Message 40013 failed to deliver
msg 40013 failed
event 40013 failed
Event ID 50001 error in Windows log
EventID=50001 error
trace 40013 has error
span 40013 error=true
request 40013 failed
request id 40013 failed
req 40013 error
transaction 40013 failed
tx 40013 failed
payment 40013 failed
payout 50001 failed
refund 40013 failed
shipment 40013 failed
parcel 40013 lost, system error
document 40013 failed
file 40013 failed to open
page 40013 error
article 40013 error
video 40013 error
photo 40013 failed
user #40013 error
member no. 40013 error
customer no. 40013 login error
patient 40013 error
policy 40013 failed validation
policy number 40013 error
serial number 40013 error
model 40013 error
part 40013 error
unit 40013 fault
meter 40013 fault
zone 40013 alarm
channel 40013 error
frequency 40013 Hz error
40013 hits with errors
40013 request errors
40013 connection errors
50001 validation errors
50001 failed logins
50001 error messages in the inbox
40013 failed attempts
40013 errors found
found 40013 errors
Found 50001 errors in 3 files
total errors: 40013
errors: 40013, warnings: 12
error count 40013
error count: 40013
errors=40013
failures: 50001
num_errors 40013
failed=40013 ok=50001
failed: 40013, passed: 12
error total 40013
max errors 50001
error limit 50001
error rate 40013 ppm
error after 40013 iterations
error after 40013
error at 40013
error in 40013 cases
error on 40013 devices
errors for 40013 users
error for user 40013
error for 40013 users
Error budget 40013
standard error 40013
error margin 50001
오류 건수 40013
에러 건수: 40013
에러 40013개
오류 총 40013
오류 횟수 50001
실패 40013건
실패: 40013
사용자 40013 로그인 오류
고객 40013 오류
고객번호 40013 오류 문의
계좌 40013 이체 오류
파일 40013 오류
문서 40013 오류
문서번호 40013 오류
작업 40013 실패
배치 40013 실패
트랜잭션 40013 오류
세션 40013 오류
노드 40013 장애
장비 40013 장애
단말 40013 오류
차량 40013 고장 오류
버스 40013 지연
50001 포트
오류 접수 40013
이벤트 40013 당첨
로또 40013 오류
게임 50001 오류
프린터 50001 오류
넷플릭스 50001 오류
인쇄 오류 50001
エラー件数40013
ユーザー40013のエラー
商品40013のエラー
注文40013でエラー
全40013件エラー
プリンター エラー 50001
行40013でエラー
Zuora returns 50001
Getting 50001 from Marketo
Marketo error 40013
Datto error 50001
error 50001 in QuickBooks
Xero API error 40013
Samsung TV error 40013
Epson printer error 50001
my bot gets 50001 when it DMs people in the server
bot missing permissions 50013 and 50001 in my server
Cannot send messages to this user 50007, 50001 earlier
discord.js error code 50001
interaction failed 50001 missing access
40013 invalid appid
公众号 40013
小程序登录报错 40013
サーバー 40013 番ポート エラー
ErrorCode: 40013\nErrorMessage: The campaign is paused\nRequestId: 1
error_code: 50001\nerror_msg: quota exceeded
{'code': 40013, 'msg': 'bad appkey'}
Error: { code: 40013, msg: 'bad appkey' }
ApiException(code=40013, message=bad appkey)
ApiException{code=40013, message='bad appkey'}
com.example.api.ApiException: 40013: bad appkey
com.example.api.ApiException: [40013] bad appkey
Exception: (40013, 'bad appkey')
MyError: 40013 - Unauthorized application
requests.exceptions.HTTPError: 400 Client Error: 40013 bad appkey
APIError: code=50001 msg=Service unavailable
RuntimeError: API error 40013: bad appkey
openai.error.APIError: error code 40013 - bad model
Fatal error: 50001 - module not licensed
ERROR: error_code=40013 error_msg=bad appkey
E/PushClient: register failed, code=50001, reason=network
[ERROR] login failed: code=40101, message=account locked
onError: code 40013, desc = bad stream
onFail errCode=40013 errMsg=chooseImage:fail
uni.request fail: {"errMsg":"request:fail","errno":40013}
Uncaught (in promise) {code: 40013, message: "bad appkey"}
Request failed with status code 400 {"code":40013,"msg":"bad appkey"}
response: {"ret":40013,"msg":"bad appkey"}
2024-01-01 ERROR PaymentService - gateway replied 40004, sub code ACQ.TRADE_NOT_EXIST
<error><code>40013</code><msg>bad appkey</msg></error>
<errorCode>50001</errorCode>
error: "40013", description: "bad appkey"
| 40013 | bad appkey |
| 40013 | invalid AppID |\n| 40014 | invalid token |
40013 = bad appkey\n40014 = bad token
case 40013: return "bad appkey";
const ERR_BAD_APP = 40013;
#define ERR_BAD_APP 40013
BAD_APPKEY(40013, "bad appkey"),
INVALID_TOKEN = 40101
enum ErrorCode { BadKey = 40013 }
if (code === 40013) throw new Error('bad appkey')
if err.code == 50001 { return nil }
except HTTPException as e: if e.code == 50001: pass
assertThat(response.getCode()).isEqualTo(40013)
expect(res.code).toBe(40013) // error
return Result.fail(40013, "bad appkey");
throw new BizException(50001, "stock error");
raise ValueError(40013)
public static final int ERROR_BAD_KEY = 40013;
Add error code 40094 and 50080 to docs
- [ ] 40013: bad appkey
Error 40013 bad appkey
Error 50001: app not authorised
error 40013 - application is disabled
Server returned error 40013: application is disabled
API returned error code 50001 with message "Insufficient quota"
Getting error code 50001 "Insufficient quota"
getting {"code":50001,"message":"Insufficient quota"} from the server
error 40101: token expired
error code 40101 (Token expired)
login error 40101 account locked
Please book 40013 won for the team lunch, the card machine had an error
Our new office is at 50001 Des Moines
The survey got 50001 responses with 12 errors
We have 40013 open connections, some fail
Backup 40013 completed without errors
Server moved to rack 40013 after a failure
Ask for Kim at extension 40013, the form shows an error
Firewall drops 50001/tcp, clients see errors
Container listens on 50001 and crashes
Deploy 40013 failed, rolling back
RFC 40013 is not an error
Asset tag 40013 is broken
Ticket no 40013: login error
Case #40013 - error in billing
The counter stops at 40013 with an error
Cursor error at position 40013
Unexpected token at 40013
Error reading byte 40013
buffer overflow at 0x40013
Reading 50001 of 60000 failed
Index 40013 out of bounds error
Task 50001 timed out
The limit is 50001, more gives an error
Battery at 40013 mAh, sensor error
Jira SKMS-BUG 12345 about port 50001
telegram bot error 40013
My Kraken bot gets error 50001
TikTok Ads error 40105 when calling the report API
WeCom returns 40013 invalid corpid
mp.weixin error 40013 for our appid
BigQuery error 50001
PayPal error 50002
Discord.js throws 50001 on guild fetch
mysql error 40001 and 50001 rows locked
Azure AD login fails with 50003
내일 회의는 40013호실, 프로젝터 오류 주의
50001명 신청, 결제 오류 12건
사번 40013 김대리 로그인 오류 문의
문의 티켓 40013 에러 확인 바랍니다
포트 40013 방화벽 오류
40013 포트로 접속하면 오류
계약번호 40013 조회 오류
차트 값이 50001에서 멈춰요 오류인가요
위챗 미니프로그램 40013 에러
디스코드 50001 권한 에러
지하철 40013 편성 고장
잔고 50001원 출금 오류
請求番号40013でエラー
部屋40013のエアコン故障
端口40013 报错
"""


def lines(table: str) -> list[str]:
    """One paste per line; `\\n` inside stands for a line break."""
    return [line.replace("\\n", "\n") for line in table.split("\n") if line]


@pytest.mark.parametrize("text", lines(ANSWERED))
def test_a_code_spoken_of_as_an_error_is_answered(text: str) -> None:
    assert any(mention.confidence != "possible" for mention in find_mentions(text, CATALOG, ()))


@pytest.mark.parametrize("text", lines(SILENT))
def test_a_number_that_is_something_else_is_not_answered(text: str) -> None:
    assert all(mention.confidence == "possible" for mention in find_mentions(text, CATALOG, ()))
