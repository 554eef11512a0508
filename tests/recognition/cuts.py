"""Pastes that are cut or broken at every place; a few, one of each notation."""

BODY = '{"code": 40013, "message": "Key not found in the keyVault", "detail": "keyId : 0000009"}'
_ESCAPED = BODY.replace('"', '\\"')
PASTES = {
    "json": BODY,
    "escaped": f'{{"body":"{_ESCAPED}"}}',
    "wrapped": f'HTTP/1.1 400\n\n{{"code":50001,"message":"400 Bad Request: {_ESCAPED}"}}',
    "python": "{'code': 40013, 'message': 'Key not found in the keyVault', 'detail': 'keyId : 0000009'}",
    "toString": "ErrorResponse(code=40013, message=Key not found in the keyVault, detail=keyId : 0000009)",
    "log": '02:51:03 ERROR code=40013 msg="Key not found in the keyVault" detail="keyId : 0000009" status=400',
    "xml": "<e><code>40013</code><message>Key not found in the keyVault</message><detail>keyId : 0000009</detail></e>",
    "table": "| code | message | detail |\n|---|---|---|\n| 40013 | Key not found in the keyVault | keyId : 0000009 |",
    "yaml": "error:\n  code: 40013\n  message: Key not found in the keyVault\n  detail: 'keyId : 0000009'\nstatus: 400",
    "query": "/e?code=40013&message=Key+not+found+in+the+keyVault&detail=keyId+%3A+0000009",
}

NESTED = '{"a": {"code": 40013, "message": "Key not found in the keyVault", "b": [1, {"c": 2}]}, "detail": "keyId : 9"}'
MARKS = ('"', "'", "\\", "\n", "{", "}", ",", ":", "“")
"""What is put in between any two characters."""

_LONG = '{"code": 50001, "message": "An unexpected error has occurred in the internal system", "detail": "I/O error"}'
WRAPPED = {
    "a body": f"calling it\n{_LONG}\nthat was all",
    "a log": f"12:00 INFO x\n12:01 ERROR {_LONG}\n12:02 INFO a word or two more than there is room for in a line",
}
