// Public keys that a verifier trusts: whose they are, for what and for how long. They come as a COSE key set (RFC 9052,
// section 7).

import { compare, Entries, labels, read, type Value, write } from "./cbor";
import { isOrganization } from "./claims";
import { ES256, hex, KEY_ID, source } from "./cose";
import { COORDINATE, point } from "./curve";

/** The most bytes of a key set that are read: some thousand keys. */
export const MAX_KEY_SET = 512 * 1024;

// Labels of a COSE key (RFC 9052, section 7.1; RFC 9053, section 7.1.1), and private ones, below -65536.
const KTY = 1;
const KID = 2;
const ALG = 3;
const KEY_OPS = 4;
const CRV = -1;
const X = -2;
const Y = -3;
const ISSUER = -70_001;
const PURPOSE = -70_002;
const NOT_BEFORE = -70_003;
const NOT_AFTER = -70_004;
const DISTRUSTED = -70_005;
const EC2 = 2;
const P256 = 1;

/** What a key may sign. */
export type Purpose = "pass" | "status" | "wallet";

/** A key that a verifier knows. */
export interface TrustedKey {
  /** In hexadecimal; see `keyId`. */
  id: string;
  /** Uncompressed, and on the curve. */
  point: Uint8Array;
  /** The organization that holds its private half. */
  issuer: string;
  purpose: Purpose;
  /** From when it signs, in seconds since 1970 (UTC). */
  notBefore: number;
  /** Until when it signs, not included. */
  notAfter: number;
  /** Whether it was given up: nothing that it ever signed is believed. */
  distrusted: boolean;
}

/** What a trust pack says beside the keys. Times are in seconds since 1970, UTC. */
export interface Packed {
  /** The organizations' names, by their ids. */
  names: Map<string, string>;
  issuedAt: number;
  /** From when on nothing is good by it any more. */
  expiresAt: number;
}

/** The keys that a verifier knows, by their ids. */
export class Trust {
  readonly #keys = new Map<string, TrustedKey>();

  constructor(
    keys: Iterable<TrustedKey> = [],
    readonly packed?: Packed,
  ) {
    // A key names itself, so that nobody can take another's name.
    for (const key of keys) this.#keys.set(key.id, key);
  }

  key(id: string, purpose: Purpose): TrustedKey | undefined {
    const key = this.#keys.get(id);
    return key?.purpose === purpose ? key : undefined;
  }
}

/**
 * Reads a COSE key set; undefined when anything in it does not fit: whoever made it made a mistake, and half a key set gives half
 * the truth.
 */
export async function readKeySet(bytes: Uint8Array): Promise<TrustedKey[] | undefined> {
  if (bytes.length > MAX_KEY_SET) return undefined;
  const set = read(bytes);
  return Array.isArray(set) ? readKeys(set) : undefined;
}

/** The keys of a COSE key set that was read as CBOR. */
export async function readKeys(set: Value[]): Promise<TrustedKey[] | undefined> {
  const keys: TrustedKey[] = [];
  const ids = new Set<string>();
  for (const item of set) {
    const key = await readKey(labels(item) ?? []);
    if (!key || ids.has(key.id)) return undefined;
    ids.add(key.id);
    keys.push(key);
  }
  return keys;
}

async function readKey(members: [number, Value][]): Promise<TrustedKey | undefined> {
  const found = new Map(members);
  const known = [KTY, KID, ALG, KEY_OPS, CRV, X, Y, ISSUER, PURPOSE, NOT_BEFORE, NOT_AFTER, DISTRUSTED];
  if ([...found.keys()].some((label) => !known.includes(label))) return undefined;
  if (found.get(KTY) !== EC2 || found.get(CRV) !== P256 || found.get(ALG) !== ES256) return undefined;
  const [x, y, kid] = [found.get(X), found.get(Y), found.get(KID)];
  if (!(x instanceof Uint8Array && y instanceof Uint8Array && kid instanceof Uint8Array)) return undefined;
  const at = point(x, y);
  const [issuer, purpose, distrusted] = [
    found.get(ISSUER),
    found.get(PURPOSE),
    found.get(DISTRUSTED) ?? false,
  ];
  const [notBefore, notAfter] = [found.get(NOT_BEFORE), found.get(NOT_AFTER)];
  if (!at || !isOrganization(issuer) || typeof distrusted !== "boolean") return undefined;
  if (purpose !== "pass" && purpose !== "status" && purpose !== "wallet") return undefined;
  if (typeof notBefore !== "number" || typeof notAfter !== "number" || notBefore >= notAfter)
    return undefined;
  if (compare(kid, (await thumbprint(at)).subarray(0, KEY_ID)) !== 0) return undefined;
  return { id: hex(kid), point: at, issuer, purpose, notBefore, notAfter, distrusted };
}

/** Whether a COSE key has the members that a key needs, that it is given up among them when it is, and no others. */
export function isInOneForm(key: Value): boolean {
  const members = new Map(labels(key) ?? []);
  return members.size === (members.get(DISTRUSTED) === true ? 11 : 10) && !members.has(KEY_OPS);
}

/** The COSE key thumbprint with SHA-256 (RFC 9679): a key's id is its first eight bytes. */
export async function thumbprint(at: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", source(writePoint(at))));
}

/** A COSE key with no members but those that make it what it is. */
export function writePoint(at: Uint8Array): Uint8Array {
  const members = new Entries([
    [KTY, EC2],
    [CRV, P256],
    [X, at.subarray(1, 1 + COORDINATE)],
    [Y, at.subarray(1 + COORDINATE)],
  ]);
  return write(members);
}

/** Reads such a key; undefined for anything else. */
export function readPoint(bytes: Uint8Array): Uint8Array | undefined {
  const members = new Map(labels(read(bytes)) ?? []);
  const [x, y] = [members.get(X), members.get(Y)];
  if (members.size !== 4 || members.get(KTY) !== EC2 || members.get(CRV) !== P256) return undefined;
  return x instanceof Uint8Array && y instanceof Uint8Array ? point(x, y) : undefined;
}
