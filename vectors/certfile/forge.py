#!/usr/bin/env python3
"""Makes the fixtures that the openssl program cannot write: BER as authorities write it, PBMAC1, old password
conventions, costly derivations in the open and hidden inside encrypted layers. Standard library and the `openssl`
program only; called by generate.sh with the folder of the files."""

import hashlib
import hmac
import pathlib
import subprocess
import sys

files = pathlib.Path(sys.argv[1])
PASSWORD = "contraseñaÑ1"
BOMB = 2**31 - 1
SALT, IV = bytes(range(8)), bytes(range(16))


# --- DER ---------------------------------------------------------------------------------------------------------

def tlv(tag, *parts):
    body = b"".join(parts)
    size = len(body)
    if size < 128:
        return bytes([tag, size]) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body


def seq(*parts): return tlv(0x30, *parts)
def octets(data): return tlv(0x04, data)
def explicit0(*parts): return tlv(0xA0, *parts)
def null(): return tlv(0x05)


def integer(value):
    return tlv(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def oid(text):
    arcs = [int(arc) for arc in text.split(".")]
    body = b""
    for arc in [arcs[0] * 40 + arcs[1]] + arcs[2:]:
        groups = [arc & 0x7F]
        while arc := arc >> 7:
            groups.append(0x80 | arc & 0x7F)
        body += bytes(reversed(groups))
    return tlv(0x06, body)


def read(data, at=0):
    """Tag, content and end of the definite-length value at `at`."""
    tag, size, at = data[at], data[at + 1], at + 2
    if size & 0x80:
        count = size & 0x7F
        size, at = int.from_bytes(data[at:at + count], "big"), at + count
    return tag, data[at:at + size], at + size


def children(content):
    at, found = 0, []
    while at < len(content):
        start = at
        _, _, at = read(content, at)
        found.append(content[start:at])
    return found


def indefinite(data, piece=1000):
    """The same value in BER: indefinite lengths, octet strings in pieces."""
    tag, content, _ = read(data)
    if tag & 0x20:
        return bytes([tag, 0x80]) + b"".join(indefinite(child, piece) for child in children(content)) + b"\0\0"
    if tag == 0x04 and len(content) > 64:
        pieces = [content[at:at + piece] for at in range(0, len(content), piece)]
        return b"\x24\x80" + b"".join(map(octets, pieces)) + b"\0\0"
    if tag == 0x80:
        pieces = [content[at:at + piece] for at in range(0, len(content), piece)]
        return b"\xa0\x80" + b"".join(map(octets, pieces)) + b"\0\0"
    return data


# --- PKCS#12 -----------------------------------------------------------------------------------------------------

DATA, ENCRYPTED = "1.2.840.113549.1.7.1", "1.2.840.113549.1.7.6"
BAG = "1.2.840.113549.1.12.10.1."
HMAC_SHA256 = "1.2.840.113549.2.9"


def pbkdf2(rounds, length=None):
    stated = [integer(length)] if length else []
    prf = seq(oid(HMAC_SHA256), null())
    return seq(oid("1.2.840.113549.1.5.12"), seq(octets(SALT), integer(rounds), *stated, prf))


def scrypt(n, r, p, salt=SALT):
    return seq(oid("1.3.6.1.4.1.11591.4.11"), seq(octets(salt), integer(n), integer(r), integer(p)))


def pbes2(derivation):
    aes = seq(oid("2.16.840.1.101.3.4.1.42"), octets(IV))
    return seq(oid("1.2.840.113549.1.5.13"), seq(derivation, aes))


def aes256(key, data):
    command = ["openssl", "enc", "-aes-256-cbc", "-K", key.hex(), "-iv", IV.hex()]
    return subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True).stdout


def derived(rounds, password=None):
    return hashlib.pbkdf2_hmac("sha256", (PASSWORD if password is None else password).encode(), SALT, rounds, 32)


def bag(kind, value): return seq(oid(BAG + kind), explicit0(value))


def cert_bag(der):
    return bag("3", seq(oid("1.2.840.113549.1.9.22.1"), explicit0(octets(der))))


