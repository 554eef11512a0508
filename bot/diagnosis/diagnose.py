"""Joins what the readers of this room find in a detail to one Diagnosis; asks nobody, changes nothing."""

from bot.diagnosis.causes import Verdict, judge
from bot.diagnosis.chain import name_exceptions, simple_name
from bot.diagnosis.names import find_company_id, find_key_id, find_number
from bot.diagnosis.peer import find_peer
from bot.diagnosis.reading import read_detail
from bot.models.catalog import Catalog
from bot.models.diagnosis import Diagnosis
from bot.models.sighting import Sighting


def diagnose(sighting: Sighting, catalog: Catalog) -> Diagnosis:
    """What the detail of a sighted error says.

    Where an error has no detail and its message is not the vendor's own, the message is read instead: some
    callers put the transport's words there. The key id seen by recognition stands in where the detail has none.
    """
    error = sighting.error
    detail = error.detail
    if detail is None and error.message:
        vendor = catalog.vendor.get(error.code)
        own = vendor is not None and error.message.casefold().strip(" .") == vendor.message.casefold().strip(" .")
        detail = None if own else error.message
    diagnosis = diagnose_detail(detail or "", code=error.code)
    if diagnosis.key_id is None and sighting.key_id is not None:
        return diagnosis.model_copy(update={"key_id": sighting.key_id})
    return diagnosis


def diagnose_detail(detail: str, *, code: int | None = None) -> Diagnosis:
    """What a detail says: cause, peer, exception chain, names, and the words it rests on; never raises.

    A number alone is the crypto module's (`inner_code`) and its cause is `other`, unless `code` is known to be
    none of the two that carry such numbers and the number reads as an HTTP status.
    """
    number = find_number(detail)
    if number is not None:
        return Diagnosis(
            cause="other", inner_code=number if _may_be_inner(number, code) else None, words=detail.strip()
        )
    reading = read_detail(detail)
    chain = name_exceptions(reading)
    verdict = judge(reading, chain)
    peer = find_peer(reading)
    return Diagnosis(
        cause=verdict.cause,
        host=peer.host,
        port=peer.port,
        ip=peer.ip,
        method=peer.method,
        path=peer.path,
        http_status=verdict.http_status,
        exceptions=chain,
        final_exception=simple_name(chain[-1]) if chain else None,
        key_id=find_key_id(reading.main),
        company_id=find_company_id(reading.main),
        words=_words_in(detail, verdict),
    )


_CARRIERS = frozenset({None, 40003, 40004})
_STATUSES = range(400, 600)


def _may_be_inner(number: int, code: int | None) -> bool:
    return code in _CARRIERS or number not in _STATUSES


def _words_in(detail: str, verdict: Verdict) -> str:
    """The verdict's words as they stand in the detail; where escapes split them, the longest piece that does."""
    if verdict.words in detail:
        return verdict.words
    pieces = verdict.words.replace("\n", '"').replace("'", '"').split('"')
    return max((piece.strip() for piece in pieces if piece.strip() in detail), key=len, default="")
