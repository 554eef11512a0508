"""The words by which prose says what a five-digit number is; data only, the rules that read it are elsewhere."""

from collections.abc import Mapping


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SKMS_NAMES = (
    "skms",
    "shieldrm",
    "shield drm",
    "shield-drm",
    "softcamp",
    "security365",
    "sdf container",
    "sdf-container",
    "sdfcontainer",
    "sdf app",
    "sensitivedocsflow",
    "containerlinker",
    "keyvault",
    "key vault",
    "key-vault",
    "keybolt",
    "service linker",
    "servicelinker",
    "sci server",
    "sci-server",
    "sciserver",
    "sci 서버",
    "sci 연동",
    "sci연동",
    "ds 문서",
    "헤더키",
    "sci서버",
    "headerkey",
    "encryptionkey",
    "azureinfo",
    "azure_info",
    "ds_key_encryption_key",
    "ds_custom_header_key",
    "drm",
    "키볼트",
    "키 볼트",
    "서비스 링커",
    "쉴드drm",
    "쉴드 drm",
    "소프트캠프",
    "문서보안",
    "문서 보안",
    "キーボルト",
)
"""What only this product's people say; beside a number they say whose it is."""

SHARED_NAMES = frozenset({"drm", "keyvault", "key vault", "key-vault", "encryptionkey", "문서보안", "문서 보안"})
"""Those of our names that other products' people say, too: a film has a DRM, Azure has a Key Vault."""

DOMAIN_WORDS = ("decrypt", "encrypt", "복호화", "암호화", "復号", "暗号", "ekms", "endec", "sdf", "kms")
"""What DRM people say but others say, too: it supports a reading, and never beats another vendor's name."""

ERROR_WORDS = _words(
    "error errors err errs errorcode errored erroring exception exceptions failure failures failed fails fail "
    "failing fault faults"
)
CODE_WORDS = _words("code codes status response ret rc result retcode returncode resultcode")
FILLERS = _words("is was are were the a an of to on in at now set it its equals only just number no nr num nos here")
APPROXIMATIONS = _words(
    "about around over under than approximately approx nearly almost exactly roughly by from until till upto between "
    "least most total maximum minimum exceeds exceeded exceeding every each per plus minus times increased decreased "
    "grew reached reaching sold paid pay worth earned won lost took takes taking lasted lasts after within waited "
    "waiting elapsed wait waits before"
)
"""Words that, directly before a number, make it a quantity or a span of time."""

HOLDERS = _words(
    "id ids port ports line lines pid ppid tid uid gid room order orders ticket tickets invoice issue issues pr bug "
    "build version revision rev row rows chapter seq sequence offset index epoch iteration frame size length count "
    "total sum amount price cost fee budget score zip zipcode postcode postal plz phone tel fax ext extension "
    "employee emp acct student patient contract sku lot serial asset bus flight train seat apt apartment suite "
    "locker track rank width height distance altitude elevation timeout ttl limit max min quota capacity weight "
    "mileage odometer population salary revenue views timestamp mtu vlan asn oid cve kb rfc iso bytes duration "
    "latency nonce nodeport grpc tcp udp socket listen listens listening bind binds binding listener exit signal usd "
    "eur krw won goroutine changeset commit"
)
"""Nouns whose value a number is, whatever stands between: `port: 50001`, `order no. 40013`."""

SOFT_HOLDERS = _words(
    "case item record page batch job task process thread block step user account member po article model part device "
    "station route gate building balance event entity worker session customer product badge document doc queue "
    "partition shard slot address node level version entry tag note ref reference keyid userid company tenant file "
    "key unit channel test row bucket value container chunk sector run pipeline sensor patch change incident seed "
    "donation deal lead campaign survey question problem request req tracking site store branch house"
)
"""Nouns that a number directly after them names; with punctuation between they say nothing of it."""

