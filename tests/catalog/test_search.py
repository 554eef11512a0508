"""Words in either language, typos and digits find the entry that is meant, best first."""

import pytest

from bot.catalog.loader import load_catalog
from bot.catalog.search import search
from bot.models.catalog import Catalog
from tests.fakes.knowledge_folder import KnowledgeFolder


@pytest.fixture
def catalog(folder: KnowledgeFolder) -> Catalog:
    folder.change("errors/40013.yaml", "{en: The meaning, ko: 뜻}", "{en: The licence expired, ko: 라이선스가 만료됨}")
    folder.change("errors/50002.yaml", "{en: The meaning, ko: 뜻}", "{en: A certificate problem, ko: 인증서 문제}")
    return load_catalog([folder.path])


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("400", [40013]),
        ("5", [50002]),
        ("50002", [50002]),
        ("server", [50002]),
        ("SERVER away", [50002, 40013]),
        ("sevrer", [50002]),
        ("certifcate", [50002]),
        ("라이선스", [40013]),
        ("라이선스 만료", [40013]),
        ("인증서에 문제", [50002]),
        ("what is the licence error", [40013]),
        ("키볼트", [40013, 50002]),
        ("operations", [40013, 50002]),
    ],
)
def test_words_find_their_entries_best_first(catalog: Catalog, words: str, codes: list[int]) -> None:
    assert [hit.code for hit in search(words, catalog)] == codes


@pytest.mark.parametrize("words", ["", "   ", "the what is", "xyzzy", "999", "4001399", "()[]", "\x00", "a" * 100_000])
def test_what_means_nothing_finds_nothing(catalog: Catalog, words: str) -> None:
    assert search(words, catalog) == []


def test_no_more_than_the_limit_is_found(catalog: Catalog) -> None:
    assert len(search("away", catalog, limit=1)) == 1


def test_a_hit_says_which_field_matched(catalog: Catalog) -> None:
    assert search("server", catalog)[0].field == "message"
    assert search("500", catalog)[0].field == "code"
