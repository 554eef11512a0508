"""Numbers of programs, manuals and release notes are no errors that somebody saw; those of logs and people are."""

import pytest

from bot.recognition import recognise
from tests.fakes.knowledge import specification_catalog

CATALOG = specification_catalog()

WRITTEN = {
    "a constant in capitals": "  UPLOAD_REFUSED_ERROR: 40003,",
    "a table of constants in camel case": "const parseError = 50003;\nconst driverError = 50002;",
    "a constant below another value": "readTimeout: 3000\nparseError: 50003",
    "a constant far below another": f"readTimeout: 3000\n{'-' * 300}\nparseError: 50003",
    "what is answered instead": "the call is rejected with error 40013 instead",
    "a comment": "// the login fails with error 40006 here\nrefresh();",
    "a comment of a class": "   * save() fails with error 40003",
    "a trailing comment": 'refuse("late"); // error 40006',
    "a test's title": "it('set() with a number throws error 40013', async () => {",
    "an expectation": "expect(failure.number).toBe('error 40013')",
    "a default": "      failure.code || 40013,",
    "a comparison with a quoted code": 'fail_if = 3\nif code == "50001":',
    "a code that is looked for in a text": 'if "40101" in error or failed:',
    "a value under a name": 'reply.put("error", "40006");',
    "a list of codes that is asked": "if ([50001, 50013].includes(error.code)) {",
    "a procedure": "EXEC dbo.usp_RaiseError 50001;",
    "a thrown number": "THROW 50002, N'Nothing left', 1;",
    "a rule": "the call must throw an error with code 40003",
    "release notes": "## Version 2.1\n\n### Fixed\n- error 40003 of the speed test",
    "a commit": "fix(docs): list the missing error code 50001",
    "a page about its code": "---\ncode: 40103\nidentifier: plain_transport\n---",
    "a manual": "## Cause\n\nThe request is rejected with code 40013 and HTTP status 400.",
    "the message in the next sentence": "It fails with code 40013. The message is usually `Payload type not allowed`.",
    "another message in quotation marks": "it fails with error code `40009` (`Only one board can be moved`)",
    "a list of registers": "Voltage (40097), Fault (40101), Phase (40103), Current (40111)",
    "a shared message among foreign ones": 'INVALID(40101, "Invalid Token"),\nEXPIRED(40102, "Token Expired"),',
    "a shared message in an enum": 'TOKEN_INVALID(40101, "Invalid Token"),',
    "a shared message that goes on": 'ServiceError(401, 40101, "Invalid token quota credentials")',
    "a shared message with a name at the number": 'Error(ReplyCode.PX40101, "Invalid token")',
    "a cut field below a whole one": "{\n  rawError: { message: 'Missing Access', code: 50001 },\n  code: 50001,",
}

SEEN = {
    "our own constant": "SKMS_ERROR: 40013",
    "a field of a log": "ERROR_CODE=50002 after the firewall change",
    "a log with a constant": "2026-11-22 02:51:00 ERROR DECRYPT_FAILED: 40013",
    "a test named by people": "our smoke test gives error 50003, is it down?",
    "a ticket's headings": "## What happens\nerror 40013 on every download\n## Since when\nthis morning",
    "a comment that names us": "// SKMS fails with error 40006 here",
    "a shared message, whole": '401, 40101, "Invalid token"',
    "a shared message with a question": "we get 40101 Invalid token when logging in",
    "a raise that is no statement": "should we raise a ticket for error 40104?",
    "a case that is no statement": "in this case error 40104 is shown",
}


def _answered(text: str) -> list[int]:
    return [found.error.code for found in recognise(text, CATALOG) if found.confidence != "possible"]


@pytest.mark.parametrize("name", WRITTEN)
def test_a_number_that_a_program_or_manual_states_is_not_answered(name: str) -> None:
    assert _answered(WRITTEN[name]) == []


@pytest.mark.parametrize("name", SEEN)
def test_a_number_that_somebody_saw_is_answered(name: str) -> None:
    assert _answered(SEEN[name]) != []
