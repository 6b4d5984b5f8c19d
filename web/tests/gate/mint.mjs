// An organization that signs passes, key sets and status lists as docs/PASS.md says, and the phones that show them: written apart
// from the verifier, and with real signatures.

import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { deflateSync } from "node:zlib";
import { digestOf } from "./face.mjs";

const DIGITS = [0, 3, 5, 8, 10, 13, 15, 17];
const DAY = 86_400;

export const now = () => Math.floor(Date.now() / 1000);

function head(major, number) {
  if (number < 24) return Buffer.from([(major << 5) | number]);
  const widths = [1, 2, 4];
  const width = widths.find((bytes) => number < 2 ** (8 * bytes));
  const argument = Buffer.alloc(width);
  argument.writeUIntBE(number, 0, width);
  return Buffer.concat([Buffer.from([(major << 5) | (24 + widths.indexOf(width))]), argument]);
}

/** Deterministic CBOR; maps are JavaScript's, so that their keys may be numbers. */
export function cbor(value) {
  if (value === null) return Buffer.from([0xf6]);
  if (typeof value === "boolean") return Buffer.from([value ? 0xf5 : 0xf4]);
  if (typeof value === "number") return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (typeof value === "string")
    return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  if (Array.isArray(value)) return Buffer.concat([head(4, value.length), ...value.map(cbor)]);
  const entries = [...value].map(([key, item]) => [cbor(key), cbor(item)]);
  entries.sort(([one], [other]) => Buffer.compare(one, other));
  return Buffer.concat([head(5, entries.length), ...entries.flat()]);
}

export const map = (...entries) => new Map(entries);

class Key {
  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const { x, y } = publicKey.export({ format: "jwk" });
    this.private = privateKey;
    this.x = Buffer.from(x, "base64url");
    this.y = Buffer.from(y, "base64url");
    const members = map([1, 2], [-1, 1], [-2, this.x], [-3, this.y]);
    this.id = createHash("sha256").update(cbor(members)).digest().subarray(0, 8);
  }

  sign1(payload, header = map([1, -7], [4, this.id])) {
    const [shown, body] = [cbor(header), cbor(payload)];
    const message = cbor(["Signature1", shown, Buffer.alloc(0), body]);
    const signature = sign("sha256", message, { key: this.private, dsaEncoding: "ieee-p1363" });
    return Buffer.concat([head(6, 18), cbor([shown, map(), body, signature])]);
  }
}

/** What a phone signs over that answers a scanner's number. */
const answerTo = (number) =>
  createHash("sha256").update(`credenza/gate-number/v1${number}`).digest().subarray(0, 8);

/** A key in a worker's phone. */
export class Phone {
  #key = new Key();

  get confirmation() {
    const { x, y } = this.#key;
    return map([1, map([1, 2], [-1, 1], [-2, x], [-3, (y.at(-1) & 1) === 1])]);
  }

  /** The key, as the API takes it. */
  get jwk() {
    const { x, y } = this.#key;
    return { kty: "EC", crv: "P-256", x: x.toString("base64url"), y: y.toString("base64url") };
  }

  /** The pass, shown live. */
  show(pass, { ago = 0, number } = {}) {
    const nonce = number === undefined ? randomBytes(8) : answerTo(number);
    const shown = map([6, now() - ago], [10, nonce], [-70010, pass]);
    return this.#key.sign1(shown, map([1, -7]));
  }
}

/** A day from today, as passes count them. */
export const inDays = (days) => Math.floor(now() / DAY) + days;

export class Organization {
  passKey = new Key();
  givenUpKey = new Key();
  statusKey = new Key();

  constructor(id, origin) {
    this.id = id;
    this.listPath = `/.well-known/credenza/${id}/status/1`;
    this.keysPath = `/.well-known/credenza/${id}/cose-keys.cbor`;
    this.uri = origin + this.listPath;
  }

  keys(more) {
    return cbor(this.keyMembers(more));
  }

