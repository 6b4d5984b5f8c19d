// Points on P-256 (SEC 2, section 2.4.2). The platform's cryptography imports no compressed point, and not every platform looks
// whether a point is on the curve; so this is done here. Public keys only: nothing secret is computed with.

const P = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;

/** Bytes of a coordinate. */
export const COORDINATE = 32;

/** The point with these coordinates, big-endian, in uncompressed form; undefined when it is not on the curve. */
export function point(x: Uint8Array, y: Uint8Array): Uint8Array | undefined {
  if (x.length !== COORDINATE || y.length !== COORDINATE) return undefined;
  const [across, up] = [toNumber(x), toNumber(y)];
  if (across >= P || up >= P || mod(up * up) !== rightSide(across)) return undefined;
  return uncompressed(x, y);
}

/** The point with this x, big-endian, and an odd y or an even one; undefined when there is none on the curve. */
export function decompress(x: Uint8Array, odd: boolean): Uint8Array | undefined {
  if (x.length !== COORDINATE) return undefined;
  const across = toNumber(x);
  if (across >= P) return undefined;
  const square = rightSide(across);
  // P leaves 3 when divided by 4, so that this power is the root, if there is one.
  const root = power(square, (P + 1n) / 4n);
  if (mod(root * root) !== square) return undefined;
  const up = (root & 1n) === (odd ? 1n : 0n) ? root : P - root;
  return uncompressed(x, toBytes(up));
}

function rightSide(x: bigint): bigint {
  return mod(x * x * x - 3n * x + B);
}

function mod(value: bigint): bigint {
  const rest = value % P;
  return rest < 0n ? rest + P : rest;
}

function power(base: bigint, exponent: bigint): bigint {
  let [result, square] = [1n, base];
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % P;
    square = (square * square) % P;
  }
  return result;
}

function toNumber(bytes: Uint8Array): bigint {
  return bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

function toBytes(number: bigint): Uint8Array {
  const bytes = new Uint8Array(COORDINATE);
  let left = number;
  for (let at = COORDINATE - 1; at >= 0; at -= 1) {
    bytes[at] = Number(left & 255n);
    left >>= 8n;
  }
  return bytes;
}

function uncompressed(x: Uint8Array, y: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(1 + 2 * COORDINATE);
  bytes[0] = 4;
  bytes.set(x, 1);
  bytes.set(y, 1 + COORDINATE);
  return bytes;
}
