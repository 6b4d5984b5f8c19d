#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 OR MIT
"""Makes vectors/wallet/cases.json: credentials for wallets as they are shown, good and bad, and what a verifier must say of each.

Written from docs/WALLET.md, with the `cryptography` package for ES256. Signatures are deterministic (RFC 6979), so that a second run
makes the same file.
"""

import base64
import datetime
import hashlib
import json
import pathlib
import zlib

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

NOW = int(datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.timezone.utc).timestamp())
DAY = 86_400
ORIGIN = "https://pass.example.com"
OURS = "org_01kaq4vx00e8x9s3p6m2r7t5wz"
THEIRS = "org_01kaq4vx00f1b2c3d4e5g6h7j8"
ISSUER = f"{ORIGIN}/{OURS}"
LIST = f"{ORIGIN}/.well-known/credenza/{OURS}/status/1"
AUD, NONCE = "https://gate.example", "n-0S6_WzA2Mj"
DROP = object()


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def dump(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def cose_key(x, y):
    """{1: 2, -1: 1, -2: x, -3: y} in deterministic CBOR."""
    return b"\xa4\x01\x02\x20\x01\x21\x58\x20" + x + b"\x22\x58\x20" + y


class Key:
    def __init__(self, scalar):
        self.private = ec.derive_private_key(scalar, ec.SECP256R1())
        numbers = self.private.public_key().public_numbers()
        self.x, self.y = numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")
        self.id = hashlib.sha256(cose_key(self.x, self.y)).digest()[:8].hex()

    def jwk(self):
        return {"crv": "P-256", "kty": "EC", "x": b64(self.x), "y": b64(self.y)}

    def published(self, issuer, purpose, **members):
        return self.jwk() | {"alg": "ES256", "use": "sig", "kid": self.id, "iss": issuer, "purpose": purpose,
                             "nbf": NOW - 40 * DAY, "exp": NOW + 50 * DAY} | members

    def jws(self, header, claims):
        message = b64(dump(header)) + "." + b64(claims if isinstance(claims, bytes) else dump(claims))
        signature = self.private.sign(message.encode(), ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
        r, s = decode_dss_signature(signature)
        return message + "." + b64(r.to_bytes(32, "big") + s.to_bytes(32, "big"))


OUR_WALLET, OUR_LISTS, OUR_PASSES, THEIR_WALLET, HOLDER, THIEF, GIVEN_UP, UNKNOWN = map(Key, range(101, 109))
KEYS = [
    OUR_WALLET.published(OURS, "wallet"), OUR_LISTS.published(OURS, "status"), OUR_PASSES.published(OURS, "pass"),
    THEIR_WALLET.published(THEIRS, "wallet"), GIVEN_UP.published(OURS, "wallet", distrusted=True),
]


def salt(number):
    return b64(hashlib.sha256(b"salt %d" % number).digest()[:16])


def digest(disclosure):
    return b64(hashlib.sha256(disclosure.encode("ascii")).digest())


def place(index, uri=LIST):
    return {"status_list": {"idx": index, "uri": uri}}


def ticket(code, index, **members):
    return {"type": code, "status": place(index)} | members


NAME = b64(dump([salt(0), "name", "Úrsula Peña"]))
H2S = b64(dump([salt(1), ticket("H2S", 11, name="H2S Alive", valid_until="2028-06-30")]))
MEDICAL = b64(dump([salt(2), ticket("#7n2fp9cm", 12)]))
ALL = [NAME, H2S, MEDICAL]


def decoys(some, of=8):
    return [{"...": digest(one)} for one in some] + [{"...": digest("decoy %d" % n)} for n in range(of - len(some))]


def claims(**changes):
    made = {
        "iss": ISSUER, "iat": NOW - 600, "exp": NOW + 90 * DAY, "vct": "urn:credenza:work-tickets:1",
        "cnf": {"jwk": HOLDER.jwk()}, "status": place(70_000), "_sd_alg": "sha-256", "_sd": [digest(NAME)],
        "tickets": decoys([H2S, MEDICAL]),
    }
    for member, value in changes.items():
        made[member] = value
    return {member: value for member, value in made.items() if value is not DROP}


def issued(payload=None, key=OUR_WALLET, **header):
    made = {"alg": "ES256", "kid": key.id, "typ": "dc+sd-jwt"} | header
    return key.jws({member: value for member, value in made.items() if value is not DROP}, payload or claims())


def shown(signed, disclosures, key=HOLDER, proof=None, header=None, over=None):
    before = "~".join([signed, *disclosures]) + "~"
    said = {"iat": NOW, "aud": AUD, "nonce": NONCE, "sd_hash": digest(over or before)} | (proof or {})
    return before + key.jws({"alg": "ES256", "typ": "kb+jwt"} | (header or {}), said)


def status_list(marked, **changes):
    entries = bytearray(131_072 // 4)
    for index, state in marked.items():
        entries[index // 4] |= state << (index % 4 * 2)
    packed = b64(zlib.compress(bytes(entries), 9))
    said = {"iss": OURS, "sub": LIST, "iat": NOW - 60, "exp": NOW + DAY - 60, "ttl": 900,
            "status_list": {"bits": 2, "lst": packed}} | changes
    return OUR_LISTS.jws({"alg": "ES256", "kid": OUR_LISTS.id, "typ": "statuslist+jwt"}, said)


LISTS = {
    "good": {}, "revoked": {70_000: 1}, "suspended": {70_000: 2}, "ticket": {11: 2, 12: 1},
}
NAMED = {"H2S": "valid", "#7n2fp9cm": "valid"}


def says(name="Úrsula Peña", tickets=None):
    return {"name": name, "tickets": NAMED if tickets is None else tickets}


def good(name, text, told=None, state="valid", of="good"):
    return {"name": name, "text": text, "marked": of, "expect": state, "says": told or says()}


def bad(name, text, reason, strangers="refused"):
    """`strangers`: what a library says that looks at less, such as one that passes over what it does not know."""
    return {"name": name, "text": text, "marked": "good", "expect": "refused", "reason": reason, "strangers": strangers}


def accepted():
    signed = issued()
    yield good("all", shown(signed, ALL))
    yield good("in another order", shown(signed, ALL[::-1]))
    yield good("the name alone", shown(signed, [NAME]), says(tickets={}))
    yield good("a ticket alone", shown(signed, [H2S]), says(None, {"H2S": "valid"}))
    yield good("nothing", shown(signed, []), says(None, {}))
    yield good("revoked", shown(signed, [H2S]), says(None, {"H2S": "valid"}), "revoked", "revoked")
    yield good("suspended", shown(signed, [NAME]), says(tickets={}), "suspended", "suspended")
    told = says(tickets={"H2S": "suspended", "#7n2fp9cm": "revoked"})
    yield good("tickets are revoked and suspended", shown(signed, ALL), told, "valid", "ticket")
    last = issued(claims(iat=NOW - 90 * DAY + 1 + 50 * DAY, exp=NOW + 1))
    yield good("the second before its end", shown(last, ALL))


def refused():
    signed, ending = issued(), issued(claims(exp=NOW))
    yield bad("without a proof", "~".join([signed, *ALL]) + "~", "unproven")
    yield bad("ended", shown(ending, ALL), "ended")
    yield bad("too long a life", shown(issued(claims(exp=NOW + 366 * DAY)), ALL), "malformed", "valid")
    yield bad("made in the future", shown(issued(claims(iat=NOW + 301)), ALL), "early", "valid")
    yield bad("made before the key was in use", shown(issued(claims(iat=NOW - 41 * DAY)), ALL), "forged", "valid")
    yield bad("another's key with our name", shown(issued(key=THEIR_WALLET), ALL), "malformed")
    yield bad("a key that nobody knows", shown(issued(key=UNKNOWN), ALL), "unknown_key")
    yield bad("a key for passes", shown(issued(key=OUR_PASSES), ALL), "unknown_key")
    yield bad("a key for status lists", shown(issued(key=OUR_LISTS), ALL), "unknown_key")
    yield bad("a key that was given up", shown(issued(key=GIVEN_UP), ALL), "distrusted")
    yield bad("signed by another under our key's id", shown(issued(key=THIEF, kid=OUR_WALLET.id), ALL), "forged")
    yield bad("no algorithm", shown(issued(alg="none"), ALL), "malformed", None)
    yield bad("another algorithm", shown(issued(alg="ES384"), ALL), "malformed", None)
    yield bad("another type of token", shown(issued(typ="vc+sd-jwt"), ALL), "malformed")
    yield bad("no key id", shown(issued(kid=DROP), ALL), "malformed")
    yield bad("crit", shown(issued(crit=["x"], x=1), ALL), "malformed", None)
    yield bad("another credential's type", shown(issued(claims(vct="urn:credenza:other:1")), ALL), "malformed")
    for member in ("iss", "iat", "exp", "vct", "cnf", "status", "_sd", "tickets"):
        yield bad(f"without {member}", shown(issued(claims(**{member: DROP})), []), "malformed", None)
    yield bad("an unknown claim", shown(issued(claims(birthdate="1990-01-01")), ALL), "malformed", "valid")
    twice = dump(claims())[:-1] + b',"exp":%d}' % (NOW + 10 * DAY)
    yield bad("a claim twice", shown(issued(twice), ALL), "malformed", "valid")
    yield bad("another hash", shown(issued(claims(_sd_alg="sha-512")), ALL), "malformed", None)
    altered = b64(dump([salt(1), ticket("FORKLIFT", 11)]))
    yield bad("an altered disclosure", shown(signed, [NAME, altered], over="~".join([signed, NAME, H2S]) + "~"), "disclosure")
    yield bad("an altered disclosure, and proven", shown(signed, [NAME, altered]), "disclosure", None)
    yield bad("a disclosure twice", shown(signed, [H2S, H2S]), "disclosure", None)
    yield bad("the same digest twice", shown(issued(claims(tickets=decoys([H2S, H2S]))), [H2S]), "malformed", None)
    yield bad("the name among the tickets", shown(issued(claims(tickets=decoys([NAME]))), [NAME]), "malformed", None)
    other = b64(dump([salt(3), "government_id", "123"]))
    yield bad("another claim disclosed", shown(issued(claims(_sd=[digest(other)])), [other]), "malformed", None)
    more = b64(dump([salt(4), ticket("H2S", 11, holder="x")]))
    yield bad("a ticket says more", shown(issued(claims(tickets=decoys([more]))), [more]), "malformed", "valid")
    away = b64(dump([salt(5), {"type": "H2S", "status": place(11, LIST + "0")}]))
    yield bad("a ticket in another list", shown(issued(claims(tickets=decoys([away]))), [away]), "malformed", None)
    yield bad("more digests than tickets", shown(issued(claims(tickets=decoys([], 40))), []), "malformed", "valid")
    yield bad("the proof is another key's", shown(signed, ALL, key=THIEF), "proof")
    yield bad("the proof is for somebody else", shown(signed, ALL, proof={"aud": "https://other.example"}), "proof")
    yield bad("the proof answers another question", shown(signed, ALL, proof={"nonce": "n-1"}), "proof")
    yield bad("the proof is old", shown(signed, ALL, proof={"iat": NOW - 301}), "proof", "valid")
    yield bad("the proof is of the future", shown(signed, ALL, proof={"iat": NOW + 301}), "proof", "valid")
    yield bad("the proof is of other disclosures", shown(signed, ALL, over=signed + "~" + NAME + "~"), "proof")
    yield bad("the proof is another type of token", shown(signed, ALL, header={"typ": "JWT"}), "proof", None)
    yield bad("a disclosure is taken away", shown(signed, ALL).replace(H2S + "~", ""), "proof")
    for name, text in (("nothing", ""), ("no tilde", signed), ("one tilde", "~"), ("no JWT", "x~"), ("too long", "A" * 70_000 + "~")):
        yield bad(name, text, "malformed", None)
    yield bad("too many disclosures", shown(signed, [H2S] * 34), "malformed", None)


def main():
    cases = []
    for case in [*accepted(), *refused()]:
        strangers = case.pop("strangers", case["expect"])
        case |= {"aud": AUD, "nonce": NONCE, "list": status_list(LISTS[case["marked"]])}
        if strangers is not case["expect"]:
            # None: of what libraries say there, nothing hangs on it.
            case["strangers"] = strangers
        cases.append(case)
    wallet = [key for key in KEYS if key["iss"] == OURS and key["purpose"] == "wallet" and not key.get("distrusted")]
    document = {"now": NOW, "issuer": {"issuer": ISSUER, "jwks": {"keys": wallet}}, "jwks": {"keys": KEYS},
                "lists": {name: list(map(list, marked.items())) for name, marked in LISTS.items()}, "cases": cases}
    path = pathlib.Path(__file__).with_name("cases.json")
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
