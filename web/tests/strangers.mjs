// Verifies the good passes and status lists of `vectors/pass` with cose-js, a COSE library of somebody else, and no line of
// Credenza's: node web/tests/strangers.mjs vectors/pass/cases.json
import { readFile } from "node:fs/promises";
import { argv, exit } from "node:process";

import cbor from "cbor";
import cose from "cose-js";

const DIGITS = new Map([
  [17, 7],
  [15, 6],
  [13, 5],
  [10, 4],
  [8, 3],
  [5, 2],
  [3, 1],
]);
const GOOD = ["valid", "expiring", "revoked", "suspended"];

/** The token in a QR code's text: groups of digits, each a little-endian number (docs/PASS.md). */
function tokenOf(text) {
  const bytes = [];
  for (let digits = text.trim().split("#").at(-1); digits !== ""; digits = digits.slice(17)) {
    const group = digits.slice(0, 17);
    let number = BigInt(group);
    for (let at = 0; at < DIGITS.get(group.length); at += 1) {
      bytes.push(Number(number & 255n));
      number >>= 8n;
    }
  }
  return Buffer.from(bytes);
}

/** The id of the key in the protected header. */
function keyId(token) {
  return cbor.decodeFirstSync(cbor.decodeFirstSync(token).value[0]).get(4)?.toString("hex");
}

async function isGood(token, keys) {
  const key = keys.get(keyId(token));
  try {
    await cose.sign.verify(token, { key: { x: key.get(-2), y: key.get(-3) } });
    return true;
  } catch {
    return false;
  }
}

const cases = JSON.parse(await readFile(argv[2], "utf8"));
const keys = new Map(
  cbor.decodeFirstSync(Buffer.from(cases.cose_keys, "hex")).map((key) => [key.get(2).toString("hex"), key]),
);
const tokens = Object.values(cases.lists).map((data) => Buffer.from(data, "hex"));
for (const { text, expect } of cases.cases) {
  const token = GOOD.includes(expect.verdict) ? tokenOf(text) : undefined;
  // A live pass is signed by a phone, whose key is in the pass within it.
  if (token && keys.has(keyId(token))) {
    tokens.push(token);
  }
}
for (const token of tokens) {
  const changed = Buffer.from(token);
  changed[changed.length - 1] ^= 1;
  if (!(await isGood(token, keys)) || (await isGood(changed, keys))) {
    console.error(`a token of ${tokens.length} is not judged as it should be`);
    exit(1);
  }
}
if (tokens.length < Object.keys(cases.lists).length + 5) {
  console.error("there are too few passes in these cases");
  exit(1);
}
console.log(`cose-js agrees on ${tokens.length} tokens`);
