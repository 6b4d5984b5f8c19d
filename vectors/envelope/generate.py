#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 OR MIT
"""Writes the vectors of this folder, always the same bytes: run it and see that nothing changed.

The objects are sealed here, in Python, so that the vectors owe nothing to the Rust code that they test. What follows
docs/FORMAT.md both ways (context, derivation, check value) is taken from tools/open_sealed.py.
"""

import hashlib
import json
import pathlib
import sys

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import aes_key_wrap, aes_key_wrap_with_padding

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent / "tools"))
from open_sealed import CHUNK, TAG, expand, fields, kek_context, object_context  # noqa: E402

HEADER = 56
ORG, OTHER_ORG = "org_01h455vb4pex5vsknk084sn02q", "org_01h455vb4pex5vsknk084sn02r"
OBJECT, OTHER_OBJECT = "obj_01h455vb4pex5vsknk084sn02s", "obj_01h455vb4pex5vsknk084sn02t"
KEK, OTHER_KEK = "kek_01h455vb4pex5vsknk084sn02v", "kek_01h455vb4pex5vsknk084sn02w"
ROOT, OTHER_ROOT = "rtk_01h455vb4pex5vsknk084sn02x", "rtk_01h455vb4pex5vsknk084sn02y"
IDENTITY = {"org": ORG, "object": OBJECT, "version": 1, "kind": "certificate-file"}
ID_CASES = {
    "another organization": {"org": OTHER_ORG},
    "another object": {"object": OTHER_OBJECT},
    "another version": {"version": 2},
    "another kind": {"kind": "private-key-file"},
}


def bytes_of(label, length=32):
    """Bytes that look random and are the same each time."""
    return hashlib.shake_256(label.encode()).digest(length)


