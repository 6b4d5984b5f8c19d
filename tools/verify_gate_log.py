#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 OR MIT
"""Verifies the gate log of an export, offline, from docs/GATE.md alone: that each record is its scanner's, and that none was left out.

    python tools/verify_gate_log.py EXPORT/gate/log.jsonl
    python tools/verify_gate_log.py --vectors vectors/gate

Prints how far the log of each enrolment goes. Exit 0: all of it holds; 1: something does not, and is named; 2: it cannot be read.
"""

import argparse
import base64
import hashlib
import json
import pathlib
import re
import sys

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

LONGEST = 2048
LAST_MOMENT = 253_402_300_799
SCANNER, EPOCH, NUMBER, PREV, AT, OFFSET, BUNDLE, PASS, VERDICT, REASON, ASSURANCE, AS_OF, DECISION, MISSING, CODE, STATUS, TASK = range(1, 18)
HEADER = cbor2.dumps({1: -7, 16: "application/credenza-scan+cbor"}, canonical=True)
VERDICTS = "valid expiring expired revoked suspended not_yet_valid unknown_issuer forged stale cannot_tell".split()
REASONS = """good ends_soon not_a_pass unknown_key key_distrusted trust_ended bad_signature not_its_key not_understood clock_behind clock_ahead
not_yet pass_ended tickets_ended no_device_key bad_device_signature shown_too_long_ago clocks_disagree other_challenge replayed revoked
suspended not_in_list status_too_old""".split()
OF_CODE = {
    "valid": ("valid", "good"),
    "expiring": ("expiring", "ends_soon"),
    "expired": ("expired", "tickets_ended"),
    "superseded": ("expired", "tickets_ended"),
    "not_yet_valid": ("not_yet_valid", "not_yet"),
    "suspended": ("suspended", "suspended"),
    "revoked": ("revoked", "revoked"),
    "unknown": ("unknown_issuer", "unknown_key"),
}
# What a record may have besides: a typed code, or the task of the day.
LABELS = (list(range(1, 15)), list(range(1, 17)), [*range(1, 15), TASK])
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Fault(Exception):
    """What is wrong with a record: `malformed`, `signature`, `other`, `gap` or `fork`."""


def unpadded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def one_form(data):
    """A value that is in deterministic CBOR, all of it."""
    try:
        value = cbor2.loads(data)
        if cbor2.dumps(value, canonical=True) != data:
            raise Fault("malformed")
    except (cbor2.CBORError, ValueError, TypeError, OverflowError, RecursionError):
        raise Fault("malformed") from None
    return value


def public_key(cose_key):
    members = cbor2.loads(cose_key)
    x, y = (int.from_bytes(members[label], "big") for label in (-2, -3))
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


def payload_of(record, key):
    signed = one_form(record) if len(record) <= LONGEST else None
    inside = signed.value if isinstance(signed, cbor2.CBORTag) and signed.tag == 18 else None
    if not isinstance(inside, (list, tuple)) or len(inside) != 4:
        raise Fault("malformed")
    header, unprotected, payload, signature = inside
    if header != HEADER or unprotected != {} or not isinstance(payload, bytes) or not isinstance(signature, bytes) or len(signature) != 64:
        raise Fault("malformed")
    message = cbor2.dumps(["Signature1", header, b"", payload], canonical=True)
    r, s = (int.from_bytes(signature[half : half + 32], "big") for half in (0, 32))
    try:
        key.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        raise Fault("signature") from None
    return payload


def is_number(value, least, most):
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def is_moment(value, may_lack=True):
    return value is None and may_lack or is_number(value, 0, LAST_MOMENT)


def is_type_code(value):
    return isinstance(value, str) and re.fullmatch(r"[A-Za-z0-9._#-]{1,16}", value) is not None


def is_id(value, kind):
    return isinstance(value, str) and re.fullmatch(kind + r"_[0-7][0-9a-hjkmnp-tv-z]{25}", value) is not None


def is_ticket_code(value):
    if not isinstance(value, str) or len(value) != 8 or not set(value) <= set(ALPHABET):
        return False
    total = 0
    for digit in map(ALPHABET.index, value[:-1]):
        doubled = (total ^ digit) << 1
        total = doubled ^ 0b100101 if doubled & 32 else doubled
    return ALPHABET[total] == value[-1]


