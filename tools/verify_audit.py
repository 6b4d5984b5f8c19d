#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 OR MIT
"""Verifies an export of Credenza's audit log, offline, with the Python standard library alone.

    verify_audit.py DIR             check the export in DIR
    verify_audit.py --key KEY DIR   the same, and that its checkpoints are signed: KEY is the log's public key,
                                    NAME+ID+KEY, or a file with such keys, one a line
    verify_audit.py --key KEY --witness KEY DIR
                                    the same, and that a witness saw the log: his public key, or a file likewise
    verify_audit.py --json DIR      as one JSON object
    verify_audit.py --vectors DIR   check each export below DIR against the expected.json beside it

Exit status: 0 consistent (all cases agree), 1 broken (a case differs), 2 the files cannot be read.

Written from docs/AUDIT.md, which numbers the rules that the comments here refer to, and not from Credenza's own
verifier: when the two disagree, one of them, or the text, is wrong.
"""

import argparse
import base64
import contextlib
import datetime
import hashlib
import json
import pathlib
import re
import sys

FORMAT = "credenza-audit-export/1"
MAX_INTEGER = 2**53 - 1
MAX_EPOCH = 10_000
MAX_LINE = 65_536
MAX_MANIFEST = 4 << 20
MAX_OPEN_INTENTS = 65_536
MAX_LISTED = 100
MAX_NOTE = 16_384
MAX_SIGNATURES = 64
MAX_WAITING = 1_000
MAX_WAIT = 60
MAX_TIME = 253_402_300_799
LOG_KEY, WITNESS_KEY = 1, 4
ZERO = "0" * 64

FILES = ["manifest.json", "entries.jsonl", "disclosures.jsonl", "checkpoints.jsonl"]
CODES = """
format_unknown manifest_malformed manifest_not_canonical line_too_long line_cut entry_malformed entry_not_canonical
foreign_entry gap epoch_gap repeated fork out_of_order chain_broken time_backwards intent_not_open intent_mismatch
too_many_open_intents epoch_missing epoch_extra start_mismatch tail_missing tail_extra head_mismatch count_mismatch
disclosure_malformed disclosure_not_canonical disclosure_out_of_order disclosure_unmatched disclosure_mismatch
checkpoint_malformed checkpoint_not_canonical checkpoint_foreign checkpoint_unsigned cosignature_wrong
checkpoint_out_of_order checkpoint_fork root_mismatch rolled_back tail_cut checkpoint_missing checkpoint_stale
cosignature_missing
unsigned starts_late intent_open intent_before_export tail_unsigned checkpoint_unchecked
""".split()


class Malformed(Exception):
    """The bytes are not what they must be."""


class NotCanonical(Exception):
    """They are, in another byte form than the canonical one."""


class UnknownFormat(Exception):
    """A manifest of another format."""


# --- Canonical JSON ------------------------------------------------------------------------------------------------


def parse_json(raw):
    """The JSON value in `raw`, if it is of the kinds that the format uses."""

    def whole_number(digits):
        if digits.startswith("-") or len(digits) > 16 or int(digits) > MAX_INTEGER:
            raise Malformed("a number that is not from 0 to 2^53 - 1")
        return int(digits)

    def refuse_number(_):
        raise Malformed("a number that is not whole")

    def unique_members(pairs):
        if len({name for name, _ in pairs}) != len(pairs):
            raise Malformed("a member twice")
        return dict(pairs)

    try:
        value = json.loads(
            raw.decode("utf-8"),
            parse_int=whole_number,
            parse_float=refuse_number,
            parse_constant=refuse_number,
            object_pairs_hook=unique_members,
        )
        refuse_what_is_no_text(value)
    except (ValueError, RecursionError) as error:
        raise Malformed(f"not JSON: {error}") from None
    return value