UNITS = _words(
    "rows row records record items item users requests files documents docs messages message events entries entry "
    "lines line bytes byte kb mb gb tb kib mib ms msec milliseconds millis microseconds seconds second secs sec "
    "minutes minute min mins hours hour hrs days day weeks months years times points pts people employees members "
    "followers subscribers customers units pieces pcs won krw usd dollars dollar euros eur yen jpy rmb yuan btc eth "
    "usdt bucks km m meters metres meter miles kg steps step iterations samples tests tokens credits coins votes "
    "tickets orders tasks jobs pages words characters chars connections sessions threads processes keys objects "
    "nodes columns packets queries transactions calls hits views downloads installs images photos sqft ft rpm hz "
    "volts calories kcal attempts retries logs px pixels tcp udp port ports warnings total visitors students seats "
    "rooms accounts emails devices blocks companies licenses licences of"
)
"""Words directly after a number that make it a count, a length, a price or a span."""

OPEN_ENDED = _words(
    "pops solved itself repeatedly twice thrice still gone safe explained described defined listed documented "
    "mentioned handled ignored recovered resolved fixed raised logged reported seen caused coming popping wrong bad "
    "normal expected from on when whenever after again since while during every all now today this here and or but "
    "with in until if as even both constantly intermittently randomly sometimes trying calling for at by is means "
    "mean error errors err errs response code codes exception exceptions because whatever only once using via across "
    "yesterday morning tonight instead too also please pls back keeps keep happens happening appears occurs came "
    "comes shows was are were which that what why how any anyone meaning failure failures not then we i returned "
    "thrown out it everywhere occasionally though so where before a an the already right retryable retriable be "
    "about related part occurred persists persist popped appeared started remains remained although unless one ones "
    "transient firing fatal serious known new permanent temporary go goes spiked spiking rising increasing increased "
    "flooding spammed spamming quite something anything everything somewhere only "
    "reappeared reappears vanished disappeared disappears flood floods "
    "storm meanwhile heal heals itself surfaced resurfaced "
    "recurring recurs recurred stops stopped won't can't cannot doesn't didn't "
    "isn't wasn't has had have do did does needs need "
    "affects affected affecting may might must will would "
    "could should always never often usually mostly despite without "
    "between under over there their my our your everyone everybody nobody no more than other like began begins each"
)
"""Words that may follow a code and do not count it."""

OPENERS = _words(
    "with as is was and or the a an this that code codes status get gets getting got return returns returned then "
    "but only just same also see sees saw seen seeing says said saying shows showing reports report reported "
    "reporting logs logged like again still by retry retrying now today our these those more many of from prod me us "
    "because about on throws throw gives gave hit hits hitting receive received skms drm vault keyvault kms sdf "
    "container client api response body result message are be been had has have here there it new random another any "
    "some lots if when while vs than both owns own owner page retries fix handle explain mean do know handling "
    "oncall investigate debug solve resolve either neither not no yes so well ok hey hi help please why what how "
    "which to in alert alerts spike unexpected"
)
"""Words that may stand directly before a code without its being their value (`chunk 40013` is chunk's)."""

OPENERS_KO = (
    "벌써 이거 그거 다음 직후 이래 동안 전에 마다 나서 부터 까지 넘버 만 이 가 은 는 을 를 "
    "에서 에 로 으로 와 과 면 면서 해서 라서 어서 아서 고 데 만 도 요 니 니까 "
    "때 시 중 후 뒤 해 라 게 서버 운영 개발 지금 오늘 계속 자꾸 또 왜 혹시 다시 방금 아까 어제 코드 에러 오류 전부 "
    "모두 다 그냥 무슨 어떤 이번 같은 그 저 번 키볼트 볼트 복호화 암호화 업로드 다운로드 로그인 라이선스 라이센스 "
    "토큰 헤더 헤더키 인증 연동 조회 열람 호출 스테이징 테스트 통신 접속 응답 결과 실패 갑자기 간헐적으로 현재 아침 "
    "새벽 저녁 쪽 측 엔진 모듈 클라이언트 컨테이너 팀즈 원드라이브 エラー コード エラーコード キーボルト エラー番号 "
    "復号 暗号化 認証 本番 結果"
)
OPENERS_KO_SET = tuple(_words(OPENERS_KO))

