// What an enrolled scanner signs to be known by its server: the proof that it has a key, and each request (docs/GATE.md).

import { Entries, write } from "../pass/cbor";
import { source } from "../pass/cose";
import { writePoint } from "../pass/keys";
import { pointOf, sign1 } from "../pass/signing";

const ENROLMENT = "application/credenza-enroll+cbor";
const REQUEST = "application/credenza-request+cbor";
const NONCE = 8;
/** The path of a link that enrols, and the token after it. */
const LINK = /^\/v\/enroll$/;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** The token in a link of this server; undefined for anything else. */
export function tokenIn(text: string, origin: string): string | undefined {
  let link: URL;
  try {
    link = new URL(text.trim());
  } catch {
    return undefined;
  }
  const token = link.hash.slice(1);
  const isLink = link.origin === origin && LINK.test(link.pathname) && link.search === "";
  return isLink && TOKEN.test(token) ? token : undefined;
}

export async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", source(bytes)));
}

/** Proves at `now` that this phone has the key, for the one link. */
export async function enrolment(
  token: string,
  key: CryptoKeyPair,
  now: number,
): Promise<{ token: string; device_key: string; proof: string }> {
  const deviceKey = writePoint(await pointOf(key));
  const payload = new Entries([
    [1, await sha256(new TextEncoder().encode(token))],
    [2, now],
    [3, await sha256(deviceKey)],
  ]);
  const proof = await sign1(write(payload), key.privateKey, ENROLMENT);
  return { token, device_key: base64url(deviceKey), proof: base64url(proof) };
}

export interface Signer {
  scanner: string;
  epoch: number;
  key: CryptoKeyPair;
}

/** The header `Authorization` of one request at `now`. */
export async function authorization(
  { scanner, epoch, key }: Signer,
  now: number,
  method: "GET" | "POST",
  path: string,
  body: Uint8Array,
): Promise<string> {
  const payload = new Entries([
    [1, scanner],
    [2, epoch],
    [3, now],
    [4, crypto.getRandomValues(new Uint8Array(NONCE))],
    [5, method],
    [6, path],
    [7, await sha256(body)],
  ]);
  return `Scanner ${base64url(await sign1(write(payload), key.privateKey, REQUEST))}`;
}

/** RFC 4648, section 5, without padding. */
export function base64url(bytes: Uint8Array): string {
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}
