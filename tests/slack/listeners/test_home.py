import pytest

from bot.errors import DatabaseUnavailable
from tests.fakes.slack import FakeSlack, Hold, Interaction, Refuse, View, pointing
from tests.fakes.slack.people import Person
from tests.fakes.slack_talk import Talk

LISTENING = pytest.mark.usefixtures("talk")


async def opened(slack: FakeSlack, person: Person) -> View:
    published = count_published(slack)
    person.opens_home()
    await slack.until(lambda: count_published(slack) > published, "Home")
    return person.home


async def shows(slack: FakeSlack, person: Person, words: str) -> str:
    await slack.until(lambda: words in person.home.shown, f"{words!r} on Home")
    return person.home.shown


def count_published(slack: FakeSlack) -> int:
    return sum(call.ok for call in slack.ledger.said("views.publish"))


def quick(done: Interaction) -> None:
    assert done.acked, done.failure
    assert done.took < 0.5


@LISTENING
async def test_home_says_what_the_bot_is_and_how_to_ask(slack: FakeSlack) -> None:
    home = await opened(slack, slack.person("mina"))

    assert "SKMS errors, explained" in home.shown
    assert "`/skms 40013`" in home.shown
    assert "Search the knowledge base" in home.shown
    assert "no message text stored" in home.shown


@LISTENING
async def test_a_korean_sees_home_in_korean(slack: FakeSlack) -> None:
    home = await opened(slack, slack.person("jiwoo", locale="ko-KR"))

    assert "SKMS 오류 설명" in home.shown
    assert "구성 요소별 보기" in home.shown


@LISTENING
async def test_the_tab_of_messages_is_no_home(slack: FakeSlack) -> None:
    slack.person("mina").opens_home("messages")
    await slack.settles()

    assert count_published(slack) == 0
    assert slack.deliveries.failed == []


@LISTENING
async def test_the_knowledge_base_is_searched_and_browsed(slack: FakeSlack) -> None:
    mina = slack.person("mina")
    home = await opened(slack, mina)

    quick(await mina.enters(home, "home_search", "license"))
    found = await shows(slack, mina, "40107")
    quick(await mina.picks(mina.home, "home_component", "key-vault"))
    browsed = await shows(slack, mina, "40110")
    quick(await mina.enters(mina.home, "home_search", "zzzz <!channel>"))
    nothing = await shows(slack, mina, "Nothing found")

    assert "Runbook" in found
    assert "40110" not in found
    assert "40107" not in browsed
    assert "<!" not in nothing


@LISTENING
async def test_what_was_looked_for_is_still_there_when_home_is_opened_again(slack: FakeSlack) -> None:
    mina = slack.person("mina")
    home = await opened(slack, mina)

    await mina.picks(home, "home_component", "key-vault")
    await shows(slack, mina, "40110")
    again = await opened(slack, mina)

    assert "40110" in again.shown


@LISTENING
async def test_the_language_is_chosen_on_home_and_holds_everywhere(slack: FakeSlack) -> None:
    mina, away = slack.person("mina"), slack.channel("strangers-only", with_bot=False)
    home = await opened(slack, mina)
    await mina.picks(home, "home_component", "key-vault")
    await shows(slack, mina, "40110")

    quick(await mina.picks(mina.home, "home_language", "한국어"))
    korean = await shows(slack, mina, "SKMS 오류 설명")
    await mina.command(away, "/skms", "40013")
    await slack.until(lambda: mina.sees(away), "private answer")
    quick(await mina.picks(mina.home, "home_language", "auto"))
    english = await shows(slack, mina, "SKMS errors, explained")

    assert "40110" in korean
    assert "담당" in mina.sees(away)[0].shown
    assert "40110" in english


@LISTENING
async def test_home_is_published_under_the_version_that_was_seen(slack: FakeSlack) -> None:
    mina = slack.person("mina")
    home = await opened(slack, mina)
    seen = home.hash

    await mina.enters(home, "home_search", "license")
    await shows(slack, mina, "40107")

    published = slack.ledger.said("views.publish")
    assert [call.arguments.get("hash") for call in published] == [None, seen]


@LISTENING
async def test_the_last_of_two_taps_on_the_same_version_wins(slack: FakeSlack) -> None:
    mina = slack.person("mina")
    home = await opened(slack, mina)
    stale = home.hash
    slack.faults.add("views.publish", Hold(0.2))

    await mina.enters(home, "home_search", "license")
    await slack.until(lambda: len(slack.ledger.said("views.publish")) > 1, "first publication")
    home.hash, newer = stale, home.hash
    quick(await mina.enters(home, "home_search", "key vault"))
    home.hash = newer
    await shows(slack, mina, "40110")
    await slack.settles()

    assert "40107" not in mina.home.shown
    assert "hash_conflict" in [call.error for call in slack.ledger.said("views.publish")]


@LISTENING
async def test_an_opening_never_overrides_what_was_done_since(slack: FakeSlack) -> None:
    mina = slack.person("mina")
    home = await opened(slack, mina)
    stale = home.hash
    await mina.enters(home, "home_search", "license")
    await shows(slack, mina, "40107")
    newer, body = home.hash, home.body
    home.hash, home.body = stale, {**body, "private_metadata": ""}
    mina.opens_home()
    home.hash, home.body = newer, body
    await slack.until(lambda: len(slack.ledger.said("views.publish")) > 2, "another publication")
    await slack.settles(quiet=0.4)

    assert "40107" in mina.home.shown
    assert mina.home.hash == newer


@LISTENING
async def test_of_many_quick_taps_the_last_is_shown_and_not_each(slack: FakeSlack) -> None:
    mina = slack.person("mina")
    home = await opened(slack, mina)
    slack.faults.add("views.publish", Hold(0.3))

    for words in ("license", "token", "azure", "key vault"):
        quick(await mina.enters(home, "home_search", words))
    await shows(slack, mina, "40110")
    await slack.settles()

    assert "40110" in mina.home.shown
    assert count_published(slack) <= 1 + 3


@LISTENING
async def test_home_is_shown_though_slack_and_storage_cannot_say_who_it_is(
    slack: FakeSlack, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(team: str, user: str) -> str | None:
        raise DatabaseUnavailable(f"no database for {team} {user}")

    monkeypatch.setattr(talk.store.languages, "of", fail)
    slack.faults.add("users.info", Refuse("internal_error"), times=9)

    home = await opened(slack, slack.person("mina"))

    assert "SKMS errors, explained" in home.shown


@LISTENING
async def test_a_component_without_codes_says_so(slack: FakeSlack) -> None:
    mina = slack.person("mina")
    home = await opened(slack, mina)
    menu = pointing.find(home.blocks, "home_component")[1]
    menu["options"].append({"text": {"type": "plain_text", "text": "Gone"}, "value": "gone-since"})

    quick(await mina.picks(home, "home_component", "Gone"))

    assert "No codes for this component" in await shows(slack, mina, "No codes")
