// A token as decimal digits, for the numeric segment of a QR code, and the address that carries it.
//
// As FIDO's hybrid transport writes it (CTAP 2.2, section 11.5.1): seven bytes at a time, little-endian, as seventeen digits; what
// is left, as the fewest digits that hold it. A token has one such text, and a text at most one token.

/** The most bytes of a token. */
export const MAX_TOKEN = 2048;

/** What stands before the digits. */
const MARK = "/v#";
/** Digits of a group of so many bytes. */
const DIGITS = [0, 3, 5, 8, 10, 13, 15, 17];
const GROUP = 7;
const GROUP_DIGITS = 17;

/** The most bytes of a text that are looked at: those of the largest token, and a long address. */
export const MAX_TEXT = 512 + Math.floor((GROUP_DIGITS * MAX_TOKEN) / GROUP) + GROUP_DIGITS;

/** The token in a text of a QR code, or in digits alone; undefined when there is none. */
export function fromText(whole: string): Uint8Array | undefined {
  // No character takes less than a byte.
  if (whole.length > MAX_TEXT || new TextEncoder().encode(whole).length > MAX_TEXT) return undefined;
  const text = whole.replace(/^[ \t\n\f\r]+|[ \t\n\f\r]+$/g, "");
  const mark = text.lastIndexOf(MARK);
  if (mark < 0) return fromDigits(text);
  return text.startsWith("https://") ? fromDigits(text.slice(mark + MARK.length)) : undefined;
}

function fromDigits(text: string): Uint8Array | undefined {
  if (!/^[0-9]+$/.test(text)) return undefined;
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += GROUP_DIGITS) {
    const group = text.slice(at, at + GROUP_DIGITS);
    const length = DIGITS.indexOf(group.length);
    if (length < 0) return undefined;
    let value = BigInt(group);
    for (let byte = 0; byte < length; byte += 1) {
      bytes.push(Number(value & 255n));
      value >>= 8n;
    }
    if (value !== 0n) return undefined;
  }
  return Uint8Array.from(bytes);
}

/** A token as digits. */
export function toDigits(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += GROUP) {
    const group = bytes.subarray(at, at + GROUP);
    const value = group.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
    text += value.toString().padStart(DIGITS[group.length] as number, "0");
  }
  return text;
}
