from pathlib import Path

import pytest

from bot.catalog.loader import open_catalog
from bot.diagnosis import diagnose
from bot.explain.compose import compose, name_secrets, order_by_severity
from bot.explain.templates import Phrases
from bot.models.answer import Answer, Contact, PasteContext, Reader
from bot.models.catalog import Audience
from bot.models.sighting import Hidden
from bot.recognition import recognise
from bot.recognition.facts import facts_of
from bot.recognition.redact import MASKED_KINDS
from bot.recognition.secret_fields import FIELDS
from bot.recognition.secret_shapes import NAMES, PLACES, SHAPES
from bot.terminal.answer import draw_fold

CATALOG = open_catalog([Path(__file__).parents[2] / "knowledge"])
CODES = sorted(CATALOG.vendor)
AUDIENCES: tuple[Audience, ...] = ("operator", "integrator", "tenant-admin", "external")
KEY_PASTE = '{"code": 40013, "message": "Key not found in the keyVault", "detail": "keyId : 0000731"}'
TIMEOUT_PASTE = (
    '{"code": 50001, "message": "An unexpected error has occurred in the internal system", "detail": '
    '"I/O error on GET request for \\"https://kms.example.test:8080/drm/ABCD1234-EFGH5678-IJKL9012-MNOP3456/key/'
    '0000731\\": Connect to kms.example.test:8080 [kms.example.test/192.0.2.171] failed: '
    'Connection timed out: connect"}'
)
AZURE_PASTE = (
    '{"code":50001,"message":"400 Bad Request: \\"{\\"code\\":40011,\\"message\\":\\"Unable to AzureInfo\\",'
    '\\"detail\\":\\"OpenidTenant is Empty\\"}\\""}'
)


def answer_to(text: str, reader: Reader | None = None, hidden: tuple[Hidden, ...] = ()) -> Answer:
    [sighting] = recognise(text, CATALOG)
    paste = PasteContext(facts=facts_of(text), hidden=hidden, at="2026-11-22T03:00:00+09:00")
    return compose(sighting, diagnose(sighting, CATALOG), CATALOG, reader or Reader(), paste)


def lines_of(answer: Answer) -> list[str]:
    return [line.plain for line in draw_fold(answer, Phrases(CATALOG.phrases, answer.locale))]


def test_the_first_line_says_what_this_detail_says_and_ends_with_the_code() -> None:
    answer = answer_to(KEY_PASTE)

    assert answer.headline == "🟡 Key 0000731 not found · 40013"


def test_the_same_answer_reads_as_korean_for_a_korean_reader() -> None:
    answer = answer_to(KEY_PASTE, Reader(locale="ko"))

    assert answer.headline == "🟡 키 0000731 조회 안 됨 · 40013"
    assert lines_of(answer)[1].startswith("대기 가능")


def test_what_the_paste_lacks_is_named_with_two_items_at_most() -> None:
    assert answer_to(KEY_PASTE).missing_line == "Missing in the paste: company id, SCI server id"


def test_the_irreversible_mistake_is_warned_of_above_the_fold() -> None:
    assert any("Never re-create the key" in line for line in lines_of(answer_to(KEY_PASTE)))


def test_an_internal_error_is_told_by_the_cause_its_detail_names() -> None:
    answer = answer_to(TIMEOUT_PASTE)

    assert "kms.example.test:8080" in answer.headline
    assert answer.headline.endswith("· 50001")
    assert answer.urgency == "act-now"
    assert any("192.0.2.171" in line and "key 0000731" in line for line in answer.said)


def test_the_chain_is_named_outer_to_inner_and_the_inner_code_decides() -> None:
    answer = answer_to(AZURE_PASTE)

    assert answer.code == 40011
    assert answer.chain.startswith("SDF Container 50001")
    assert "SKMS 40011" in answer.chain


def test_readers_outside_see_no_host_no_owner_and_only_their_own_steps() -> None:
    shown = "\n".join(lines_of(answer_to(TIMEOUT_PASTE, Reader(audience="external"))))

    assert "kms.example.test" not in shown
    assert "192.0.2" not in shown
    assert "Owner" not in shown
    assert "Retry" in shown


def test_the_owner_is_a_contact_where_the_site_names_one() -> None:
    contacts = {"key-vault-ops": Contact(label="SCI/key vault ops", channel="#drm-keys")}

    answer = answer_to(KEY_PASTE, Reader(contacts=contacts))

    assert answer.owner_line == "Owner: SCI/key vault ops #drm-keys · Retry: no"


def test_an_owner_without_contact_is_said_to_have_none() -> None:
    assert "no contact set" in answer_to(KEY_PASTE).owner_line


def test_a_hidden_secret_is_announced_and_a_masked_identifier_is_not() -> None:
    secret = answer_to(KEY_PASTE, hidden=(Hidden(kind="slack-token"),))
    masked = answer_to(KEY_PASTE, hidden=(Hidden(kind="company-id"),))

    assert "a secret (Slack token)" in secret.hidden_line
    assert masked.hidden_line == ""


@pytest.mark.parametrize("locale", sorted(CATALOG.locales))
def test_every_kind_of_secret_is_named_in_words(locale: str) -> None:
    kinds = {rule.kind for rule in (*SHAPES, *PLACES, *NAMES)} | {field.kind for field in FIELDS} | {"pem"}
    phrases = Phrases(CATALOG.phrases, locale)

    assert len(kinds - MASKED_KINDS) > 12
    for kind in kinds - MASKED_KINDS:
        assert name_secrets([Hidden(kind=kind)], phrases) not in ("", f"secret-{kind}")


def test_several_errors_are_told_most_severe_first() -> None:
    answers = order_by_severity([answer_to(KEY_PASTE), answer_to(TIMEOUT_PASTE)])

    assert [answer.code for answer in answers] == [50001, 40013]


@pytest.mark.parametrize("locale", ["en", "ko"])
@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("code", CODES)
def test_every_code_answers_every_reader_in_twelve_short_lines(code: int, audience: Audience, locale: str) -> None:
    vendor = CATALOG.vendor[code]
    answer = answer_to(f'{{"code": {code}, "message": "{vendor.message}"}}', Reader(audience=audience, locale=locale))
    lines = lines_of(answer)

    assert answer.code == code
    assert len(lines) <= 12
    assert len(answer.headline) <= 80
    assert all(len(line) <= 100 for line in lines if line != answer.background.meaning), lines
    assert not any("{" in line or "||" in line for line in lines), lines
    assert all(step.risk != "irreversible" for step in answer.steps if step.above_fold)


@pytest.mark.parametrize("code", CODES)
def test_every_operator_answer_has_three_steps_an_owner_and_a_way_to_verify(code: int) -> None:
    answer = answer_to(f'{{"code": {code}, "message": "{CATALOG.vendor[code].message}"}}')

    assert sum(step.above_fold for step in answer.steps) == 3
    assert answer.owner_line
    assert answer.background.verify
    assert answer.background.meaning
    assert len({step.id for step in answer.steps}) == len(answer.steps)
