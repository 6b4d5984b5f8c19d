#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 OR MIT
"""Verifies the good passes and status lists of `vectors/pass` with pycose, a COSE library of somebody else, and no line of Credenza's.

    python tools/strangers.py vectors/pass/cases.json

`web/tests/strangers.mjs` does the same with cose-js. Exit status: 0 when both sorts verify, and none does after a bit was changed.
"""

import json
import sys

import cbor2
from pycose.algorithms import Es256
from pycose.headers import KID, Algorithm
from pycose.keys import EC2Key
from pycose.keys.curves import P256
from pycose.messages import Sign1Message

X, Y = -2, -3
DIGITS = {17: 7, 15: 6, 13: 5, 10: 4, 8: 3, 5: 2, 3: 1}
GOOD = ("valid", "expiring", "revoked", "suspended")


def token_of(text):
    """The token in a QR code's text: groups of digits, each a little-endian number (docs/PASS.md)."""
    digits, token = text.strip().rpartition("#")[2], b""
    while digits:
        size = min(17, len(digits))
        token += int(digits[:size]).to_bytes(DIGITS[size], "little")
        digits = digits[size:]
    return token


def is_good(token, keys):
    message = Sign1Message.decode(token)
    x, y = keys[message.get_attr(KID)]
    message.key = EC2Key(crv=P256, x=x, y=y)
    return message.get_attr(Algorithm) is Es256 and message.verify_signature()


def main():
    cases = json.load(open(sys.argv[1], encoding="utf-8"))
    keys = {key[2]: (key[X], key[Y]) for key in cbor2.loads(bytes.fromhex(cases["cose_keys"]))}
    tokens = [bytes.fromhex(data) for data in cases["lists"].values()]
    for case in cases["cases"]:
        token = token_of(case["text"]) if case["expect"]["verdict"] in GOOD else None
        # A live pass is signed by a phone, whose key is in the pass within it.
        if token and Sign1Message.decode(token).get_attr(KID) in keys:
            tokens.append(token)
    for number, token in enumerate(tokens):
        changed = bytearray(token)
        changed[-1] ^= 1
        if not is_good(token, keys) or is_good(bytes(changed), keys):
            sys.exit(f"token {number} of {len(tokens)} is not judged as it should be")
    if len(tokens) < len(cases["lists"]) + 5:
        sys.exit("there are too few passes in these cases")
    print(f"pycose agrees on {len(tokens)} tokens")


if __name__ == "__main__":
    main()