def seal(key, context, plaintext, salt):
    material = expand(key, b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0" + salt + context, 76)
    aead, base = AESGCM(material[:32]), int.from_bytes(material[32:44], "big")
    chunks = [plaintext[at : at + CHUNK] for at in range(0, len(plaintext) + 1, CHUNK)]
    nonces = [(base ^ number).to_bytes(12, "big") for number in range(len(chunks))]
    return salt + material[44:] + b"".join(aead.encrypt(n, c, None) for n, c in zip(nonces, chunks))


def flip(data, at):
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def sealed_cases():
    identity = object_context(**renamed(IDENTITY))

    def case(name, sealed, result, *, dek, identity=IDENTITY, plaintext=None):
        out = {"name": name, "result": result, **identity, "context": object_context(**renamed(identity)).hex()}
        out |= {"dek": dek.hex(), "sealed": sealed.hex()}
        return out | ({"plaintext": plaintext.hex()} if plaintext is not None else {})

    cases = []
    for length in (0, 1, 300, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK + 5):
        dek, salt, plaintext = (bytes_of(f"{what} {length}", n) for what, n in (("dek", 32), ("salt", 24), ("text", length)))
        cases.append(case(f"{length} bytes", seal(dek, identity, plaintext, salt), "accept", dek=dek, plaintext=plaintext))
    for number, kind in enumerate(("certificate-file", "private-key-file", "password")):
        other = {"org": OTHER_ORG, "object": OTHER_OBJECT, "version": (0, 7, 2**32 - 1)[number], "kind": kind}
        dek, salt = bytes_of(f"dek {kind}"), bytes_of(f"salt {kind}", 24)
        text = "contraseña".encode()
        sealed = seal(dek, object_context(**renamed(other)), text, salt)
        cases.append(case(f"{kind}, version {other['version']}", sealed, "accept", dek=dek, identity=other, plaintext=text))

    dek, salt, text = bytes_of("dek reject"), bytes_of("salt reject", 24), b"A password that nobody else may read"
    good = seal(dek, identity, text, salt)
    reject = lambda name, sealed, **other: cases.append(case(name, sealed, "reject", **({"dek": dek} | other)))
    for name, change in ID_CASES.items():
        reject(name, good, identity=IDENTITY | change)
    reject("another key", good, dek=bytes_of("another key"))
    reject("first bit of the key", good, dek=flip(dek, 0))
    for name, at in (("salt", 0), ("commitment", 24), ("ciphertext", HEADER), ("tag", -1)):
        reject(f"a bit of the {name} changed", flip(good, at % len(good)))
    for length in (0, 23, 24, 55, HEADER, HEADER + TAG - 1, len(good) - 1):
        reject(f"cut to {length} bytes", good[:length])
    reject("one byte added", good + b"\0")
    reject("a valid empty object added", good + seal(dek, identity, b"", salt))
    reject("sealed with no context", seal(dek, b"", text, salt))
    fields_of = lambda first: fields(first, ORG, OBJECT, "1", "certificate-file")
    reject("sealed in an older format", seal(dek, fields_of("credenza/object/v0"), text, salt))
    reject("sealed in a newer format", seal(dek, fields_of("credenza/object/v2"), text, salt))
    joined = b"credenza/object/v1" + (ORG + OBJECT + "1" + "certificate-file").encode()
    reject("sealed with a context without lengths", seal(dek, joined, text, salt))
    reject("sealed with version 01", seal(dek, fields("credenza/object/v1", ORG, OBJECT, "01", "certificate-file"), text, salt))
    material = expand(dek, b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0" + salt + identity, 76)
    aead, nonce = AESGCM(material[:32]), material[32:44]
    reject("commitment of zeros over valid chunks", salt + bytes(32) + good[HEADER:])
    reject("associated data in a chunk", salt + material[44:] + aead.encrypt(nonce, text, identity))

    chunk = CHUNK + TAG
    text = bytes_of("text of two chunks", 2 * CHUNK)
    good = seal(dek, identity, text, salt)
    head, first, second, last = good[:HEADER], good[HEADER:][:chunk], good[HEADER + chunk :][:chunk], good[-TAG:]
    reject("the empty last chunk missing", head + first + second)
    reject("a full chunk as the last one", good[: HEADER + chunk])
    reject("a chunk missing", head + first + last)
    reject("chunks swapped", head + second + first + last)
    full_last = aead.encrypt((int.from_bytes(nonce, "big")).to_bytes(12, "big"), text[:CHUNK], None)
    reject("a last chunk of 16 KiB", salt + material[44:] + full_last)
    return cases


def renamed(identity):
    """`object` is a word of Python."""
    return {("object_" if key == "object" else key): value for key, value in identity.items()}


def wrap(key, label, context, secret):
    return b"\1" + aes_key_wrap_with_padding(expand(key, fields(label) + context, 32), secret)


def damaged(good):
    yield from ((f"a bit of byte {at} changed", flip(good, at)) for at in (0, 1, 8, 40))
    yield "cut", good[:-1]
    yield "one semiblock missing", good[:-8]
    yield "one byte added", good + b"\0"
    yield "nothing", b""
    yield "version byte 0", b"\0" + good[1:]
    yield "version byte missing", good[1:]


def wrapped_dek_cases():
    kek, dek, context = bytes_of("kek"), bytes_of("wrapped dek"), object_context(**renamed(IDENTITY))
    label = "credenza/wrap-dek/v1"
    good = wrap(kek, label, context, dek)
    case = lambda name, result, wrapped=good, identity=IDENTITY, key=kek: {
        "name": name, "result": result, **identity, "kek": key.hex(), "wrapped_dek": wrapped.hex(),
    }  # fmt: skip
    cases = [case("a DEK", "accept") | {"dek": dek.hex()}]
    cases += [case(name, "reject", identity=IDENTITY | change) for name, change in ID_CASES.items()]
    cases += [case("another KEK", "reject", key=bytes_of("another kek"))]
    cases += [case(name, "reject", wrapped) for name, wrapped in damaged(good)]
    derived = expand(kek, fields(label) + context, 32)
    cases += [
        case("wrapped as a KEK", "reject", wrap(kek, "credenza/wrap-kek/v1", context, dek)),
        case("wrapped without a label", "reject", b"\1" + aes_key_wrap_with_padding(expand(kek, context, 32), dek)),
        case("wrapped with the KEK itself", "reject", b"\1" + aes_key_wrap_with_padding(kek, dek)),
        case("wrapped without padding (RFC 3394)", "reject", b"\1" + aes_key_wrap(derived, dek)),
        case("a key of 31 bytes", "reject", b"\1" + aes_key_wrap_with_padding(derived, dek[:31])),
        case("a key of 33 bytes", "reject", b"\1" + aes_key_wrap_with_padding(derived, dek + b"\0")),
    ]
    return cases


def wrapped_kek_cases():
    root, kek, label = bytes_of("root"), bytes_of("kek"), "credenza/wrap-kek/v1"
    good = wrap(root, label, kek_context(ORG, KEK), kek)
    case = lambda name, result, wrapped=good, org=ORG, kek_id=KEK, key=root: {
        "name": name, "result": result, "org": org, "kek_id": kek_id, "root": key.hex(), "wrapped_kek": wrapped.hex(),
    }  # fmt: skip
    return [
        case("a KEK", "accept") | {"kek": kek.hex()},
        case("another organization", "reject", org=OTHER_ORG),
        case("another KEK id", "reject", kek_id=OTHER_KEK),
        case("another root key", "reject", key=bytes_of("another root")),
        case("wrapped as a DEK", "reject", wrap(root, "credenza/wrap-dek/v1", kek_context(ORG, KEK), kek)),
        *(case(name, "reject", wrapped) for name, wrapped in damaged(good)),
    ]


def line(state, id_, key, created_at="2026-01-31T12:00:00Z"):
    check = expand(key, fields("credenza/key-check/v1", id_), 8)
    return f"{state} {id_} {created_at} {key.hex()} {check.hex()}\n"


def keyring_cases():
    head, one, two = "credenza keyring v1\n", bytes_of("root"), bytes_of("another root")
    primary, old = line("primary", ROOT, one), line("decrypt-only", OTHER_ROOT, two)
    good = head + primary + old
    accept = lambda name, text, keys: {
        "name": name, "result": "accept", "file": text.encode().hex(), "keys": [[id_, key.hex()] for id_, key in keys],
    }  # fmt: skip
    reject = lambda name, text: {"name": name, "result": "reject", "file": text.encode().hex()}
    return [
        accept("one key", head + primary, [(ROOT, one)]),
        accept("two keys and a comment", head + "# note\n" + primary + old, [(ROOT, one), (OTHER_ROOT, two)]),
        accept("the primary key last", head + old + primary, [(ROOT, one), (OTHER_ROOT, two)]),
        reject("empty", ""),
        reject("another version", good.replace("v1", "v2")),
        reject("CRLF", good.replace("\n", "\r\n")),
        reject("byte order mark", "\ufeff" + good),
        reject("cut off", good[:-1]),
        reject("no key", head + "# none\n"),
        reject("no primary key", head + old),
        reject("two primary keys", head + primary + line("primary", OTHER_ROOT, two)),
        reject("one id twice", head + primary + line("decrypt-only", ROOT, two)),
        reject("unknown state", good.replace("decrypt-only", "pending")),
        reject("empty line", head + "\n" + primary),
        reject("two spaces", good.replace("primary ", "primary  ")),
        reject("a field more", head + primary.replace("\n", " x\n")),
        reject("id of another kind", good.replace("rtk_", "kek_")),
        reject("a time that does not exist", head + line("primary", ROOT, one, "2026-02-30T12:00:00Z")),
        reject("a time with an offset", head + line("primary", ROOT, one, "2026-01-31T12:00:00+00:00")),
        reject("upper-case hex", head + primary[:-82] + primary[-82:].upper()),
        reject("a key of 31 bytes", head + line("primary", ROOT, one[:31])),
        reject("a digit of the key changed", head + primary.replace(one.hex(), flip(one, 31).hex())),
        reject("the id of another key", head + primary.replace(ROOT, OTHER_ROOT)),
        reject("33 keys", head + primary + "".join(
            line("decrypt-only", ROOT[:-2] + f"{n // 10}{n % 10}", bytes_of(f"root {n}")) for n in range(32))),
        reject("longer than 16 KiB", good + "#" * 16384 + "\n"),
    ]  # fmt: skip


def chain_cases():
    root, old, kek, dek = bytes_of("chain root"), bytes_of("chain old root"), bytes_of("chain kek"), bytes_of("chain dek")
    context, text = object_context(**renamed(IDENTITY)), b"Opened by a stranger."
    keyring = "credenza keyring v1\n" + line("primary", ROOT, root) + line("decrypt-only", OTHER_ROOT, old)
    descriptor = lambda key: IDENTITY | {
        "kek": KEK,
        "wrapped_kek": wrap(key, "credenza/wrap-kek/v1", kek_context(ORG, KEK), kek).hex(),
        "wrapped_dek": wrap(kek, "credenza/wrap-dek/v1", context, dek).hex(),
    }
    sealed = seal(dek, context, text, bytes_of("chain salt", 24)).hex()
    case = lambda name, result, descriptor: {
        "name": name, "result": result, "keyring": keyring, "descriptor": descriptor, "sealed": sealed,
    }  # fmt: skip
    return [
        case("under the primary root key", "accept", descriptor(root) | {"root": ROOT}) | {"plaintext": text.hex()},
        case("under the old root key", "accept", descriptor(old) | {"root": OTHER_ROOT}) | {"plaintext": text.hex()},
        case("the other root key named", "reject", descriptor(root) | {"root": OTHER_ROOT}),
        case("a root key that is not in the keyring", "reject", descriptor(bytes_of("gone")) | {"root": ROOT}),
        case("another object's name", "reject", descriptor(root) | {"root": ROOT, "object": OTHER_OBJECT}),
    ]


def main():
    for name, cases in {
        "sealed.json": sealed_cases(),
        "wrapped_dek.json": wrapped_dek_cases(),
        "wrapped_kek.json": wrapped_kek_cases(),
        "keyring.json": keyring_cases(),
        "chain.json": chain_cases(),
    }.items():
        text = json.dumps({"format": "docs/FORMAT.md", "cases": cases}, indent=1, ensure_ascii=True)
        (HERE / name).write_text(text + "\n")


if __name__ == "__main__":
    main()
