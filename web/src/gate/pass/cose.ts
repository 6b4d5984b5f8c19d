// `COSE_Sign1` (RFC 9052, section 4.2) with ES256, as passes, live passes and status lists use it: tagged, everything protected,
// the payload inside.

import { Entries, labels, read, Tag, write } from "./cbor";

/** Tag of a `COSE_Sign1`. */
export const SIGN1 = 18;
/** ES256 (RFC 9053, section 2.1). */
export const ES256 = -7;
/** Bytes of a signature: r and s. */
const SIGNATURE = 64;
/** Bytes of a key's id. */
export const KEY_ID = 8;

const ALG = 1;
const KID = 4;
const TYP = 16;

/** A `COSE_Sign1` that was read, and of which nobody knows yet whether its signature is good. */
export interface Sign1 {
  /** The id of the key, in hexadecimal. */
  readonly kid: string | undefined;
  /** RFC 9596. */
  readonly typ: string | undefined;
  readonly protected: Uint8Array;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
}

/**
 * Reads one; undefined for anything else, for another algorithm, for a header that names what is not known here (and so for any
 * `crit`), for an unprotected header that is not empty.
 */
export function readSign1(bytes: Uint8Array): Sign1 | undefined {
  const tagged = read(bytes);
  if (!(tagged instanceof Tag) || tagged.number !== SIGN1 || !Array.isArray(tagged.value)) return undefined;
  if (tagged.value.length !== 4) return undefined;
  const [head, unprotected, payload, signature] = tagged.value;
  if (!(head instanceof Uint8Array && payload instanceof Uint8Array && signature instanceof Uint8Array))
    return undefined;
  if (!(unprotected instanceof Entries) || unprotected.list.length > 0) return undefined;
  const header = readHeader(head);
  if (!header || signature.length !== SIGNATURE) return undefined;
  return { ...header, protected: head, payload, signature };
}

function readHeader(bytes: Uint8Array): Pick<Sign1, "kid" | "typ"> | undefined {
  const entries = labels(read(bytes));
  if (!entries) return undefined;
  let alg: unknown;
  let kid: string | undefined;
  let typ: string | undefined;
  for (const [label, value] of entries) {
    if (label === ALG) {
      alg = value;
    } else if (label === KID) {
      if (!(value instanceof Uint8Array) || value.length !== KEY_ID) return undefined;
      kid = hex(value);
    } else if (label === TYP) {
      if (typeof value !== "string") return undefined;
      typ = value;
    } else {
      return undefined;
    }
  }
  return alg === ES256 ? { kid, typ } : undefined;
}

/** Whether the holder of the key made it: a point on P-256, uncompressed. */
export async function isSignedBy(signed: Sign1, point: Uint8Array): Promise<boolean> {
  const curve = { name: "ECDSA", namedCurve: "P-256" };
  try {
    const key = await crypto.subtle.importKey("raw", source(point), curve, false, ["verify"]);
    const message = toBeSigned(signed);
    const algorithm = { name: "ECDSA", hash: "SHA-256" };
    return await crypto.subtle.verify(algorithm, key, source(signed.signature), source(message));
  } catch {
    return false;
  }
}

/** `Sig_structure` (RFC 9052, section 4.4), without external data. */
export function toBeSigned(signed: Pick<Sign1, "protected" | "payload">): Uint8Array {
  return write(["Signature1", signed.protected, new Uint8Array(), signed.payload]);
}

/** Bytes of their own, as the platform's cryptography takes them. */
export function source(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
