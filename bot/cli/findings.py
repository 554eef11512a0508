"""Turns texts into the machine-readable findings of --jsonl; the same engine as every surface, no prose."""

from collections.abc import Callable

from bot.diagnosis import diagnose, diagnose_detail
from bot.models.catalog import Catalog
from bot.models.diagnosis import Diagnosis
from bot.models.sighting import Sighting
from bot.recognition import recognise

Mask = Callable[[str], str]
UNPROMPTED = ("certain", "likely")


def list_findings(text: str, catalog: Catalog, mask: Mask | None = None) -> list[dict[str, object]]:
    """What would be answered unprompted in a channel, in the order of the text; `mask` is applied to details."""
    return [
        describe_finding(sighting, diagnose(sighting, catalog), mask)
        for sighting in recognise(text, catalog)
        if sighting.confidence in UNPROMPTED
    ]


def describe_finding(sighting: Sighting, diagnosis: Diagnosis, mask: Mask | None) -> dict[str, object]:
    """One finding; absent is None, layers are the codes outer to inner. Diagnosis fields need a detail."""
    error = sighting.error
    said = diagnosis if error.detail else None
    return {
        "code": error.code,
        "message": error.message,
        "detail": mask(error.detail) if mask and error.detail else error.detail,
        "http_status": sighting.http_status,
        "key_id": sighting.key_id,
        "confidence": sighting.confidence,
        "layers": [layer.code for layer in sighting.layers],
        "cause": said.cause if said else None,
        "host": said.host if said else None,
        "port": said.port if said else None,
        "ip": said.ip if said else None,
        "method": said.method if said else None,
        "final_exception": said.final_exception if said else None,
    }


def describe_diagnosis(detail: str) -> dict[str, object]:
    """What a detail alone says; absent is None."""
    diagnosis = diagnose_detail(detail)
    return {
        "cause": diagnosis.cause,
        "host": diagnosis.host,
        "port": diagnosis.port,
        "ip": diagnosis.ip,
        "method": diagnosis.method,
        "http_status": diagnosis.http_status,
        "final_exception": diagnosis.final_exception,
    }
