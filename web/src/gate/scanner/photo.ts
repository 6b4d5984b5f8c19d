// A photo that a scanner carries (docs/GATE.md, “Photos”): sealed for who is shown a pass that names it. What a pass has of its photo,
// the beginning of a SHA-256, gives the key, and the name by which the bundle lists it.

import { hex, source } from "../pass/cose";

/** The most bytes of a photo, and of one that is sealed. */
const MAX_PHOTO = 1024 * 1024;
const NONCE = 12;
const TAG = 16;
export const MAX_SEALED = NONCE + MAX_PHOTO + TAG;

const DIGEST = 16;
const NAME_LABEL = "credenza/gate-photo-name/v1";
const KEY_LABEL = "credenza/gate-photo-key/v1";

/** The name, in hexadecimal, of the photo with this digest. */
export async function photoName(digest: Uint8Array): Promise<string> {
  return hex((await labelled(NAME_LABEL, digest)).slice(0, DIGEST));
}

/** The photo with this digest; undefined for anything else. */
export async function openPhoto(sealed: Uint8Array, digest: Uint8Array): Promise<Uint8Array | undefined> {
  if (sealed.length < NONCE + TAG || sealed.length > MAX_SEALED) return undefined;
  try {
    const bits = source(await labelled(KEY_LABEL, digest));
    const key = await crypto.subtle.importKey("raw", bits, "AES-GCM", false, ["decrypt"]);
    const iv = source(sealed.slice(0, NONCE));
    const opened = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, source(sealed.slice(NONCE)));
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", opened));
    return hex(hash.slice(0, DIGEST)) === hex(digest) ? new Uint8Array(opened) : undefined;
  } catch {
    return undefined;
  }
}

async function labelled(label: string, digest: Uint8Array): Promise<Uint8Array> {
  const all = new Uint8Array([...new TextEncoder().encode(label), ...digest]);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", all));
}
