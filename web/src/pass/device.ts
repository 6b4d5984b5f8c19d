// The key in this phone: made here, and of no use elsewhere, since its private half cannot be taken out. It makes the pass live.

import { Entries, type Entry, Tag, type Value, write } from "../gate/pass/cbor";
import { ES256, source } from "../gate/pass/cose";

const CURVE = { name: "ECDSA", namedCurve: "P-256" };
/** Bytes of a nonce. */
const NONCE = 8;

// docs/PASS.md, “Shown live”, and docs/WALLET.md, “A phone renews its pass”.
const SIGN1 = 18;
const ALG = 1;
const TYP = 16;
const IAT = 6;
const CTI = 7;
const NONCE_CLAIM = 10;
const INNER = -70_010;
const RENEWAL = "application/credenza-renewal+cwt";

export function makeKey(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(CURVE, false, ["sign", "verify"]);
}

/** The public half of a key, as the server takes it (RFC 7517). */
export type PublicKey = Pick<JsonWebKey, "kty" | "crv" | "x" | "y">;

export async function publicKey({ publicKey: key }: CryptoKeyPair): Promise<PublicKey> {
  const { kty = "", crv = "", x = "", y = "" } = await crypto.subtle.exportKey("jwk", key);
  return { kty, crv, x, y };
}

/** The pass as this phone shows it at `at`, in seconds since 1970: signed once more, by its own key. */
export function show(pass: Uint8Array, key: CryptoKey, at: number): Promise<Uint8Array> {
  const claims: Entry[] = [
    [IAT, at],
    [NONCE_CLAIM, nonce()],
    [INNER, pass],
  ];
  return sign([[ALG, ES256]], claims, key);
}

/** What this phone asks with, at `at`, for the pass with this id to be signed anew. */
export function wish(id: Uint8Array, key: CryptoKey, at: number): Promise<Uint8Array> {
  const header: Entry[] = [
    [ALG, ES256],
    [TYP, RENEWAL],
  ];
  const claims: Entry[] = [
    [IAT, at],
    [CTI, id],
    [NONCE_CLAIM, nonce()],
  ];
  return sign(header, claims, key);
}

function nonce(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(NONCE));
}

async function sign(header: Entry[], claims: Entry[], key: CryptoKey): Promise<Uint8Array> {
  const head = write(new Entries(header));
  const payload = write(new Entries(claims));
  const message = write(["Signature1", head, new Uint8Array(), payload]);
  const algorithm = { name: "ECDSA", hash: "SHA-256" };
  const signature = new Uint8Array(await crypto.subtle.sign(algorithm, key, source(message)));
  const parts: Value[] = [head, new Entries([]), payload, signature];
  return write(new Tag(SIGN1, parts));
}
