// The number with which a scanner asks a phone to answer (docs/PASS.md, “A scanner's number”): the phone signs over what comes from
// it, so that the answer is made now, and for that scanner.

import { source } from "./cose";

/** For how many seconds a number is good. */
export const CHALLENGE_SECONDS = 60;

const LABEL = "credenza/gate-number/v1";
const DIGITS = 6;
const NONCE = 8;

/** A number that nobody guesses, as digits. */
export function newNumber(): string {
  const all = 10 ** DIGITS;
  const drawn = new Uint32Array(1);
  // The last of them would make small numbers likelier.
  do crypto.getRandomValues(drawn);
  while ((drawn[0] as number) >= 2 ** 32 - (2 ** 32 % all));
  return String((drawn[0] as number) % all).padStart(DIGITS, "0");
}

/** The digits of what somebody typed; undefined for anything but a number. */
export function readNumber(typed: string): string | undefined {
  const digits = typed.replace(/[\s-]/g, "");
  return /^[0-9]{6}$/.test(digits) ? digits : undefined;
}

/** As people read it out: in two groups. */
export function spoken(number: string): string {
  return `${number.slice(0, DIGITS / 2)} ${number.slice(DIGITS / 2)}`;
}

/** What a phone signs over that answers this number. */
export async function nonceOf(number: string): Promise<Uint8Array> {
  const text = new TextEncoder().encode(LABEL + number);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", source(text))).slice(0, NONCE);
}
