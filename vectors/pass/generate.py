#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 OR MIT
"""Makes vectors/pass/cases.json: passes, live passes and status lists, good and bad, and what a verifier must say of each.

Written from docs/PASS.md, with CBOR and COSE of its own and the `cryptography` package for ES256. Signatures are
deterministic (RFC 6979), so that a second run makes the same file.
"""

import base64
import datetime
import hashlib
import json
import pathlib
import zlib

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives import hashes

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
NOW = int(datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.timezone.utc).timestamp())
DAY = 86_400
ORIGIN = "https://pass.example.com"
OURS = "org_01kaq4vx00e8x9s3p6m2r7t5wz"
THEIRS = "org_01kaq4vx00f1b2c3d4e5g6h7j8"
URI = f"{ORIGIN}/.well-known/credenza/{OURS}/status/1"
DIGITS = [0, 3, 5, 8, 10, 13, 15, 17]


class Tag:
    def __init__(self, number, value):
        self.number, self.value = number, value


class Raw(bytes):
    """CBOR that is written as it stands."""


def head(major, number):
    if number < 24:
        return bytes([major << 5 | number])
    for code, width in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if number < 1 << (8 * width):
            return bytes([major << 5 | code]) + number.to_bytes(width, "big")
    raise ValueError(number)


def cbor(value):
    """Deterministic CBOR (RFC 8949, section 4.2.1)."""
    if isinstance(value, Raw):
        return bytes(value)
    if value is None:
        return b"\xf6"
    if isinstance(value, bool):
        return b"\xf5" if value else b"\xf4"
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(cbor, value))
    if isinstance(value, dict):
        entries = sorted((cbor(key), cbor(item)) for key, item in value.items())
        return head(5, len(entries)) + b"".join(key + item for key, item in entries)
    return head(6, value.number) + cbor(value.value)


