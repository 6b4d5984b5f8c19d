// What a pass says: the claims of a CBOR Web Token (RFC 8392), those that are on a list and no others. A government id, a birth
// date or a medical detail has no claim that it could stand in.

import { Entries, labels, read, type Value } from "./cbor";
import { hex } from "./cose";
import { decompress } from "./curve";

/** The longest that a pass lives, in seconds: seven days. */
export const MAX_LIFETIME = 7 * 24 * 60 * 60;
/** The most bytes of a status list's address. */
export const MAX_URI = 160;
/** One more than the largest index in a status list. */
export const MAX_INDEX = 1 << 24;

const MAX_TICKETS = 32;
const MAX_ROLES = 16;
const ROLE_MARK = 8;
const MAX_NAME = 80;
const ID = 16;
const PHOTO_DIGEST = 16;
/** The end of the year 9999. */
const MAX_MOMENT = 253_402_300_799;
const MAX_DAY = 100_000;

// RFC 8392, section 4; RFC 8747, section 3.1; draft-ietf-oauth-status-list, section 6.2; and private claims, below -65536.
const ISS = 1;
const EXP = 4;
const NBF = 5;
const IAT = 6;
const CTI = 7;
const CNF = 8;
const STATUS = 65_535;
const NAME = -70_001;
const PHOTO = -70_002;
const TICKETS = -70_003;
const ROLES = -70_004;
/** The member of `cnf` that holds a COSE key. */
const COSE_KEY = 1;

/** What a pass says. Times are in seconds since 1970, UTC; days are counted from 1970-01-01. */
export interface Claims {
  /** The organization that vouches. */
  issuer: string;
  /** The pass: what replays go by, since an ECDSA signature has two forms. */
  id: Uint8Array;
  issuedAt: number;
  notBefore: number | undefined;
  expiresAt: number;
  /** The key in the worker's phone, uncompressed; a pass without one can be copied. */
  deviceKey: Uint8Array | undefined;
  statusUri: string;
  statusIndex: number;
  name: string | undefined;
  photo: Uint8Array | undefined;
  tickets: TicketClaim[];
  /** The marks of the roles that he has, in hexadecimal; undefined when the pass does not say. */
  roles: string[] | undefined;
}

export interface TicketClaim {
  code: string;
  /** The last day on which it is good; null when it does not end. */
  validUntil: number | null;
  statusIndex: number;
}

/** Whether a text is an organization's id. */
export function isOrganization(value: unknown): value is string {
  return isId(value, "org");
}

