#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 OR MIT
"""Opens a sealed object of Credenza without Credenza.

Written from docs/FORMAT.md alone; it shares no code with the server. Needs Python 3.9 and the package `cryptography`.

    open_sealed.py --keyring keyring --descriptor object.json sealed.bin > plaintext
    open_sealed.py --vectors vectors/envelope

The descriptor says what the object is and how its keys are wrapped; the names are those of FORMAT.md, section 6:

    {"org": "org_...", "object": "obj_...", "version": 1, "kind": "certificate-file",
     "kek": "kek_...", "wrapped_kek": "01...", "wrapped_dek": "01...", "root": "rtk_..."}

`root` may be left out: then every key of the keyring is tried. Nothing is written unless all of the object
authenticates. Exit codes: 0 opened (or every vector agreed), 1 cannot be opened (or a vector disagreed), 2 wrong use.
"""

import argparse
import hashlib
import hmac
import json
import pathlib
import re
import sys
import zlib
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap_with_padding

SALT, COMMITMENT, CHUNK, TAG = 24, 32, 16 * 1024, 16
KINDS = (
    "certificate-file",
    "private-key-file",
    "password",
    "pass-key",
    "status-key",
    "evidence",
    "wallet-key",
    "photo",
    "medical",
    "government-id",
)


class CannotOpen(Exception):
    """The one error of opening: it does not say why."""


class BadKeyring(Exception):
    """The keyring is not as FORMAT.md, section 5, says."""


# Section 2: context


def fields(*texts):
    """Each text after its length in eight bytes, big-endian."""
    return b"".join(len(t).to_bytes(8, "big") + t for t in (text.encode("ascii") for text in texts))


def object_context(org, object_, version, kind):
    for prefix, id_ in (("org", org), ("obj", object_)):
        check_id(prefix, id_)
    if kind not in KINDS or type(version) is not int or not 0 <= version < 2**32:
        raise CannotOpen
    return fields("credenza/object/v1", org, object_, str(version), kind)


def kek_context(org, kek):
    check_id("org", org)
    check_id("kek", kek)
    return fields("credenza/kek/v1", org, kek)


def check_id(prefix, id_):
    if not re.fullmatch(prefix + "_[0-7][0-9abcdefghjkmnpqrstvwxyz]{25}", id_):
        raise CannotOpen


# Section 3: sealed object


def expand(key, info, length):
    """HKDF-Expand (RFC 5869) with HMAC-SHA-512."""
    return HKDFExpand(algorithm=hashes.SHA512(), length=length, info=info).derive(key)


