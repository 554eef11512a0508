"""Questions of an office without the product's name, and such of other makers' appliances and services."""

from functools import cache
from pathlib import Path

import pytest

from bot.catalog.loader import open_catalog
from bot.models.catalog import Catalog
from bot.recognition import recognise

ASKED = """
결재 올린 문서에서 40013 에러가 뜹니다
노트북 바꾸고 나서 40301 에러 떠요
견적서 열려고 하면 40013 에러 나요
퇴사자 문서 열람 시 40013 오류 발생합니다
회계팀 김과장님이 40004 에러 캡처 보내셨어요
맥북에서 40110 에러 납니다
도면 파일 열 때 40111 오류가 나와요
재택근무 중인데 40101 에러가 계속 나요
VPN 끊겼다 붙으면 50002 에러 납니다
설계도면 반출하려는데 40009 오류가 뜨네요
점심 이후로 50001 에러 폭주합니다
인터넷망에서 40006 에러 납니다
감사팀에서 40013 에러 문의가 들어왔습니다
계약서 다운받으면 40004 에러라고 나와요
신입사원 계정으로 40301 에러가 떠서 문의드립니다
라벨 적용하다가 40011 에러 발생했어요
이거 40013 에러인데 누가 봐줄 수 있나요
아웃룩 첨부파일 열면 에러 40013 나와요
그룹사 중 한 곳만 40102 에러입니다
새로 만든 테넌트에서 40110 에러가 떨어집니다
어제 패치하고 50003 에러 나기 시작했어요
서버 재부팅했더니 50004 오류가 사라졌다가 다시 나옵니다
엑셀 파일만 40003 에러가 나는데 이유가 뭘까요
구매팀 전원이 40108 에러를 겪고 있습니다
모니터링에 40008 에러 잡혔습니다. 담당자분 확인 바랍니다
협력사 직원이 문서를 못 연다고 하네요 에러코드 40301
급합니다 임원 보고자료가 40013 에러로 안 열려요
에러 40005 뜨면 배치 다시 돌리면 되나요
테스트 서버에서만 40104 에러가 재현됩니다
고객 문의: 문서 저장 시 40003 오류
invoice PDFs fail with error 40013 when finance opens them
our auditors hit error 40301 on every spreadsheet
laptop swap and now error 40110, help
error 40013 on a contract that was encrypted two years ago
after the certificate rotation we see 40006 errors everywhere
new hire cannot open drawings, error 40301
my manager gets error 40004 when she previews the deck
error 50002 after last night's firewall change
Is 40108 something finance has to renew?
CAD drawings give error 40111 after migration
the nightly job stopped with error 40005
tenant onboarding fails with error 40110
Outlook attachments show error 40013 for external partners
legal says their documents throw error 40013
we rebooted the relay and error 40012 is gone
the CEO cannot open the board deck, error code 40013!!
Who do I call for error 50003 at night?
error 40013 only in the Tokyo office
Every third request answers error 50001
after the password reset: error 40101
기획안 열다가 40013 에러 떴어요
40013 에러 때문에 고객이 화가 많이 났습니다
거래명세서 pdf에서 40004 오류가 납니다
오늘 입사한 분인데 40301 에러 뜬다고 합니다
엑셀 매크로 파일만 40003 에러가 나와요
50001 에러 로그가 초당 수십 건씩 쌓이고 있어요
창원 공장에서 40006 에러 발생했다고 연락 왔습니다
휴대폰으로 문서 보려니 40101 에러
DR 전환 훈련 중 40008 에러 발생
키 로테이션 이후 40110 에러 발생하는 테넌트가 있습니다
문서함에서 미리보기 누르면 40013 에러
이 문서 왜 40013 에러가 날까요
에러 40112 조치 가이드 있나요?
라이선스 서버 옮긴 다음 40107 에러
상신한 기안이 40013 오류로 안 열립니다
방금 40009 에러 알림 받았는데 무시해도 되나요
해외법인 사용자만 40104 오류 납니다
설계팀 CAD 도면 전부 40013 에러입니다
40005 에러 재처리 방법 알려주세요
주간 배치에서 40005 에러로 세 건 실패했습니다
scanned receipts fail to upload, error 40003
error 40301 for interns only
anyone on call? error 50001 flood started at 02:10
half of Munich gets error 40101
our lawyer cannot read the NDA, error 40013
error 40104 after we merged two domains
someone revoked the licence, now error 40108 for everybody
error 40007, are audit logs lost?
labels vanish and we get error 40011
error 40013 reappeared after the vault failover
backup restore finished, but old files throw error 40013
Desk phones fine, documents not: error 50002
kms pod restarted twice, error 40008 meanwhile
customer in Vietnam reports error 40102
does error 40012 heal itself?
We migrated the tenant to Seoul and get error 40110
the intern deleted a key, now error 40013 on thousands of drawings
error 40111 once per minute in the sync job
Retrying helped for error 50002 but not for error 40013
보험증권 pdf 열면 40013 에러 뜹니다
대리점에서 40301 에러 때문에 업무가 멈췄다고 합니다
40110 에러 어제부터 누적 3천 건 넘었습니다
문서 유통 중에 40111 에러가 섞여 나와요
이미 반려된 기안인데 40004 오류가 납니다
윈도우 업데이트 이후 40101 에러
주말 작업 이후로 40008 에러가 안 없어져요
에러 50003인데 이름을 바꾼 적이 없거든요
수신처가 해외면 40013 에러
파트너사에서 보낸 문서가 40013 오류로 깨집니다
50002 에러 또 시작이네요
로그에 40012 에러만 잔뜩 있어요
신규 지점 오픈했는데 40102 에러라네요
급여명세서 배포하다가 40003 에러 났습니다
40009 에러는 누구 담당인가요
40107 에러 해결하신 분 계실까요
영상회의 자료가 40013 에러입니다
결산 자료 취합 중 40013 에러
40104 에러 처음 보는데 뭔가요
Anyone else blocked by error 40101?
quarter end close is stuck because of error 40013
error 40008 paged me twice tonight
the archive from 2019 gives error 40013
error 50001, is it just me?
Why would error 40105 appear for only one user?
auditors are here and we have error 40301
We see error 40006 whenever the proxy restarts
Is error 40012 dangerous or can I go back to sleep
error 40003 while protecting a huge pptx
sales can't send quotes, error 40110
every document older than a year: error 40013
Our partner receives error 40111 after download
looks like error 50004 again, who switched it off?
the relay logs error 40012 every hour
vault team, please check error 40008
Mac users only: error 40101
Got paged for error 50002. Where do I start?
new tenant in Osaka, error 40102 right after signup
서버실 이전하고 나서 40008 에러가 안 멈춥니다
인수인계 받은 문서가 40013 에러
단가표 열 때 40004 에러가 나서요
조달청 제출 서류에서 40013 오류 발생
오늘만 벌써 40101 에러 다섯 번째입니다
회의록 열면 40110 에러라고만 나오고 아무 설명이 없네요
망분리 PC에서 40006 에러 뜹니다
40012 에러 원인 파악 부탁드립니다
40301 에러인데 관리자 권한 맞아요
키 폐기 이후 40111 에러 급증
프린트하려고 열었더니 40013 에러
연구소 쪽에서만 40102 에러
50003 에러 언제 고쳐지나요?
스마트폰 뷰어에서 40101 에러 발생
40104 에러 도메인 등록했는데도 그대로
공정 도면이 40013 에러로 전혀 안 열려서 라인이 섰습니다
백신 업데이트 뒤로 50002 에러 나는 분 계신가요
에러 40009 무슨 설정을 봐야 하나요
production line halted, drawings throw error 40013
error 40101 at every Monday login
Why error 40107 although we paid?
half the fleet shows error 40006
still error 40013 after key rotation
error 40110 on upload, retry works
did someone touch the vault? error 40008
error 40003 whenever the title has emojis
offline laptops hit error 40101 after a week
the scheduler reports error 40005 for 3 of 900 files
Reproducible: open, wait, error 40013
error 50004 in staging, fine in prod
my ticket about error 40112 is three weeks old
error 40011 when applying the Confidential label
board papers unreadable, error 40013, please call me
error 40301 for admins but not for users
error 40108 came back this morning
Just got error 40012, ignoring it for now
is there a list of causes for error 40013?
"""

