// The key in this phone: made here, and of no use elsewhere, since its private half cannot be taken out. It makes the pass live.

import { Entries, type Entry, write } from "../gate/pass/cbor";
import { sign1 } from "../gate/pass/signing";

export { makeKey } from "../gate/pass/signing";

/** Bytes of a nonce. */
const NONCE = 8;

// docs/PASS.md, “Shown live”, and docs/WALLET.md, “A phone renews its pass”.
const IAT = 6;
const CTI = 7;
const NONCE_CLAIM = 10;
const INNER = -70_010;
const RENEWAL = "application/credenza-renewal+cwt";

/** The public half of a key, as the server takes it (RFC 7517). */
export type PublicKey = Pick<JsonWebKey, "kty" | "crv" | "x" | "y">;

export async function publicKey({ publicKey: key }: CryptoKeyPair): Promise<PublicKey> {
  const { kty = "", crv = "", x = "", y = "" } = await crypto.subtle.exportKey("jwk", key);
  return { kty, crv, x, y };
}

/**
 * The pass as this phone shows it at `at`, in seconds since 1970: signed once more, by its own key; over what a scanner asked for, where it
 * asked.
 */
export function show(
  pass: Uint8Array,
  key: CryptoKey,
  at: number,
  asked: Uint8Array = nonce(),
): Promise<Uint8Array> {
  const claims: Entry[] = [
    [IAT, at],
    [NONCE_CLAIM, asked],
    [INNER, pass],
  ];
  return sign1(write(new Entries(claims)), key);
}

/** What this phone asks with, at `at`, for the pass with this id to be signed anew. */
export function wish(id: Uint8Array, key: CryptoKey, at: number): Promise<Uint8Array> {
  const claims: Entry[] = [
    [IAT, at],
    [CTI, id],
    [NONCE_CLAIM, nonce()],
  ];
  return sign1(write(new Entries(claims)), key, RENEWAL);
}

function nonce(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(NONCE));
}
