import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { compare, read } from "../src/gate/pass/cbor";
import { check, checkToken, named } from "../src/gate/pass/check";
import { decompress, point } from "../src/gate/pass/curve";
import { fromText, MAX_TEXT, toDigits } from "../src/gate/pass/digits";
import { MAX_KEY_SET, readKeySet, Trust, type TrustedKey } from "../src/gate/pass/keys";
import { MAX_TRUST_PACK, type Root, readRoot, readTrustPack } from "../src/gate/pass/pack";
import { Replays } from "../src/gate/pass/replay";
import { readStatusList, type StatusList } from "../src/gate/pass/status";

interface Case {
  name: string;
  text: string;
  now: number;
  lists?: string[];
  max_age?: number;
  required?: string[];
  utc_offset?: number;
  challenge?: string;
  pack?: string;
  after?: string[];
  expect: Record<string, unknown>;
}

interface Vectors {
  cose_keys: string;
  lists: Record<string, string>;
  bad_lists: Record<string, string>;
  root: string;
  packs: Record<string, string>;
  bad_packs: Record<string, string>;
  sequences: { pack: string; newest: number; taken: boolean }[];
  cases: Case[];
}

// `npm test` runs in web/.
const vectors: Vectors = JSON.parse(readFileSync("../vectors/pass/cases.json", "utf8"));
const bytes = (text: string) => new Uint8Array(Buffer.from(text, "hex"));
const keys = (await readKeySet(bytes(vectors.cose_keys))) as TrustedKey[];
const trust = new Trust(keys);

async function list(name: string): Promise<StatusList> {
  const found = await readStatusList(bytes(vectors.lists[name] as string), trust);
  assert.ok(typeof found === "object", `${name}: ${found}`);
  return found;
}

const root = (await readRoot(bytes(vectors.root))) as Root;

async function packed(name: string): Promise<Trust> {
  const pack = await readTrustPack(bytes(vectors.packs[name] as string), root, 0);
  assert.ok(typeof pack === "object", `${name}: ${pack}`);
  return new Trust(pack.keys, pack);
}

async function reportOf(one: Case) {
  const verifier = {
    trust: one.pack === undefined ? trust : await packed(one.pack),
    lists: await Promise.all((one.lists ?? []).map(list)),
    ...(one.max_age === undefined ? {} : { maxAge: one.max_age }),
    ...(one.challenge === undefined ? {} : { challenge: one.challenge }),
    offset: one.utc_offset ?? 0,
    required: one.required ?? [],
  };
  const replays = new Replays();
  for (const text of one.after ?? []) await check(verifier, text, one.now, replays);
  return check(verifier, one.text, one.now, replays);
}

for (const one of vectors.cases) {
  test(`vectors/pass: ${one.name}`, async () => {
    const report = await reportOf(one);
    const told: Record<string, unknown> = {
      verdict: report.verdict,
      reason: report.reason,
      assurance: report.assurance,
      freshness: report.freshness,
      status_age: report.statusAge,
      go: report.go,
      missing: report.missing,
      tickets: report.tickets.map(({ state }) => state),
      issuer_name: report.issuerName,
      roles: report.roles,
    };
    for (const [member, value] of Object.entries(one.expect)) assert.deepEqual(told[member], value, member);
  });
}

test("there are cases, and every verdict is among them", () => {
  assert.ok(vectors.cases.length > 100, `${vectors.cases.length}`);
  assert.equal(new Set(vectors.cases.map(({ expect }) => expect.verdict)).size, 10);
});

test("a status list that is not good is refused", async () => {
  for (const name of Object.keys(vectors.lists)) await list(name);
  for (const [name, data] of Object.entries(vectors.bad_lists))
    assert.equal(typeof (await readStatusList(bytes(data), trust)), "string", name);
});