def refuse_what_is_no_text(value):
    """Booleans, and lone surrogates, which Python's reader lets through."""
    if isinstance(value, bool):
        raise Malformed("a boolean")
    if isinstance(value, str):
        value.encode("utf-8")  # a UnicodeEncodeError is a ValueError
    elif isinstance(value, list):
        for item in value:
            refuse_what_is_no_text(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            name.encode("utf-8")
            refuse_what_is_no_text(item)


def canonical(value):
    """RFC 8785, for objects whose names are ASCII: Python's string escapes are the canonical ones."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


# --- Forms ---------------------------------------------------------------------------------------------------------


def need(condition, what):
    if not condition:
        raise Malformed(what)


def need_members(value, names, optional=()):
    need(isinstance(value, dict), "an object is expected")
    need(set(names) <= set(value) <= set(names) | set(optional), f"the members must be {', '.join(sorted(names))}")


def matches(pattern, value):
    return isinstance(value, str) and re.fullmatch(pattern, value) is not None


def is_number(value, highest=MAX_INTEGER):
    return isinstance(value, int) and 1 <= value <= highest


def is_id(prefix, value):
    return matches(prefix + "_[0-7][0-9a-hjkmnp-tv-z]{25}", value)


def is_digest(value):
    return matches("[0-9a-f]{64}", value)


def is_field(value):
    return matches("[a-z0-9_]{1,32}", value)


def is_moment(value):
    if not matches(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z", value):
        return False
    try:
        return datetime.datetime.strptime(value[:19], "%Y-%m-%dT%H:%M:%S").year >= 1970 and value[17] <= "5"
    except ValueError:
        return False


def is_text(value, most):
    return isinstance(value, str) and len(value.encode("utf-8")) <= most


def check_entry(entry):
    need_members(entry, "action actor assurance committed details epoch intent object org outcome prev request seq time v".split())
    need(entry["v"] == 1, "v must be 1")
    need(matches(r"[a-z_]+(\.[a-z_]+)+", entry["action"]) and len(entry["action"]) <= 64, "action")
    actor, assurance = entry["actor"], entry["assurance"]
    need(isinstance(actor, dict) and actor.get("kind") in ("member", "system", "anonymous"), "actor")
    if actor["kind"] == "member":
        need_members(actor, ["id", "kind"])
        need(is_id("mbr", actor["id"]), "actor")
        check_assurance(assurance)
    else:
        need_members(actor, ["kind"])
        need(assurance is None, "assurance must be null")
    for name, fits in (("committed", is_digest), ("details", lambda value: is_text(value, 512))):
        fields = entry[name]
        need(isinstance(fields, dict) and len(fields) <= 16, name)
        need(all(is_field(field) and fits(value) for field, value in fields.items()), name)
    need(is_number(entry["epoch"], MAX_EPOCH), "epoch")
    need(is_number(entry["seq"]), "seq")
    need(entry["outcome"] in ("intent", "done", "failed", "refused"), "outcome")
    need(entry["intent"] is None or (is_number(entry["intent"]) and entry["outcome"] != "intent"), "intent")
    if entry["object"] is not None:
        check_object(entry["object"])
    need(is_id("org", entry["org"]), "org")
    need(is_digest(entry["prev"]), "prev")
    need(entry["request"] is None or is_id("req", entry["request"]), "request")
    need(is_moment(entry["time"]), "time")


def check_assurance(assurance):
    need_members(assurance, ["amr", "session"], ["step_up"])
    amr = assurance["amr"]
    need(isinstance(amr, list) and 1 <= len(amr) <= 8, "amr")
    need(all(matches("[a-z0-9_]{2,16}", method) for method in amr), "amr")
    need(amr == sorted(set(amr)), "amr")
    need(is_id("ses", assurance["session"]), "session")
    need("step_up" not in assurance or is_id("stp", assurance["step_up"]), "step_up")


def check_object(thing):
    need_members(thing, ["id", "kind"], ["version"])
    need(is_id("[a-z]{2,8}", thing["id"]), "object id")
    need(matches("[a-z_]{1,32}", thing["kind"]), "object kind")
    need("version" not in thing or is_number(thing["version"]), "object version")


def check_disclosure(disclosure):
    need_members(disclosure, ["epoch", "field", "salt", "seq", "value"])
    need(is_number(disclosure["epoch"], MAX_EPOCH), "epoch")
    need(is_field(disclosure["field"]), "field")
    need(is_digest(disclosure["salt"]), "salt")
    need(is_number(disclosure["seq"]), "seq")
    need(is_text(disclosure["value"], 1024), "value")


def check_manifest(manifest):
    need(isinstance(manifest, dict), "an object is expected")
    if isinstance(manifest.get("format"), str) and manifest["format"] != FORMAT:
        raise UnknownFormat(repr(manifest["format"][:40]))
    need_members(manifest, ["created_at", "epochs", "format", "org"])
    need(manifest["format"] == FORMAT, "format")
    need(is_moment(manifest["created_at"]), "created_at")
    need(is_id("org", manifest["org"]), "org")
    need(isinstance(manifest["epochs"], list), "epochs")
    before = 0
    for span in manifest["epochs"]:
        need_members(span, ["count", "epoch", "first_seq", "head", "last_seq"])
        need(is_number(span["epoch"], MAX_EPOCH) and span["epoch"] > before, "epoch")
        need(all(is_number(span[name]) for name in ("count", "first_seq", "last_seq")), "epochs")
        need(span["first_seq"] <= span["last_seq"], "first_seq after last_seq")
        need(is_digest(span["head"]), "head")
        before = span["epoch"]


def read_form(raw, check, ending=b""):
    """The value in `raw`, of the form that `check` knows, in canonical bytes followed by `ending`."""
    value = parse_json(raw)
    check(value)
    if canonical(value) + ending != raw:
        raise NotCanonical("other bytes than the canonical ones")
    return value


def leaf_hash(raw):
    return hashlib.sha256(b"\x00" + raw).hexdigest()


def commitment(org, disclosure):
    digest = hashlib.sha256()
    for part in (
        b"credenza.audit.commitment.v1",
        org.encode(),
        disclosure["field"].encode(),
        bytes.fromhex(disclosure["salt"]),
        disclosure["value"].encode(),
    ):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


# --- Signed notes --------------------------------------------------------------------------------------------------

# Ed25519, RFC 8032 section 5.1, with points in extended coordinates.
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def point_add(a, b):
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    i, j, k, m = f - e, h - g, h + g, f + e
    return (i * j % P, k * m % P, j * k % P, i * m % P)


def point_times(factor, point):
    result = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            result = point_add(result, point)
        point = point_add(point, point)
        factor >>= 1
    return result


def point_bytes(point):
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def point_read(raw):
    """The point in 32 bytes, or None."""
    number = int.from_bytes(raw, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


BASE = point_read((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_ed25519(key, text, signature):
    if len(signature) != 64:
        return False
    point, s = point_read(key), int.from_bytes(signature[32:], "little")
    if point is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + text).digest(), "little") % L
    minus = (P - point[0], point[1], point[2], P - point[3])
    return point_bytes(point_add(point_times(s, BASE), point_times(h, minus))) == signature[:32]


def read_base64(text):
    """What canonical base64 of RFC 4648 section 4, with its padding, stands for."""
    need(isinstance(text, str) and text.isascii(), "base64")
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise Malformed(f"base64: {error}") from None
    need(base64.b64encode(raw).decode() == text, "base64 in another form")
    return raw


def is_name(name):
    return name != "" and "+" not in name and not any(character.isspace() for character in name)


def read_key(text, kind=LOG_KEY):
    """A public key NAME+ID+KEY of this kind: its name, its id, its 32 bytes."""
    parts = text.split("+", 2)
    need(len(parts) == 3 and is_name(parts[0]), "a public key is NAME+ID+KEY")
    material = read_base64(parts[2])
    need(len(material) == 33 and material[0] == kind, "a public key is NAME+ID+KEY")
    key_id = hashlib.sha256(parts[0].encode() + b"\n" + material).digest()[:4]
    need(parts[1] == key_id.hex(), "the id of the public key is not that of its name and key")
    return parts[0], key_id, material[1:]


def read_note(note):
    """The text of a signed note, and its signatures: name, id, bytes."""
    need(len(note.encode()) <= MAX_NOTE, "a note of more than 16384 bytes")
    need(not any(character < " " and character != "\n" for character in note), "a control character")
    text, empty, lines = note.rpartition("\n\n")
    need(empty and lines.endswith("\n"), "no signatures")
    signatures = []
    for line in lines[:-1].split("\n"):
        parts = line.split(" ", 2)
        need(len(parts) == 3 and parts[0] == "\u2014" and is_name(parts[1]), "a signature's line")
        raw = read_base64(parts[2])
        need(len(raw) > 4, "a signature's line")
        signatures.append((parts[1], raw[:4], raw[4:]))
    need(len(signatures) <= MAX_SIGNATURES, "too many signatures")
    return text + "\n", signatures


def check_checkpoint(line):
    need_members(line, ["note"])
    need(isinstance(line["note"], str), "note")
    read_checkpoint(line["note"])


def read_checkpoint(note):
    """What the checkpoint in a note says, its text and its signatures."""
    text, signatures = read_note(note)
    lines = text.split("\n")
    need(len(lines) == 4, "a checkpoint has three lines")
    origin = lines[0].split("/", 2)
    need(len(origin) == 3 and origin[0] == "credenza" and is_id("org", origin[1]), "origin")
    for number, highest in ((origin[2], MAX_EPOCH), (lines[1], MAX_INTEGER)):
        need(matches("[1-9][0-9]{0,15}", number) and int(number) <= highest, "a number")
    root = read_base64(lines[2])
    need(len(root) == 32, "root")
    return {"org": origin[1], "epoch": int(origin[2]), "size": int(lines[1]), "root": root}, text, signatures


def is_signed(text, signatures, keys):
    """Whether one of the keys signed, and no signature that names one of them is wrong."""
    signed = False
    for name, key_id, raw in signatures:
        for key in keys:
            if (name, key_id) == key[:2]:
                if not is_ed25519(key[2], text.encode(), raw):
                    return False
                signed = True
    return signed


def cosigned(text, signatures, keys):
    """When one of the keys cosigned last, and its name; None when none did. Malformed when a cosignature is wrong."""
    last = None
    for name, key_id, raw in signatures:
        for key in keys:
            if (name, key_id) == key[:2]:
                time = int.from_bytes(raw[:8], "big")
                message = f"cosignature/v1\ntime {time}\n{text}".encode()
                need(len(raw) == 72 and time <= MAX_TIME and is_ed25519(key[2], message, raw[8:]), "a cosignature")
                if last is None or last[0] < time:
                    last = (time, name)
    return last


class Tree:
    """RFC 6962 section 2.1, as far as it takes to tell the root after each leaf."""

    def __init__(self):
        self.size, self.perfect = 0, []  # (leaves, hash) of perfect subtrees, from the left

    def add(self, leaf):
        self.size += 1
        self.perfect.append((1, bytes.fromhex(leaf)))
        while len(self.perfect) > 1 and self.perfect[-1][0] == self.perfect[-2][0]:
            (count, left), (_, right) = self.perfect[-2:]
            self.perfect[-2:] = [(2 * count, hashlib.sha256(b"\x01" + left + right).digest())]

    def root(self):
        root = self.perfect[-1][1]
        for _, left in reversed(self.perfect[:-1]):
            root = hashlib.sha256(b"\x01" + left + root).digest()
        return root


# --- Findings ------------------------------------------------------------------------------------------------------


class Findings:
    """The first hundred findings of one sort, and the number of all."""

    def __init__(self):
        self.listed, self.count = [], 0

    def add(self, code, file, line=None, message="", epoch=None, seq=None):
        self.count += 1
        if len(self.listed) < MAX_LISTED:
            self.listed.append(
                {"file": file, "line": line, "code": code, "epoch": epoch, "seq": seq, "message": message}
            )

    def sorted(self):
        return sorted(self.listed, key=lambda f: (FILES.index(f["file"]), f["line"] or 0, CODES.index(f["code"])))


def joined(*parts):
    whole = Findings()
    whole.listed = [finding for part in parts for finding in part.listed][:MAX_LISTED]
    whole.count = sum(part.count for part in parts)
    return whole


# --- The export ----------------------------------------------------------------------------------------------------


def read_lines(stream):
    """Rule 2: (number, bytes, code) for each line; bytes are None when there is a code."""
    number = 0
    while raw := stream.readline(MAX_LINE + 1):
        number += 1
        if raw.endswith(b"\n"):
            yield number, raw[:-1], None
        elif len(raw) <= MAX_LINE:
            yield number, None, "line_cut"
        else:
            while (rest := stream.readline(MAX_LINE)) and not rest.endswith(b"\n"):
                pass
            yield number, None, "line_too_long"


class Chain:
    """Rules 3 and 4."""

    def __init__(self, org):
        self.org, self.tip, self.tip_leaf = org, None, None
        self.unreadable = 0
        self.spans, self.open = [], {}
        self.failures, self.notices = Findings(), Findings()

    def take_line(self, number, raw, code):
        """The entry in the line, when it became the tip."""
        if code is None:
            try:
                entry = read_form(raw, check_entry)
            except Malformed as error:
                code, why = "entry_malformed", error
            except NotCanonical as error:
                code, why = "entry_not_canonical", error
            else:
                return entry if self.take_entry(number, raw, entry) else None
        else:
            why = code
        self.unreadable += 1
        self.failures.add(code, "entries.jsonl", number, f"The line is not an entry: {why}.")
        return None

    def take_entry(self, number, raw, entry):
        def fail(code, message):
            self.failures.add(code, "entries.jsonl", number, message, entry["epoch"], entry["seq"])

        def notice(code, message):
            self.notices.add(code, "entries.jsonl", number, message, entry["epoch"], entry["seq"])

        self.org = self.org or entry["org"]
        if entry["org"] != self.org:
            fail("foreign_entry", f"The entry is of {entry['org']}, the log is that of {self.org}.")
            return False
        leaf = leaf_hash(raw)
        here = (entry["epoch"], entry["seq"])
        if self.tip is None:
            if (here == (1, 1)) != (entry["prev"] == ZERO):
                fail("chain_broken", "Only the first entry of the log follows nothing.")
            if here != (1, 1) and self.unreadable == 0:
                notice("starts_late", "The export begins here, in the middle of the log.")
        else:
            there = (self.tip["epoch"], self.tip["seq"])
            if here <= there:
                if here[0] == there[0]:
                    self.spans[-1]["count"] += 1
                if here < there:
                    fail("out_of_order", f"It stands after entry {there[1]} of epoch {there[0]}.")
                elif leaf == self.tip_leaf:
                    fail("repeated", "The entry stands there twice.")
                else:
                    fail("fork", "Two different entries claim this place.")
                return False
            self.check_successor(entry, here, there, fail)
        self.become_tip(number, entry, leaf, here)
        self.check_intent(number, entry, fail, notice)
        return True

    def check_successor(self, entry, here, there, fail):
        same_epoch = here[0] == there[0]
        missing = here[1] - (there[1] + 1 if same_epoch else 1)
        if here[0] > there[0] + 1:
            fail("epoch_gap", f"Epoch {here[0]} follows epoch {there[0]}.")
        if missing > self.unreadable:
            fail("gap", f"{missing} entries are missing before this one.")
        elif missing == 0 and (same_epoch or (here[0] == there[0] + 1 and self.unreadable == 0)):
            if entry["prev"] != self.tip_leaf:
                fail("chain_broken", f"It does not follow entry {there[1]} as that stands here.")
        if entry["time"] < self.tip["time"]:  # one form, one length: texts compare as moments do
            fail("time_backwards", "It claims an earlier time than the entry before it.")

    def become_tip(self, number, entry, leaf, here):
        if not self.spans or self.spans[-1]["epoch"] != here[0]:
            self.end_epoch()
            self.spans.append({"epoch": here[0], "first_seq": here[1], "count": 0})
        self.spans[-1].update(last_seq=here[1], head=leaf, count=self.spans[-1]["count"] + 1)
        self.tip, self.tip_leaf, self.unreadable = entry, leaf, 0

    def check_intent(self, number, entry, fail, notice):
        named = entry["intent"]
        subject = (entry["action"], entry["object"])
        if named is not None and len(self.spans) == 1 and named < self.spans[0]["first_seq"]:
            notice("intent_before_export", "The intent is from before the start of this export.")
        elif entry["outcome"] == "intent":
            if len(self.open) >= MAX_OPEN_INTENTS:
                fail("too_many_open_intents", "Too many intents are open to keep track of.")
            else:
                self.open[entry["seq"]] = (number, subject)
        elif named is not None:
            if named not in self.open:
                fail("intent_not_open", f"Entry {named} is no open intent.")
            elif self.open[named][1] != subject:
                fail("intent_mismatch", f"The intent {named} was about something else.")
            else:
                del self.open[named]

    def end_epoch(self):
        for seq, (number, subject) in sorted(self.open.items()):
            message = f"No outcome is recorded for the intent {seq} ({subject[0]})."
            self.notices.add("intent_open", "entries.jsonl", number, message, self.spans[-1]["epoch"], seq)
        self.open = {}


class Disclosures:
    """Rule 5, while the entries pass by."""

    def __init__(self, stream):
        self.failures, self.disclosed, self.withheld = Findings(), 0, 0
        self.in_order = self.read(stream)
        self.next = next(self.in_order, None)

    def read(self, stream):
        last = (0, 0, "")
        for number, raw, code in read_lines(stream):
            why = code
            if code is None:
                try:
                    disclosure = read_form(raw, check_disclosure)
                except Malformed as error:
                    code, why = "disclosure_malformed", error
                except NotCanonical as error:
                    code, why = "disclosure_not_canonical", error
            if code is not None:
                self.failures.add(code, "disclosures.jsonl", number, f"The line is not a disclosure: {why}.")
                continue
            place = (disclosure["epoch"], disclosure["seq"], disclosure["field"])
            if place <= last:
                self.fail("disclosure_out_of_order", number, disclosure)
                continue
            last = place
            yield number, disclosure

    def fail(self, code, number, disclosure):
        self.failures.add(
            code,
            "disclosures.jsonl",
            number,
            f"The value of {disclosure['field']} for entry {disclosure['seq']}: {code.split('_', 1)[1]}.",
            disclosure["epoch"],
            disclosure["seq"],
        )

    def take_entry(self, entry):
        here, open_fields = (entry["epoch"], entry["seq"]), dict(entry["committed"])
        while self.next and (self.next[1]["epoch"], self.next[1]["seq"]) <= here:
            number, disclosure = self.next
            fits_here = (disclosure["epoch"], disclosure["seq"]) == here
            expected = open_fields.pop(disclosure["field"], None) if fits_here else None
            if expected is None:
                self.fail("disclosure_unmatched", number, disclosure)
            elif commitment(entry["org"], disclosure) != expected:
                self.fail("disclosure_mismatch", number, disclosure)
            else:
                self.disclosed += 1
            self.next = next(self.in_order, None)
        self.withheld += len(open_fields)

    def finish(self):
        while self.next:
            self.fail("disclosure_unmatched", *self.next)
            self.next = next(self.in_order, None)


class Checkpoints:
    """Rules 7 and 8, while the entries pass by."""

    def __init__(self, stream, keys, witnesses):
        self.failures, self.notices = Findings(), Findings()
        self.witnesses, self.seen, self.witnessed = witnesses, [], None  # seen: of each that is covered in the epoch
        self.stream, self.keys, self.org = stream, keys, None
        self.in_order, self.next = None, None
        self.number, self.tip, self.tree = 0, None, None
        self.failed, self.unchecked_in = None, None
        self.covered, self.verified = None, 0
        self.waiting = []  # the time of the first entry that waits for a checkpoint, and the number of all

    def begin(self, org):
        if self.in_order is None:
            self.org = org
            self.in_order = self.read()
            self.next = next(self.in_order, None)

    def read(self):
        last = None
        for number, raw, code in read_lines(self.stream) if self.stream else ():
            self.number = number
            why = code
            if code is None:
                try:
                    line = read_form(raw, check_checkpoint)
                except Malformed as error:
                    code, why = "checkpoint_malformed", error
                except NotCanonical as error:
                    code, why = "checkpoint_not_canonical", error
            if code is not None:
                self.failures.add(code, FILES[3], number, f"The line is not a checkpoint: {why}.")
                continue
            checkpoint, text, signatures = read_checkpoint(line["note"])
            place = (checkpoint["epoch"], checkpoint["size"])
            if self.org is not None and checkpoint["org"] != self.org:
                self.fail("checkpoint_foreign", checkpoint, number)
            elif self.keys and not is_signed(text, signatures, self.keys):
                self.fail("checkpoint_unsigned", checkpoint, number)
            elif (seen := self.cosigned(text, signatures)) == "wrong":
                self.fail("cosignature_wrong", checkpoint, number)
            elif last is not None and place == last[0] and checkpoint["root"] != last[1]:
                self.fail("checkpoint_fork", checkpoint, number)
            elif last is not None and place <= last[0]:
                self.fail("checkpoint_out_of_order", checkpoint, number)
            else:
                last = (place, checkpoint["root"])
                yield number, {**checkpoint, "seen": seen}

    def cosigned(self, text, signatures):
        try:
            return cosigned(text, signatures, self.witnesses)
        except Malformed:
            return "wrong"

    def end_epoch(self, is_last):
        """Rule 8."""
        enough = self.seen[-1:] if is_last else self.seen
        if self.witnesses and not any(enough):
            message = "The witness did not cosign the newest checkpoint, or none of this epoch."
            self.failures.add("cosignature_missing", FILES[3], None, message, *(self.tip or (None, None)))
        self.seen = []

    def fail(self, code, checkpoint, number):
        message = f"The checkpoint of size {checkpoint['size']} in epoch {checkpoint['epoch']}: {code}."
        self.failures.add(code, FILES[3], number, message, checkpoint["epoch"], checkpoint["size"])

    def fail_once(self, code, number, checkpoint):
        if self.failed != checkpoint["epoch"]:
            self.failed = checkpoint["epoch"]
            self.fail(code, checkpoint, number)

    def leave_unchecked(self, number, checkpoint):
        epoch = checkpoint["epoch"]
        if epoch not in (self.failed, self.unchecked_in):
            self.unchecked_in = epoch
            message = "Entries before it are missing: it is not compared."
            self.notices.add("checkpoint_unchecked", FILES[3], number, message, epoch, checkpoint["size"])

    def take_entry(self, entry, leaf):
        self.begin(entry["org"])
        here = (entry["epoch"], entry["seq"])
        while self.next and (self.next[1]["epoch"], self.next[1]["size"]) < here:
            number, checkpoint = self.next
            of_last_epoch = self.tip and checkpoint["epoch"] == self.tip[0] != here[0]
            if of_last_epoch and checkpoint["size"] > self.tip[1]:
                self.fail_once("rolled_back", number, checkpoint)
            else:
                self.leave_unchecked(number, checkpoint)
            self.next = next(self.in_order, None)
        if self.tip is None or self.tip[0] != here[0]:
            if self.tip is not None:
                self.end_epoch(is_last=False)
            self.tree, self.waiting = Tree(), []
        if self.tree and self.tree.size + 1 != here[1]:
            self.tree = None
        if self.tree:
            self.tree.add(leaf)
        self.tip = here
        self.waiting = [self.waiting[0], self.waiting[1] + 1] if self.waiting else [entry["time"], 1]
        if self.next and (self.next[1]["epoch"], self.next[1]["size"]) == here:
            number, checkpoint = self.next
            if self.tree is None:
                self.leave_unchecked(number, checkpoint)
            elif self.tree.root() == checkpoint["root"]:
                self.covered, self.waiting = checkpoint, []
                self.verified += 1
                self.seen.append(checkpoint["seen"] is not None)
                if checkpoint["seen"] is not None:
                    self.witnessed = checkpoint
            else:
                self.tree = None
                self.fail_once("root_mismatch", number, checkpoint)
            self.next = next(self.in_order, None)

    def finish(self, org, created_at):
        self.begin(org)
        while self.next:
            number, checkpoint = self.next
            if self.tip is None or (checkpoint["epoch"], checkpoint["size"]) > self.tip:
                self.fail_once("tail_cut", number, checkpoint)
            else:
                self.leave_unchecked(number, checkpoint)
            self.next = next(self.in_order, None)
        if self.keys:
            self.judge_cover(created_at)
        self.end_epoch(is_last=True)

    def judge_cover(self, created_at):
        if self.covered is None:
            self.failures.add("checkpoint_missing", FILES[3], None, "No checkpoint that the key verifies covers an entry.")
        elif self.waiting:
            since, count = self.waiting
            late = created_at is not None and moment(created_at) - moment(since) > datetime.timedelta(seconds=MAX_WAIT)
            found, code = (
                (self.failures, "checkpoint_stale") if late or count > MAX_WAITING else (self.notices, "tail_unsigned")
            )
            found.add(code, FILES[3], None, f"The last {count} entries are covered by no checkpoint.", *self.tip)


def moment(text):
    return datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ")


def compare(manifest, spans):
    """Rule 6."""
    failures = Findings()
    said = {span["epoch"]: span for span in manifest["epochs"]}
    seen = {span["epoch"]: span for span in spans}
    for epoch in sorted(set(said) | set(seen)):

        def fail(code, message):
            failures.add(code, "manifest.json", None, message, epoch)

        if epoch not in seen:
            fail("epoch_missing", f"No entry of epoch {epoch} is there.")
            continue
        if epoch not in said:
            fail("epoch_extra", f"The manifest does not name epoch {epoch}.")
            continue
        told, found = said[epoch], seen[epoch]
        if found["first_seq"] != told["first_seq"]:
            fail("start_mismatch", f"It starts at entry {found['first_seq']}, not {told['first_seq']}.")
        if found["last_seq"] < told["last_seq"]:
            fail("tail_missing", f"It ends at entry {found['last_seq']}, not {told['last_seq']}: the tail was cut off.")
        elif found["last_seq"] > told["last_seq"]:
            fail("tail_extra", f"It goes on to entry {found['last_seq']}, beyond {told['last_seq']}.")
        elif found["head"] != told["head"]:
            fail("head_mismatch", "Its last entry is not the one that the manifest names.")
        if found["count"] != told["count"]:
            fail("count_mismatch", f"{found['count']} entries are there, the manifest says {told['count']}.")
    return failures


def read_manifest(raw):
    """Rule 1: the manifest or None, and what is wrong with it."""
    failures = Findings()
    try:
        need(len(raw) <= MAX_MANIFEST, "longer than 4 MiB")
        return read_form(raw, check_manifest, ending=b"\n"), failures
    except UnknownFormat as error:
        failures.add("format_unknown", "manifest.json", None, f"The format {error} is not known.")
    except Malformed as error:
        failures.add("manifest_malformed", "manifest.json", None, f"It is not a manifest: {error}.")
    except NotCanonical as error:
        failures.add("manifest_not_canonical", "manifest.json", None, f"It is not canonical: {error}.")
    return None, failures


def verify(directory, keys=(), witnesses=()):
    """The report on the export in `directory`. Raises OSError when its files cannot be read."""
    directory = pathlib.Path(directory)
    with open(directory / "manifest.json", "rb") as stream:
        manifest, failures = read_manifest(stream.read(MAX_MANIFEST + 1))
    chain, notices = Chain(manifest and manifest["org"]), Findings()
    disclosed = withheld = verified = 0
    covered = witnessed = None
    if not any(finding["code"] == "format_unknown" for finding in failures.listed):
        with contextlib.ExitStack() as files:
            entries, values = (files.enter_context(open(directory / name, "rb")) for name in FILES[1:3])
            signed = directory / FILES[3]
            checkpoints = Checkpoints(files.enter_context(open(signed, "rb")) if signed.exists() else None, keys, witnesses)
            disclosures = Disclosures(values)
            for number, raw, code in read_lines(entries):
                entry = chain.take_line(number, raw, code)
                if entry is not None:
                    disclosures.take_entry(entry)
                    checkpoints.take_entry(entry, chain.tip_leaf)
            chain.end_epoch()
            disclosures.finish()
            checkpoints.finish(chain.org, manifest and manifest["created_at"])
        compared = compare(manifest, chain.spans) if manifest else Findings()
        failures = joined(failures, chain.failures, disclosures.failures, checkpoints.failures, compared)
        notices = joined(chain.notices, checkpoints.notices)
        disclosed, withheld = disclosures.disclosed, disclosures.withheld
        verified, covered, witnessed = checkpoints.verified, checkpoints.covered, checkpoints.witnessed
    if not keys:
        message = (
            "No key was given to verify a checkpoint with: a tail cut off together with the manifest, or a log rewritten "
            "as a whole, would not be noticed. Compare the head with one that you noted earlier."
        )
        notices.listed.append(
            {"file": "manifest.json", "line": None, "code": "unsigned", "epoch": None, "seq": None, "message": message}
        )
        notices.count += 1
    return {
        "verdict": "broken" if failures.count else "consistent",
        "org": chain.org,
        "epochs": chain.spans,
        "disclosed": disclosed,
        "withheld": withheld,
        "checkpoints": verified,
        "checkpoint": covered and {"epoch": covered["epoch"], "size": covered["size"], "root": covered["root"].hex()},
        "witnessed": witnessed
        and {
            "epoch": witnessed["epoch"],
            "size": witnessed["size"],
            "witness": witnessed["seen"][1],
            "at": datetime.datetime.fromtimestamp(witnessed["seen"][0], datetime.timezone.utc).strftime(
                "%Y-%m-%dT%H:%M:%S.%fZ"
            ),
        },
        "failures": failures.sorted(),
        "failure_count": failures.count,
        "notices": notices.sorted(),
        "notice_count": notices.count,
    }


# --- The command ---------------------------------------------------------------------------------------------------


def show(report):
    for sort in ("failures", "notices"):
        for finding in report[sort]:
            line = "" if finding["line"] is None else f":{finding['line']}"
            print(f"{sort[:-1]}: {finding['file']}{line}: {finding['code']}: {finding['message']}")
    for span in report["epochs"]:
        print(f"epoch {span['epoch']}: entries {span['first_seq']} to {span['last_seq']}, head {span['head']}")
    print(f"checkpoints: {report['checkpoints']} are those of the entries")
    if report["witnessed"]:
        seen = report["witnessed"]
        print(f"{seen['witness']} saw entry {seen['size']} of epoch {seen['epoch']} at {seen['at']}")
    print(f"personal values: {report['disclosed']} disclosed and right, {report['withheld']} erased or left out")
    print(report["verdict"])


def check_vectors(root):
    cases = sorted(path.parent for path in pathlib.Path(root).rglob("expected.json"))
    wrong = 0
    for case in cases:
        expected = json.loads((case / "expected.json").read_text("utf-8"))
        key, witness = case / "key.txt", case / "witness.txt"
        report = verify(
            case,
            read_keys(key.read_text("utf-8")) if key.exists() else (),
            read_keys(witness.read_text("utf-8"), WITNESS_KEY) if witness.exists() else (),
        )
        seen = {"verdict": report["verdict"]}
        for sort in ("failures", "notices"):
            seen[sort] = [{name: finding[name] for name in ("file", "line", "code")} for finding in report[sort]]
        differing = [name for name in seen if seen[name] != expected[name]]
        for name in differing:
            print(f"{case}: {name}: expected {expected[name]}, found {seen[name]}")
        wrong += bool(differing)
    if wrong or not cases:
        print(f"{wrong} of {len(cases)} cases differ")
        return 1
    print(f"{len(cases)} cases agree")
    return 0


def keys_of(argument, kind):
    """The public keys that an argument is, or names the file of."""
    if argument is None:
        return ()
    return read_keys(argument if "+" in argument else pathlib.Path(argument).read_text("utf-8"), kind)


def read_keys(text, kind=LOG_KEY):
    """Public keys, one a line."""
    keys = [read_key(line.strip(), kind) for line in text.splitlines() if line.strip() and not line.startswith("#")]
    need(keys, "no public key")
    return keys


def main():
    parser = argparse.ArgumentParser(description="Verify an export of a Credenza audit log.")
    parser.add_argument("directory", metavar="DIR")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--vectors", action="store_true", help="check the cases below DIR")
    parser.add_argument("--key", help="the log's public key, or a file with it")
    parser.add_argument("--witness", help="a witness's public key, or a file with it")
    options = parser.parse_args()
    if options.witness is not None and options.key is None:
        parser.error("--witness: needs --key too")
    try:
        if options.vectors:
            return check_vectors(options.directory)
        keys, witnesses = keys_of(options.key, LOG_KEY), keys_of(options.witness, WITNESS_KEY)
        report = verify(options.directory, keys, witnesses)
    except OSError as error:
        print(f"cannot read the export: {error}", file=sys.stderr)
        return 2
    except Malformed as error:
        print(f"--key, --witness: {error}", file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps(report, ensure_ascii=False))
    else:
        show(report)
    return 1 if report["failure_count"] else 0


if __name__ == "__main__":
    sys.exit(main())