/** Whether a text is an id of this kind: `org_` or another prefix, and a UUID in lower-case Crockford base32. */
export function isId(value: unknown, kind: string): value is string {
  return (
    typeof value === "string" &&
    value.startsWith(`${kind}_`) &&
    /^[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(value.slice(kind.length + 1))
  );
}

/** Whether a text is the code of a type of tickets. */
export function isTypeCode(value: unknown): value is string {
  return typeof value === "string" && /^[A-Za-z0-9\-_.#]{1,16}$/.test(value);
}

/** The claims in a payload; undefined when there is one that is not known here, one is missing, or one is not sound. */
export function readClaims(bytes: Uint8Array): Claims | undefined {
  const entries = labels(read(bytes));
  if (!entries) return undefined;
  const found: Partial<Claims> = {};
  for (const [label, value] of entries) {
    if (!takeClaim(found, label, value)) return undefined;
  }
  const { issuer, id, issuedAt, expiresAt, statusUri, statusIndex, tickets } = found;
  if (issuer === undefined || id === undefined || issuedAt === undefined || expiresAt === undefined)
    return undefined;
  if (statusUri === undefined || statusIndex === undefined || tickets === undefined) return undefined;
  const { notBefore, deviceKey, name, photo, roles } = found;
  const claims: Claims = {
    issuer,
    id,
    issuedAt,
    notBefore,
    expiresAt,
    deviceKey,
    statusUri,
    statusIndex,
    name,
    photo,
    tickets,
    roles,
  };
  return areSound(claims) ? claims : undefined;
}

/** False when it is not a claim of a pass, or not of its form. */
function takeClaim(found: Partial<Claims>, label: number, value: Value): boolean {
  switch (label) {
    case ISS:
      if (!isOrganization(value)) return false;
      found.issuer = value;
      return true;
    case EXP:
      return typeof value === "number" && set(found, "expiresAt", value);
    case NBF:
      return typeof value === "number" && set(found, "notBefore", value);
    case IAT:
      return typeof value === "number" && set(found, "issuedAt", value);
    case CTI:
      return isBytes(value, ID) && set(found, "id", value);
    case CNF:
      return set(found, "deviceKey", readDeviceKey(value));
    case STATUS: {
      const status = readStatus(value);
      return set(found, "statusIndex", status?.[0]) && set(found, "statusUri", status?.[1]);
    }
    case NAME:
      return typeof value === "string" && set(found, "name", value);
    case PHOTO:
      return isBytes(value, PHOTO_DIGEST) && set(found, "photo", value);
    case TICKETS:
      return set(found, "tickets", readTickets(value));
    case ROLES:
      return set(found, "roles", readRoles(value));
    default:
      return false;
  }
}

function set<K extends keyof Claims>(found: Partial<Claims>, key: K, value: Claims[K] | undefined): boolean {
  if (value === undefined) return false;
  found[key] = value;
  return true;
}

function isBytes(value: Value, length: number): value is Uint8Array {
  return value instanceof Uint8Array && value.length === length;
}

function areSound(claims: Claims): boolean {
  const lifetime = claims.expiresAt - claims.issuedAt;
  const inTime = (moment: number) => moment >= 0 && moment <= MAX_MOMENT;
  const { notBefore, name } = claims;
  return (
    lifetime >= 1 &&
    lifetime <= MAX_LIFETIME &&
    inTime(claims.issuedAt) &&
    inTime(claims.expiresAt) &&
    (notBefore === undefined || (inTime(notBefore) && notBefore < claims.expiresAt)) &&
    claims.statusUri.startsWith("https://") &&
    new TextEncoder().encode(claims.statusUri).length <= MAX_URI &&
    isIndex(claims.statusIndex) &&
    (name === undefined || isName(name)) &&
    claims.tickets.length <= MAX_TICKETS
  );
}

function isIndex(value: Value | undefined): value is number {
  return typeof value === "number" && value >= 0 && value < MAX_INDEX;
}

/** What is shown beside a verdict must not be able to look like one: no line breaks, no control or formatting characters. */
function isName(name: string): boolean {
  const length = [...name].length;
  return length >= 1 && length <= MAX_NAME && isShown(name);
}

/** Whether nothing in a text controls or formats. */
export function isShown(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return !/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u.test(text);
}

function readTickets(value: Value): TicketClaim[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const tickets: TicketClaim[] = [];
  for (const item of value) {
    if (!Array.isArray(item) || item.length !== 3) return undefined;
    const [code, validUntil, statusIndex] = item;
    if (!isTypeCode(code)) return undefined;
    if (!isDay(validUntil) || !isIndex(statusIndex)) return undefined;
    tickets.push({ code, validUntil, statusIndex });
  }
  return tickets;
}

/** In the order of their bytes, none twice. */
function readRoles(value: Value): string[] | undefined {
  if (!Array.isArray(value) || value.length > MAX_ROLES) return undefined;
  const marks: string[] = [];
  for (const mark of value) {
    if (!isBytes(mark, ROLE_MARK)) return undefined;
    marks.push(hex(mark));
  }
  // Hexadecimal digits are in the order of their bytes.
  return marks.every((mark, at) => at === 0 || (marks[at - 1] as string) < mark) ? marks : undefined;
}

function isDay(value: Value | undefined): value is number | null {
  return value === null || (typeof value === "number" && value >= 0 && value <= MAX_DAY);
}

/** The one member of a map with text keys, when `key` is its name. */
function only(value: Value, key: string): Value | undefined {
  if (!(value instanceof Entries) || value.list.length !== 1) return undefined;
  const [name, inner] = value.list[0] as [Value, Value];
  return name === key ? inner : undefined;
}

function readStatus(value: Value): [index: number, uri: string] | undefined {
  const entries = only(value, "status_list");
  if (!(entries instanceof Entries) || entries.list.length !== 2) return undefined;
  // In the order of deterministic CBOR.
  const [[idx, index], [uri, address]] = entries.list as [[Value, Value], [Value, Value]];
  if (idx !== "idx" || uri !== "uri" || typeof index !== "number" || typeof address !== "string")
    return undefined;
  return [index, address];
}

/** From `cnf`: a COSE key, compressed (RFC 8747, section 3.2), with just the members that make it. */
function readDeviceKey(value: Value): Uint8Array | undefined {
  const [entry, ...more] = labels(value) ?? [];
  if (entry?.[0] !== COSE_KEY || more.length > 0) return undefined;
  const members = labels(entry[1]);
  if (members?.length !== 4) return undefined;
  // In the order of deterministic CBOR.
  const [kty, crv, x, sign] = members as [[number, Value], [number, Value], [number, Value], [number, Value]];
  if (kty[0] !== 1 || kty[1] !== 2 || crv[0] !== -1 || crv[1] !== 1) return undefined;
  if (x[0] !== -2 || !(x[1] instanceof Uint8Array)) return undefined;
  return sign[0] === -3 && typeof sign[1] === "boolean" ? decompress(x[1], sign[1]) : undefined;
}