def open_chunked(key, context, sealed):
    """C2SP chunked-encryption, Cobblestone-256."""
    salt, commitment, body = sealed[:SALT], sealed[SALT : SALT + COMMITMENT], sealed[SALT + COMMITMENT :]
    chunks = [body[at : at + CHUNK + TAG] for at in range(0, len(body), CHUNK + TAG)]
    # The last chunk is shorter than 16 KiB; one that is not means that the object was cut.
    if len(key) != 32 or not chunks or not TAG <= len(chunks[-1]) < CHUNK + TAG:
        raise CannotOpen
    material = expand(key, b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0" + salt + context, 32 + 12 + 32)
    if not hmac.compare_digest(material[44:], commitment):
        raise CannotOpen
    aead, base_nonce = AESGCM(material[:32]), int.from_bytes(material[32:44], "big")
    parts = []
    for number, chunk in enumerate(chunks):
        try:
            parts.append(aead.decrypt((base_nonce ^ number).to_bytes(12, "big"), chunk, None))
        except InvalidTag:
            raise CannotOpen from None
    return b"".join(parts)


# Section 4: wrapped keys


def unwrap(key, label, context, wrapped):
    if len(wrapped) != 41 or wrapped[0] != 1:
        raise CannotOpen
    try:
        secret = aes_key_unwrap_with_padding(expand(key, fields(label) + context, 32), wrapped[1:])
    except InvalidUnwrap:
        raise CannotOpen from None
    if len(secret) != 32:
        raise CannotOpen
    return secret


def unwrap_kek(root, org, kek, wrapped):
    return unwrap(root, "credenza/wrap-kek/v1", kek_context(org, kek), wrapped)


def unwrap_dek(kek, context, wrapped):
    return unwrap(kek, "credenza/wrap-dek/v1", context, wrapped)


# Section 5: keyring


def parse_keyring(file):
    """Root keys by id, the primary first."""
    if len(file) > 16 * 1024:
        raise BadKeyring("too large")
    try:
        text = file.decode("utf-8")
    except UnicodeDecodeError:
        raise BadKeyring("not text") from None
    if not text.startswith("credenza keyring v1\n"):
        raise BadKeyring("first line")
    if not text.endswith("\n"):
        raise BadKeyring("cut off")
    primary, decrypt_only = {}, {}
    for number, line in enumerate(text[:-1].split("\n")[1:], start=2):
        if line.startswith("#"):
            continue
        parts = line.split(" ")
        if len(parts) != 5 or parts[0] not in ("primary", "decrypt-only"):
            raise BadKeyring(f"line {number}")
        state, id_, created_at, key, check = parts
        try:
            check_id("rtk", id_)
            if datetime.strptime(created_at, "%Y-%m-%dT%H:%M:%SZ").strftime("%Y-%m-%dT%H:%M:%SZ") != created_at:
                raise ValueError
        except (CannotOpen, ValueError):
            raise BadKeyring(f"line {number}: id or time") from None
        if not re.fullmatch("[0-9a-f]{64}", key) or not re.fullmatch("[0-9a-f]{16}", check):
            raise BadKeyring(f"line {number}: key or check")
        key = bytes.fromhex(key)
        if expand(key, fields("credenza/key-check/v1", id_), 8) != bytes.fromhex(check):
            raise BadKeyring(f"line {number}: the key is damaged")
        if id_ in primary or id_ in decrypt_only:
            raise BadKeyring(f"line {number}: {id_} twice")
        (primary if state == "primary" else decrypt_only)[id_] = key
    if len(primary) != 1 or len(decrypt_only) > 31:
        raise BadKeyring("one primary key and at most 31 others are expected")
    return {**primary, **decrypt_only}


# Section 6: from keyring to plaintext


def open_object(keyring, descriptor, sealed):
    context = object_context(
        descriptor["org"], descriptor["object"], descriptor["version"], descriptor["kind"]
    )
    wrapped_kek, wrapped_dek = (bytes.fromhex(descriptor[name]) for name in ("wrapped_kek", "wrapped_dek"))
    if "root" in descriptor:
        roots = [keyring[descriptor["root"]]] if descriptor["root"] in keyring else []
    else:
        roots = keyring.values()
    for root in roots:
        try:
            kek = unwrap_kek(root, descriptor["org"], descriptor["kek"], wrapped_kek)
        except CannotOpen:
            continue
        return open_chunked(unwrap_dek(kek, context, wrapped_dek), context, sealed)
    raise CannotOpen


# Vectors


def cases(folder, name):
    return json.loads((folder / name).read_text())["cases"]


def context_of(case):
    return object_context(case["org"], case["object"], case["version"], case["kind"])


def check_sealed(case):
    context = context_of(case)
    plaintext = open_chunked(bytes.fromhex(case["dek"]), context, bytes.fromhex(case["sealed"]))
    return context.hex() == case["context"] and plaintext.hex() == case.get("plaintext")


def check_wrapped_dek(case):
    dek = unwrap_dek(bytes.fromhex(case["kek"]), context_of(case), bytes.fromhex(case["wrapped_dek"]))
    return dek.hex() == case.get("dek")


def check_wrapped_kek(case):
    wrapped = bytes.fromhex(case["wrapped_kek"])
    return unwrap_kek(bytes.fromhex(case["root"]), case["org"], case["kek_id"], wrapped).hex() == case.get("kek")


def check_keyring(case):
    return [[id_, key.hex()] for id_, key in parse_keyring(bytes.fromhex(case["file"])).items()] == case.get("keys")


def check_chain(case):
    keyring = parse_keyring(case["keyring"].encode("ascii"))
    plaintext = open_object(keyring, case["descriptor"], bytes.fromhex(case["sealed"]))
    return plaintext.hex() == case.get("plaintext")


def check_wycheproof(folder):
    suite = json.loads((folder / "wycheproof_cobblestone_256.json").read_text())
    for case in (case for group in suite["testGroups"] for case in group["tests"]):
        key, context = bytes.fromhex(case["key"]), bytes.fromhex(case["ctx"])
        try:
            message = open_chunked(key, context, zlib.decompress(bytes.fromhex(case["ct"])))
            right = case["result"] == "valid" and hashlib.sha512(message).hexdigest() == case["msgSha512"]
        except CannotOpen:
            right = case["result"] == "invalid"
        yield f"wycheproof_cobblestone_256.json: {case['tcId']} {case['comment']}", right


def check_vectors(folder):
    checks = {
        "sealed.json": check_sealed,
        "wrapped_dek.json": check_wrapped_dek,
        "wrapped_kek.json": check_wrapped_kek,
        "keyring.json": check_keyring,
        "chain.json": check_chain,
    }
    for name, check in checks.items():
        for case in cases(folder, name):
            try:
                right = check(case) and case["result"] == "accept"
            except (CannotOpen, BadKeyring):
                right = case["result"] == "reject"
            yield f"{name}: {case['name']}", right
    yield from check_wycheproof(folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vectors", type=pathlib.Path, metavar="DIR", help="check every vector of this folder")
    parser.add_argument("--keyring", type=pathlib.Path, metavar="FILE")
    parser.add_argument("--descriptor", type=pathlib.Path, metavar="FILE")
    parser.add_argument("sealed", type=pathlib.Path, nargs="?", metavar="SEALED_FILE")
    arguments = parser.parse_args()

    if arguments.vectors:
        results = list(check_vectors(arguments.vectors))
        wrong = [name for name, right in results if not right]
        print(*(f"disagrees: {name}" for name in wrong), f"{len(results)} vectors, {len(wrong)} wrong", sep="\n")
        return 1 if wrong or not results else 0

    if not (arguments.keyring and arguments.descriptor and arguments.sealed):
        parser.error("give --vectors DIR, or --keyring FILE --descriptor FILE SEALED_FILE")
    try:
        keyring = parse_keyring(arguments.keyring.read_bytes())
        descriptor = json.loads(arguments.descriptor.read_text())
        plaintext = open_object(keyring, descriptor, arguments.sealed.read_bytes())
    except BadKeyring as error:
        print(f"open_sealed: the keyring is not readable: {error}", file=sys.stderr)
        return 2
    except (OSError, KeyError, TypeError, ValueError) as error:
        print(f"open_sealed: {error!r}", file=sys.stderr)
        return 2
    except CannotOpen:
        print("open_sealed: the object cannot be opened with these keys and this descriptor", file=sys.stderr)
        return 1
    sys.stdout.buffer.write(plaintext)
    return 0


if __name__ == "__main__":
    sys.exit(main())
