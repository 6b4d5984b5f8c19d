// Trust packs: the organizations and keys that a verifier trusts, signed offline by a root that it knows.
//
// A key set comes from the server that publishes it, and whoever has that server can add a key. A pack does not: its root's private
// half never is on a server. It names the organizations, tells which keys were given up, and has a number, so that nobody brings
// back the one from before.

import { Entries, labels, read, type Value } from "./cbor";
import { isOrganization, isShown } from "./claims";
import { hex, isSignedBy, readSign1 } from "./cose";
import { isInOneForm, readKeys, readPoint, type TrustedKey, thumbprint } from "./keys";

/** The most bytes of a trust pack that are read: some thousand organizations. */
export const MAX_TRUST_PACK = 1024 * 1024;
/** The longest that a pack is good, in seconds: 366 days. */
const MAX_PACK_LIFETIME = 366 * 24 * 60 * 60;
/** The most characters of an organization's name. */
const MAX_ORGANIZATION = 200;
const MAX_SEQUENCE = 2 ** 32 - 1;
/** The end of the year 9999. */
const MAX_MOMENT = 253_402_300_799;

const TYP = "application/credenza-trust+cwt";

// RFC 8392, section 4, and private claims, below -65536.
const EXP = 4;
const IAT = 6;
const SEQUENCE = -70_020;
const ORGANIZATIONS = -70_021;
const KEYS = -70_022;

/** The organizations and keys that a root vouches for. Times are in seconds since 1970, UTC. */
export interface TrustPack {
  /** Each pack of a root has a higher one than the pack before. */
  sequence: number;
  issuedAt: number;
  /** From when on nothing is good by it any more. */
  expiresAt: number;
  /** The organizations' names, by their ids. */
  names: Map<string, string>;
  keys: TrustedKey[];
}

/** Why a trust pack is not believed. */
export type PackError = "malformed" | "other_root" | "forged" | "older";

/** A root's public half, and what people compare. */
export interface Root {
  /** Uncompressed, and on the curve. */
  point: Uint8Array;
  /** The first sixteen bytes of its thumbprint, in hexadecimal; the first eight are the id that packs name. */
  fingerprint: string;
}

/** Reads a root: a COSE key with no members but those that make it what it is. */
export async function readRoot(bytes: Uint8Array): Promise<Root | undefined> {
  const point = readPoint(bytes);
  return point && { point, fingerprint: hex((await thumbprint(point)).subarray(0, 16)) };
}

/**
 * Reads a signed pack and holds it against the root that is trusted, and the highest number that was seen, which is 0 where none was.
 * Whether it is still good is asked later.
 */
export async function readTrustPack(
  bytes: Uint8Array,
  root: Root,
  newest: number,
): Promise<TrustPack | PackError> {
  const signed = bytes.length <= MAX_TRUST_PACK ? readSign1(bytes) : undefined;
  if (signed?.typ !== TYP) return "malformed";
  if (signed.kid !== root.fingerprint.slice(0, 16)) return "other_root";
  if (!(await isSignedBy(signed, root.point))) return "forged";
  const pack = await fromClaims(signed.payload);
  if (!pack) return "malformed";
  return pack.sequence < newest ? "older" : pack;
}

async function fromClaims(payload: Uint8Array): Promise<TrustPack | undefined> {
  const claims = new Map(labels(read(payload)) ?? []);
  const known = [EXP, IAT, SEQUENCE, ORGANIZATIONS, KEYS];
  if (claims.size !== known.length || known.some((label) => !claims.has(label))) return undefined;
  const [sequence, issuedAt, expiresAt] = [claims.get(SEQUENCE), claims.get(IAT), claims.get(EXP)];
  if (typeof sequence !== "number" || sequence < 1 || sequence > MAX_SEQUENCE) return undefined;
  if (typeof issuedAt !== "number" || typeof expiresAt !== "number") return undefined;
  const lifetime = expiresAt - issuedAt;
  if (issuedAt < 0 || expiresAt > MAX_MOMENT || lifetime < 1 || lifetime > MAX_PACK_LIFETIME)
    return undefined;
  const names = readNames(claims.get(ORGANIZATIONS));
  const keys = await keysInOneForm(claims.get(KEYS));
  if (!names || !keys) return undefined;
  const issuers = new Set(keys.map(({ issuer }) => issuer));
  const all = issuers.size === names.size && [...issuers].every((issuer) => names.has(issuer));
  return all ? { sequence, issuedAt, expiresAt, names, keys } : undefined;
}

function readNames(value: Value | undefined): Map<string, string> | undefined {
  if (!(value instanceof Entries)) return undefined;
  const names = new Map<string, string>();
  for (const [org, name] of value.list) {
    if (!isOrganization(org) || typeof name !== "string" || !isShown(name)) return undefined;
    const length = [...name].length;
    if (length < 1 || length > MAX_ORGANIZATION) return undefined;
    names.set(org, name);
  }
  return names;
}

/** Keys in the order of their ids, with no member more than they need. */
export async function keysInOneForm(value: Value | undefined): Promise<TrustedKey[] | undefined> {
  if (!Array.isArray(value) || !value.every(isInOneForm)) return undefined;
  const keys = await readKeys(value);
  const ordered = keys?.every(({ id }, at) => at === 0 || (keys[at - 1] as TrustedKey).id < id);
  return ordered ? keys : undefined;
}
