// The code of a ticket, typed by hand when nothing can be scanned: 7 characters at random and one that shows a slip of the pen.
// What it is worth, the server says.

import { fetchBytes } from "./network";

/** Crockford's base32, without I, L, O and U. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH = 8;
const MAX_ANSWER = 16 * 1024;

const STATUSES = [
  "valid",
  "expiring",
  "expired",
  "not_yet_valid",
  "suspended",
  "revoked",
  "superseded",
] as const;
export type CodeStatus = (typeof STATUSES)[number];

/** What the server says of a ticket. Whose it is, it does not say. */
export interface CodeAnswer {
  /** `unknown`: no ticket has this code. */
  status: CodeStatus | "unknown";
  /** What kind of ticket it is; null when that would tell of somebody's health. */
  type: string | null;
  issuer: string | null;
  /** Its last day, as `YYYY-MM-DD`; null when it does not end. */
  expiresOn: string | null;
}

/** Reads what people type, in any case, with blanks or hyphens: the code; undefined when the last character does not fit. */
export function readCode(typed: string): string | undefined {
  const text = typed.toUpperCase().replace(/[ -]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  const digits = [...text].map((character) => ALPHABET.indexOf(character));
  if (digits.length !== LENGTH || digits.some((digit) => digit < 0)) return undefined;
  return check(digits.slice(0, -1)) === digits.at(-1) ? text : undefined;
}

/** The digits as the coefficients of a polynomial over GF(32), at a root of x⁵+x²+1. */
function check(digits: number[]): number {
  return digits.reduce((sum, digit) => {
    const doubled = (sum ^ digit) << 1;
    return doubled & 32 ? doubled ^ 0b10_0101 : doubled;
  }, 0);
}

/** Asks what a code is worth. */
export async function askCode(code: string): Promise<CodeAnswer | "limited" | "silent"> {
  const bytes = await fetchBytes(`/api/v1/verify/${code}`, "application/json", MAX_ANSWER);
  if (bytes === "missing") return { status: "unknown", type: null, issuer: null, expiresOn: null };
  return bytes instanceof Uint8Array ? (readAnswer(bytes) ?? "silent") : bytes;
}

function readAnswer(bytes: Uint8Array): CodeAnswer | undefined {
  let told: Record<string, unknown>;
  try {
    told = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
  const status = STATUSES.find((known) => known === told.status);
  const text = (value: unknown) => (typeof value === "string" ? value : null);
  return (
    status && { status, type: text(told.type), issuer: text(told.issuer), expiresOn: text(told.expires_on) }
  );
}
