import pytest

from bot.demo.lines import Line, read_line, split_script


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("!break key-vault", Line("break", "key-vault", "!break key-vault")),
        ("!Quit", Line("quit", "", "!Quit")),
        ("/skms", Line("command", "", "/skms")),
        ("/skms status prod\n", Line("command", "status prod", "/skms status prod")),
        ('/skms {\n "code": 40013 }', Line("command", '{\n "code": 40013 }', '/skms {\n "code": 40013 }')),
        ("/skmsx", Line("say", "/skmsx", "/skmsx")),
        ("@skms 40013", Line("say", "@skms 40013", "@skms 40013")),
        ("!!! 40013", Line("say", "!!! 40013", "!!! 40013")),
        ("# cat error.log\n40013", Line("say", "# cat error.log\n40013", "# cat error.log\n40013")),
        ("what now?", Line("say", "what now?", "what now?")),
    ],
)
def test_a_line_is_a_direction_a_command_or_something_said(typed: str, line: Line) -> None:
    assert read_line(typed) == line


@pytest.mark.parametrize("typed", ["", "  \n"])
def test_nothing_is_no_line(typed: str) -> None:
    assert read_line(typed) is None


def test_a_script_is_cut_at_blank_lines_and_where_something_new_begins() -> None:
    script = """\
# a remark
{
  "code": 40013
}
/skms status
!break sci
!wait 3
at Foo.java
at Bar.java

@skms 40013
"""

    assert split_script(script) == [
        '{\n  "code": 40013\n}',
        "/skms status",
        "!break sci",
        "!wait 3",
        "at Foo.java\nat Bar.java",
        "@skms 40013",
    ]


def test_a_fenced_paste_stays_whole() -> None:
    paste = "```\nfirst\n\n!important\n```"

    assert split_script(f"{paste}\n\nafter") == [paste, "after"]