OTHERS = """
넥플릭스 틀면 오류 40013
당근 앱에서 40101 에러 나요
메이플 접속 에러 40003
하이패스 단말기 에러 40005
코웨이 정수기 에러 40008
카카오뱅크 앱 오류 코드 50001
구글 플레이 결제 오류 40004
스팀 게임 실행 오류 50001
삼성 세탁기 에러 40006 나요
현대카드 앱 에러 40013
지니뮤직 재생 오류 40110
린나이 보일러 40003 에러
쿠팡플레이 오류코드 40013
배틀넷 로그인 에러 40101
LG 건조기 40007 에러 떠요
Spotify error 40013 on my phone
my Peloton shows error 40005
Genshin error 40013 at login
Salesforce sync error 40013
Epson scanner error 50001
error 40013 from the Twilio webhook
Zendesk import failed with error 40004
tesla charger error 50003
Hulu error code 50003 on my TV
our Shopify store returns error 40001 and 40013
error 40005 on the Fanuc controller
Blackboard upload error 40003
TikTok ads API error 40105
Canvas LMS gives error 50001
Meta pixel returns error 40013
디즈니플러스 오류코드 40013 떠요
네스프레소 머신 에러 40005
업비트 주문하면 50001 에러
기아 커넥트 앱 40101 오류
LG유플러스 셋톱 에러 40008
카카오맵 에러 40003
롤 클라이언트 에러 50002
밀리의서재 앱 오류 40013
테슬라 앱 로그인 40101 에러
하나은행 앱 이체 오류 50003
발로란트 오류 40005
다이슨 청소기 에러 40006
error 40013 on Crunchyroll
Roblox says error 40005 again
Garmin watch sync error 50002
Outlook plugin of Grammarly shows error 40003
Confluence macro renders error 40004
my Nest thermostat: error 40008
Ubisoft Connect error 40101
HubSpot form error 50003
Kia app login error 40110
Datadog agent reports error 40003
Shopee seller API error 40013
Lightroom sync error 40102
"""


@cache
def _catalog() -> Catalog:
    return open_catalog([Path(__file__).parents[2] / "knowledge"])


def _answered(text: str) -> list[int]:
    return [found.error.code for found in recognise(text, _catalog()) if found.confidence != "possible"]


@pytest.mark.parametrize("text", ASKED.strip().splitlines())
def test_an_error_of_the_office_is_answered_without_the_products_name(text: str) -> None:
    assert _answered(text) != []


@pytest.mark.parametrize("text", OTHERS.strip().splitlines())
def test_an_error_of_another_maker_is_not_answered(text: str) -> None:
    assert _answered(text) == []
