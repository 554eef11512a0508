"""Invented secrets and clean errors, put together at run time so that no secret scanner trips over this file."""

import base64
import random
from collections.abc import Iterator

HOSTS = ("kms.example.test", "auth.example.test", "sci-01.example.test", "192.0.2.17", "198.51.100.4")
COMPANY = "ABCD1234-EFGH5678-IJKL9012-MNOP3456"
SERVER = "SCAM-AB12-CD34-EF56-7890"
_UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS = "0123456789"
_ALNUM = _UPPER + _UPPER.lower() + _DIGITS


class Mint:
    """Makes secrets of every sort from one seed; each is (kind, the part that must not be seen again)."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - invented samples, nothing is protected by them

    def of(self, alphabet: str, length: int) -> str:
        return "".join(self._chance.choices(alphabet, k=length))

    def pick(self, items: tuple[str, ...]) -> str:
        return self._chance.choice(items)

    def base64(self, octets: int) -> str:
        return base64.b64encode(self._chance.randbytes(octets)).decode()

    def jwt(self) -> str:
        parts = (base64.urlsafe_b64encode(self._chance.randbytes(n)).decode().rstrip("=") for n in (24, 60, 32))
        return "ey" + "J" + ".".join(parts)

    def company(self) -> str:
        return "-".join(self.of(_ALNUM, 8) for _ in range(4))

    def licence(self) -> str:
        return "-".join(self.of("0123456789ABCDEF", n) for n in (4, 5, 4, 5))

    def server(self) -> str:
        return "SCAM-" + "-".join(self.of("0123456789ABCDEF", 4) for _ in range(4))

    def guid(self) -> str:
        return "-".join(self.of("0123456789abcdef", n) for n in (8, 4, 4, 4, 12))

    def pem(self, joint: str) -> str:
        rows = [self.base64(48) for _ in range(6)]
        label = self.pick(("PRIVATE", "RSA PRIVATE", "EC PRIVATE")) + " KEY"
        return joint.join((f"-----BEGIN {label}-----", *rows, f"-----END {label}-----"))

    def token(self) -> str:
        """A token whose issuer gave it a prefix."""
        return self.pick(
            (
                "AK" + "IA" + self.of(_UPPER + _DIGITS, 16),
                "AI" + "za" + self.of(_ALNUM, 35),
                "ya2" + "9." + self.of(_ALNUM, 60),
                "gh" + "p_" + self.of(_ALNUM, 36),
                "github" + "_pat_" + self.of(_ALNUM, 60),
                "gl" + "pat-" + self.of(_ALNUM, 20),
                "sk_" + "live_" + self.of(_ALNUM, 24),
                "wh" + "sec_" + self.of(_ALNUM, 32),
                "np" + "m_" + self.of(_ALNUM, 36),
                "py" + "pi-" + self.of(_ALNUM, 60),
                "sk-" + "proj-" + self.of(_ALNUM, 40),
                "S" + "G." + self.of(_ALNUM, 22) + "." + self.of(_ALNUM, 43),
                "hv" + "s." + self.of(_ALNUM, 40),
            )
        )

    def slack(self) -> str:
        return self.pick(
            (
                "xox" + "b-" + self.of(_DIGITS, 11) + "-" + self.of(_ALNUM, 24),
                "xox" + "p-" + self.of(_DIGITS, 11) + "-" + self.of(_ALNUM, 24),
                "xap" + "p-1-" + self.of(_UPPER, 11) + "-" + self.of(_ALNUM, 40),
                "xox" + "e.xox" + "p-1-" + self.of(_ALNUM, 40),
            )
        )

    def webhook(self) -> str:
        return "T" + self.of(_UPPER, 9) + "/B" + self.of(_UPPER, 9) + "/" + self.of(_ALNUM, 24)

    def azure(self) -> str:
        return self.of(_ALNUM, 3) + "8" + "Q~" + self.of(_ALNUM + "_-~.", 34)

    def password(self) -> str:
        return self.of(_ALNUM, 4) + self.pick(("!", "#", "$", "~", "+", "/", "")) + self.of(_ALNUM, 8)

    def hex_key(self) -> str:
        return self.of("0123456789abcdef", self._chance.choice((64, 96, 128)))


def secret_pastes(seed: int = 5) -> Iterator[tuple[str, str, str]]:
    """200 pastes: the kind that must be named, the words that must be gone, the text."""
    mint = Mint(seed)
    rounds = 0
    while True:
        for kind, secret, text in _round(mint):
            yield kind, secret, text
            rounds += 1
            if rounds == 200:
                return


def _round(mint: Mint) -> Iterator[tuple[str, str, str]]:
    for make in (_tokens, _headers, _fields, _ids, _material):
        yield from make(mint)


def _tokens(mint: Mint) -> Iterator[tuple[str, str, str]]:
    jwt = mint.jwt()
    yield "jwt", jwt[4:], f'{{"code":40101,"message":"Invalid token","detail":"{jwt}"}}'
    jwt = mint.jwt()
    yield "jwt", jwt[4:], f"call with {jwt}@@SKMS_SEPARATOR@@{mint.company()} failed"
    token = mint.slack()
    yield "slack-token", token[5:], f"SLACK={token} python bot.py"
    hook = mint.webhook()
    yield "slack-webhook", hook, f"curl <https://hooks.slack.com/services/{hook}|hook>"
    for shape in ("export X={}", '{{"note":"{}"}}', "found `{}` in the log", "{}"):
        token = mint.token()
        yield "cloud-key", token[8:], shape.format(token)
    secret = mint.azure()
    yield "azure-secret", secret, f"the app's secret {secret} is 11 months old"
    secret = mint.of(_ALNUM, 30)
    yield "azure-secret", secret, f"value is {mint.guid()}|{secret}"


def _headers(mint: Mint) -> Iterator[tuple[str, str, str]]:
    token = mint.of(_ALNUM, 40)
    yield "bearer", token, f"> Authorization: Bearer {token}\n> Accept: */*"
    token = mint.of(_ALNUM, 40)
    yield "bearer", token, f'[Authorization:"Bearer {token}", Accept:"*/*"]'
    basic = base64.b64encode(f"svc:{mint.password()}".encode()).decode()
    yield "basic-auth", basic, f"header was Basic {basic}"
    password = mint.of(_ALNUM, 12)
    yield "url-credentials", password, f"https://svc:{password}@{mint.pick(HOSTS)}:8080/drm/x/key/0000003"
    password = mint.of(_ALNUM, 12)
    yield "url-credentials", password, f"jdbc:postgresql://svc:{password}@{mint.pick(HOSTS)}/skms"
    session = mint.of(_UPPER + _DIGITS, 32)
    yield "cookie", session, f"Cookie: JSESSIONID={session}; lang=ko"


def _fields(mint: Mint) -> Iterator[tuple[str, str, str]]:
    for shape in (
        '{{"user":"svc","password":"{}","x":1}}',
        '{{\\"password\\":\\"{}\\",\\"x\\":1}}',
        '{{\\\\\\"password\\\\\\": \\\\\\"{}\\\\\\"}}',
        "level=error password={} host=a",
        'level=error password="{}" host=a',
        "DB_PASSWORD={}\nDB_HOST=a",
        "spring:\n  datasource:\n    password: {}\n    url: a",
        "Config(user=svc, password={}, retries=3)",
        "{{'password': '{}', 'n': 1}}",
        "<password>{}</password>",
        '["password"]=>\n  string(13) "{}"',
        ':password=>"{}"',
        "mysql --password {} -h a",
        "비밀번호: {}",
        "-Dkeystore.password={} -jar a.jar",
    ):
        secret = mint.password()
        yield "password", secret, shape.format(secret)
    for shape in (
        '{{"client_secret":"{}"}}',
        "CUSTOM_APP_TENANT_SECRET: {}",
        "api_key={}",
        "X-Api-Key: {}",
        "AccountName=a;AccountKey={};EndpointSuffix=b",
        "AWS_SECRET_ACCESS_KEY={}",
        "https://kms.example.test/x?api_key={}&v=1",
    ):
        secret = mint.of(_ALNUM, 40)
        yield "secret", secret, shape.format(secret)
    for shape in ('{{"access_token":"{}"}}', "refresh_token={}&grant=x", "token: {}", "?sig={}&se=2026"):
        secret = mint.of(_ALNUM, 32) + "7a"
        yield "token", secret, shape.format(secret)


def _ids(mint: Mint) -> Iterator[tuple[str, str, str]]:
    for shape in (
        "licence {} is off",
        "curl http://127.0.0.1:8181/api/healthCheck/{}?sciServerId=x",
        '{{"licenseKey":"{}"}}',
        '{{\\"licenseKey\\" : \\"{}\\"}}',
    ):
        licence = mint.licence()
        yield "licence", licence, shape.format(licence)
    short = mint.of(_ALNUM, 9)
    yield "licence", short, f"licenseKey={short}"
    for shape in (
        "company {} sees 40102",
        "https://kms.example.test:8080/drm/{}/key/0000003",
        '{{\\"url\\":\\"https:\\/\\/kms.example.test\\/drm\\/{}\\/key\\/0000003\\"}}',
        '{{"companyId":"{}"}}',
        "<https://kms.example.test/drm/{0}/key/1|https://kms.example.test/drm/{0}/key/1>",
    ):
        company = mint.company()
        yield "company-id", company, shape.format(company)
    short = mint.of(_ALNUM, 6)
    yield "company-id", short, f"GET /drm/{short}/key/0000003"
    for shape in ('{{"sciServerId":"{}"}}', "server {} is away", "?sciServerId={}"):
        server = mint.server()
        yield "sci-server-id", server, shape.format(server)
    name = mint.of(_UPPER.lower(), 9)
    yield "email", name, f"reported by {name}@corp.example.test at noon"
    yield "user-id", name, f'{{"userId":"{name}"}}'


def _material(mint: Mint) -> Iterator[tuple[str, str, str]]:
    for joint in ("\n", "\\n", "\\\\n"):
        pem = mint.pem(joint)
        yield "pem", pem[40:100], f"key is {pem} ok?"
        pem = mint.pem(joint)
        yield "pem", pem[60:200].replace("\\", ""), f"it begins {pem[: len(pem) * 2 // 3]}"
    pem = mint.pem("\n")
    yield "pem", pem[200:280], pem[100:]
    key = mint.hex_key()
    yield "key-material", key, f"header key from SCI: {key}"
    key = mint.base64(32)
    yield "key-material", key, f"DEK loaded, key bytes = {key} (32)"
    key = mint.base64(48)
    yield "key-material", key, f'{{"docuKey":"{key}","code":0}}'
    key = mint.base64(20)
    yield "key-material", key, f'{{\\"encHeaderInfo\\":\\"{key}\\"}}'
    key = ", ".join(str(n * 7 % 256 - 128) for n in range(32))
    yield "key-material", key, f"secret key bytes [{key}]"


MESSAGES = (
    ("40013", "Key not found in the keyVault", "keyId : {key}"),
    ("40003", "Failed create header", "4020"),
    ("40011", "Unable to AzureInfo", "OpenidTenant is Empty"),
    ("40101", "Invalid token", "invalid_token"),
    ("40107", "No matching license found", "License skms_connector_info information is empty."),
    ("40102", "No matching company ID found", "company id is required"),
    ("40112", "No matching SCI ServerID found", "serverId not registered"),
    ("40111", "EncryptionKey is Empty", "DS_KEY_ENCRYPTION_KEY"),
    ("40006", "oAuth connection failed", "Connect to {host}:443 [{host}/{ip}] failed: Connection refused"),
    ("40012", "Relay client accessToken Failed", "token renewal failed: 401 Unauthorized"),
    (
        "50001",
        "An unexpected error has occurred in the internal system",
        "I/O error on GET request for {url}: timed out",
    ),
    ("50002", "SCI Connection failed", "java.net.SocketTimeoutException: connect timed out"),
    ("40301", "You don't have permission this service", "user is not allowed; password: YES"),
)
SHELLS = (
    '{{"code": {code}, "message": "{message}", "detail": "{detail}"}}',
    "{time} ERROR [http-nio-8080-exec-{n}] c.e.d.SkmsClient : code={code} message={message} detail={detail}",
    '{time}  WARN 1 --- [nio-{n}] o.a.h.i.c.PoolingHttpClient : {{\\"code\\":{code},\\"m\\":\\"{message}\\"}}',
    'HTTP/1.1 400 Bad Request\r\nLength: {n}\r\nX-Trace: {trace}\r\n\r\n{{"code":{code},"message":"{message}"}}',
    "What does {code} mean? {message} / {detail} since {time}",
    "at com.example.drm.key.KeyVaultClient.loadPrivateKeyFromKeyVaultService(KeyVaultClient.java:{n}) {message}",
    "traceId=SHIELD-{trace} event=DECRYPT code={code} detail={detail} sha256:{trace}{trace}",
    "키볼트에서 키를 못 찾아요. {code} {message}, keyId : {key}, 토큰은 새로 받았습니다",
)


def clean_errors(seed: int = 11) -> Iterator[str]:
    """1,000 errors with nothing in them to hide."""
    mint = Mint(seed)
    for n in range(1000):
        code, message, detail = MESSAGES[n % len(MESSAGES)]
        key, host, ip = mint.of(_DIGITS, 7), mint.pick(HOSTS[:3]), mint.pick(HOSTS[3:])
        url = f"https://{host}:8080/v1/key/{key}"
        yield SHELLS[n % len(SHELLS)].format(
            code=code,
            message=message,
            detail=detail.format(key=key, host=host, ip=ip, url=url),
            time=f"2026-11-22T02:{n % 60:02d}:13.{n:03d}+09:00",
            n=n,
            trace=mint.guid(),
            key=key,
        )
