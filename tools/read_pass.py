"""Reads passes, status lists and trust packs with other people's libraries: python-cwt verifies the CBOR Web Tokens, cryptography the JWT, and a
status list is unpacked here, from docs/PASS.md and the draft alone. Prints what it found as one JSON object.

    python tools/read_pass.py --keys cose-keys.cbor [--token PASS] [--list LIST.cwt] [--list-jwt LIST.jwt]
    python tools/read_pass.py --root root.cbor --pack pack.cbor [--newest N] [--token PASS]
    python tools/read_pass.py --vectors vectors/pass
    python tools/read_pass.py --status-vectors vectors/status/draft.json

It is no verifier for a gate: it knows no clock, and gives no verdict. It shows that what Credenza signs is what the standards say.
"""

import argparse
import base64
import hashlib
import json
import pathlib
import re
import sys
import zlib

import cbor2
import cwt
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

KTY, KID, ALG, CRV, X, Y = 1, 2, 3, -1, -2, -3
ISSUER, PURPOSE = -70001, -70002
STATUS_LIST, STATUS, TICKETS, ROLES = 65533, 65535, -70003, -70004
DISTRUSTED, SEQUENCE, ORGANIZATIONS, KEYS = -70005, -70020, -70021, -70022
PACK_TYPE = "application/credenza-trust+cwt"
DAY = 86_400
LARGEST_LIST = 4 * 1024 * 1024


class Refused(Exception):
    """Something is not as it should be."""


def unpadded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def key_set(data):
    """The keys of a COSE key set, by purpose and id."""
    return by_purpose(cbor2.loads(data))


def by_purpose(members):
    keys = {}
    for key in members:
        public = {label: key[label] for label in (KTY, KID, ALG, CRV, X, Y)}
        keys[key[PURPOSE], key[KID]] = (cwt.COSEKey.new(public), key)
    return keys


def header(token):
    """The protected header of a COSE_Sign1."""
    tagged = cbor2.loads(token)
    if tagged.tag != 18 or len(tagged.value) != 4:
        raise Refused("not a COSE_Sign1")
    return cbor2.loads(tagged.value[0])


def claims(token, keys, purpose):
    """The claims of a token, when its signature is good under a key for this purpose."""
    found = keys.get((purpose, header(token).get(4)))
    if found is None:
        raise Refused("no such key")
    key, members = found
    # What is over, a verdict tells; here the signature and the form are looked at.
    read = cwt.CWT(expires_in=3600, leeway=10**10).decode(token, keys=key)
    if read[1] != members[ISSUER]:
        raise Refused("another issuer's key")
    return read


def entries(bits, lst):
    """The entries of a status list that are not zero, by their places."""
    if bits not in (1, 2, 4, 8):
        raise Refused("not a width of entries")
    unpacker = zlib.decompressobj()
    data = unpacker.decompress(lst, LARGEST_LIST)
    if not unpacker.eof or unpacker.unused_data:
        raise Refused("too large, cut off, or followed by something")
    per_byte, mask, found = 8 // bits, (1 << bits) - 1, {}
    for at, byte in enumerate(data):
        if byte:
            for slot in range(per_byte):
                status = byte >> (slot * bits) & mask
                if status:
                    found[at * per_byte + slot] = status
    return len(data) * per_byte, found


def told(uri, issued_at, bits, lst):
    size, found = entries(bits, lst)
    return {"uri": uri, "issued_at": issued_at, "size": size, "entries": {str(at): status for at, status in found.items()}}


def read_list(token, keys):
    """A status list in a CBOR Web Token."""
    if header(token).get(16) != "application/statuslist+cwt":
        raise Refused("another type")
    read = claims(token, keys, "status")
    return told(read[2], read[6], read[STATUS_LIST]["bits"], read[STATUS_LIST]["lst"])


