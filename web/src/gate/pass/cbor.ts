// Deterministic CBOR (RFC 8949, section 4.2.1): shortest arguments, definite lengths, map keys in the order of their bytes and
// each of them once. A token has one byte form, so that nothing can be smuggled in another. What docs/PASS.md has no use for,
// floating point among it, is refused.

/** How deep CBOR may nest; a pass needs four. */
const MAX_DEPTH = 8;

export class Tag {
  constructor(
    readonly number: number,
    readonly value: Value,
  ) {}
}

export type Entry = [key: Value, value: Value];

export class Entries {
  constructor(readonly list: Entry[]) {}
}

/** A `bigint` stands for an integer that does not fit 64 bits with a sign, which nothing here may be. */
export type Value = number | bigint | string | boolean | null | Uint8Array | Value[] | Entries | Tag;

class Malformed extends Error {}

/** The value in `bytes`, all of them; undefined when they are not one value in its deterministic form. */
export function read(bytes: Uint8Array): Value | undefined {
  try {
    const reader = new Reader(bytes);
    const value = reader.value(MAX_DEPTH);
    return reader.isAtEnd() ? value : undefined;
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

class Reader {
  #at = 0;
  readonly #view: DataView;

  constructor(readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  isAtEnd(): boolean {
    return this.#at === this.bytes.length;
  }

  value(depth: number): Value {
    const first = this.#take(1)[0] as number;
    const major = first >> 5;
    if (major === 7) return simple(first);
    const argument = this.#argument(first & 31);
    if (major === 0) return integerOf(argument);
    if (major === 1) return integerOf(-1n - argument);
    if (major === 2) return this.#take(length(argument));
    if (major === 3) return text(this.#take(length(argument)));
    if (depth === 0) throw new Malformed();
    if (major === 4) return this.#array(length(argument), depth - 1);
    if (major === 5) return this.#map(length(argument), depth - 1);
    return new Tag(Number(argument), this.value(depth - 1));
  }

  /** Never longer than it must be. */
  #argument(code: number): bigint {
    if (code < 24) return BigInt(code);
    const width = { 24: 1, 25: 2, 26: 4, 27: 8 }[code];
    if (width === undefined) throw new Malformed();
    const at = this.#at;
    this.#take(width);
    if (width === 1) return atLeast(24n, BigInt(this.#view.getUint8(at)));
    if (width === 2) return atLeast(1n << 8n, BigInt(this.#view.getUint16(at)));
    if (width === 4) return atLeast(1n << 16n, BigInt(this.#view.getUint32(at)));
    return atLeast(1n << 32n, this.#view.getBigUint64(at));
  }

  /** Every item takes a byte or more: a count that was made up ends with the bytes. */
  #array(count: number, depth: number): Value[] {
    const items: Value[] = [];
    for (let item = 0; item < count; item += 1) items.push(this.value(depth));
    return items;
  }

  #map(count: number, depth: number): Entries {
    const entries: Entry[] = [];
    let before: Uint8Array | undefined;
    for (let entry = 0; entry < count; entry += 1) {
      const start = this.#at;
      const key = this.value(depth);
      const written = this.bytes.subarray(start, this.#at);
      if (before && compare(before, written) >= 0) throw new Malformed();
      before = written;
      entries.push([key, this.value(depth)]);
    }
    return new Entries(entries);
  }

  #take(count: number): Uint8Array {
    const end = this.#at + count;
    if (end > this.bytes.length) throw new Malformed();
    const taken = this.bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}

function simple(first: number): Value {
  if (first === 0xf4) return false;
  if (first === 0xf5) return true;
  if (first === 0xf6) return null;
  throw new Malformed();
}

function integerOf(value: bigint): number | bigint {
  return BigInt.asIntN(64, value) === value ? Number(value) : value;
}

function atLeast(least: bigint, argument: bigint): bigint {
  if (argument < least) throw new Malformed();
  return argument;
}

function length(argument: bigint): number {
  return Number(argument);
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function text(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Malformed();
  }
}

/** The order of bytes. */
export function compare(one: Uint8Array, other: Uint8Array): number {
  const shared = Math.min(one.length, other.length);
  for (let at = 0; at < shared; at += 1) {
    const difference = (one[at] as number) - (other[at] as number);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}

/** The entries of a map whose keys are all integers. Beyond 2^53 they are near enough: none is known there. */
export function labels(value: Value | undefined): [label: number, value: Value][] | undefined {
  if (!(value instanceof Entries)) return undefined;
  const list: [number, Value][] = [];
  for (const [key, item] of value.list) {
    if (typeof key !== "number") return undefined;
    list.push([key, item]);
  }
  return list;
}

/** What is signed, hashed and shown, written: arrays, tags, and maps whose entries are in order. */
export function write(value: Value): Uint8Array {
  const out: number[] = [];
  put(value, out);
  return Uint8Array.from(out);
}

function put(value: Value, out: number[]): void {
  if (Number.isSafeInteger(value)) {
    const integer = value as number;
    if (integer >= 0) head(0, integer, out);
    else head(1, -1 - integer, out);
  } else if (value === null || typeof value === "boolean") {
    out.push(value === null ? 0xf6 : value ? 0xf5 : 0xf4);
  } else if (value instanceof Uint8Array) {
    head(2, value.length, out);
    for (const byte of value) out.push(byte);
  } else if (typeof value === "string") {
    const bytes = new TextEncoder().encode(value);
    head(3, bytes.length, out);
    for (const byte of bytes) out.push(byte);
  } else if (Array.isArray(value)) {
    head(4, value.length, out);
    for (const item of value) put(item, out);
  } else if (value instanceof Entries) {
    head(5, value.list.length, out);
    for (const [key, item] of value.list) {
      put(key, out);
      put(item, out);
    }
  } else if (value instanceof Tag) {
    head(6, value.number, out);
    put(value.value, out);
  } else {
    throw new TypeError("nothing of this kind is written here");
  }
}

function head(major: number, argument: number, out: number[]): void {
  if (argument < 24) out.push((major << 5) | argument);
  else if (argument < 1 << 8) out.push((major << 5) | 24, argument);
  else if (argument < 1 << 16) out.push((major << 5) | 25, argument >> 8, argument & 255);
  else {
    const isLong = argument >= 2 ** 32;
    out.push((major << 5) | (isLong ? 27 : 26));
    if (isLong) put32(Math.floor(argument / 2 ** 32), out);
    put32(argument, out);
  }
}

/** The lowest 32 bits. */
function put32(number: number, out: number[]): void {
  out.push(...[24, 16, 8, 0].map((bits) => (number >>> bits) & 255));
}
