// Roles and tasks of work, as a bundle carries them: what they are called, and which tickets they ask for (docs/GATE.md, “The bundle”).

import type { Value } from "../pass/cbor";
import { isId, isShown, isTypeCode } from "../pass/claims";

const MAX_NAME = 200;
const MAX_HERE = 500;
const MAX_TOTAL = 1_000_000;
const MAX_CODES = 50;

export interface Duty {
  id: string;
  name: string;
  /** The types of tickets that it asks for: all of them. */
  codes: string[];
}

export interface Duties {
  /** How many the organization has. */
  total: number;
  /** Those for which the bundle had room. */
  here: Duty[];
}

/** What people call something: shown beside a decision, it must not be able to look like one. */
export function isLabel(value: Value | undefined): value is string {
  if (typeof value !== "string" || !isShown(value)) return false;
  const length = [...value].length;
  return length >= 1 && length <= MAX_NAME;
}

export function readDuties(value: Value): Duties | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [total, rows] = value;
  if (typeof total !== "number" || total < 1 || total > MAX_TOTAL || !Array.isArray(rows)) return undefined;
  // None is left out where there is room for it.
  if (rows.length !== Math.min(total, MAX_HERE)) return undefined;
  const here: Duty[] = [];
  for (const row of rows) {
    const duty = readDuty(row);
    const before = here.at(-1);
    if (!duty || (before && before.id >= duty.id)) return undefined;
    here.push(duty);
  }
  return { total, here };
}

const DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";

/** What a pass has for a role: the last 8 bytes of its id, in hexadecimal. */
export function markOf(id: string): string {
  let value = 0n;
  for (const digit of id.slice(id.indexOf("_") + 1)) value = (value << 5n) | BigInt(DIGITS.indexOf(digit));
  return BigInt.asUintN(64, value).toString(16).padStart(16, "0");
}

function readDuty(row: Value): Duty | undefined {
  if (!Array.isArray(row) || row.length !== 3) return undefined;
  const [id, name, codes] = row;
  const isKnown = isId(id, "dty") && isLabel(name) && Array.isArray(codes) && codes.length <= MAX_CODES;
  return isKnown && codes.every(isTypeCode) ? { id, name, codes } : undefined;
}