OTHER_WORLDS_CJK = (
    "로또",
    "게임",
    "프린터",
    "인쇄",
    "넷플릭스",
    "세탁기",
    "엘리베이터",
    "보일러",
    "에어컨",
    "정수기",
    "자동차",
    "ゲーム",
    "전자책",
    "음원",
    "동영상",
    "電子書籍",
    "楽天",
    "ヤフー",
    "레지스터",
    "요기요",
    "디즈니",
    "밀리의서재",
    "이체",
    "송금",
    "카카오맵",
    "업비트",
    "배민",
    "티빙",
    "왓챠",
    "당근마켓",
    "야놀자",
    "유튜브",
    "인스타그램",
    "건조기",
    "냉장고",
    "청소기",
    "공유기",
    "승강기",
    "자판기",
    "단말기",
    "키오스크",
    "셋톱",
    "충전기",
    "택배",
    "배달",
    "웹툰",
    "런처",
    "レジスタ",
    "プリンター",
    "洗濯機",
)
OTHER_WORLDS = _words(
    "bot dms printer printers game games gaming elevator washing dishwasher oven vehicle car truck engine "
    "modbus plc scada register registers rs485 coil coils inverter widevine fairplay playready "
    "kindle ebook ebooks epub denuvo bitlocker veracrypt luks whatsapp "
    "lottery lobby matchmaking netflix drone roomba signal telegram "
    "viber skype thermostat boiler xbox playstation nintendo stored raiserror"
)
"""Things with error codes of their own that no document service has."""

CALLER_WORDS = _words(
    "the a an this that these those got getting any every why what i we my our api rest http https same random new "
    "unknown help server internal hi hello response status return returned returns code json java spring error "
    "errors warn warning info debug fatal exception caused login user users customer customers upload download still "
    "another some please anyone has have is are was were also and or but with of for on in at so then now just see "
    "seeing saw seen hit hitting received receive throws throw threw fails failed failing fail gives gave many more "
    "lots intermittent constant frequent sporadic weird strange following here there it its their your company "
    "client request call calls service app application system backend frontend prod production staging dev stage "
    "test testing qa kr jp us eu vpn key keys token licence license sci header sync batch scheduler label file "
    "document documents re fwd fyi urgent question urgently question: does do did can could should would how when "
    "where who which if no yes not one two first last next all both each other common known possible numeric custom "
    "specific actual exact above below decrypt decryption encrypt encryption encryption/decryption protect unprotect "
    "tomcat pod gateway kubernetes k8s linux windows ios android mobile web outlook teams sharepoint onedrive excel "
    "postman grafana kibana sentry alert alertmanager monitoring log logs console curl feign resttemplate webclient "
    "sidecar container module team hey guys folks morning today yesterday tonight since after before during while "
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december word powerpoint pdf hwp shield relay integrated key-vault kms ekms sdf mip "
    "aip"
)
"""Words that may stand before `error 40013` or after `from` without being another vendor's name."""

TALK = _words(
    "i im i'm ive i've we we're we've our my anyone someone anybody help pls thanks thx why what how since yesterday "
    "today now still keeps keep happening happens started getting seeing saw seen idea ideas hi hello customers "
    "customer prod production staging urgent noticed looks seems maybe probably any same both everybody everyone "
    "guys folks tonight morning rollback deploy deployment whole entire half only nothing"
)
"""Words of somebody who tells or asks; the message of an error has none of them."""

OTHER_CODES = _words(
    "promo discount coupon zip postal area country product item access door gate verification invite referral "
    "checkout barcode course city department cost gl sku color sort swift branch price paid invoice order ticket "
    "room port rows count query sum exit voucher gift dial dialing redeem otp pin usd krw"
)
"""Words that make a bare `code` another sort of code."""

OTHER_CODES_CJK = (
    "상품",
    "우편",
    "지역",
    "품목",
    "부서",
    "할인",
    "쿠폰",
    "인증번호",
    "초대",
    "과목",
    "종목",
    "거래처",
    "사번",
    "주문",
    "포트",
    "가격",
    "결제",
    "송장",
    "입장",
    "출입",
    "商品",
    "郵便",
    "注文",
    "クーポン",
    "ポート",
)

