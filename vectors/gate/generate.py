#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 OR MIT
"""Makes the files of vectors/gate: what scanners sign, carry and decide, good and bad, and what is to be thought of each.

Written from docs/GATE.md, with the CBOR and COSE of vectors/pass/generate.py. A second run makes the same files.
"""

import hashlib
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "pass"))
import generate as passes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from generate import DAY, NOW, OURS, THEIRS, TRUST, Key, Raw, cbor, sign1

HERE = pathlib.Path(__file__).parent
SCANNER, ANOTHER, SITE = "scn_01kb9z6q00e8x9s3p6m2r7t5wz", "scn_01kb9z6q00f1b2c3d4e5g6h7j8", "sit_01kaq4vx00g1b2c3d4e5g6h7j8"
device, stranger = Key(2001), Key(2002)
SCAN, REQUEST, ENROLL = (f"application/credenza-{kind}+cbor" for kind in ("scan", "request", "enroll"))


def sha(data):
    return hashlib.sha256(data).digest()


def cose_key(key):
    return cbor({1: 2, -1: 1, -2: key.x, -3: key.y})


def signed(payload, typ, key=device, header=None, **more):
    return sign1(key, payload, header if header is not None else {1: -7, 16: typ}, **more)


def write(name, document):
    (HERE / name).write_text(json.dumps(document, indent=1, ensure_ascii=True) + "\n")


def raw_map(*entries):
    """A map whose entries stand as they are given."""
    return Raw(passes.head(5, len(entries)) + b"".join(cbor(key) + cbor(value) for key, value in entries))


# The log.

TOKEN = "q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6j7k8l9z0x1c"


def proof(token=TOKEN, at=NOW, key=device, named=None):
    return {1: sha(token.encode()), 2: at, 3: sha(cose_key(named or key))}


HEAD = sha(cbor(proof()))
LABELS = {"scanner": 1, "epoch": 2, "seq": 3, "prev": 4, "at": 5, "offset": 6, "bundle": 7, "pass": 8, "verdict": 9}
LABELS |= {"reason": 10, "assurance": 11, "as_of": 12, "decision": 13, "missing": 14, "code": 15, "code_status": 16, "task": 17}


def scan(**changes):
    made = {"scanner": SCANNER, "epoch": 1, "seq": 1, "prev": HEAD, "at": NOW, "offset": 0, "bundle": NOW - 600}
    made |= {"pass": bytes(range(16)), "verdict": "valid", "reason": "good", "assurance": "live", "as_of": NOW - 300}
    made |= {"decision": "go", "missing": []}
    made |= changes
    return {LABELS.get(name, name): value for name, value in made.items()}


NOTHING = {"pass": None, "assurance": None, "as_of": None}
CODE = "7K3M9QXF"
TASK, OTHER_TASK = "dty_01kb9z6q00a1b2c3d4e5f6g7h8", "dty_01kb9z6q00z1b2c3d4e5f6g7h8"
CODED = NOTHING | {"decision": "cannot_tell", "code": CODE}
STOPPED = CODED | {"decision": "no_go"}
TOLD = [
    ("go, live", {}),
    ("go, to a face", {"assurance": "static", "offset": None}),
    ("expiring", {"verdict": "expiring", "reason": "ends_soon", "offset": -3}),
    ("a ticket is missing", {"decision": "no_go", "missing": ["H2S", "#B"], "at": NOW + 60}),
    ("no pass at all", NOTHING | {"decision": "no_go", "verdict": "forged", "reason": "not_a_pass"}),
    ("revoked", {"decision": "no_go", "verdict": "revoked", "reason": "revoked"}),
    ("shown twice", {"decision": "no_go", "verdict": "stale", "reason": "replayed", "assurance": None}),
    ("nobody can tell", {"decision": "cannot_tell", "verdict": "cannot_tell", "reason": "status_too_old"}),
    ("without a bundle", {"decision": "cannot_tell", "bundle": None}),
    ("another organization's", {"decision": "no_go", "missing": ["H2S"]}),
    ("another organization's, where nothing is required", {"decision": "no_go"}),
    ("a clock ten years behind", {"at": NOW - 3652 * DAY, "offset": 3652 * DAY}),
    ("a typed code", NOTHING | {"decision": "cannot_tell", "code": CODE, "code_status": "valid"}),
    ("a typed code that ends soon, without a bundle", CODED | {"verdict": "expiring", "reason": "ends_soon", "code_status": "expiring", "bundle": None}),
    ("one of a ticket that has ended", STOPPED | {"verdict": "expired", "reason": "tickets_ended", "code_status": "expired"}),
    ("one of a ticket in whose place there is another", STOPPED | {"verdict": "expired", "reason": "tickets_ended", "code_status": "superseded"}),
    ("one of a ticket that is not in force yet", STOPPED | {"verdict": "not_yet_valid", "reason": "not_yet", "code_status": "not_yet_valid"}),
    ("one of a ticket that is suspended", STOPPED | {"verdict": "suspended", "reason": "suspended", "code_status": "suspended"}),
    ("one of a ticket that is revoked", STOPPED | {"verdict": "revoked", "reason": "revoked", "code_status": "revoked"}),
    ("one that nobody knows", STOPPED | {"verdict": "unknown_issuer", "reason": "unknown_key", "code_status": "unknown"}),
    ("fifty codes", {"decision": "no_go", "missing": [f"CODE-{number}" for number in range(50)]}),
    ("go, to a task", {"task": TASK}),
    ("a ticket is missing that the task asks for", {"decision": "no_go", "missing": ["FIRE-WATCH"], "task": TASK}),
    ("a task that is not known any more", {"decision": "cannot_tell", "task": OTHER_TASK}),
    ("no pass at all, at a task", NOTHING | {"decision": "no_go", "verdict": "forged", "reason": "not_a_pass", "task": TASK}),
]
records, previous = [], HEAD
for number, (name, changes) in enumerate(TOLD, 1):
    payload = cbor(scan(seq=number, prev=previous, **changes))
    previous = sha(payload)
    records.append({"name": name, "record": signed(payload, SCAN).hex(), "hash": previous.hex()})
