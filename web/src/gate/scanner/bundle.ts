// A site's bundle: what its scanner carries to decide without signal (docs/GATE.md, “The bundle”).

import { Entries, labels, read, type Value } from "../pass/cbor";
import { isId, isOrganization, isTypeCode } from "../pass/claims";
import { hex } from "../pass/cose";
import { keysInOneForm } from "../pass/pack";
import type { Requirement } from "./decide";
import { type Duties, isLabel, readDuties } from "./duty";

/** The most bytes of a bundle that are read. */
export const MAX_BUNDLE = 8 * 1024 * 1024;

const VERSION = 1;
/** Those that are always there; and three more, each of which may be. */
const ALWAYS = 13;
const PHOTOS = 14;
const TASKS = 15;
const ROLES = 16;
const MAX_LISTS = 64;
const MAX_TYPES = 2000;
const MAX_GROUPS = 50;
const MAX_AGE = 24 * 60 * 60;
const MAX_PHOTOS = 2000;
const PHOTO_NAME = 16;
/** The end of the year 9999. */
const MAX_MOMENT = 253_402_300_799;

export interface Bundle {
  /** By the server's clock, in seconds since 1970. */
  madeAt: number;
  organization: { id: string; name: string };
  site: { id: string; name: string };
  /** Of the site's days: a name of the IANA database. */
  zone: string;
  /** The organization's COSE key set. Nobody vouches for it but who brings it. */
  keys: Value[];
  pack: Uint8Array | undefined;
  /** Signed status lists that nobody has looked at yet. */
  lists: Uint8Array[];
  /** Names of types of tickets, by their codes. */
  names: Map<string, string>;
  requirement: Requirement;
  /** The most that the status may be old here, in seconds. */
  maxAge: number | undefined;
  /** The names of the photos that its scanners carry, in hexadecimal; undefined where they carry none. */
  photos: string[] | undefined;
  /** The organization's tasks; undefined where it has none. */
  tasks: Duties | undefined;
  /** Its roles, likewise. */
  roles: Duties | undefined;
}

/** Undefined for what is not of this form, or of a newer one. */
export async function readBundle(bytes: Uint8Array): Promise<Bundle | undefined> {
  const entries = labels(bytes.length <= MAX_BUNDLE ? read(bytes) : undefined) ?? [];
  const members = new Map(entries);
  const always = Array.from({ length: ALWAYS }, (_, at) => members.get(at + 1));
  const isWhole = always.every((value) => value !== undefined);
  if (!isWhole || always[0] !== VERSION || entries.some(([label]) => label > ROLES)) return undefined;
  const bundle = fromValues(always.slice(1) as Value[], members.get(PHOTOS), [
    members.get(TASKS),
    members.get(ROLES),
  ]);
  return bundle && (await areKeysOf(bundle)) ? bundle : undefined;
}

async function areKeysOf({ organization, keys }: Bundle): Promise<boolean> {
  const read = await keysInOneForm(keys);
  return read?.every(({ issuer }) => issuer === organization.id) === true;
}

function fromValues(
  values: Value[],
  faces: Value | undefined,
  work: (Value | undefined)[],
): Bundle | undefined {
  const [madeAt, org, orgName, site, siteName, zone, keys, pack, lists, names, requirement, maxAge] = values;
  const isTime = typeof madeAt === "number" && madeAt >= 0 && madeAt <= MAX_MOMENT;
  if (!isTime || !isOrganization(org) || !isLabel(orgName)) return undefined;
  if (!isId(site, "sit") || !isLabel(siteName) || !isZone(zone)) return undefined;
  if (!Array.isArray(keys) || !(pack === null || pack instanceof Uint8Array)) return undefined;
  if (!Array.isArray(lists) || lists.length > MAX_LISTS || !lists.every((list) => list instanceof Uint8Array))
    return undefined;
  const known = readNames(names);
  const groups = readRequirement(requirement);
  const isAge = typeof maxAge === "number" && maxAge >= 1 && maxAge <= MAX_AGE;
  if (!known || !groups || !(maxAge === null || isAge)) return undefined;
  const photos = faces === undefined ? [] : readPhotos(faces);
  const duties = work.map((one) => (one === undefined ? undefined : readDuties(one)));
  const isRead = work.every((one, at) => one === undefined || duties[at] !== undefined);
  if (!photos || !isRead) return undefined;
  const [tasks, roles] = duties;
  return {
    madeAt,
    organization: { id: org, name: orgName },
    site: { id: site, name: siteName },
    zone,
    keys,
    pack: pack ?? undefined,
    lists: lists as Uint8Array[],
    names: known,
    requirement: groups,
    maxAge: maxAge ?? undefined,
    photos: faces === undefined ? undefined : photos,
    tasks,
    roles,
  };
}

/** Whether it can be a name of the IANA database. */
function isZone(value: Value | undefined): value is string {
  return typeof value === "string" && /^[A-Za-z0-9_+\-/]{1,64}$/.test(value);
}

function readNames(value: Value | undefined): Map<string, string> | undefined {
  if (!(value instanceof Entries) || value.list.length > MAX_TYPES) return undefined;
  const names = new Map<string, string>();
  for (const [code, name] of value.list) {
    if (!isTypeCode(code) || !isLabel(name)) return undefined;
    names.set(code, name);
  }
  return names;
}

function readRequirement(value: Value | undefined): Requirement | undefined {
  if (!Array.isArray(value) || value.length > MAX_GROUPS) return undefined;
  const groups: Requirement = [];
  for (const group of value) {
    if (!Array.isArray(group) || group.length < 1 || group.length > MAX_GROUPS || !group.every(isTypeCode))
      return undefined;
    groups.push(group);
  }
  return groups;
}

function readPhotos(value: Value): string[] | undefined {
  if (!Array.isArray(value) || value.length > MAX_PHOTOS) return undefined;
  const names: string[] = [];
  for (const name of value) {
    if (!(name instanceof Uint8Array) || name.length !== PHOTO_NAME) return undefined;
    names.push(hex(name));
  }
  // Hexadecimal digits are in the order of their bytes.
  return names.every((name, at) => at === 0 || (names[at - 1] as string) < name) ? names : undefined;
}

/** The day that it is in a zone at `now`, counted from 1970-01-01; where the phone is, when it does not know the zone. */
export function dayAt(zone: string, now: number): number {
  const offset = eastOfUtc(zone, now) ?? -60 * new Date(now * 1000).getTimezoneOffset();
  return Math.floor((now + offset) / 86_400);
}

/** By how many seconds a zone is east of UTC at `now`; undefined when this phone does not know the zone. */
export function eastOfUtc(zone: string, now: number): number | undefined {
  try {
    const parts = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    }).formatToParts(new Date(now * 1000));
    const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
    const day = [part("year"), part("month") - 1, part("day")] as const;
    return Date.UTC(...day, part("hour"), part("minute"), part("second")) / 1000 - now;
  } catch {
    return undefined;
  }
}
