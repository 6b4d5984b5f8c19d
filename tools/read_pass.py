"""Reads passes and status lists with other people's libraries: python-cwt verifies the CBOR Web Tokens, cryptography the JWT, and a
status list is unpacked here, from docs/PASS.md and the draft alone. Prints what it found as one JSON object.

    python tools/read_pass.py --keys cose-keys.cbor [--token PASS] [--list LIST.cwt] [--list-jwt LIST.jwt]
    python tools/read_pass.py --vectors vectors/pass
    python tools/read_pass.py --status-vectors vectors/status/draft.json

It is no verifier for a gate: it knows no clock, and gives no verdict. It shows that what Credenza signs is what the standards say.
"""

import argparse
import base64
import json
import pathlib
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
STATUS_LIST, STATUS, TICKETS = 65533, 65535, -70003
LARGEST_LIST = 4 * 1024 * 1024


class Refused(Exception):
    """Something is not as it should be."""


def unpadded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def key_set(data):
    """The keys of a COSE key set, by purpose and id."""
    keys = {}
    for key in cbor2.loads(data):
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
    }


def vectors(folder):
    """Every list of the vectors that is good is read, and none that is bad but for what only a verifier of Credenza refuses."""
    cases = json.loads((folder / "cases.json").read_text())
    keys = key_set(bytes.fromhex(cases["cose_keys"]))
    for name, data in cases["lists"].items():
        if not read_list(bytes.fromhex(data), keys)["size"]:
            raise Refused(f"{name}: nothing in it")
    print(f"{len(cases['lists'])} status lists, as expected")


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
    keys, found = key_set(asked.keys.read_bytes()), {}
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
