import mmap
import re
import tempfile
from importlib.util import find_spec

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.models.catalog import Catalog
from bot.models.sighting import Confidence, Sighting, SkmsError
from bot.models.summary import CodeTally, LogSummary
from bot.recognition import scan as scanning
from bot.recognition.scan import LogScanner, scan
from tests.fakes.knowledge import specification_catalog
from tests.fakes.secrets import COMPANY

CATALOG = specification_catalog()
_BODY = re.compile(r'"code"\s*:\s*([0-9]{5})\s*,\s*"message"\s*:\s*"([^"]*)"(?:\s*,\s*"detail"\s*:\s*"([^"]*)")?')


def plain(text: str, _catalog: Catalog, confidence: Confidence = "certain") -> list[Sighting]:
    """Plain JSON bodies only, the same error once with its count, as the recogniser's contract says."""
    found: dict[SkmsError, list[re.Match[str]]] = {}
    for match in _BODY.finditer(text):
        found.setdefault(SkmsError(code=int(match[1]), message=match[2], detail=match[3]), []).append(match)
    return [
        Sighting(
            error=error, layers=(), form="json", span=all_[0].span(), confidence=confidence, why="", count=len(all_)
        )
        for error, all_ in found.items()
    ]


def noise(n: int) -> str:
    stamp = f"2026-11-22T02:{n // 60 % 60:02d}:{n % 60:02d}.000+09:00"
    return f"{stamp}  INFO [exec-{n}] c.e.d.Orders : id=1400130{n} took {n} ms\n"


def body(code: int = 40013, detail: str = "keyId : 0000009") -> str:
    return f'{{"code": {code}, "message": "Key not found in the keyVault", "detail": "{detail}"}}'


def dated(second: int, rest: str) -> str:
    return f"2026-11-22T03:00:{second:02d}.000+09:00 ERROR [exec-1] c.e.d.Skms : {rest}\n"


def only(summary: LogSummary) -> CodeTally:
    (tally,) = summary.codes
    return tally