class Key:
    def __init__(self, scalar):
        self.private = ec.derive_private_key(scalar, ec.SECP256R1())
        numbers = self.private.public_key().public_numbers()
        self.x, self.y = numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")
        self.id = hashlib.sha256(cbor({1: 2, -1: 1, -2: self.x, -3: self.y})).digest()[:8]

    def sign(self, protected, payload, twin=False):
        message = cbor(["Signature1", protected, b"", payload])
        signature = self.private.sign(message, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
        r, s = decode_dss_signature(signature)
        # Both s and the order less s are good; the smaller one here, unless the other is asked for.
        s = max(s, ORDER - s) if twin else min(s, ORDER - s)
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def sign1(key, payload, header=None, twin=False, unprotected=None, tag=18):
    protected = cbor(header if header is not None else {1: -7, 4: key.id})
    signature = key.sign(protected, payload, twin)
    return cbor(Tag(tag, [protected, unprotected or {}, payload, signature]))


def jwk(key, issuer, purpose, distrusted=False, not_before=NOW - 30 * DAY, not_after=NOW + 60 * DAY):
    text = lambda data: base64.urlsafe_b64encode(data).rstrip(b"=").decode()
    made = {"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": key.id.hex(), "x": text(key.x), "y": text(key.y)}
    made |= {"iss": issuer, "purpose": purpose, "nbf": not_before, "exp": not_after}
    return made | ({"distrusted": True} if distrusted else {})


def to_text(token):
    groups = (token[at : at + 7] for at in range(0, len(token), 7))
    return ORIGIN + "/v#" + "".join(str(int.from_bytes(g, "little")).zfill(DIGITS[len(g)]) for g in groups)


passes, lists, foreign, old, retired, phone, stranger = (Key(scalar) for scalar in range(1001, 1008))
TRUST = {
    "keys": [
        jwk(passes, OURS, "pass"),
        jwk(lists, OURS, "status"),
        jwk(foreign, THEIRS, "pass"),
        jwk(old, OURS, "pass", distrusted=True),
        jwk(retired, OURS, "pass", not_before=NOW - 120 * DAY, not_after=NOW - 30 * DAY),
    ]
}
IDX, TICKET_A, TICKET_B = 70_000, 11, 12


def day(text):
    return (datetime.date.fromisoformat(text) - datetime.date(1970, 1, 1)).days


def claims(**changes):
    """A pass made ten minutes ago for three days, with two tickets. `None` takes a claim away."""
    names = {"iss": 1, "exp": 4, "nbf": 5, "iat": 6, "cti": 7, "cnf": 8, "status": 65535, "name": -70001, "photo": -70002, "tickets": -70003, "roles": -70004}
    made = {
        "iss": OURS,
        "exp": NOW + 3 * DAY,
        "iat": NOW - 600,
        "cti": bytes(range(16)),
        "cnf": {1: {1: 2, -1: 1, -2: phone.x, -3: bool(phone.y[-1] & 1)}},
        "status": {"status_list": {"idx": IDX, "uri": URI}},
        "name": "Ana R.",
        "photo": bytes([9] * 16),
        "tickets": [["H2S", day("2027-06-30"), TICKET_A], ["FIRST-AID", None, TICKET_B]],
    }
    made |= changes
    return {names.get(name, name): value for name, value in made.items() if value is not None}


def a_pass(key=passes, **changes):
    return sign1(key, cbor(claims(**changes)))


def live(token, ago=0, nonce=1, key=phone, **more):
    shown = {6: NOW - ago, 10: bytes([nonce] * 8), -70010: token}
    return sign1(key, cbor(shown), {1: -7}, **more)


def status_list(ago=300, marked=(), key=lists, issuer=OURS, uri=URI, ttl=900, lifetime=DAY, bits=2):
    entries = bytearray(25_000)
    for index, status in marked:
        entries[index // 4] |= status << (index % 4 * 2)
    made = {1: issuer, 2: uri, 4: NOW - ago + lifetime, 6: NOW - ago, 65533: {"bits": bits, "lst": zlib.compress(bytes(entries), 9)}, 65534: ttl}
    return sign1(key, cbor(made), {1: -7, 4: key.id, 16: "application/statuslist+cwt"})


LISTS = {
    "clean": status_list(),
    "clean, a day old": status_list(ago=DAY),
    "older than the pass": status_list(ago=601, marked=[(IDX, 2)]),
    "revoked": status_list(marked=[(IDX, 1)]),
    "suspended": status_list(marked=[(IDX, 2)]),
    "reserved": status_list(marked=[(IDX, 3)]),
    "ticket revoked": status_list(marked=[(TICKET_A, 1)]),
    "both tickets": status_list(marked=[(TICKET_A, 1), (TICKET_B, 2)]),
    "both tickets suspended": status_list(marked=[(TICKET_A, 2), (TICKET_B, 2)]),
    "one ticket revoked, one reserved": status_list(marked=[(TICKET_A, 1), (TICKET_B, 3)]),
    "from the future": status_list(ago=-400),
}
BAD_LISTS = {
    "by another organization's key": status_list(key=foreign),
    "by the key for passes": status_list(key=passes),
    "by a stranger": status_list(key=stranger),
    "of another organization": status_list(issuer=THEIRS),
    "one bit an entry": status_list(bits=1),
    "good for two days": status_list(lifetime=2 * DAY),
    "without an end": sign1(lists, cbor({1: OURS, 2: URI, 6: NOW, 65533: {"bits": 2, "lst": zlib.compress(b"")}, 65534: 900}), {1: -7, 4: lists.id, 16: "application/statuslist+cwt"}),
    "without a type": sign1(lists, cbor({1: OURS}), {1: -7, 4: lists.id}),
    "a pass": a_pass(),
}

GOOD = a_pass()
LIVE = live(GOOD)
PRINTED = a_pass(cnf=None)
cases = []


def case(name, token, verdict, reason, **more):
    made = {"name": name, "text": token if isinstance(token, str) else to_text(token), "now": NOW}
    made["expect"] = {"verdict": verdict, "reason": reason} | more.pop("expect", {})
    cases.append(made | more)


def changed(added=None, header=None, raw=None):
    """A pass with claims added by their labels, another header, or other bytes as its claims."""
    return sign1(passes, raw if raw is not None else cbor(claims() | (added or {})), header)


NOT_A_PASS, FORGED = ("forged", "not_a_pass"), "forged"
NOT_UNDERSTOOD = ("cannot_tell", "not_understood")

case("a pass", GOOD, "valid", "good", expect={"assurance": "static", "freshness": "fresh", "status_age": 600, "tickets": ["valid", "valid"]})
case("a printed pass", PRINTED, "valid", "good", expect={"assurance": "static"})
case("a live pass", LIVE, "valid", "good", expect={"assurance": "live"})
case("with surplus white space", " " + to_text(GOOD) + "\n", "valid", "good")
case("the digits alone", to_text(GOOD).split("#")[1], "valid", "good")
case("the other form of the signature", sign1(passes, cbor(claims()), twin=True), "valid", "good")
case("without a name and a photo", a_pass(name=None, photo=None), "valid", "good")
case("without tickets", a_pass(tickets=[]), "valid", "good", expect={"tickets": []})
MARKS = [bytes([number] * 8) for number in range(17)]
case("that does not say which roles he has", GOOD, "valid", "good", expect={"roles": None})
case("with two roles", a_pass(roles=MARKS[3:5]), "valid", "good", expect={"roles": [mark.hex() for mark in MARKS[3:5]]})
case("with two roles, shown live", live(a_pass(roles=MARKS[3:5])), "valid", "good", expect={"assurance": "live", "roles": [mark.hex() for mark in MARKS[3:5]]})
case("with no role", a_pass(roles=[]), "valid", "good", expect={"roles": []})
case("with as many roles as there may be", a_pass(roles=MARKS[:16]), "valid", "good", expect={"roles": [mark.hex() for mark in MARKS[:16]]})
case("for seven days", a_pass(exp=NOW - 600 + 7 * DAY), "valid", "good")

# Form
case("nothing", "", *NOT_A_PASS)
case("an address", "https://example.com/", *NOT_A_PASS)
case("not over TLS", to_text(GOOD).replace("https", "http"), *NOT_A_PASS)
case("a digit too many", to_text(GOOD) + "0", *NOT_A_PASS)
case("a digit too few", to_text(GOOD)[:-1], *NOT_A_PASS)
case("a group too many", to_text(GOOD + b"\0" * 7), *NOT_A_PASS)
case("a letter among the digits", to_text(GOOD)[:-1] + "a", *NOT_A_PASS)
case("a number too large for its group", ORIGIN + "/v#" + "9" * 17, *NOT_A_PASS)
case("a byte too many", GOOD + b"\0", *NOT_A_PASS)
case("a byte too few", GOOD[:-1], *NOT_A_PASS)
case("without its tag", GOOD[1:], *NOT_A_PASS)
case("with the tag of a COSE_Mac0", sign1(passes, cbor(claims()), tag=17), *NOT_A_PASS)
case("with an unprotected header", sign1(passes, cbor(claims()), unprotected={4: passes.id}), *NOT_A_PASS)
case("an algorithm that is not ES256", changed(header={1: -35, 4: passes.id}), *NOT_A_PASS)
case("no algorithm", changed(header={4: passes.id}), *NOT_A_PASS)
case("a critical header", changed(header={1: -7, 2: [-1], 4: passes.id}), *NOT_A_PASS)
case("a header that nobody knows", changed(header={1: -7, 4: passes.id, 99: 1}), *NOT_A_PASS)
case("a key id of nine bytes", changed(header={1: -7, 4: passes.id + b"\0"}), *NOT_A_PASS)
case("a type in the header", changed(header={1: -7, 4: passes.id, 16: "application/cwt"}), *NOT_A_PASS)
case("a header out of order", changed(header=Raw(b"\xa2" + cbor(4) + cbor(passes.id) + cbor(1) + cbor(-7))), *NOT_A_PASS)
case("a longer form of the tag", b"\xd8\x12" + GOOD[1:], *NOT_A_PASS)

# Keys and signatures
case("a key that nobody knows", a_pass(stranger), "unknown_issuer", "unknown_key")
case("the key for status lists", a_pass(lists), "unknown_issuer", "unknown_key")
case("a key that was given up", a_pass(old), "unknown_issuer", "key_distrusted")
case("another organization's key", a_pass(foreign), FORGED, "not_its_key")
case("in another organization's name", a_pass(iss=THEIRS), FORGED, "not_its_key")
case("a key that was not in use any more", a_pass(retired), FORGED, "not_its_key")
case("under a key id that is not the signer's", sign1(stranger, cbor(claims()), {1: -7, 4: passes.id}), FORGED, "bad_signature")
case("a bit of a ticket turned", GOOD.replace(b"H2S", b"H3S"), FORGED, "bad_signature")

# Claims that were signed
case("a claim that nobody knows", changed({99: 1}), *NOT_UNDERSTOOD)
case("a birth date", changed({-65_999: "1980-01-01"}), *NOT_UNDERSTOOD)
for name in ("iss", "exp", "iat", "cti", "status", "tickets"):
    case(f"without {name}", a_pass(**{name: None}), *NOT_UNDERSTOOD)
body = cbor(claims())
case("a claim twice", changed(raw=bytes([body[0] + 1]) + body[1:] + cbor(-70003) + cbor([])), *NOT_UNDERSTOOD)
case("claims out of order", changed(raw=b"\xa2" + cbor(4) + cbor(NOW) + cbor(1) + cbor(OURS)), *NOT_UNDERSTOOD)
case("an indefinite length", changed(raw=b"\xbf" + body[1:] + b"\xff"), *NOT_UNDERSTOOD)
case("a longer form of a number", changed(raw=body.replace(b"\x19\xff\xff\xa1", b"\x1a\x00\x00\xff\xff\xa1")), *NOT_UNDERSTOOD)
case("bytes after the claims", changed(raw=body + b"\0"), *NOT_UNDERSTOOD)
case("for longer than seven days", a_pass(exp=NOW - 600 + 7 * DAY + 1), *NOT_UNDERSTOOD)
case("an end before the beginning", a_pass(exp=NOW - 601), *NOT_UNDERSTOOD)
case("33 tickets", a_pass(tickets=[["A", None, 1]] * 33, name=None, photo=None, cnf=None), *NOT_UNDERSTOOD)
case("a name that turns the writing round", a_pass(name="Ana \u202eDILAV"), *NOT_UNDERSTOOD)
case("a name of two lines", a_pass(name="Ana\nVALID"), *NOT_UNDERSTOOD)
case("a code with a space", a_pass(tickets=[["H2 S", None, 1]]), *NOT_UNDERSTOOD)
case("an index beyond every list", a_pass(tickets=[["H2S", None, 1 << 24]]), *NOT_UNDERSTOOD)
case("17 roles", a_pass(roles=MARKS), *NOT_UNDERSTOOD)
case("roles out of order", a_pass(roles=[MARKS[4], MARKS[3]]), *NOT_UNDERSTOOD)
case("a role twice", a_pass(roles=[MARKS[3], MARKS[3]]), *NOT_UNDERSTOOD)
case("a role's mark of seven bytes", a_pass(roles=[MARKS[3][:7]]), *NOT_UNDERSTOOD)
case("a role's mark of nine bytes", a_pass(roles=[MARKS[3] + b"\0"]), *NOT_UNDERSTOOD)
case("a role by its name", a_pass(roles=["Scaffolder"]), *NOT_UNDERSTOOD)
case("a role that is no list", a_pass(roles=MARKS[3]), *NOT_UNDERSTOOD)
case("roles of null", changed({-70004: None}), *NOT_UNDERSTOOD)
case("a device key off the curve", a_pass(cnf={1: {1: 2, -1: 1, -2: b"\xff" * 32, -3: True}}), *NOT_UNDERSTOOD)
case("a device key with its private half", a_pass(cnf={1: {1: 2, -1: 1, -2: phone.x, -3: True, -4: b"\1" * 32}}), *NOT_UNDERSTOOD)
case("status without TLS", a_pass(status={"status_list": {"idx": 1, "uri": "http://pass.example.com/1"}}), *NOT_UNDERSTOOD)

# Time
EDGE = a_pass(iat=NOW - 60, nbf=NOW, exp=NOW + 60)
case("a second before it begins", EDGE, "not_yet_valid", "not_yet", now=NOW - 1)
case("when it begins", EDGE, "valid", "good")
case("in its last second", EDGE, "valid", "good", now=NOW + 59)
case("when it ends", EDGE, "expired", "pass_ended", now=NOW + 60)
case("a clock five minutes behind", GOOD, "valid", "good", now=NOW - 900, expect={"status_age": 0})
case("a clock more than that behind", GOOD, "cannot_tell", "clock_behind", now=NOW - 901)
case("a clock ten years behind", GOOD, "cannot_tell", "clock_behind", now=NOW - 3652 * DAY)
case("a clock ten years ahead", GOOD, "cannot_tell", "clock_ahead", now=NOW + 3652 * DAY)
case("a list from the future", GOOD, "cannot_tell", "clock_behind", lists=["from the future"])

# Live
case("shown a minute ago", live(GOOD, ago=60), "valid", "good", expect={"assurance": "live"})
case("shown longer ago", live(GOOD, ago=61), "stale", "shown_too_long_ago")
case("shown in a minute", live(GOOD, ago=-60), "valid", "good", expect={"assurance": "live"})
case("shown later still", live(GOOD, ago=-61), "cannot_tell", "clocks_disagree")
case("shown twice", LIVE, "stale", "replayed", after=[to_text(LIVE)])
case("shown twice, with the other form of the signature", live(GOOD, twin=True), "stale", "replayed", after=[to_text(LIVE)])
case("shown anew", live(GOOD, nonce=2), "valid", "good", after=[to_text(LIVE)], expect={"assurance": "live"})
case("shown by another phone", live(GOOD, key=stranger), FORGED, "bad_device_signature")
case("a printed pass, shown live", live(PRINTED), FORGED, "no_device_key")
case("live inside live", live(LIVE), *NOT_A_PASS)
case("live, with something else in it", sign1(phone, cbor({6: NOW, 10: bytes(8), 11: 1, -70010: GOOD}), {1: -7}), *NOT_A_PASS)
case("live, with a nonce of nine bytes", sign1(phone, cbor({6: NOW, 10: bytes(9), -70010: GOOD}), {1: -7}), *NOT_A_PASS)
case("the answer to the challenge", LIVE, "valid", "good", challenge="01" * 8, expect={"assurance": "live"})
case("another answer", LIVE, "stale", "other_challenge", challenge="02" * 8)
case("live, of a pass that ended", live(a_pass(exp=NOW)), "expired", "pass_ended")

# Status
case("the list knows nothing bad", GOOD, "valid", "good", lists=["clean"], expect={"status_age": 300, "freshness": "fresh"})
case("revoked", GOOD, "revoked", "revoked", lists=["revoked"])
case("revoked, and shown live", LIVE, "revoked", "revoked", lists=["revoked"], expect={"assurance": "live"})
case("suspended", GOOD, "suspended", "suspended", lists=["suspended"])
case("a status that nobody gives", GOOD, "cannot_tell", "not_in_list", lists=["reserved"])
case("beyond the end of the list", a_pass(status={"status_list": {"idx": 100_000, "uri": URI}}), "cannot_tell", "not_in_list", lists=["clean"])
case("a list older than the pass", GOOD, "valid", "good", lists=["older than the pass"], expect={"status_age": 600})
case("the newest of several lists", GOOD, "suspended", "suspended", lists=["older than the pass", "suspended"])
case("another list's pass", a_pass(status={"status_list": {"idx": IDX, "uri": URI[:-1] + "2"}}), "valid", "good", lists=["revoked"])
case("known for a quarter of an hour", GOOD, "valid", "good", now=NOW + 300, expect={"freshness": "fresh"})
case("known for longer", GOOD, "valid", "good", now=NOW + 301, expect={"freshness": "aged"})
case("known for a day", GOOD, "valid", "good", now=NOW - 600 + DAY, expect={"freshness": "aged"})
case("known for longer than a day", GOOD, "cannot_tell", "status_too_old", now=NOW - 600 + DAY + 1, expect={"freshness": "unknown"})
case("longer than the site allows", GOOD, "cannot_tell", "status_too_old", max_age=599)
case("a list that is over", a_pass(iat=NOW - 2 * DAY), "cannot_tell", "status_too_old", lists=["clean, a day old"])
case("revoked, by a list that is over", GOOD, "revoked", "revoked", lists=["revoked"], now=NOW + 2 * DAY)

# Tickets and requirements
case("one ticket revoked", GOOD, "valid", "good", lists=["ticket revoked"], expect={"tickets": ["revoked", "valid"]})
case("no ticket left", GOOD, "revoked", "tickets_ended", lists=["both tickets"], expect={"tickets": ["revoked", "suspended"]})
case("all tickets suspended", GOOD, "suspended", "tickets_ended", lists=["both tickets suspended"], expect={"tickets": ["suspended", "suspended"]})
case("no ticket left that is known", GOOD, "cannot_tell", "not_in_list", lists=["one ticket revoked, one reserved"], expect={"tickets": ["revoked", "cannot_tell"]})
SOON = a_pass(tickets=[["H2S", day("2026-12-22"), TICKET_A], ["FIRST-AID", None, TICKET_B]])
case("a ticket that ends in 30 days", SOON, "expiring", "ends_soon", expect={"tickets": ["expiring", "valid"]})
case("the same, where it does not count", SOON, "valid", "good", required=["FIRST-AID"], expect={"go": True, "missing": []})
TODAY = a_pass(tickets=[["H2S", day("2026-11-22"), TICKET_A]])
case("on a ticket's last day", TODAY, "expiring", "ends_soon", now=NOW + 12 * 3600 - 1)
case("the day after", TODAY, "expired", "tickets_ended", now=NOW + 12 * 3600)
case("the day after, at a gate where it is still the day", TODAY, "expiring", "ends_soon", now=NOW + 12 * 3600, utc_offset=-7 * 3600)
case("all that is required", GOOD, "valid", "good", required=["H2S", "FIRST-AID"], expect={"go": True, "missing": []})
case("something is missing", GOOD, "valid", "good", required=["H2S", "FORKLIFT"], expect={"go": False, "missing": ["FORKLIFT"]})
case("a revoked ticket is missing", GOOD, "valid", "good", required=["H2S"], lists=["ticket revoked"], expect={"go": False, "missing": ["H2S"]})
case("nothing is missing of a revoked pass", GOOD, "revoked", "revoked", required=["H2S"], lists=["revoked"], expect={"go": False, "missing": []})

raw = lambda text: base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def cose_keys(items):
    made = []
    for item in items:
        key = {1: 2, 2: bytes.fromhex(item["kid"]), 3: -7, -1: 1, -2: raw(item["x"]), -3: raw(item["y"])}
        key |= {-70001: item["iss"], -70002: item["purpose"], -70003: item["nbf"], -70004: item["exp"]}
        made.append(key | ({-70005: True} if "distrusted" in item else {}))
    return made


# Trust packs
root, other_root = Key(1008), Key(1009)
NAMES = {OURS: "Norte Industrial, S.A.", THEIRS: "Ñandú & Söhne"}
PACK_TYPE = "application/credenza-trust+cwt"
PACKED = sorted(cose_keys(TRUST["keys"]), key=lambda key: key[2])


def pack(sequence=7, ago=DAY, lifetime=30 * DAY, names=NAMES, keys=PACKED, key=root, header=None, added=None, **more):
    made = {4: NOW - ago + lifetime, 6: NOW - ago, -70020: sequence, -70021: names, -70022: keys} | (added or {})
    made = {label: value for label, value in made.items() if value is not None}
    return sign1(key, cbor(made), header or {1: -7, 4: key.id, 16: PACK_TYPE}, **more)


GIVEN_UP = [key | {-70005: True} if key[2] == passes.id else key for key in PACKED]
OURS_ALONE = [key for key in PACKED if key[-70001] == OURS]
PACKS = {
    "seven": pack(),
    "the other form of its signature": pack(twin=True),
    "eight, in which a key is given up": pack(sequence=8, keys=GIVEN_UP),
    "nine, without the other organization": pack(sequence=9, names={OURS: NAMES[OURS]}, keys=OURS_ALONE),
    "good for an hour more": pack(lifetime=DAY + 3600),
    "made in ten minutes": pack(ago=-600),
    "good for a year": pack(lifetime=366 * DAY),
    "of nobody": pack(names={}, keys=[]),
    "the highest number": pack(sequence=2**32 - 1),
    "with the longest name": pack(names=NAMES | {OURS: "é" * 200}),
}
BAD_PACKS = {
    "of another root": pack(key=other_root),
    "under the root's id, by another hand": pack(key=other_root, header={1: -7, 4: root.id, 16: PACK_TYPE}),
    "without a type": pack(header={1: -7, 4: root.id}),
    "as a status list": pack(header={1: -7, 4: root.id, 16: "application/statuslist+cwt"}),
    "without a key's id": pack(header={1: -7, 16: PACK_TYPE}),
    "with another header": pack(header={1: -7, 4: root.id, 16: PACK_TYPE, 3: "cbor"}),
    "with something that is not signed": pack(unprotected={4: root.id}),
    "with another tag": pack(tag=98),
    "number zero": pack(sequence=0),
    "a number below zero": pack(sequence=-1),
    "a number too high": pack(sequence=2**32),
    "a number as text": pack(sequence="7"),
    "without a number": pack(sequence=None),
    "without an end": pack(added={4: None}),
    "that ends when it is made": pack(lifetime=0),
    "good for longer than a year": pack(lifetime=366 * DAY + 1),
    "made before 1970": pack(added={4: 1, 6: -1}),
    "that ends after the year 9999": pack(added={4: 253_402_300_800, 6: 253_402_300_700}),
    "with a claim that nobody knows": pack(added={-70023: True}),
    "an organization without a name": pack(names={OURS: NAMES[OURS]}),
    "a name without an organization's keys": pack(keys=OURS_ALONE),
    "no organization's id": pack(names=NAMES | {"org_1": "X"}),
    "an empty name": pack(names=NAMES | {OURS: ""}),
    "a name that turns around": pack(names=NAMES | {OURS: "a\u202eb"}),
    "a name of two lines": pack(names=NAMES | {OURS: "a\nb"}),
    "a name that is too long": pack(names=NAMES | {OURS: "é" * 201}),
    "keys out of order": pack(keys=PACKED[::-1]),
    "a key twice": pack(keys=[PACKED[0], *PACKED]),
    "a key under another's id": pack(keys=[PACKED[0] | {2: PACKED[1][2]}, *PACKED[1:]]),
    "a key off the curve": pack(keys=[PACKED[0] | {-3: bytes(32)}, *PACKED[1:]]),
    "a key that says that it is trusted": pack(keys=[PACKED[0] | {-70005: False}, *PACKED[1:]]),
    "a key that says what it does": pack(keys=[PACKED[0] | {4: [2]}, *PACKED[1:]]),
    "a key for everything": pack(keys=[PACKED[0] | {-70002: "all"}, *PACKED[1:]]),
    "names out of order": sign1(
        root,
        cbor({4: NOW + DAY, 6: NOW, -70020: 7, -70021: Raw(head(5, 2) + b"".join(cbor(org) + cbor(NAMES[org]) for org in (THEIRS, OURS))), -70022: PACKED}),
        {1: -7, 4: root.id, 16: PACK_TYPE},
    ),
    "a pass": GOOD,
    "a status list": LISTS["clean"],
    "cut off": pack()[:-1],
    "followed by something": pack() + b"\0",
    "nothing": b"",
}
SEQUENCES = [{"pack": "seven", "newest": newest, "taken": newest <= 7} for newest in (0, 6, 7, 8, 2**32 - 1)]
NAMED = {"issuer_name": NAMES[OURS]}
FOREIGN = a_pass(key=foreign, iss=THEIRS)
case("the pack names the organization", GOOD, "valid", "good", pack="seven", expect=NAMED)
case("the pack names the other organization", FOREIGN, "valid", "good", pack="seven", expect={"issuer_name": NAMES[THEIRS]})
case("live, by a pack", LIVE, "valid", "good", pack="seven", expect={"assurance": "live"} | NAMED)
case("a key that the pack gives up", GOOD, "unknown_issuer", "key_distrusted", pack="eight, in which a key is given up", expect={"issuer_name": None})
case("live, under a key that the pack gives up", LIVE, "unknown_issuer", "key_distrusted", pack="eight, in which a key is given up", lists=["clean"])
case("an organization that the pack leaves out", FOREIGN, "unknown_issuer", "unknown_key", pack="nine, without the other organization")
case("a pack of nobody", GOOD, "unknown_issuer", "unknown_key", pack="of nobody")
case("a pack in its last second", GOOD, "valid", "good", pack="good for an hour more", now=NOW + 3599, expect=NAMED)
case("a pack that is over", GOOD, "cannot_tell", "trust_ended", pack="good for an hour more", now=NOW + 3600, expect=NAMED)
case("an unknown key, and a pack that is over", a_pass(key=stranger), "cannot_tell", "trust_ended", pack="good for an hour more", now=NOW + 3600)
case("a bad signature, and a pack that is over", GOOD[:-1] + bytes([GOOD[-1] ^ 1]), FORGED, "bad_signature", pack="good for an hour more", now=NOW + 3600)
case("a pack from the future", GOOD, "cannot_tell", "clock_behind", pack="made in ten minutes")
case("ten years after the pack", GOOD, "cannot_tell", "clock_ahead", pack="seven", now=NOW + 3652 * DAY)
case("revoked, by a pack's keys", GOOD, "revoked", "revoked", pack="seven", lists=["revoked"], expect=NAMED)

document = {
    "jwks": TRUST,
    "cose_keys": cbor(cose_keys(TRUST["keys"])).hex(),
    "lists": {name: data.hex() for name, data in LISTS.items()},
    "bad_lists": {name: data.hex() for name, data in BAD_LISTS.items()},
    "root": cbor({1: 2, -1: 1, -2: root.x, -3: root.y}).hex(),
    "packs": {name: data.hex() for name, data in PACKS.items()},
    "bad_packs": {name: data.hex() for name, data in BAD_PACKS.items()},
    "sequences": SEQUENCES,
    "cases": cases,
}
if __name__ == "__main__":
    path = pathlib.Path(__file__).parent / "cases.json"
    path.write_text(json.dumps(document, indent=1, ensure_ascii=True) + "\n")
    print(f"{len(cases)} cases, {len(LISTS)} lists, {len(BAD_LISTS)} bad lists, {len(PACKS)} packs, {len(BAD_PACKS)} bad packs: {path}")