HOLDERS_KO = (
    "포트 주문 티켓 우편번호 라인 가격 금액 합계 총액 총합 총계 사번 번지 전화 내선 호실 이슈 건수 회원 고객번호 고객 "
    "계좌 송장 운송장 접수번호 접수 문서번호 페이지 프로세스 좌석 버스 차량 거리 크기 용량 길이 조회수 점수 잔액 "
    "예산 급여 매출 소요 아이디 상품번호 상품 품번 모델 버전 빌드 순번 일련번호 참가비 요금 비용 월세 연봉 스레드 "
    "피드 사용자 유저 대략 최대 최소 이상 평균 정원 인원 게시글 게시물 문의번호 커밋 레코드 데이터 항목 작업 "
    "도로명 주소 사물함 강의실 회의실 학번 군번 쿠폰 할인 바코드 상품코드 지역번호 pid"
)
HOLDERS_KO_SET = tuple(_words(HOLDERS_KO))

KOREAN_COUNTERS = (
    r"(?:원(?![인천래])|건(?![가강])|번지|번째|호(?![출환스사])|명(?![령확시])|개(?![발선인통요])|층|년|월|"
    r"분(?![께이석기류])|"
    r"초(?![기과반])|달러|유로|엔(?!드)|포트|회(?![사의복원])|점(?!검)|장(?![애비])|권(?!한)|위(?![에의험치])|"
    r"킬로|미터|km|kg|"
    r"번\s?(?:포트|버스|문서|출구|국도|방|게이트|주문|티켓|글|이슈|줄|라인|행|고객|회원|손님|좌석)|"
    r"일(?!\s?(?:때|까|경우|수|거|텐|지|땐|듯|것))|시(?:간|에|\b)|자리|자(?=[ .,]|$)|줄|행(?!동)|라인|바이트|"
    r"페이지|쪽|세\b|평\b|톤\b|"
    r"주\b|동\b|표\b|만\s?(?:원|명|개|건|달러)|대(?=[ .,]|$)|원어치|석|곳|가지(?!고)|살|통(?![합신과해])|퍼센트|"
    r"배(?![치포경])|칸|"
    r"매(?![번일우핑])|억|천|포인트|p\b)"
)
CJK_COUNTERS = (
    r"(?:円|件|番地|号室|号|人|個|秒|分|時|日|年|行|回|万|番目|番(?:ポート|線|地)|ポート|点|メートル|バイト|"
    r"ページ|ドル|"
    r"元|块|个|条|次|端口|米|字节|楼|室|名|张|岁|度|毫秒|美元|港币|ms)"
)

LOCAL_DESCRIPTIONS: Mapping[int, tuple[str, ...]] = {
    40003: ("헤더 생성 실패", "ヘッダーの生成に失敗しました"),
    40004: ("헤더 추출 실패", "헤더 추 실패", "ヘッダー抽出失敗"),
    40005: ("배치/스케줄러 실패", "バッチ/スケジューラの失敗"),
    40006: ("인증인가 연결 실패", "認証接続失敗"),
    40007: ("통합 로그 서비스 실패", "統合ログサービスの失敗"),
    40008: ("키볼트 서비스 실패", "キーボルトサービスの失敗"),
    40009: ("키 데이터 연동 실패", "キー データ 連携 失敗"),
    40011: ("azure 정보 조회 실패", "azure 情報の取得に失敗しました"),
    40012: ("릴레이 토큰 갱신 실패", "リレー トークンの更新に失敗しました"),
    40013: ("키볼트 키 조회 실패", "キーボルトキーの取得に失敗しました"),
    40101: ("유효하지 않은 토큰", "無効なトークン"),
    40102: ("일치하는 company_id 없음", "一致する company_id がありません"),
    40103: ("중복된 도메인", "重複したドメイン"),
    40104: ("일치하는 도메인 없음",),
    40105: ("필수 값 없음",),
    40107: ("일치하는 라이선스 없음",),
    40108: ("사용 불가능한 라이선스",),
    40110: ("일치하는 헤더키 없음",),
    40111: ("일치하는 암호화 키 없음",),
}
"""The vendor's Korean and Japanese tables, as far as they are public (descriptions; messages are English "
"everywhere)."""