@pytest.fixture(params=["default", "fast"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    name = str(request.param)
    if name == "fast" and find_spec("hyperscan") is None:
        pytest.skip("the optional extra 'fast' is not installed")
    monkeypatch.setattr(scanning, "FAST", name == "fast")
    return name


@pytest.mark.usefixtures("engine")
class TestBothEngines:
    def test_records_are_counted_with_lines_and_times(self) -> None:
        log = (
            "".join(noise(n) for n in range(500))
            + dated(1, body())
            + noise(1) * 300
            + dated(9, body(detail="keyId : 1"))
        )
        tally = only(scan(log.encode(), CATALOG, plain))
        assert (tally.code, tally.count, tally.first_line, tally.last_line) == (40013, 2, 501, 802)
        assert (tally.first_seen, tally.last_seen) == ("2026-11-22T03:00:01.000+09:00", "2026-11-22T03:00:09.000+09:00")
        assert tally.details == ("keyId : 0000009", "keyId : 1")

    def test_sizes_and_lines_are_those_of_the_log(self) -> None:
        log = (noise(1) * 10 + "last line").encode()
        summary = scan(log, CATALOG, plain)
        assert (summary.bytes_read, summary.lines, summary.records, summary.codes) == (len(log), 11, 0, ())

    def test_numbers_on_neighbouring_lines_are_all_found(self) -> None:
        log = "\n".join(body(code) for code in (40013, 40003, 50001, 40301)) + "\n"
        assert [tally.code for tally in scan(log.encode(), CATALOG, plain).codes] == [40003, 40013, 40301, 50001]

    def test_a_number_at_either_end_of_the_log_is_found(self) -> None:
        seen: list[str] = []

        def note(text: str, _catalog: Catalog) -> list[Sighting]:
            seen.append(text)
            return []

        scan(b"40013\n" + noise(1).encode() * 3 + b"50001", CATALOG, note)
        assert [text.strip()[-5:] for text in seen] == ["40013", "50001"]

    def test_longer_numbers_never_reach_the_recogniser(self) -> None:
        def never(text: str, _catalog: Catalog) -> list[Sighting]:
            raise AssertionError(text)

        assert scan(b"140013 400130 2500015 x40020 40002\n" * 50, CATALOG, never).records == 0

    @pytest.mark.parametrize("size", [1, 7, 1000, 100_000])
    def test_a_stream_in_pieces_of_any_size_gives_the_same_summary(
        self, size: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(scanning, "BLOCK", 4096)
        pretty = '{\n  "code": 40003,\n  "message": "Failed create header",\n  "detail": "4020"\n}\n'
        log = "".join(
            noise(n) + (dated(n % 60, f"answer:\n{pretty}") if n % 9 == 0 else "") for n in range(300)
        ).encode()
        scanner = LogScanner(CATALOG, plain)
        for start in range(0, len(log), size):
            scanner.feed(log[start : start + size])
        summary = scanner.finish()
        assert summary == scan(log, CATALOG, plain)
        assert only(summary).count == 34


def test_a_pretty_printed_body_belongs_to_the_dated_line_above_it() -> None:
    pretty = '{\n  "code": 40013,\n  "message": "Key not found in the keyVault",\n  "detail": "keyId : 0000009"\n}\n'
    tally = only(scan((noise(1) + dated(7, "answer") + pretty + noise(2)).encode(), CATALOG, plain))
    assert (tally.count, tally.first_seen, tally.first_line) == (1, "2026-11-22T03:00:07.000+09:00", 4)


def test_a_record_that_repeats_its_error_in_the_stack_trace_counts_once() -> None:
    trace = (
        dated(1, body())
        + "\tat c.e.d.A.b(A.java:1)\n" * 20
        + f"Caused by: c.e.d.SkmsException: {body()}\n\tat c.e.d.B.c(B.java:2)\n"
    )
    assert only(scan((trace * 3).encode(), CATALOG, plain)).count == 3


def test_json_lines_count_one_by_one_and_take_their_own_time() -> None:
    lines = "".join(f'{{"time":"2026-11-22T02:51:{n:02d}Z","body":{body()}}}\n' for n in range(10))
    tally = only(scan(lines.encode(), CATALOG, plain))
    assert (tally.count, tally.first_seen, tally.last_seen) == (10, "2026-11-22T02:51:00Z", "2026-11-22T02:51:09Z")


def test_pretty_bodies_without_any_time_count_one_by_one() -> None:
    pretty = '{\n  "code": 40013,\n  "message": "Key not found in the keyVault"\n}\n'
    tally = only(scan((pretty * 5).encode(), CATALOG, plain))
    assert (tally.count, tally.first_seen, tally.last_seen) == (5, None, None)


def test_first_and_last_go_by_time_where_the_log_is_out_of_order() -> None:
    log = dated(9, body()) + dated(1, body()) + dated(5, body())
    tally = only(scan(log.encode(), CATALOG, plain))
    assert (tally.first_seen, tally.last_seen) == ("2026-11-22T03:00:01.000+09:00", "2026-11-22T03:00:09.000+09:00")


def test_what_is_only_possible_is_not_counted() -> None:
    def doubtful(text: str, catalog: Catalog) -> list[Sighting]:
        return plain(text, catalog, "possible")

    assert scan(dated(1, body()).encode(), CATALOG, doubtful).codes == ()


def test_details_are_redacted_and_limited_and_hosts_named() -> None:
    details = [
        f"Connect to kms.example.test:8080 failed, https://kms-{n}.example.test/drm/{COMPANY}/key/{n}" for n in range(9)
    ]
    tally = only(
        scan("".join(dated(n, body(detail=detail)) for n, detail in enumerate(details)).encode(), CATALOG, plain)
    )
    assert len(tally.details) == 3
    assert COMPANY not in "".join(tally.details)
    assert tally.hosts[:2] == ("kms.example.test", "kms-0.example.test")


def test_bytes_that_are_no_text_are_counted_and_harm_nothing() -> None:
    log = b"\xff\xfe\x00 binary \xc3\n" + "한글 로그\n".encode() + dated(1, body()).encode() + b"\x80"
    summary = scan(log, CATALOG, plain)
    assert (summary.undecodable, only(summary).count) == (4, 1)


def test_a_line_of_megabytes_is_read_in_bounded_pieces() -> None:
    sizes: list[int] = []

    def note(text: str, catalog: Catalog) -> list[Sighting]:
        sizes.append(len(text))
        return plain(text, catalog)

    log = (b"x" * 300_000 + body().encode()) * 20
    assert only(scan(log, CATALOG, note)).count == 20
    assert max(sizes) <= 1 << 17


def test_a_memory_map_is_read_and_progress_told() -> None:
    told: list[int] = []
    log = noise(1).encode() * 40_000 + dated(1, body()).encode()
    with tempfile.TemporaryFile() as file:
        file.write(log)
        file.flush()
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            summary = scan(mapped, CATALOG, plain, on_progress=told.append)
    assert only(summary).count == 1
    assert told == sorted(told)
    assert told[-1] == summary.bytes_read == len(log)


def test_an_empty_log_has_nothing() -> None:
    assert scan(b"", CATALOG, plain) == LogSummary(bytes_read=0, lines=0, undecodable=0, records=0, codes=())


def test_a_buffer_that_is_reused_after_feeding_does_no_harm() -> None:
    scanner = LogScanner(CATALOG, plain)
    piece = bytearray(dated(1, body()).encode())
    scanner.feed(piece)
    piece[:] = b"\0" * len(piece)
    assert only(scanner.finish()).count == 1


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [noise(3), dated(1, body()), body() + "\n", "\tat x\n", "40013\n", "\n", "{\n", "}\n", "한글 50001s\n"]
        ),
        max_size=60,
    )
)
@example([noise(3)] * 4 + [body() + "\n"] * 2 + [noise(3), "40013\n", body() + "\n"])
@example([noise(3), noise(3), noise(3), "한글 50001s\n", body() + "\n"])
def test_blocks_never_change_what_is_counted(pieces: list[str]) -> None:
    log = "".join(pieces).encode()
    whole = scan(log, CATALOG, plain)
    scanner = LogScanner(CATALOG, plain)
    for start in range(0, len(log), 37):
        scanner.look(log[start : start + 37])
    assert scanner.finish() == whole
