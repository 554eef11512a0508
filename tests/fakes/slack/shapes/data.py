"""Tables and charts: rows of equal length, cells, series."""

from collections.abc import Mapping
from typing import Any

from slackblocks import _limits as limits

from tests.fakes.slack.shapes.check import Check, Findings, Shape, boolean, items, number, one_of, string, typed
from tests.fakes.slack.shapes.rich_text import RICH_TEXT

_NUMBER = number(1e18, -1e18, whole=False)
_RAW: Mapping[str, Check] = {
    "raw_text": Shape({"text": string(limits.DATA_TABLE_CONTENT_MAX_LENGTH)}),
    "raw_number": Shape({"value": _NUMBER}, {"text": string(255)}),
}
_CELL = typed({**_RAW, "rich_text": RICH_TEXT})


def _equal_rows(value: Any, pointer: str, findings: Findings) -> None:
    rows = value.get("rows")
    if isinstance(rows, list) and len({len(row) for row in rows if isinstance(row, list)}) > 1:
        findings.add(f"{pointer}/rows", "all rows must have the same number of cells")


TABLE = Shape(
    {"rows": items(items(_CELL, limits.TABLE_COLUMNS_MAX_ITEMS), limits.TABLE_ROWS_MAX_ITEMS)},
    {
        "column_settings": items(
            Shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean}),
            limits.TABLE_COLUMN_SETTINGS_MAX_ITEMS,
        )
    },
)

DATA_TABLE = Shape(
    {
        "caption": string(3_000),
        "rows": items(
            items(_CELL, limits.DATA_TABLE_COLUMNS_MAX_ITEMS, limits.DATA_TABLE_COLUMNS_MIN_ITEMS),
            limits.DATA_TABLE_ROWS_MAX_ITEMS,
            limits.DATA_TABLE_ROWS_MIN_ITEMS,
        ),
    },
    {
        "page_size": number(limits.DATA_TABLE_PAGE_SIZE_MAX, limits.DATA_TABLE_PAGE_SIZE_MIN),
        "row_header_column_index": number(limits.DATA_TABLE_COLUMNS_MAX_ITEMS - 1),
    },
    (_equal_rows,),
)

_SEGMENT = Shape(
    {
        "label": string(limits.DATA_VISUALIZATION_SEGMENT_LABEL_MAX_LENGTH),
        "value": number(1e18, 1e-18, whole=False),
    }
)
_POINT = Shape({"label": string(limits.DATA_VISUALIZATION_POINT_LABEL_MAX_LENGTH), "value": _NUMBER})
_SERIES = Shape(
    {
        "name": string(limits.DATA_VISUALIZATION_SERIES_NAME_MAX_LENGTH),
        "data": items(_POINT, limits.DATA_VISUALIZATION_DATA_MAX_ITEMS),
    }
)
_AXIS = Shape(
    {
        "categories": items(
            string(limits.DATA_VISUALIZATION_CATEGORY_LABEL_MAX_LENGTH),
            limits.DATA_VISUALIZATION_CATEGORIES_MAX_ITEMS,
        )
    },
    {
        "x_label": string(limits.DATA_VISUALIZATION_AXIS_LABEL_MAX_LENGTH),
        "y_label": string(limits.DATA_VISUALIZATION_AXIS_LABEL_MAX_LENGTH),
    },
)
_LINES = Shape(
    {"series": items(_SERIES, limits.DATA_VISUALIZATION_SERIES_MAX_ITEMS), "axis_config": _AXIS},
)
_CHART = typed(
    {
        "pie": Shape({"segments": items(_SEGMENT, limits.DATA_VISUALIZATION_SEGMENTS_MAX_ITEMS)}),
        "line": _LINES,
        "bar": _LINES,
        "area": _LINES,
    }
)
DATA_VISUALIZATION = Shape({"title": string(limits.DATA_VISUALIZATION_TITLE_MAX_LENGTH), "chart": _CHART})
