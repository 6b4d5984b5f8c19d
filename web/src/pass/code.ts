// The code of a pass, drawn here: an address as bytes and digits as numbers, the two segments of docs/PASS.md, at level M.

import qrcode from "qrcode-generator";
import { toDigits } from "../gate/pass/digits";

/** Modules around a code that stay white (ISO/IEC 18004, section 9.1). */
const QUIET = 4;

export interface Code {
  version: number;
  /** The side of the square, in modules, with what stays white. */
  size: number;
  /** The dark modules, as the path of an SVG. */
  path: string;
}

/** What the code of a token holds, in its two segments. */
export function segments(origin: string, token: Uint8Array): [address: string, digits: string] {
  return [`${origin}/v#`, toDigits(token)];
}

export function codeOf(origin: string, token: Uint8Array): Code {
  const [address, digits] = segments(origin, token);
  const code = qrcode(0, "M");
  code.addData(address, "Byte");
  code.addData(digits, "Numeric");
  code.make();
  const count = code.getModuleCount();
  return { version: (count - 17) / 4, size: count + 2 * QUIET, path: path(count, code.isDark.bind(code)) };
}

/** Row by row, what is dark in one stroke. */
function path(count: number, isDark: (row: number, column: number) => boolean): string {
  let drawn = "";
  for (let row = 0; row < count; row += 1) {
    for (let column = 0; column < count; column += 1) {
      if (!isDark(row, column)) continue;
      const from = column;
      while (column + 1 < count && isDark(row, column + 1)) column += 1;
      const width = column + 1 - from;
      drawn += `M${from + QUIET} ${row + QUIET}h${width}v1h-${width}z`;
    }
  }
  return drawn;
}
