from tests.benchmarks.page import LINES, Measured, Missing, missed, write_page


def verdicts(**outcomes: Measured | Missing | None) -> list[str]:
    return [row.rstrip(" |").rpartition(" | ")[2] for row in list(write_page(outcomes))[2:]]


def test_a_ratio_is_judged_and_not_the_figure() -> None:
    outcomes = {"front": Measured(7.0, 80.0), "intake": Measured(3_000.0, 5_000.0)}

    assert verdicts(**outcomes) == ["pass", "pass"]
    assert missed(outcomes) == []


def test_a_budget_that_is_not_kept_fails_and_is_named() -> None:
    outcomes = {"front": Measured(9.0, 80.0), "intake": Measured(1_900.0, 5_000.0), "batches": Measured(7_999.0)}

    assert verdicts(**outcomes) == ["FAIL", "FAIL", "FAIL"]
    assert missed(outcomes) == [LINES[key].name for key in outcomes]


def test_a_budget_that_is_just_reached_is_kept() -> None:
    assert missed({"front": Measured(8.0, 80.0), "intake": Measured(2.0, 5.0), "rest": Measured(200.0, 40.0)}) == []


def test_a_line_that_broke_fails_and_one_whose_tool_is_missing_only_says_so() -> None:
    outcomes = {"rest": None, "jq": Missing("jq is not installed")}

    assert verdicts(**outcomes) == ["FAIL: broke while it was measured", "not measured: jq is not installed"]
    assert missed(outcomes) == [LINES["rest"].name]


def test_a_ratio_without_its_peer_is_not_kept() -> None:
    assert missed({"front": Measured(1.0)}) == [LINES["front"].name]
