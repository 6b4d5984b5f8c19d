#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 OR MIT
"""Opens an export of an organization without Credenza.

Written from docs/FORMAT.md, section 7, alone; it shares no code with the server. Needs Python 3.9 and the package
`cryptography`.

    open_export.py exp_....zip DIRECTORY [--passphrase-file FILE]

Checks each file against the manifest, and writes it below DIRECTORY, which must not be there yet; what is sealed is opened with
the passphrase, and written without its ending `.sealed`. Exit codes: 0 all is there, 1 something is not as it should be, 2 wrong
use.
"""

import argparse
import getpass
import hashlib
import hmac
import json
import pathlib
import re
import sys
import zipfile

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

SALT, COMMITMENT, CHUNK, TAG = 24, 32, 16 * 1024, 16
MOST_ITERATIONS = 100_000_000


class Wrong(Exception):
    """The export is not as FORMAT.md says."""


def fields(*texts):
    """Each text after its length in eight bytes, big-endian."""
    return b"".join(len(t).to_bytes(8, "big") + t for t in (text.encode() for text in texts))


def open_sealed(key, export, path, sealed):
    """C2SP chunked-encryption, Cobblestone-256."""
    salt, commitment, body = sealed[:SALT], sealed[SALT : SALT + COMMITMENT], sealed[SALT + COMMITMENT :]
    chunks = [body[at : at + CHUNK + TAG] for at in range(0, len(body), CHUNK + TAG)]
    if body and len(body) % (CHUNK + TAG) == 0:
        raise Wrong(f"{path}: it was cut")
    if not chunks or len(chunks[-1]) < TAG:
        raise Wrong(f"{path}: it was cut")
    info = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0" + salt + fields("credenza/export/v1", export, path)
    material = HKDFExpand(algorithm=hashes.SHA512(), length=32 + 12 + 32, info=info).derive(key)
    if not hmac.compare_digest(material[44:], commitment):
        raise Wrong(f"{path}: it does not open: another passphrase, or another file")
    aead, base_nonce = AESGCM(material[:32]), int.from_bytes(material[32:44], "big")
    try:
        parts = [
            aead.decrypt((base_nonce ^ number).to_bytes(12, "big"), chunk, None)
            for number, chunk in enumerate(chunks)
        ]
    except InvalidTag:
        raise Wrong(f"{path}: it was changed") from None
    return b"".join(parts)


def key_of(manifest, passphrase):
    how = manifest["key"]
    if how["kdf"] != "PBKDF2-HMAC-SHA-512" or not 1 <= how["iterations"] <= MOST_ITERATIONS:
        raise Wrong("the manifest names another way from the passphrase to the key")
    return hashlib.pbkdf2_hmac("sha512", passphrase.encode(), bytes.fromhex(how["salt"]), how["iterations"], 32)


def place(directory, path):
    parts = path.split("/")
    if not all(re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*", part) for part in parts):
        raise Wrong(f"{path!r}: no path that an export has")
    return directory.joinpath(*parts)


def unpack(archive, directory, ask):
    manifest = json.loads(archive.read("manifest.json"))
    if manifest["format"] != "credenza/export/v1":
        raise Wrong(f"this is {manifest['format']}, which is another format")
    names, listed = archive.namelist(), [file["path"] for file in manifest["files"]]
    if sorted(names) != sorted([*listed, "manifest.json"]) or len(set(names)) != len(names):
        raise Wrong("the archive holds other files than its manifest lists")
    key = key_of(manifest, ask()) if manifest["key"] is not None else None
    opened = 0
    for file in manifest["files"]:
        path = file["path"]
        content = archive.read(path)
        if len(content) != file["bytes"] or hashlib.sha256(content).hexdigest() != file["sha256"]:
            raise Wrong(f"{path}: it is not what the manifest says")
        target = place(directory, path)
        if "sealed" in file:
            content = open_sealed(key, manifest["export"], path, content)
            target = target.with_name(target.name.removesuffix(".sealed"))
            opened += 1
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        target.write_bytes(content)
    return manifest, opened


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passphrase-file", type=pathlib.Path, metavar="FILE", help="its first line")
    parser.add_argument("archive", type=pathlib.Path)
    parser.add_argument("directory", type=pathlib.Path)
    arguments = parser.parse_args()

    def ask():
        if arguments.passphrase_file is None:
            return getpass.getpass("Passphrase: ")
        return arguments.passphrase_file.read_text().splitlines()[0]

    try:
        arguments.directory.mkdir(mode=0o700)
    except OSError as error:
        print(f"open_export: {error}", file=sys.stderr)
        return 2
    try:
        with zipfile.ZipFile(arguments.archive) as archive:
            manifest, opened = unpack(archive, arguments.directory, ask)
    except (OSError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        print(f"open_export: this is no whole export: {error!r}", file=sys.stderr)
        return 1
    except Wrong as error:
        print(f"open_export: {error}", file=sys.stderr)
        return 1
    missing = manifest["missing"]
    for what in missing:
        owner = next(what[field] for field in ("certificate", "ticket", "worker") if field in what)
        print(f"missing: {what['name']} of {owner} ({what['kind']})", file=sys.stderr)
    print(f"{manifest['name']}: {len(manifest['files'])} files, {opened} of them opened, {len(missing)} missing")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