test("a trust pack that is good is read, and one that is not is refused", async () => {
  for (const name of Object.keys(vectors.packs)) await packed(name);
  for (const [name, data] of Object.entries(vectors.bad_packs))
    assert.equal(typeof (await readTrustPack(bytes(data), root, 0)), "string", name);
  assert.equal(await readTrustPack(new Uint8Array(MAX_TRUST_PACK + 1), root, 0), "malformed");
  const seven = bytes(vectors.packs.seven as string);
  for (let at = 0; at < seven.length; at += 1) {
    const changed = seven.slice();
    changed[at] = (changed[at] as number) ^ 0x10;
    assert.equal(typeof (await readTrustPack(changed, root, 0)), "string", `byte ${at}`);
    assert.equal(await readTrustPack(seven.subarray(0, at), root, 0), "malformed");
  }
});

test("no trust pack is taken that is older than one that was seen", async () => {
  assert.ok(vectors.sequences.length > 3);
  for (const { pack, newest, taken } of vectors.sequences) {
    const found = await readTrustPack(bytes(vectors.packs[pack] as string), root, newest);
    assert.equal(typeof found === "object" ? "taken" : found, taken ? "taken" : "older", `${newest}`);
  }
});

test("a root is a key in one form", async () => {
  assert.match(root.fingerprint, /^[0-9a-f]{32}$/);
  const data = bytes(vectors.root);
  for (let at = 0; at < data.length; at += 1) assert.equal(await readRoot(data.subarray(0, at)), undefined);
  assert.equal(await readRoot(bytes(vectors.cose_keys)), undefined);
});

const textOf = (name: string) => vectors.cases.find((one) => one.name === name) as Case;

test("of 10,000 tokens with one bit turned, none is good and none throws", async () => {
  const verifier = { trust, lists: [] };
  const seen = new Map<string, number>();
  for (const name of ["a pass", "a live pass", "a printed pass", "for seven days"]) {
    const { text, now } = textOf(name);
    const token = fromText(text) as Uint8Array;
    assert.equal((await checkToken(verifier, token, now, new Replays())).verdict, "valid", name);
    for (let bit = 0; bit < token.length * 8; bit += 1) {
      const changed = token.slice();
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      const { verdict } = await checkToken(verifier, changed, now, new Replays());
      seen.set(verdict, (seen.get(verdict) ?? 0) + 1);
    }
  }
  const total = [...seen.values()].reduce((sum, count) => sum + count, 0);
  assert.ok(total >= 10_000, `${total}`);
  // The key id is not known then.
  assert.deepEqual([...seen.keys()].sort(), ["forged", "unknown_issuer"]);
});

test("whatever bytes come, they are refused and nothing throws", async () => {
  let state = 88_172_645_463_325n;
  const random = (below: number) => {
    state = BigInt.asUintN(64, state ^ (state << 13n));
    state ^= state >> 7n;
    state = BigInt.asUintN(64, state ^ (state << 17n));
    return Number(state % BigInt(below));
  };
  const { text, now } = textOf("a live pass");
  const token = fromText(text) as Uint8Array;
  for (let round = 0; round < 3_000; round += 1) {
    const changed = [...token.subarray(0, round % 3 === 0 ? random(token.length) : token.length)];
    for (let edit = random(6) + 1; edit > 0; edit -= 1)
      changed.splice(random(changed.length + 1), random(3), random(256));
    const hostile = Uint8Array.from(changed);
    if (compare(hostile, token) === 0) continue;
    read(hostile);
    const verdict = await checkToken({ trust, lists: [] }, hostile, now, new Replays());
    assert.ok(!["valid", "expiring"].includes(verdict.verdict), Buffer.from(hostile).toString("hex"));
    named(toDigits(hostile));
  }
});