def shrouded(key, rounds, stated=None, password=None):
    """A key encrypted with `rounds` that says it took `stated`."""
    data = aes256(derived(rounds, password), key)
    return bag("2", seq(pbes2(pbkdf2(stated or rounds)), octets(data)))


def plain_safe(*bags): return seq(oid(DATA), explicit0(octets(seq(*bags))))


def encrypted_safe(*bags, rounds=2048):
    data = aes256(derived(rounds), seq(*bags))
    info = seq(oid(DATA), pbes2(pbkdf2(rounds)), tlv(0x80, data))
    return seq(oid(ENCRYPTED), explicit0(seq(integer(0), info)))


def pfx(*safes, mac=None):
    content = seq(*safes)
    parts = [mac(content)] if mac else []
    return seq(integer(3), seq(oid(DATA), explicit0(octets(content))), *parts)


def pbmac1(rounds, computed=None, password=None):
    def mac(content):
        key = derived(computed or rounds, password)
        value = hmac.new(key, content, "sha256").digest()
        parameters = seq(pbkdf2(rounds, 32), seq(oid(HMAC_SHA256), null()))
        algorithm = seq(oid("1.2.840.113549.1.5.14"), parameters)
        return seq(seq(algorithm, octets(value)), octets(b"NOT USED"), integer(1))
    return mac


def wide(password, bytewise=False):
    units = password.encode() if bytewise else None
    text = b"".join(bytes([0, unit]) for unit in units) if bytewise else password.encode("utf-16-be")
    return text + b"\0\0"


