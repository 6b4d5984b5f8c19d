#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 OR MIT
"""Judges credentials for wallets with libraries of others, and no line of Credenza's: SD-JWT VCs with `sd-jwt`, the reference
implementation of RFC 9901, and Open Badges with `openbadgeslib`.

    python tools/wallet_strangers.py vectors/wallet/cases.json

`web/tests/wallet_strangers.mjs` does the same with `@sd-jwt/sd-jwt-vc`. Exit status: 0 when all is judged as the file says.
"""

import base64
import json
import sys
import zlib

from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS
from openbadgeslib.ob3.status import check_credential_status
from openbadgeslib.ob3.verifier import OB3VerificationError, OB3Verifier
from sd_jwt.verifier import SDJWTVerifier

STATES = {0: "valid", 1: "revoked", 2: "suspended"}


class Refused(Exception):
    """It is not believed, and why."""


def key_of(keys, kid):
    for key in keys:
        if key["kid"] == kid:
            return JWK(**{name: key[name] for name in ("kty", "crv", "x", "y")})
    raise Refused(f"no such key: {kid}")


def state_in(text, uri, index, keys, now):
    """What a status list (a JWT) tells of a place (draft-ietf-oauth-status-list, section 8.3)."""
    signed = JWS()
    signed.deserialize(text)
    header = signed.jose_header
    if header["typ"] != "statuslist+jwt":
        raise Refused("not a status list")
    signed.verify(key_of([key for key in keys if key["purpose"] == "status"], header["kid"]), alg="ES256")
    claims = json.loads(signed.payload)
    if claims["sub"] != uri or claims["exp"] <= now:
        raise Refused("another list, or an old one")
    bits, packed = claims["status_list"]["bits"], claims["status_list"]["lst"]
    raw = zlib.decompress(base64url(packed))
    return STATES[raw[index * bits // 8] >> (index * bits % 8) & (1 << bits) - 1]


def base64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def judge(case, cases):
    """The state of what is shown, and what it says."""
    types = []

    def issuer_key(issuer, header):
        if issuer != cases["issuer"]["issuer"]:
            raise Refused(f"another issuer: {issuer}")
        types.append(header["typ"])
        return key_of(cases["issuer"]["jwks"]["keys"], header["kid"])

    verifier = SDJWTVerifier(case["text"], issuer_key, case["aud"], case["nonce"])
    claims = verifier.get_verified_payload()
    if types != ["dc+sd-jwt"] or claims["vct"] != "urn:credenza:work-tickets:1":
        raise Refused("not a credential of this type")
    if claims["exp"] <= cases["now"]:
        raise Refused("it has ended")
    place = claims["status"]["status_list"]
    state = state_in(case["list"], place["uri"], place["idx"], cases["jwks"]["keys"], cases["now"])
    tickets = {}
    for ticket in claims["tickets"]:
        at = ticket["status"]["status_list"]
        tickets[ticket["type"]] = state_in(case["list"], at["uri"], at["idx"], cases["jwks"]["keys"], cases["now"])
    return state, {"name": claims.get("name"), "tickets": tickets}


def judge_badge(case, cases):
    header = json.loads(base64url(case["text"].split(".")[0]))

    def pem(jwk):
        return JWK(**{name: jwk[name] for name in ("kty", "crv", "x", "y")}).export_to_pem()

    if header["kid"] not in cases["keys"]:
        raise Refused("no such key")
    badge = OB3Verifier(pubkey_pem=pem(cases["keys"][header["kid"]])).verify(case["text"])
    if badge.issuer.id != cases["issuer"]["issuer"]:
        raise Refused("another issuer")
    lists = {uri: text.encode() for uri, text in case["lists"].items()}
    signer = json.loads(base64url(next(iter(case["lists"].values())).split(".")[0]))["kid"]
    try:
        check_credential_status(
            badge, download=lambda uri: lists[uri], verify_list=True, list_pubkey_pem=pem(cases["keys"][signer]))
    except OB3VerificationError as error:
        for purpose, state in (("revocation", "revoked"), ("suspension", "suspended")):
            if f"status '{purpose}' is set" in str(error):
                return state, {"achievement": badge.achievement.name}
        raise
    return "valid", {"achievement": badge.achievement.name}


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        cases = json.load(file)
    seen = {}
    for sort, judges in (("cases", judge), ("badges", judge_badge)):
        for case in cases.get(sort, []):
            try:
                state, says = judges(case, cases)
            except Exception as error:  # Whatever a library has against it.
                state, says = "refused", str(error)
            # Where a library looks at less than docs/WALLET.md asks, the file says what it is to say; where it may say anything, null.
            expected = case.get("strangers", case["expect"])
            if expected is None:
                continue
            if state != expected or case["expect"] == expected != "refused" and says != case["says"]:
                sys.exit(f"{case['name']}: {state}, {says}, and not {expected}, {case.get('says')}")
            seen[expected] = seen.get(expected, 0) + 1
    missing = {"valid", "revoked", "suspended", "refused"} - set(seen)
    if missing:
        sys.exit(f"there is no case of: {', '.join(sorted(missing))}")
    print(f"sd-jwt and openbadgeslib agree: {json.dumps(seen, sort_keys=True)}")


if __name__ == "__main__":
    main()