def read_list_jwt(text, keys):
    """A status list in a JWT."""
    head, body, signature = text.split(".")
    fields, said, signature = json.loads(unpadded(head)), json.loads(unpadded(body)), unpadded(signature)
    if fields["typ"] != "statuslist+jwt" or fields["alg"] != "ES256" or len(signature) != 64:
        raise Refused("another type")
    _, members = keys["status", bytes.fromhex(fields["kid"])]
    point = ec.EllipticCurvePublicNumbers(
        int.from_bytes(members[X], "big"), int.from_bytes(members[Y], "big"), ec.SECP256R1()
    ).public_key()
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    try:
        point.verify(encode_dss_signature(r, s), f"{head}.{body}".encode(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature as error:
        raise Refused("a bad signature") from error
    if said["iss"] != members[ISSUER]:
        raise Refused("another issuer's key")
    return told(said["sub"], said["iat"], said["status_list"]["bits"], unpadded(said["status_list"]["lst"]))


def read_pass(token, keys):
    """A pass."""
    read = claims(token, keys, "pass")
    status = read[STATUS]["status_list"]
    return {
        "issuer": read[1],
        "issued_at": read[6],
        "expires_at": read[4],
        "id": read[7].hex(),
        "live": 8 in read,
        "name": read.get(-70001),
        "status": {"uri": status["uri"], "place": status["idx"]},
        "tickets": [{"code": code, "day": day, "place": place} for code, day, place in read[TICKETS]],
        # Marks; none when the pass does not say.
        "roles": None if ROLES not in read else [mark.hex() for mark in read[ROLES]],
    }


def is_key(key):
    """Whether a key of a pack is in its one form: on the curve, under its own id, with no member more than it needs."""
    wanted = {KTY, KID, ALG, CRV, X, Y, ISSUER, PURPOSE, -70003, -70004} | ({DISTRUSTED} if key.get(DISTRUSTED) is True else set())
    if set(key) != wanted or (key[KTY], key[ALG], key[CRV]) != (2, -7, 1) or key[PURPOSE] not in ("pass", "status", "wallet"):
        return False
    # Refuses what is not on the curve.
    ec.EllipticCurvePublicNumbers(int.from_bytes(key[X], "big"), int.from_bytes(key[Y], "big"), ec.SECP256R1()).public_key()
    thumbprint = cbor2.dumps({KTY: 2, CRV: 1, X: key[X], Y: key[Y]}, canonical=True)
    return hashlib.sha256(thumbprint).digest()[:8] == key[KID] and key[-70003] < key[-70004]


def is_name(name):
    hidden = re.compile("[\0-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
    return isinstance(name, str) and 1 <= len(name) <= 200 and not hidden.search(name)


def read_pack(data, root, newest=0):
    """The organizations and keys in a trust pack, when it is in its one form, the root signed it, and none newer was seen."""
    tagged = cbor2.loads(data)
    if not isinstance(tagged, cbor2.CBORTag) or tagged.tag != 18 or len(tagged.value) != 4 or tagged.value[1]:
        raise Refused("not a COSE_Sign1, or with something that is not signed")
    point = cbor2.loads(root)
    key_id = hashlib.sha256(root).digest()[:8]
    if header(data) != {1: -7, 4: key_id, 16: PACK_TYPE}:
        raise Refused("another type, or another root")
    key = cwt.COSEKey.new({KTY: 2, KID: key_id, ALG: -7, CRV: 1, X: point[X], Y: point[Y]})
    payload = cwt.COSE().decode(data, keys=[key])
    said = payload if isinstance(payload, dict) else cbor2.loads(payload)
    # One byte form, from the outside in.
    if cbor2.dumps(tagged, canonical=True) != data or cbor2.dumps(said, canonical=True) != tagged.value[2]:
        raise Refused("not in deterministic CBOR")
    if set(said) != {4, 6, SEQUENCE, ORGANIZATIONS, KEYS} or type(said[SEQUENCE]) is not int:
        raise Refused("claims that are not a pack's")
    if not 1 <= said[SEQUENCE] < 2**32 or not 0 <= said[6] < said[4] <= min(said[6] + 366 * DAY, 253_402_300_799):
        raise Refused("a number or times out of bounds")
    ids = [key[KID] for key in said[KEYS]]
    if not all(map(is_key, said[KEYS])) or ids != sorted(set(ids)):
        raise Refused("a key that is not one, or keys out of order")
    names = said[ORGANIZATIONS]
    is_organization = re.compile("org_[0-7][0-9a-hjkmnp-tv-z]{25}").fullmatch
    if set(names) != {key[ISSUER] for key in said[KEYS]} or not all(is_organization(org) and is_name(name) for org, name in names.items()):
        raise Refused("an organization without a name or a key")
    if said[SEQUENCE] < newest:
        raise Refused("a newer pack was seen")
    return said


def told_of_pack(said):
    given_up = [key[KID].hex() for key in said[KEYS] if DISTRUSTED in key]
    times = {"sequence": said[SEQUENCE], "issued_at": said[6], "expires_at": said[4]}
    return times | {"organizations": said[ORGANIZATIONS], "keys": len(said[KEYS]), "distrusted": given_up}


def refused(data, root, newest=0):
    try:
        read_pack(data, root, newest)
    except (Refused, cwt.CWTError, cbor2.CBORError, KeyError, ValueError, TypeError, AttributeError):
        return True
    return False


def vectors_of_packs(cases):
    """Every pack of the vectors that is good is read, and none that is bad; and none that is older than one that was seen."""
    root = bytes.fromhex(cases["root"])
    for name, data in cases["packs"].items():
        read_pack(bytes.fromhex(data), root)
    for name, data in cases["bad_packs"].items():
        if not refused(bytes.fromhex(data), root):
            raise Refused(f"{name}: it was taken")
    for one in cases["sequences"]:
        if refused(bytes.fromhex(cases["packs"][one["pack"]]), root, one["newest"]) == one["taken"]:
            raise Refused(f"{one['pack']} after {one['newest']}")
    print(f"{len(cases['packs'])} trust packs, and {len(cases['bad_packs'])} refused, as expected")


def vectors(folder):
    """Every list of the vectors that is good is read, and none that is bad but for what only a verifier of Credenza refuses."""
    cases = json.loads((folder / "cases.json").read_text())
    keys = key_set(bytes.fromhex(cases["cose_keys"]))
    for name, data in cases["lists"].items():
        if not read_list(bytes.fromhex(data), keys)["size"]:
            raise Refused(f"{name}: nothing in it")
    print(f"{len(cases['lists'])} status lists, as expected")
    vectors_of_packs(cases)


def status_vectors(path):
    """The draft's own lists, of every width, say what the draft says, and nothing after a byte was changed."""
    lists = json.loads(path.read_text())
    for one in lists:
        lst, said = unpadded(one["lst"]), {int(at): status for at, status in one["entries"].items()}
        if entries(one["bits"], lst) != (one["size"], said):
            raise Refused(f"the list of {one['bits']} bits says something else")
        for changed in (lst[:-1], lst + b"\0", lst[:-1] + bytes([lst[-1] ^ 1])):
            try:
                entries(one["bits"], changed)
            except (Refused, zlib.error):
                continue
            raise Refused(f"a list of {one['bits']} bits was read that is damaged")
    if {one["bits"] for one in lists} != {1, 2, 4, 8}:
        raise Refused("not every width is there")
    print(f"{len(lists)} status lists of the draft, as expected")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--vectors", type=pathlib.Path)
    parser.add_argument("--status-vectors", type=pathlib.Path)
    parser.add_argument("--keys", type=pathlib.Path)
    parser.add_argument("--root", type=pathlib.Path)
    parser.add_argument("--pack", type=pathlib.Path)
    parser.add_argument("--newest", type=int, default=0)
    parser.add_argument("--token")
    parser.add_argument("--list", type=pathlib.Path)
    parser.add_argument("--list-jwt", type=pathlib.Path)
    asked = parser.parse_args()
    if asked.vectors:
        vectors(asked.vectors)
        return
    if asked.status_vectors:
        status_vectors(asked.status_vectors)
        return
    found = {}
    if asked.pack:
        said = read_pack(asked.pack.read_bytes(), asked.root.read_bytes(), asked.newest)
        keys, found["trust"] = by_purpose(said[KEYS]), told_of_pack(said)
    else:
        keys = key_set(asked.keys.read_bytes())
    if asked.token:
        found["pass"] = read_pass(unpadded(asked.token), keys)
    if asked.list:
        found["list"] = read_list(asked.list.read_bytes(), keys)
    if asked.list_jwt:
        found["list_jwt"] = read_list_jwt(asked.list_jwt.read_text(), keys)
    print(json.dumps(found))


if __name__ == "__main__":
    try:
        main()
    except (Refused, cwt.CWTError, KeyError, ValueError) as error:
        sys.exit(f"refused: {error}")