def pkcs12_key(password, rounds, length, purpose, name="sha1"):
    """RFC 7292, appendix B.2, for keys of one hash's length."""
    def fill(data): return (data * (64 // len(data) + 1))[:-(-len(data) // 64) * 64] if data else b""
    value = bytes([purpose]) * 64 + fill(SALT) + (password * 64)[:-(-len(password) // 64) * 64]
    for _ in range(rounds):
        value = hashlib.new(name, value).digest()
    return value[:length]


def mac_sha1(form, rounds=2048, stated=None):
    def mac(content):
        value = hmac.new(pkcs12_key(form, rounds, 20, 3), content, "sha1").digest()
        info = seq(seq(oid("1.3.14.3.2.26"), null()), octets(value))
        return seq(info, octets(SALT), integer(stated or rounds))
    return mac


# --- Certificates ------------------------------------------------------------------------------------------------

VERSION, SERIAL, ALGORITHM, ISSUER, VALIDITY, SUBJECT, PUBLIC_KEY, EXTENSIONS = range(8)


def altered(der, **parts):
    """A certificate with other parts, under the old signature: nobody holds it against them here."""
    body, *signature = children(read(der)[1])
    body = children(read(body)[1])
    for name, value in parts.items():
        body[globals()[name.upper()]] = value
    return seq(seq(*body), *signature)


def common_name(text): return seq(tlv(0x31, seq(oid("2.5.4.3"), tlv(0x0C, text.encode()))))
def utc(text): return tlv(0x17, text.encode())


def main():
    certificate = (files / "generic.cer").read_bytes()
    other = (files / "ec.cer").read_bytes()
    key = (files / "rsa.key").read_bytes()
    certs, keys = cert_bag(certificate), shrouded(key, 2048)
    write = lambda name, data: (files / name).write_bytes(data)

    # Read.
    write("ber-indefinite.p12", indefinite((files / "legacy-rc2-40.p12").read_bytes()))
    write("ber-indefinite-aes.p12", indefinite((files / "aes256.p12").read_bytes(), 100))
    write("ber-indefinite.key", indefinite((files / "pkcs8-aes256.key").read_bytes(), 100))
    write("pbmac1.p12", pfx(encrypted_safe(certs), plain_safe(keys), mac=pbmac1(2048)))
    write("old-openssl-password.p12", pfx(plain_safe(certs, keys), mac=mac_sha1(wide(PASSWORD, bytewise=True))))
    write("null-password.p12", pfx(plain_safe(certs, bag("1", key)), mac=mac_sha1(b"")))
    write("nested-safe.p12", pfx(encrypted_safe(bag("6", seq(certs, bag("6", seq(keys)))))))
    write("cert-last.p12", pfx(plain_safe(keys), plain_safe(cert_bag(other), certs)))

    write("utc-offset.cer", altered(certificate, validity=seq(utc("240101000000+0200"), utc("280101000000-0500"))))
    write("negative-serial.cer", altered(certificate, serial=tlv(2, b"\xff")))
    responder = seq(oid("1.3.6.1.5.5.7.48.1"), tlv(0x86, b"http://ocsp.example/\0"))
    access = seq(oid("1.3.6.1.5.5.7.1.1"), octets(seq(responder)))
    write("nul-in-url.cer", altered(certificate, extensions=tlv(0xA3, seq(access))))

    # Refused: longer than anybody has room for.
    write("long-holder.cer", altered(certificate, subject=common_name("x" * 1001)))
    kind = seq(seq(tlv(6, b"\x2b" + b"\x7f" * 60)), tlv(3, b"\0k"))
    write("long-key-kind.cer", altered(certificate, public_key=kind))
    write("many-certificates.p12", pfx(*[encrypted_safe(*[cert_bag(other)] * 12, rounds=1)] * 3))

    # Refused: too costly, in the open and hidden.
    write("bomb-mac.p12", pfx(plain_safe(certs, keys), mac=mac_sha1(wide(PASSWORD), stated=BOMB)))
    write("bomb-pbmac1.p12", pfx(plain_safe(certs, keys), mac=pbmac1(BOMB, computed=1)))
    write("bomb-key.p12", pfx(plain_safe(certs, shrouded(key, 1, BOMB)), mac=mac_sha1(wide(PASSWORD))))
    write("bomb-hidden-key.p12", pfx(encrypted_safe(certs, shrouded(key, 1, BOMB)), mac=mac_sha1(wide(PASSWORD))))
    write("bomb-hidden-key-without-mac.p12", pfx(encrypted_safe(certs, shrouded(key, 1, BOMB))))
    write("bomb-many-safes.p12", pfx(*[encrypted_safe(certs, rounds=100_000)] * 40))
    write("bomb-beyond-64-bits.p12", pfx(plain_safe(certs, shrouded(key, 1, 2**70))))
    write("bomb-pkcs8.key", seq(pbes2(pbkdf2(BOMB)), octets(bytes(64))))
    write("bomb-scrypt-work.key", seq(pbes2(scrypt(2**14, 8, 2**20)), octets(bytes(64))))
    write("bomb-scrypt-memory.key", seq(pbes2(scrypt(2**24, 8, 1)), octets(bytes(64))))
    write("bomb-scrypt-salt.key", seq(pbes2(scrypt(2, 1, 100_000, bytes(2_000))), octets(bytes(64))))
    write("bomb-pkcs5-v1.key", seq(seq(oid("1.2.840.113549.1.5.3"), seq(octets(SALT), integer(BOMB))), octets(bytes(64))))

    # Refused: contradictions.
    write("two-keys.p12", pfx(plain_safe(certs, keys, keys)))
    write("duplicate-certificate.p12", pfx(plain_safe(certs, certs, keys)))
    write("key-only.p12", pfx(plain_safe(keys)))
    write("key-of-another.p12", pfx(plain_safe(cert_bag(other), keys)))
    write("unrelated-certificates.p12", pfx(plain_safe(certs, cert_bag(other))))
    another = shrouded(key, 2048, password="another one")
    write("another-key-password.p12", pfx(encrypted_safe(certs), plain_safe(another), mac=mac_sha1(wide(PASSWORD))))
    write("signed-mode.p12", seq(integer(3), seq(oid("1.2.840.113549.1.7.2"), explicit0(seq(integer(1))))))
    numbers = [read(child)[1] for child in children(read(read(children(read(key)[1])[2])[1])[1])]
    numbers[3] = (int.from_bytes(numbers[3], "big") + 2).to_bytes(len(numbers[3]), "big")
    write("contradictory-rsa.key", seq(*[tlv(2, number) for number in numbers]))
    write("deep.der", b"\x30\x80" * 5000 + b"\0\0" * 5000)


main()
