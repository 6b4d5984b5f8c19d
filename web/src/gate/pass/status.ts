// Status lists (draft-ietf-oauth-status-list): two bits a ticket, in a signed CBOR Web Token.

import { Entries, labels, read, type Value } from "./cbor";
import { isOrganization, MAX_INDEX, MAX_URI } from "./claims";
import { isSignedBy, readSign1, source } from "./cose";
import type { Trust } from "./keys";

/** The most bytes of a signed status list that are read. */
export const MAX_STATUS_LIST = 4 * 1024 * 1024;
/** For how long a list is fresh, in seconds. */
export const TTL = 900;
/** For how long a list tells anything at all, in seconds. */
export const LIFETIME = 24 * 60 * 60;

const TYP = "application/statuslist+cwt";
/** Bits of an entry, and how many of them a byte holds. */
const BITS = 2;
const PER_BYTE = 4;

// RFC 8392, section 4; draft-ietf-oauth-status-list, section 5.2.
const ISS = 1;
const SUB = 2;
const EXP = 4;
const IAT = 6;
const STATUS_LIST = 65_533;
const TTL_CLAIM = 65_534;

/** What a list tells of one pass or ticket (section 7 of the draft). The last is never given: nothing that is shown as good. */
export type Status = "valid" | "invalid" | "suspended" | "reserved";
const STATUSES: Status[] = ["valid", "invalid", "suspended", "reserved"];

/** A list, and what is said of it. Times are in seconds since 1970, UTC. */
export interface StatusList {
  issuer: string;
  /** Where it is published: a pass names it by this. */
  uri: string;
  issuedAt: number;
  /** From when on it tells nothing. */
  expiresAt: number;
  /** For how long it is fresh, in seconds. */
  ttl: number;
  entries: Uint8Array;
}

/** Why a status list is not believed. */
export type StatusError = "malformed" | "unknown_key" | "distrusted" | "forged";

/** An entry of a list; undefined beyond its end. They fill a byte from its lowest bits on. */
export function statusAt(list: StatusList, index: number): Status | undefined {
  const byte = list.entries[Math.floor(index / PER_BYTE)];
  return byte === undefined ? undefined : STATUSES[(byte >> ((index % PER_BYTE) * BITS)) & 3];
}

/** Reads a signed list and holds it against the keys that are trusted. Whether it is still good is asked later. */
export async function readStatusList(bytes: Uint8Array, trust: Trust): Promise<StatusList | StatusError> {
  const signed = bytes.length <= MAX_STATUS_LIST ? readSign1(bytes) : undefined;
  if (signed?.typ !== TYP || signed.kid === undefined) return "malformed";
  const key = trust.key(signed.kid, "status");
  if (!key) return "unknown_key";
  if (key.distrusted) return "distrusted";
  // Nothing is unpacked before its maker is known.
  if (!(await isSignedBy(signed, key.point))) return "forged";
  const list = await fromClaims(signed.payload);
  if (!list) return "malformed";
  const inUse = list.issuedAt >= key.notBefore && list.issuedAt < key.notAfter;
  return list.issuer === key.issuer && inUse ? list : "forged";
}

async function fromClaims(payload: Uint8Array): Promise<StatusList | undefined> {
  const claims = new Map(labels(read(payload)) ?? []);
  const known = [ISS, SUB, EXP, IAT, STATUS_LIST, TTL_CLAIM];
  if (claims.size !== known.length || known.some((label) => !claims.has(label))) return undefined;
  const [issuer, uri, ttl] = [claims.get(ISS), claims.get(SUB), claims.get(TTL_CLAIM)];
  const [issuedAt, expiresAt] = [claims.get(IAT), claims.get(EXP)];
  if (!isOrganization(issuer) || typeof uri !== "string") return undefined;
  if (new TextEncoder().encode(uri).length > MAX_URI) return undefined;
  if (typeof ttl !== "number" || ttl < 1 || ttl > LIFETIME) return undefined;
  if (typeof issuedAt !== "number" || typeof expiresAt !== "number") return undefined;
  const lifetime = expiresAt - issuedAt;
  if (lifetime < 1 || lifetime > LIFETIME) return undefined;
  const entries = await unpack(claims.get(STATUS_LIST));
  return entries && { issuer, uri, issuedAt, expiresAt, ttl, entries };
}

async function unpack(value: Value | undefined): Promise<Uint8Array | undefined> {
  if (!(value instanceof Entries) || value.list.length !== 2) return undefined;
  // In the order of deterministic CBOR: the shorter key first.
  const [[lst, packed], [bits, width]] = value.list as [[Value, Value], [Value, Value]];
  if (bits !== "bits" || lst !== "lst" || width !== BITS || !(packed instanceof Uint8Array)) return undefined;
  return inflate(packed, MAX_INDEX / PER_BYTE);
}

/** ZLIB (RFC 1950), unpacked; undefined when it is damaged, or more than `most` bytes would come out. */
async function inflate(packed: Uint8Array, most: number): Promise<Uint8Array | undefined> {
  const stream = new Blob([source(packed)]).stream().pipeThrough(new DecompressionStream("deflate"));
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      length += next.value.length;
      if (length > most) {
        await reader.cancel();
        return undefined;
      }
      chunks.push(next.value);
    }
  } catch {
    return undefined;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