def holds_together(said):
    """Whether what a record says fits, label by label and together."""
    fits = (
        isinstance(said[SCANNER], str)
        and is_number(said[EPOCH], 1, 2**31 - 1)
        and is_number(said[NUMBER], 1, 2**32 - 1)
        and isinstance(said[PREV], bytes)
        and len(said[PREV]) == 32
        and is_moment(said[AT], may_lack=False)
        and (said[OFFSET] is None or is_number(said[OFFSET], 1 - 2**40, 2**40 - 1))
        and is_moment(said[BUNDLE])
        and (said[PASS] is None or isinstance(said[PASS], bytes) and len(said[PASS]) == 16)
        and said[VERDICT] in VERDICTS
        and said[REASON] in REASONS
        and said[ASSURANCE] in (None, "static", "live")
        and is_moment(said[AS_OF])
        and said[DECISION] in ("go", "no_go", "cannot_tell")
    )
    missing = said[MISSING]
    fits = fits and isinstance(missing, list) and len(missing) <= 50 and all(map(is_type_code, missing)) and len(set(missing)) == len(missing)
    if not fits:
        return False
    good = said[VERDICT] in ("valid", "expiring")
    if said[DECISION] == "go" and (not good or missing or None in (said[BUNDLE], said[PASS], said[ASSURANCE], said[AS_OF])):
        return False
    if missing and (said[DECISION] != "no_go" or not good):
        return False
    if TASK in said and (said[BUNDLE] is None or not is_id(said[TASK], "dty")):
        return False
    if CODE not in said:
        return True
    decision = "cannot_tell" if good else "no_go"
    return (
        is_ticket_code(said[CODE])
        and OF_CODE.get(said[STATUS]) == (said[VERDICT], said[REASON])
        and said[DECISION] == decision
        and said[PASS] is said[ASSURANCE] is said[AS_OF] is None
        and not missing
    )


def read(record, key, scanner, epoch):
    """What a record of this enrolment says, and the SHA-256 of its payload."""
    payload = payload_of(record, key)
    said = one_form(payload)
    if not isinstance(said, dict) or list(said) not in LABELS:
        raise Fault("malformed")
    if not holds_together(said) or not is_id(said[SCANNER], "scn"):
        raise Fault("malformed")
    if (said[SCANNER], said[EPOCH]) != (scanner, epoch):
        raise Fault("other")
    return said, hashlib.sha256(payload).digest()


class Log:
    """The log of one enrolment, as far as it was read."""

    def __init__(self, scanner, epoch, key, head):
        self.scanner, self.epoch, self.key, self.number, self.head = scanner, epoch, public_key(key), 0, head
        self.decisions = {}

    def take(self, record):
        said, digest = read(record, self.key, self.scanner, self.epoch)
        if said[NUMBER] > self.number + 1:
            raise Fault("gap")
        if said[NUMBER] != self.number + 1 or said[PREV] != self.head:
            raise Fault("fork")
        self.number, self.head = said[NUMBER], digest
        self.decisions[said[DECISION]] = self.decisions.get(said[DECISION], 0) + 1


def verify(path):
    logs, faults = {}, []
    for at, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        told = json.loads(line)
        place = told["scanner"], told["epoch"]
        if "key" in told:
            logs[place] = Log(*place, unpadded(told["key"]), bytes.fromhex(told["head"]))
            continue
        try:
            logs[place].take(unpadded(told["record"]))
        except Fault as fault:
            faults.append(f"line {at}: {place[0]}, enrolment {place[1]}, record {told['number']}: {fault}")
    for (scanner, epoch), log in logs.items():
        counted = ", ".join(f"{count} {decision}" for decision, count in sorted(log.decisions.items()))
        print(f"{scanner}, enrolment {epoch}: {log.number} records, {log.head.hex()}{': ' if counted else ''}{counted}")
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def verify_vectors(folder):
    accepted = json.loads((folder / "log/accept.json").read_text())
    rejected = json.loads((folder / "log/reject.json").read_text())
    log = Log(accepted["scanner"], accepted["epoch"], bytes.fromhex(accepted["key"]), bytes.fromhex(accepted["head"]))
    for one in accepted["records"]:
        log.take(bytes.fromhex(one["record"]))
        assert log.head.hex() == one["hash"], one["name"]
    assert {"seq": log.number, "head": log.head.hex()} == accepted["after"]
    for one in rejected["cases"]:
        number, head = log.number, log.head
        try:
            log.take(bytes.fromhex(one["record"]))
            found = "nothing"
        except Fault as fault:
            found = str(fault)
        log.number, log.head = number, head
        assert found == one["why"], f"{one['name']}: {found}, and not {one['why']}"
    print(f"{len(accepted['records'])} records, {len(rejected['cases'])} refused")
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("log", nargs="?", type=pathlib.Path, help="gate/log.jsonl of an export")
    parser.add_argument("--vectors", type=pathlib.Path, help="the folder vectors/gate")
    asked = parser.parse_args()
    if asked.vectors:
        return verify_vectors(asked.vectors)
    if not asked.log:
        parser.error("name a log")
    try:
        return verify(asked.log)
    except (OSError, KeyError, TypeError, ValueError) as error:
        print(f"{asked.log} cannot be read: {error!r}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