test("one form of a value is read", () => {
  for (const good of [
    "00",
    "17",
    "1818",
    "20",
    "43010203",
    "63616263",
    "820102",
    "a201020304",
    "d28440a0f640",
  ])
    assert.notEqual(read(bytes(good)), undefined, good);
  const bad = [
    "", // nothing
    "1817", // an argument longer than it must be
    "190018", // the same
    "1bffffffff", // an argument that is cut off
    "5f4101ff", // an indefinite length
    "9f01ff", // the same, of an array
    "bf0102ff", // the same, of a map
    "a203040102", // keys out of order
    "a201020103", // a key twice
    "a1616101ff", // bytes after the map
    "0000", // bytes left over
    "f7", // undefined
    "f820", // a simple value
    "fb3ff8000000000000", // floating point
    "61ff", // no UTF-8
    "9bffffffffffffffff", // more items than there are bytes
    "5bffffffffffffffff", // more bytes than there are
    "818181818181818181818101", // too deep
  ];
  for (const one of bad) assert.equal(read(bytes(one)), undefined, one);
});

test("digits give the bytes back, and no other text does", () => {
  for (let length = 1; length < 40; length += 1) {
    const token = Uint8Array.from({ length }, (_, at) => (at * 151 + length) & 255);
    assert.deepEqual(fromText(toDigits(token)), token);
    assert.deepEqual(fromText(` https://pass.example/v#${toDigits(token)}\n`), token);
  }
  for (const text of [
    "",
    "1",
    "256",
    "72057594037927936",
    "+12",
    "12 3",
    "http://pass.example/v#000",
    "https://x/w#000",
  ])
    assert.equal(fromText(text), undefined, text);
  assert.equal(fromText("0".repeat(MAX_TEXT + 1)), undefined);
});

test("a point off the curve is no key", () => {
  const { x, y } = {
    x: (keys[0] as TrustedKey).point.subarray(1, 33),
    y: (keys[0] as TrustedKey).point.subarray(33),
  };
  assert.deepEqual(point(x, y), keys[0]?.point);
  assert.deepEqual(decompress(x, ((y[31] as number) & 1) === 1), keys[0]?.point);
  assert.equal(point(y, x), undefined);
  assert.equal(point(new Uint8Array(32), new Uint8Array(32)), undefined);
  assert.equal(point(new Uint8Array(32).fill(255), y), undefined);
  assert.equal(decompress(new Uint8Array(32).fill(255), true), undefined);
  const on = Array.from({ length: 64 }, (_, byte) => decompress(new Uint8Array(32).fill(byte), false));
  const count = on.filter((found) => found !== undefined).length;
  assert.ok(count > 16 && count < 48, `${count}`);
});

test("a key set with a fault is refused whole", async () => {
  const set = bytes(vectors.cose_keys);
  assert.equal(keys.length, 5);
  const points = keys.map((key) => Buffer.from(key.point).toString("hex"));
  for (let at = 0; at < set.length; at += 1) {
    assert.equal(await readKeySet(set.subarray(0, at)), undefined);
    const changed = set.slice();
    changed[at] = (changed[at] as number) ^ 0x10;
    // A date, or an id of an organization: nothing that its id vouches for.
    const read = await readKeySet(changed);
    if (read)
      assert.deepEqual(
        read.map((key) => Buffer.from(key.point).toString("hex")),
        points,
        `byte ${at}`,
      );
  }
  assert.equal(await readKeySet(new Uint8Array(MAX_KEY_SET + 1)), undefined);
});

test("showings are forgotten when they would not be taken any more", () => {
  const replays = new Replays();
  assert.ok(replays.note("a", 1_000));
  assert.ok(!replays.note("a", 1_060));
  assert.ok(!new Replays(replays.seen()).note("a", 1_100));
  assert.ok(replays.note("b", 1_121));
  assert.deepEqual(replays.seen(), [["b", 1_121]]);
});

test("what a pass asks for is read before it is believed, and only from its own form", () => {
  const asked = named(textOf("a key that nobody knows").text);
  assert.equal(asked?.issuer, "org_01kaq4vx00e8x9s3p6m2r7t5wz");
  assert.match(asked?.statusUri ?? "", /^https:\/\/pass\.example\.com\//);
  assert.equal(named("https://example.com/"), undefined);
  assert.equal(named(textOf("a live pass").text)?.issuer, asked?.issuer);
});