LAST = len(records)
payload = cbor(scan(seq=LAST, prev=bytes.fromhex(records[-2]["hash"]), **TOLD[-1][1]))
ABOUT = {"scanner": SCANNER, "epoch": 1, "key": cose_key(device).hex()}
after = {"seq": LAST, "head": previous.hex()}
twin = {"name": "the last one, under the other form of its signature", "record": signed(payload, SCAN, twin=True).hex(), "hash": previous.hex()}
write("log/accept.json", ABOUT | {"head": HEAD.hex(), "records": records, "after": after, "known": twin})

REJECTED = []


def reject(name, record, why):
    REJECTED.append({"name": name, "record": record.hex(), "why": why})


def next_one(**changes):
    return scan(seq=LAST + 1, prev=previous) | scan_changes(changes)


def scan_changes(changes):
    return {LABELS.get(name, name): value for name, value in changes.items()}


def without(name):
    return {label: value for label, value in next_one().items() if label != LABELS[name]}


good = signed(cbor(next_one()), SCAN)
NEXT = {"record": good.hex(), "hash": sha(cbor(next_one())).hex()}
for bit in range(0, len(good) * 8, 61):
    bent = bytearray(good)
    bent[bit // 8] ^= 1 << bit % 8
    # What is signed does not fit any more; what is around it is of another form, or names another type.
    start = good.index(cbor(next_one())) * 8
    end = start + len(cbor(next_one())) * 8
    in_signature = bit >= len(good) * 8 - 512
    reject(f"bit {bit} the other way", bytes(bent), "signature" if start <= bit < end or in_signature else "malformed")
reject("cut off", good[:-1], "malformed")
reject("something after it", good + b"\x00", "malformed")
reject("no tag", good[1:], "malformed")
reject("another tag", signed(cbor(next_one()), SCAN, tag=17), "malformed")
reject("an unprotected header", signed(cbor(next_one()), SCAN, unprotected={4: b"k"}), "malformed")
reject("the header of a live pass", signed(cbor(next_one()), SCAN, header={1: -7}), "malformed")
reject("the type of a request", signed(cbor(next_one()), REQUEST), "malformed")
reject("with a key's id", signed(cbor(next_one()), SCAN, header={1: -7, 4: device.id, 16: SCAN}), "malformed")
reject("another algorithm", signed(cbor(next_one()), SCAN, header={1: -8, 16: SCAN}), "malformed")
reject("a critical claim", signed(cbor(next_one()), SCAN, header={1: -7, 2: [16], 16: SCAN}), "malformed")
reject("another scanner's key", signed(cbor(next_one()), SCAN, key=stranger), "signature")
reject("another scanner", signed(cbor(next_one(scanner=ANOTHER)), SCAN), "other")
reject("another epoch", signed(cbor(next_one(epoch=2)), SCAN), "other")
for name in list(LABELS)[:14]:
    reject(f"without its {name}", signed(cbor(without(name)), SCAN), "malformed")
reject("an unknown claim", signed(cbor(next_one() | {15: "here"}), SCAN), "malformed")
reject("a claim beyond all", signed(cbor(next_one(task=TASK) | {18: "here"}), SCAN), "malformed")
reject("a claim with a text for its label", signed(cbor(next_one() | {"name": "Ana R."}), SCAN), "malformed")
entries = list(next_one().items())
reject("claims out of order", signed(cbor(raw_map(*entries[1:], entries[0])), SCAN), "malformed")
reject("a claim twice", signed(cbor(raw_map(entries[0], *entries)), SCAN), "malformed")
reject("a number longer than it must be", signed(cbor(raw_map(entries[0], (2, Raw(b"\x18\x01")), *entries[2:])), SCAN), "malformed")
reject("an indefinite length", signed(cbor(raw_map(*entries[:-1], (14, Raw(b"\x9f\xff")))), SCAN), "malformed")
reject("no map", signed(cbor(list(next_one().values())), SCAN), "malformed")
for name, changes in [
    ("a name for the scanner", {"scanner": "Gate 4"}),
    ("another kind of id", {"scanner": SITE}),
    ("epoch 0", {"epoch": 0}),
    ("an epoch beyond 31 bits", {"epoch": 1 << 31}),
    ("number 0", {"seq": 0}),
    ("a number beyond 32 bits", {"seq": 1 << 32}),
    ("a number as text", {"seq": str(LAST + 1)}),
    ("a short prev", {"prev": previous[:-1]}),
    ("no prev", {"prev": None}),
    ("before 1970", {"at": -1}),
    ("after 9999", {"at": 253_402_300_800}),
    ("a fraction of a second", {"at": Raw(b"\xf9\x3e\x00")}),
    ("an offset beyond all clocks", {"offset": 1 << 40}),
    ("the same, backwards", {"offset": -(1 << 40)}),
    ("a bundle before 1970", {"bundle": -1}),
    ("a short pass", {"pass": bytes(15)}),
    ("a pass as text", {"pass": "00" * 16}),
    ("an unknown verdict", {"verdict": "fine"}),
    ("a verdict in capitals", {"verdict": "Valid"}),
    ("an unknown reason", {"reason": "trust_me"}),
    ("an unknown assurance", {"assurance": "sure"}),
    ("an unknown decision", {"decision": "maybe"}),
    ("a decision of null", {"decision": None}),
    ("a code that is none", {"decision": "no_go", "missing": ["H 2 S"]}),
    ("an empty code", {"decision": "no_go", "missing": [""]}),
    ("a long code", {"decision": "no_go", "missing": ["X" * 17]}),
    ("a code twice", {"decision": "no_go", "missing": ["H2S", "H2S"]}),
    ("fifty-one codes", {"decision": "no_go", "missing": [f"C{number}" for number in range(51)]}),
    ("go without a ticket", {"missing": ["H2S"]}),
    ("go, revoked", {"verdict": "revoked", "reason": "revoked"}),
    ("go, and nobody can tell", {"verdict": "cannot_tell", "reason": "status_too_old"}),
    ("go, of an unknown pass", {"pass": None}),
    ("go, without an assurance", {"assurance": None}),
    ("go, without a status", {"as_of": None}),
    ("go, without a bundle", {"bundle": None}),
    ("cannot tell, and yet something is missing", {"decision": "cannot_tell", "missing": ["H2S"]}),
    ("a typed code, and go", CODED | {"decision": "go", "code_status": "valid"}),
    ("a typed code that is good, and no go", STOPPED | {"code_status": "valid"}),
    ("a typed code that is revoked, and cannot tell", CODED | {"verdict": "revoked", "reason": "revoked", "code_status": "revoked"}),
    ("a typed code that is revoked, and valid", STOPPED | {"code_status": "revoked"}),
    ("a typed code with another reason", STOPPED | {"verdict": "revoked", "reason": "good", "code_status": "revoked"}),
    ("a typed code and a pass", CODED | {"pass": bytes(16), "code_status": "valid"}),
    ("a typed code with an assurance", CODED | {"assurance": "static", "code_status": "valid"}),
    ("a typed code with a status of a pass", CODED | {"as_of": NOW, "code_status": "valid"}),
    ("a typed code, and something is missing", STOPPED | {"missing": ["H2S"], "code_status": "valid"}),
    ("a typed code without what was said of it", CODED | {}),
    ("what was said of a code that is not there", NOTHING | {"decision": "cannot_tell", "code_status": "valid"}),
    ("something of a code that is not known here", CODED | {"code_status": "lost"}),
    ("a code in small letters", CODED | {"code": CODE.lower(), "code_status": "valid"}),
    ("a code whose last character does not fit", CODED | {"code": CODE[:7] + "A", "code_status": "valid"}),
    ("a code that is too short", CODED | {"code": CODE[:7], "code_status": "valid"}),
    ("a code of null", CODED | {"code": None, "code_status": "valid"}),
    ("a task of null", {"task": None}),
    ("a task that is none", {"task": "hot work"}),
    ("another kind of id for the task", {"task": SITE}),
    ("a task as bytes", {"task": bytes(16)}),
    ("a task, and no bundle", {"decision": "cannot_tell", "bundle": None, "task": TASK}),
    ("a task beside a typed code", CODED | {"code_status": "valid", "task": TASK}),
    ("forged, and yet something is missing", {"decision": "no_go", "verdict": "forged", "reason": "bad_signature", "missing": ["H2S"]}),
]:
    reject(name, signed(cbor(next_one(**changes)), SCAN), "malformed")
reject("a record left out", signed(cbor(next_one(seq=LAST + 2)), SCAN), "gap")
reject("the last number there is", signed(cbor(next_one(seq=(1 << 32) - 1)), SCAN), "gap")
reject("after another record", signed(cbor(next_one(prev=sha(b"another"))), SCAN), "fork")
reject("after the beginning", signed(cbor(next_one(prev=HEAD)), SCAN), "fork")
reject("the last one, told otherwise", signed(cbor(scan(seq=LAST, prev=bytes.fromhex(records[-2]["hash"]), at=NOW + 1)), SCAN), "fork")
reject("the first one, told otherwise", signed(cbor(scan(decision="no_go", verdict="revoked", reason="revoked")), SCAN), "fork")
write("log/reject.json", ABOUT | {"records": [one["hash"] for one in records], "after": after, "next": NEXT, "cases": REJECTED})

# Enrolment and requests.

PATH = f"/api/v1/scanners/{SCANNER}/log"


def request(**changes):
    made = {1: SCANNER, 2: 1, 3: NOW, 4: bytes(8), 5: "POST", 6: PATH, 7: sha(b"body")}
    return made | changes


def asked(changes):
    return request() | changes


def case(name, data, good, **more):
    return {"name": name, "bytes": data.hex(), "good": good} | more


PROOFS = [
    case("good", signed(cbor(proof()), ENROLL), True, head=HEAD.hex(), at=NOW),
    case("the other form of the signature", signed(cbor(proof()), ENROLL, twin=True), True, head=HEAD.hex(), at=NOW),
    case("of another key", signed(cbor(proof()), ENROLL, key=stranger), False),
    case("about another key", signed(cbor(proof(named=stranger)), ENROLL), False),
    case("the type of a request", signed(cbor(proof()), REQUEST), False),
    case("one claim more", signed(cbor(proof() | {4: 1}), ENROLL), False),
    case("one claim less", signed(cbor({1: sha(b""), 2: NOW}), ENROLL), False),
    case("a short hash", signed(cbor(proof() | {1: bytes(31)}), ENROLL), False),
    case("before 1970", signed(cbor(proof(at=-1)), ENROLL), False),
    case("nothing", b"", False),
]
REQUESTS = [
    case("good", signed(cbor(request()), REQUEST), True),
    case("for the bundle", signed(cbor(asked({5: "GET", 6: PATH.replace("log", "bundle"), 7: sha(b"")})), REQUEST), True),
    case("of another key", signed(cbor(request()), REQUEST, key=stranger), False),
    case("the type of a record", signed(cbor(request()), SCAN), False),
    case("with a key's id", signed(cbor(request()), REQUEST, header={1: -7, 4: device.id, 16: REQUEST}), False),
    case("one claim more", signed(cbor(asked({8: 0})), REQUEST), False),
    case("one claim less", signed(cbor({label: value for label, value in request().items() if label != 7}), REQUEST), False),
    case("a short nonce", signed(cbor(asked({4: bytes(7)})), REQUEST), False),
    case("another method", signed(cbor(asked({5: "DELETE"})), REQUEST), False),
    case("a method in small letters", signed(cbor(asked({5: "post"})), REQUEST), False),
    case("a whole address", signed(cbor(asked({6: "https://pass.example.com" + PATH})), REQUEST), False),
    case("a path without end", signed(cbor(asked({6: "/" + "x" * 256})), REQUEST), False),
    case("epoch 0", signed(cbor(asked({2: 0})), REQUEST), False),
    case("too long", signed(cbor(asked({6: "/" + "x" * 1100})), REQUEST), False),
]
write("signed.json", ABOUT | {"token": TOKEN, "proofs": PROOFS, "body": b"body".hex(), "requests": REQUESTS})

# Bundles.

KEYS = [key for key in TRUST["keys"] if key["iss"] == OURS]
KEY_SET = sorted(passes.cose_keys(KEYS), key=lambda key: key[2])


def bundle(**changes):
    names = "form made_at organization organization_name site site_name zone keys pack lists types requirement max_age photos tasks roles".split()
    made = {"form": 1, "made_at": NOW - 600, "organization": OURS, "organization_name": "Norte Industrial", "site": SITE}
    made |= {"site_name": "Pozo 7, Año Nuevo", "zone": "America/Edmonton", "keys": KEY_SET, "pack": None}
    made |= {"lists": [passes.LISTS["clean"]], "types": {"H2S": "H2S Alive", "FIRST-AID": "First aid", "#B": "#B"}}
    made |= {"requirement": [["H2S"]], "max_age": None}
    made |= changes
    return {names.index(name) + 1 if name in names else name: value for name, value in made.items()}


HOT, SPACE = [TASK, "Hot work", ["FIRE-WATCH"]], [OTHER_TASK, "Confined space, Año Nuevo", ["H2S", "RESCUE"]]


def task(number, codes=()):
    """A task that is one of many: their ids are in the order of their numbers."""
    digits = "".join("0123456789abcdefghjkmnpqrstvwxyz"[number >> shift & 31] for shift in (10, 5, 0))
    return [f"dty_01kb9z6q00a1b2c3d4e5f6g{digits}", f"Task {number}", list(codes)]


def mark(duty):
    """What a pass has for a role: the last 8 bytes of its id."""
    value = 0
    for digit in duty[0].split("_")[1]:
        value = value << 5 | "0123456789abcdefghjkmnpqrstvwxyz".index(digit)
    return value.to_bytes(17, "big")[-8:]


SCAFFOLDER, RIGGER = ["dty_01kb9z6q00r1b2c3d4e5f6g7h8", "Scaffolder", ["HEIGHTS", "H2S"]], ["dty_01kb9z6q00r2b2c3d4e5f6g7h9", "Rigger, Año Nuevo", ["#B"]]
CLERK = ["dty_01kb9z6q00r3b2c3d4e5f6g7ha", "Clerk", []]
ROLES = [SCAFFOLDER, RIGGER, CLERK]
assert len({mark(role) for role in ROLES}) == 3
NAMES = sorted(sha(bytes([number]))[:16] for number in range(3))
BUNDLES = [
    case("good", cbor(bundle()), True),
    case("of a site that requires nothing", cbor(bundle(requirement=[], types={}, lists=[])), True),
    case("with a pack and a limit", cbor(bundle(pack=passes.PACKS["seven"], max_age=3600)), True),
    case("groups", cbor(bundle(requirement=[["H2S", "FIRST-AID"], ["#B"]])), True),
    case("the longest limit", cbor(bundle(max_age=DAY)), True),
    case("of scanners that carry photos", cbor(bundle(photos=NAMES)), True),
    case("of scanners that would carry photos, if there were any", cbor(bundle(photos=[])), True),
    case("as many photos as there may be", cbor(bundle(photos=[number.to_bytes(16, "big") for number in range(2000)])), True),
    case("another version", cbor(bundle(form=2)), False),
    case("one member more", cbor(bundle() | {14: None}), False),
    case("one member less", cbor({label: value for label, value in bundle().items() if label != 13}), False),
    case("something after it", cbor(bundle()) + b"\x00", False),
    case("another kind of id for the site", cbor(bundle(site=OURS)), False),
    case("a site without a name", cbor(bundle(site_name="")), False),
    case("a name with a line feed", cbor(bundle(site_name="Pozo\n7")), False),
    case("a name that turns the direction", cbor(bundle(organization_name="a\u202eb")), False),
    case("a zone that is none", cbor(bundle(zone="America/Edmonton; rm")), False),
    case("keys out of order", cbor(bundle(keys=KEY_SET[::-1])), False),
    case("a key with another id", cbor(bundle(keys=[KEY_SET[0] | {2: bytes(8)}])), False),
    case("a code that is none", cbor(bundle(types={"H 2 S": "H2S"})), False),
    case("a type without a name", cbor(bundle(types={"H2S": ""})), False),
    case("an empty group", cbor(bundle(requirement=[[]])), False),
    case("a code in the place of a group", cbor(bundle(requirement=["H2S"])), False),
    case("fifty-one groups", cbor(bundle(requirement=[["H2S"]] * 51)), False),
    case("sixty-five lists", cbor(bundle(lists=[b""] * 65)), False),
    case("a limit of nothing", cbor(bundle(max_age=0)), False),
    case("a limit of more than a day", cbor(bundle(max_age=DAY + 1)), False),
    case("no list of photos", cbor(bundle(photos=None)), False),
    case("photos out of order", cbor(bundle(photos=NAMES[::-1])), False),
    case("a photo twice", cbor(bundle(photos=[NAMES[0], NAMES[0]])), False),
    case("a photo's name that is too short", cbor(bundle(photos=[NAMES[0][:15]])), False),
    case("a photo's name that is too long", cbor(bundle(photos=[NAMES[0] + b"\x00"])), False),
    case("a photo's name as text", cbor(bundle(photos=[NAMES[0].hex()])), False),
    case("photos and no limit", cbor({label: value for label, value in bundle(photos=NAMES).items() if label != 13}), False),
    case("a member after the photos", cbor(bundle(photos=NAMES) | {15: None}), False),
    case("more photos than there may be", cbor(bundle(photos=[number.to_bytes(16, "big") for number in range(2001)])), False),
    case("made before 1970", cbor(bundle(made_at=-1)), False),
    case("of an organization with tasks", cbor(bundle(tasks=[2, [HOT, SPACE]])), True),
    case("with tasks and photos", cbor(bundle(tasks=[1, [HOT]], photos=NAMES)), True),
    case("a task that asks for nothing", cbor(bundle(tasks=[1, [[TASK, "Housekeeping", []]]])), True),
    case("a task that asks for as much as it may", cbor(bundle(tasks=[1, [task(1, [f"C{n}" for n in range(50)])]])), True),
    case("as many tasks as there may be", cbor(bundle(tasks=[500, [task(n) for n in range(500)]])), True),
    case("more tasks than there is room for, and it says so", cbor(bundle(tasks=[731, [task(n) for n in range(500)]])), True),
    case("tasks that it does not count", cbor(bundle(tasks=[1, [HOT, SPACE]])), False),
    case("tasks left out where there is room", cbor(bundle(tasks=[2, [HOT]])), False),
    case("more tasks than there may be", cbor(bundle(tasks=[501, [task(n) for n in range(501)]])), False),
    case("a member for no task", cbor(bundle(tasks=[0, []])), False),
    case("no tasks, and a member for them", cbor(bundle(tasks=None)), False),
    case("tasks without their number", cbor(bundle(tasks=[[HOT, SPACE]])), False),
    case("a number of tasks that is none", cbor(bundle(tasks=["2", [HOT, SPACE]])), False),
    case("more tasks than can be", cbor(bundle(tasks=[1_000_001, [task(n) for n in range(500)]])), False),
    case("tasks out of order", cbor(bundle(tasks=[2, [SPACE, HOT]])), False),
    case("a task twice", cbor(bundle(tasks=[2, [HOT, HOT]])), False),
    case("another kind of id for a task", cbor(bundle(tasks=[1, [[SITE, "Hot work", ["FIRE-WATCH"]]]])), False),
    case("a task without a name", cbor(bundle(tasks=[1, [[TASK, "", ["FIRE-WATCH"]]]])), False),
    case("a task whose name turns the direction", cbor(bundle(tasks=[1, [[TASK, "a\u202eb", []]]])), False),
    case("a task with a code that is none", cbor(bundle(tasks=[1, [[TASK, "Hot work", ["FIRE WATCH"]]]])), False),
    case("a task that asks for more than it may", cbor(bundle(tasks=[1, [task(1, [f"C{n}" for n in range(51)])]])), False),
    case("a task with something more", cbor(bundle(tasks=[1, [HOT + [None]]])), False),
    case("a member after the tasks that is none", cbor(bundle(tasks=[1, [HOT]]) | {16: None}), False),
    case("of an organization with roles", cbor(bundle(roles=[3, ROLES])), True),
    case("with roles, tasks and photos", cbor(bundle(roles=[3, ROLES], tasks=[2, [HOT, SPACE]], photos=NAMES)), True),
    case("more roles than there is room for, and it says so", cbor(bundle(roles=[501, [task(n) for n in range(500)]])), True),
    case("roles out of order", cbor(bundle(roles=[2, [RIGGER, SCAFFOLDER]])), False),
    case("roles left out where there is room", cbor(bundle(roles=[2, [SCAFFOLDER]])), False),
    case("no roles, and a member for them", cbor(bundle(roles=[0, []])), False),
    case("a role without a name", cbor(bundle(roles=[1, [[SCAFFOLDER[0], "", []]]])), False),
    case("a member after the roles", cbor(bundle(roles=[3, ROLES]) | {17: None}), False),
]
write("bundles.json", {"cases": BUNDLES})

# Photos.


def photo_name(digest):
    return sha(b"credenza/gate-photo-name/v1" + digest)[:16]


def seal(photo, digest=None, nonce=bytes(range(12)), label=b"credenza/gate-photo-key/v1"):
    key = sha(label + (digest or sha(photo)[:16]))
    return nonce + AESGCM(key).encrypt(nonce, photo, None)


PHOTO = b"\xff\xd8\xff\xe0" + bytes(range(200)) + b"\xff\xd9"
DIGEST = sha(PHOTO)[:16]
SEALED = seal(PHOTO)
PHOTOS = []


def photo(name, sealed, good, digest=DIGEST):
    PHOTOS.append({"name": name, "digest": digest.hex(), "sealed": sealed.hex(), "good": good})


photo("good", SEALED, True)
photo("under another nonce", seal(PHOTO, nonce=bytes(12)), True)
photo("an empty one", seal(b""), True, digest=sha(b"")[:16])
photo("of another pass", SEALED, False, digest=sha(b"another")[:16])
photo("of the digest's beginning alone", SEALED, False, digest=DIGEST[:15] + b"\x00")
photo("another photo under its key", seal(b"another", digest=DIGEST), False)
photo("under the key of another use", seal(PHOTO, label=b"credenza/gate-photo-name/v1"), False)
photo("in clear", PHOTO, False)
photo("without its end", SEALED[:-1], False)
photo("with something after it", SEALED + b"\x00", False)
photo("shorter than a nonce and a tag", SEALED[:27], False)
photo("nothing", b"", False)
for bit in range(0, len(SEALED) * 8, 37):
    bent = bytearray(SEALED)
    bent[bit // 8] ^= 1 << bit % 8
    photo(f"bit {bit} turned over", bytes(bent), False)
write("photos.json", {"photo": PHOTO.hex(), "digest": DIGEST.hex(), "named": photo_name(DIGEST).hex(), "cases": PHOTOS})

# Decisions.

DECISIONS = []


def decide(name, decision, missing=(), compare=False, requirement=(("H2S",),), tickets=(("H2S", "valid"),), open=None, **more):
    told = {"verdict": "valid", "assurance": "live", "issuer": OURS, "tasks": [HOT, SPACE], "task": None, "known_roles": [], "roles": None} | more
    told["tickets"] = [{"type": code, "state": state} for code, state in tickets]
    told |= {"decision": decision, "compare_face": compare, "missing": list(missing), "open": open}
    DECISIONS.append({"name": name, "organization": OURS, "requirement": requirement and [list(group) for group in requirement]} | told)


decide("all is there", "go")
decide("all is there, on paper", "go", compare=True, assurance="static")
decide("a ticket ends soon", "go", verdict="expiring", tickets=[("H2S", "expiring")])
decide("nothing is required", "go", requirement=())
decide("nothing is required, and there is no ticket", "go", requirement=(), tickets=())
decide("a ticket that is not there", "no_go", ["H2S"], tickets=[("FIRST-AID", "valid")])
for state in ("expired", "revoked", "suspended", "cannot_tell"):
    decide(f"a ticket that is {state}", "no_go", ["H2S"], tickets=[("H2S", state), ("FIRST-AID", "valid")])
decide("one that is over, and another one", "go", tickets=[("H2S", "expired"), ("H2S", "expiring")])
decide("on paper, and a ticket is missing", "no_go", ["H2S"], assurance="static", tickets=[("FIRST-AID", "valid")])
decide("any of two, the second", "go", requirement=[("H2S", "FIRST-AID")], tickets=[("FIRST-AID", "valid")])
decide("any of two, none", "no_go", ["H2S"], requirement=[("H2S", "FIRST-AID")], tickets=[("FORKLIFT", "valid")])
decide("all of three, one is there", "no_go", ["FIRST-AID", "#B"], requirement=[("FIRST-AID",), ("H2S",), ("#B",)])
decide("the order is that of the requirement", "no_go", ["Z", "A"], requirement=[("Z",), ("A",)], tickets=[("H2S", "valid")])
decide("two groups that begin alike", "no_go", ["A"], requirement=[("A", "B"), ("A", "C")], tickets=[("H2S", "valid")])
decide("codes are told apart by their case", "no_go", ["h2s"], requirement=[("h2s",)])
for verdict in ("expired", "revoked", "suspended", "not_yet_valid", "unknown_issuer", "forged", "stale"):
    decide(f"{verdict}, and all tickets", "no_go", verdict=verdict)
decide("nobody can tell, and all tickets", "cannot_tell", verdict="cannot_tell")
decide("revoked, and nothing is required", "no_go", verdict="revoked", requirement=())
decide("nothing that was read", "no_go", verdict="forged", assurance=None, issuer=None, tickets=())
decide("another organization's pass with the same code", "no_go", ["H2S"], issuer=THEIRS)
decide("another organization's pass, and nothing is required", "no_go", requirement=(), issuer=THEIRS)
decide("no bundle", "cannot_tell", requirement=None, open="no_rules")
decide("no bundle, and revoked", "no_go", requirement=None, verdict="revoked")
BOTH = [("H2S", "valid"), ("FIRE-WATCH", "expiring")]
decide("what the site and the task ask for is there", "go", task=TASK, tickets=BOTH)
decide("the same, on paper", "go", compare=True, task=TASK, tickets=BOTH, assurance="static")
decide("what the task asks for is not there", "no_go", ["FIRE-WATCH"], task=TASK)
decide("what the task asks for is over", "no_go", ["FIRE-WATCH"], task=TASK, tickets=[("H2S", "valid"), ("FIRE-WATCH", "expired")])
decide("a task at a site that requires nothing", "no_go", ["FIRE-WATCH"], task=TASK, requirement=())
decide("the same, and all is there", "go", task=TASK, requirement=(), tickets=[("FIRE-WATCH", "valid")])
decide("site and task ask for the same, and it is named once", "no_go", ["H2S", "RESCUE"], task=OTHER_TASK, tickets=[])
decide("the site's comes first", "no_go", ["Z", "H2S", "RESCUE"], task=OTHER_TASK, requirement=[("Z",)], tickets=[])
decide("one of two is enough for the site, and not for the task", "no_go", ["H2S", "RESCUE"], task=OTHER_TASK, requirement=[("H2S", "A")], tickets=[("A", "valid")])
decide("a task that was not chosen asks for nothing", "go", tickets=[("H2S", "valid")])
decide("a task that is not there", "cannot_tell", task=task(1)[0], open="task_unknown")
decide("the same, and the site's ticket is missing", "no_go", ["H2S"], task=task(1)[0], tickets=[])
decide("the same, and the pass is revoked", "no_go", task=task(1)[0], verdict="revoked")
decide("the same, in an organization without tasks", "cannot_tell", task=TASK, tasks=[], open="task_unknown")
decide("a task, and no bundle", "cannot_tell", task=TASK, requirement=None, open="no_rules")
decide("a task, and another organization's pass", "no_go", ["H2S", "FIRE-WATCH"], task=TASK, tickets=BOTH, issuer=THEIRS)
decide("a task, and nobody can tell", "cannot_tell", task=TASK, verdict="cannot_tell")
S, R, C = (mark(role).hex() for role in ROLES)
ALL = [("H2S", "valid"), ("HEIGHTS", "valid"), ("#B", "valid")]
decide("a role, and all that it asks for is there", "go", known_roles=ROLES, roles=[S], tickets=ALL)
decide("the same, on paper", "go", compare=True, known_roles=ROLES, roles=[S], tickets=ALL, assurance="static")
decide("what a role asks for is not there", "no_go", ["HEIGHTS"], known_roles=ROLES, roles=[S])
decide("what a role asks for is over", "no_go", ["HEIGHTS"], known_roles=ROLES, roles=[S], tickets=[("H2S", "valid"), ("HEIGHTS", "expired")])
decide("two roles", "no_go", ["HEIGHTS", "#B"], known_roles=ROLES, roles=sorted([S, R]))
decide("a role that asks for nothing", "go", known_roles=ROLES, roles=[C])
decide("no role", "go", known_roles=ROLES, roles=[])
decide("a role at a site that requires nothing", "no_go", ["HEIGHTS", "H2S"], known_roles=ROLES, roles=[S], requirement=(), tickets=())
decide("the site, a role and the task ask together", "no_go", ["Z", "HEIGHTS", "H2S", "FIRE-WATCH"], known_roles=ROLES, roles=[S], requirement=[("Z",)], task=TASK, tickets=())
decide("roles that are not stated", "cannot_tell", known_roles=ROLES, open="roles_not_stated")
decide("the same, and the site's ticket is missing", "no_go", ["H2S"], known_roles=ROLES, tickets=())
decide("the same, and the pass has expired", "no_go", known_roles=ROLES, verdict="expired")
decide("roles that are not stated, where none asks for anything", "go", known_roles=[CLERK])
decide("roles that are not stated, in an organization without any", "go")
decide("a role that is not known", "cannot_tell", known_roles=ROLES, roles=["00" * 8], open="role_unknown")
decide("the same, beside one that is known and lacks a ticket", "no_go", ["HEIGHTS"], known_roles=ROLES, roles=["00" * 8, S])
decide("a role, by a bundle from before there were any", "cannot_tell", roles=[S], open="role_unknown")
decide("no role, by a bundle from before there were any", "go", roles=[])
decide("a task that is not there, and roles that are not stated", "cannot_tell", known_roles=ROLES, task=task(1)[0], open="task_unknown")
decide("a role, and another organization's pass", "no_go", ["H2S"], known_roles=ROLES, roles=[S], tickets=ALL, issuer=THEIRS)
decide("a role, and no bundle", "cannot_tell", known_roles=ROLES, roles=[S], requirement=None, open="no_rules")
write("decision/cases.json", {"cases": DECISIONS})

WHOLE = []


def whole(name, token, verdict, decision, missing=(), compare=False, now=NOW, chosen=None, open=None, **changes):
    expect = {"verdict": verdict, "decision": decision, "compare_face": compare, "missing": list(missing), "open": open}
    # Of Alberta in November, seven hours behind.
    made = {"bundle": cbor(bundle(**changes)).hex(), "text": passes.to_text(token), "now": now, "utc_offset": -7 * 3600, "task": chosen}
    WHOLE.append({"name": name} | made | {"expect": expect})


def ends(last):
    return passes.a_pass(tickets=[["H2S", passes.day(last), 11], ["FIRST-AID", None, 12]])


GOOD = passes.a_pass()
MIDNIGHT = NOW + 19 * 3600
whole("live", passes.live(GOOD), "valid", "go")
whole("on paper", GOOD, "valid", "go", compare=True)
whole("a type that is not on it", GOOD, "valid", "no_go", ["#B"], requirement=[["H2S"], ["#B"]])
whole("any of two", GOOD, "valid", "go", compare=True, requirement=[["#B", "FIRST-AID"]])
whole("its last day, a second before midnight at the site", ends("2026-11-22"), "expiring", "go", compare=True, now=MIDNIGHT - 1)
whole("the same, at midnight", ends("2026-11-22"), "valid", "no_go", ["H2S"], now=MIDNIGHT)
whole("revoked, by the list in the bundle", GOOD, "revoked", "no_go", lists=[passes.LISTS["revoked"]])
whole("the site's own limit", GOOD, "cannot_tell", "cannot_tell", max_age=299)
whole("the same, and the limit is not reached", GOOD, "valid", "go", compare=True, max_age=300)
whole("a day without signal", GOOD, "cannot_tell", "cannot_tell", now=NOW + 2 * DAY)
whole("a stranger's", passes.a_pass(key=passes.stranger), "unknown_issuer", "no_go")
whole("no pass", b"\x00", "forged", "no_go")
SOON = passes.a_pass(tickets=[["H2S", None, 11], ["FIRE-WATCH", passes.day("2026-11-30"), 12]])
whole("a task, and what it asks for is not on it", GOOD, "valid", "no_go", ["FIRE-WATCH"], chosen=TASK, tasks=[1, [HOT]])
whole("what ends soon counts at the task that asks for it", SOON, "expiring", "go", compare=True, chosen=TASK, tasks=[1, [HOT]])
whole("the same, without the task", SOON, "valid", "go", compare=True, tasks=[1, [HOT]])
whole("a task that is not in the bundle", GOOD, "valid", "cannot_tell", chosen=OTHER_TASK, tasks=[1, [HOT]], open="task_unknown")
BUILDS = passes.a_pass(roles=[mark(SCAFFOLDER)], tickets=[["H2S", None, 11], ["HEIGHTS", passes.day("2026-11-30"), 12]])
whole("a role, whose ticket ends soon", BUILDS, "expiring", "go", compare=True, roles=[3, ROLES])
whole("the same ticket, without the role", passes.a_pass(roles=[], tickets=[["H2S", None, 11], ["HEIGHTS", passes.day("2026-11-30"), 12]]), "valid", "go", compare=True, roles=[3, ROLES])
whole("a role, and what it asks for is not on it", passes.a_pass(roles=[mark(RIGGER)]), "valid", "no_go", ["#B"], roles=[3, ROLES])
whole("a pass from before, at a site of people with roles", GOOD, "valid", "cannot_tell", roles=[3, ROLES], open="roles_not_stated")
whole("a role that came after the bundle", BUILDS, "valid", "cannot_tell", open="role_unknown")
write("decision/whole.json", {"cases": WHOLE})

# Numbers with which scanners ask.


def answer(number):
    return sha(b"credenza/gate-number/v1" + number.encode())[:8]


NUMBERS = [{"number": number, "nonce": answer(number).hex()} for number in ("000000", "482913", "999999")]
ANSWERS = []


def answered(name, token, verdict, reason, number="482913", **expect):
    ANSWERS.append({"name": name, "number": number, "text": passes.to_text(token), "verdict": verdict, "reason": reason} | expect)


def shown(nonce, ago=0, key=passes.phone):
    return sign1(key, cbor({6: NOW - ago, 10: nonce, -70010: GOOD}), {1: -7})


answered("the answer", shown(answer("482913")), "valid", "good", assurance="live")
answered("the answer to another number", shown(answer("482914")), "stale", "other_challenge")
answered("the number itself", shown(b"482913\x00\x00"), "stale", "other_challenge")
answered("a code that answers nothing", passes.live(GOOD), "stale", "other_challenge")
answered("an answer that is a minute old", shown(answer("482913"), ago=61), "stale", "shown_too_long_ago")
answered("the answer of another phone", shown(answer("482913"), key=passes.stranger), "forged", "bad_device_signature")
answered("what anybody can copy", GOOD, "valid", "good", assurance="static")
write("numbers.json", {"numbers": NUMBERS, "bundle": cbor(bundle()).hex(), "now": NOW, "answers": ANSWERS})

counts = f"{len(records)} records, {len(REJECTED)} refused, {len(PROOFS)} proofs, {len(REQUESTS)} requests, {len(BUNDLES)} bundles, {len(PHOTOS)} photos"
print(f"{counts}, {len(DECISIONS)} and {len(WHOLE)} decisions: {HERE}")