  keyMembers({ distrusted = false } = {}) {
    const key = ({ id, x, y }, purpose, isGivenUp = false) => {
      const members = [
        [1, 2],
        [2, id],
        [3, -7],
        [-1, 1],
        [-2, x],
        [-3, y],
        [-70001, this.id],
        [-70002, purpose],
      ];
      members.push([-70003, now() - 30 * DAY], [-70004, now() + 60 * DAY]);
      if (isGivenUp) members.push([-70005, true]);
      return map(...members);
    };
    return [
      key(this.passKey, "pass", distrusted),
      key(this.statusKey, "status"),
      key(this.givenUpKey, "pass", true),
    ];
  }

  list({ ago = 30, marked = {} } = {}) {
    const entries = Buffer.alloc(25_000);
    for (const [index, status] of Object.entries(marked)) entries[index >> 2] |= status << ((index & 3) * 2);
    const list = map(["bits", 2], ["lst", deflateSync(entries, { level: 9 })]);
    const made = now() - ago;
    const claims = map([1, this.id], [2, this.uri], [4, made + DAY], [6, made], [65533, list], [65534, 900]);
    const header = map([1, -7], [4, this.statusKey.id], [16, "application/statuslist+cwt"]);
    return this.statusKey.sign1(claims, header);
  }

  pass({
    phone,
    name = "Ana Ruiz Vega",
    tickets,
    index = 7,
    ago = 3_600,
    days = 3,
    key = this.passKey,
    ...more
  } = {}) {
    const claims = map([1, this.id], [4, now() - ago + days * DAY], [6, now() - ago], [7, randomBytes(16)]);
    claims.set(65535, map(["status_list", map(["idx", index], ["uri", this.uri])]));
    if (name) claims.set(-70001, name);
    if (more.photo) claims.set(-70002, digestOf(more.photo));
    if (more.roles) claims.set(-70004, more.roles.map(markOf).sort(Buffer.compare));
    if (phone) claims.set(8, phone.confirmation);
    if (more.notBefore) claims.set(5, more.notBefore);
    const usual = [
      ["H2S", inDays(400), 11],
      ["FIRST-AID", inDays(190), 12],
      ["FALL", null, 13],
    ];
    claims.set(-70003, tickets ?? usual);
    return key.sign1(claims, map([1, -7], [4, key.id]));
  }
}

/** Who signs, offline, whom scanners are to trust. */
export class Root {
  #key = new Key();

  get cose() {
    return cbor(map([1, 2], [-1, 1], [-2, this.#key.x], [-3, this.#key.y]));
  }

  /** A pack of organizations with their names; `distrusted` gives up the first one's key for passes. */
  pack(named, { sequence = 1, ago = 3_600, days = 30, distrusted = false } = {}) {
    const keys = named.flatMap(([organization], at) =>
      organization.keyMembers({ distrusted: distrusted && at === 0 }),
    );
    keys.sort((one, other) => Buffer.compare(one.get(2), other.get(2)));
    const names = map(...named.map(([{ id }, name]) => [id, name]));
    const made = now() - ago;
    const claims = map(
      [4, made + days * DAY],
      [6, made],
      [-70020, sequence],
      [-70021, names],
      [-70022, keys],
    );
    const header = map([1, -7], [4, this.#key.id], [16, "application/credenza-trust+cwt"]);
    return this.#key.sign1(claims, header);
  }
}

/** What a pass has for a role: the last 8 bytes of its id. */
function markOf(id) {
  let value = 0n;
  for (const digit of id.split("_")[1]) {
    value = value * 32n + BigInt("0123456789abcdefghjkmnpqrstvwxyz".indexOf(digit));
  }
  return Buffer.from(BigInt.asUintN(64, value).toString(16).padStart(16, "0"), "hex");
}

export function digits(token) {
  let text = "";
  for (let at = 0; at < token.length; at += 7) {
    const group = token.subarray(at, at + 7);
    const value = Buffer.concat([group, Buffer.alloc(8 - group.length)]).readBigUInt64LE();
    text += value.toString().padStart(DIGITS[group.length], "0");
  }
  return text;
}
