import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.recognition.redact import MASKED_KINDS, mask_company, redact
from tests.fakes.secrets import COMPANY, SERVER, Mint, clean_errors, secret_pastes

PASTES = list(secret_pastes())


@pytest.mark.parametrize(("kind", "secret", "text"), PASTES, ids=[f"{n}-{p[0]}" for n, p in enumerate(PASTES)])
def test_every_secret_of_the_two_hundred_is_gone_and_its_kind_named(kind: str, secret: str, text: str) -> None:
    redacted = redact(text)
    assert secret not in redacted.text
    # A password may look like a token and the like: that it is named at all is what matters, but a
    # name that was only masked must not pass for a secret.
    kinds = {hidden.kind for hidden in redacted.hidden}
    assert kinds
    assert (kind in MASKED_KINDS) == bool(kinds & MASKED_KINDS & {kind})


def test_there_are_two_hundred_secrets_of_all_sorts() -> None:
    assert len(PASTES) == 200
    assert len({kind for kind, _, _ in PASTES}) >= 17


def test_at_most_one_clean_error_in_a_hundred_is_touched() -> None:
    touched = [(text, redact(text).text) for text in clean_errors() if redact(text).text != text]
    assert len(touched) <= 10, touched[:5]


@pytest.mark.parametrize("text", [paste[2] for paste in PASTES])
def test_redacting_a_redacted_text_changes_nothing(text: str) -> None:
    once = redact(text).text
    again = redact(once)
    assert again.text == once
    assert again.hidden == ()


_PIECES = st.one_of(
    st.sampled_from([paste[2] for paste in PASTES]),
    st.sampled_from(
        ["password", "=", ": ", '"', "\\", "\n", "[", "]", "secret", "key ", "/drm/", "token", "|", "@", "…"]
    ),
    st.text(max_size=12),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(_PIECES, max_size=8).map("".join))
def test_redacting_twice_is_redacting_once_whatever_stands_together(text: str) -> None:
    once = redact(text).text
    assert redact(once).text == once


def test_hosts_addresses_key_ids_and_codes_stay() -> None:
    text = (
        '{"code": 50001, "detail": "I/O error on GET request for \\"https://kms.example.test:8080/drm/'
        f'{COMPANY}/key/0000003\\": Connect to kms.example.test:8080 [kms.example.test/192.0.2.171] failed; '
        'keyId : 0000003"}'
    )
    shown = redact(text).text
    assert COMPANY not in shown
    for kept in (
        "50001",
        "https://kms.example.test:8080/drm/",
        "/key/0000003",
        "kms.example.test/192.0.2.171",
        "keyId : 0000003",
    ):
        assert kept in shown


def test_a_company_id_is_masked_but_comparable() -> None:
    mask = mask_company(COMPANY)
    assert mask.startswith("AB…56·")
    assert mask == mask_company(f" {COMPANY} ") == mask_company(mask)
    assert mask != mask_company(COMPANY.replace("E", "F"))
    assert mask in redact(f"https://kms.example.test/drm/{COMPANY}/key/1").text
    assert mask in redact(f'{{"companyId": "{COMPANY}"}}').text


@pytest.mark.parametrize("short", ["x", "acme", "a-b-c", "회사", "ABCDEFG"])
def test_a_short_company_id_shows_none_of_its_letters(short: str) -> None:
    assert mask_company(short).startswith("…·")


def test_the_company_behind_the_separator_stays_comparable() -> None:
    token = Mint(3).jwt()
    shown = redact(f"Authorization: Bearer {token}@@SKMS_SEPARATOR@@{COMPANY}").text
    assert token not in shown
    assert mask_company(COMPANY) in shown


def test_a_company_id_that_was_cut_at_the_end_is_masked() -> None:
    assert "EFGH" not in redact(f"GET https://kms.example.test/x?c={COMPANY[:21]}").text
    assert "EFGH" not in redact(f"GET https://kms.example.test/drm/{COMPANY[:12]}").text


