// What a phone signs with a key of its own: a `COSE_Sign1` (RFC 9052, section 4.2) with ES256. The key is made in the phone, and its
// private half cannot be taken out of it, not by the page either.

import { Entries, Tag, write } from "./cbor";
import { ES256, SIGN1, source, toBeSigned } from "./cose";

const ALG = 1;
const TYP = 16;

export function makeKey(): Promise<CryptoKeyPair> {
  const curve = { name: "ECDSA", namedCurve: "P-256" };
  return crypto.subtle.generateKey(curve, false, ["sign", "verify"]);
}

/** The public half, uncompressed. */
export async function pointOf({ publicKey }: CryptoKeyPair): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.exportKey("raw", publicKey));
}

/** Signs a payload; `typ` (RFC 9596) says what it is, where it is not said otherwise. */
export async function sign1(payload: Uint8Array, key: CryptoKey, typ?: string): Promise<Uint8Array> {
  const header = write(
    new Entries(
      typ === undefined
        ? [[ALG, ES256]]
        : [
            [ALG, ES256],
            [TYP, typ],
          ],
    ),
  );
  const algorithm = { name: "ECDSA", hash: "SHA-256" };
  const message = toBeSigned({ protected: header, payload });
  const signature = new Uint8Array(await crypto.subtle.sign(algorithm, key, source(message)));
  return write(new Tag(SIGN1, [header, new Entries([]), payload, signature]));
}