def test_a_server_id_is_masked_alike_in_any_case() -> None:
    upper, lower = redact(SERVER).text, redact(SERVER.lower()).text
    assert upper == lower
    assert upper.startswith("SCAM-…90·")


@pytest.mark.parametrize(
    "text",
    [
        "/drm/{companyId}/key/{keyId}",
        "/api/healthCheck/{licenseKey}",
        "password: ${DB_PASSWORD}",
        '"password": "********"',
        '"password": null',
        "Invalid password: not accepted",
        "git@host.example.test:repo.git",
        "load-queue-from-cache",
        "Bearer token is missing",
        "Bearer authentication failed",
        "Bearer [hidden:bearer] was refused",
        "Basic authentication failed",
        "secretName: skms-tls",
        "tokenType: JWT",
        "order-1234 11111111-2222-3333-4444-555555555555",
    ],
)
def test_templates_placeholders_and_plain_words_stay(text: str) -> None:
    assert redact(text).text == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("curl -u svc:Ab12cd https://kms.example.test", "curl -u svc:[hidden:basic-auth] https://kms.example.test"),
        ("docker run -u 1000:1000 image", "docker run -u 1000:1000 image"),
        ("key=" + "0a" * 32, "key=[hidden:key-material]"),
        ("password: |\n  abc\n", "password: |\n  [hidden:password]\n"),
        ("PASS=12 FAIL=0", "PASS=12 FAIL=0"),
        ("Bearer Ab12cd34 was refused", "Bearer [hidden:bearer] was refused"),
        ("Ab12cd34@@SKMS_SEPARATOR@@x", f"[hidden:jwt]@@SKMS_SEPARATOR@@{mask_company('x')}"),
        ("“password”: “a1 b2!”, x", "“password”: “[hidden:password]”, x"),
        ("‘password’: ‘a1 b2!’, x", "‘password’: ‘[hidden:password]’, x"),
        ("password=abc1 user=kim", "password=[hidden:password] user=kim"),
        ("Password=Ab!c{d;Encrypt=true", "Password=[hidden:password];Encrypt=true"),
        ('{\\"password\\":\\"a\\\\\\"b\\",\\"x\\":1}', '{\\"password\\":\\"[hidden:password]\\",\\"x\\":1}'),
        ("secret: {cipher}AQABC", "secret: [hidden:secret]"),
        ("&quot;password&quot;:&quot;abc&quot;", "&quot;password&quot;:&quot;[hidden:password]&quot;"),
    ],
)
def test_a_value_is_hidden_to_its_end_and_no_further(text: str, shown: str) -> None:
    assert redact(text).text == shown


def test_the_same_kind_is_counted() -> None:
    hidden = redact("password=abc1 password=abc2 licenseKey=abc3").hidden
    assert {(item.kind, item.count) for item in hidden} == {("password", 2), ("licence", 1)}


@pytest.mark.parametrize(
    "hostile",
    [
        *(
            "a",
            "eyJ",
            "eyJa.",
            "-----BEGIN A KEY-----",
            "-----END A KEY-----",
            "A" * 20 + "\n",
            'password="',
            "password:{",
        ),
        *(
            "secret",
            'token="\\',
            "\\",
            "a@",
            "a.",
            "://",
            "://a:",
            "key ",
            "[1,",
            "/drm/",
            "ABCD1234-",
            "Bearer ",
            "Basic ",
        ),
        *(
            "@@SKMS_SEPARATOR@@",
            "AB:",
            "key=AB:",
            "xoxb-",
            "|",
            "Cookie:=",
            "%7c",
            "licenseKey",
            "\n-----BEGIN ",
            "ghp_",
        ),
        *("healthCheck/", "password\n"),
    ],
)
def test_hostile_text_of_64_kib_costs_little(hostile: str) -> None:
    text = (hostile * (65536 // len(hostile) + 1))[:65536]
    best = min(_seconds(text) for _ in range(3))
    assert best < 0.25, f"{best:.3f} s"  # the bar is 0.1 s on an idle machine; quadratic rules take minutes


def _seconds(text: str) -> float:
    begun = time.process_time()
    redact(text)
    return time.process_time() - begun
