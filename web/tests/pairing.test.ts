import assert from "node:assert/strict";
import { test } from "node:test";
import { isKnownKind, parcels } from "../src/pairing";

const named = (...names: string[]) => names.map((name) => ({ name }));
const shown = (...names: string[]) =>
  parcels(named(...names)).map(({ file, key }) => (key ? `${file.name}+${key.name}` : file.name));

test("a certificate and a key of the same name go together, in any order and case", () => {
  assert.deepEqual(shown("CSD_A.key", "x.p12", "csd_a.CER"), ["x.p12", "csd_a.CER+CSD_A.key"]);
  assert.deepEqual(shown("a.crt", "a.key"), ["a.crt+a.key"]);
});

test("what has no partner goes alone", () => {
  const alone = ["00001000000504465028.cer", "Claveprivada_FIEL.key", "b.pem", "b.key"];
  assert.deepEqual(shown(...alone), alone);
});

test("the same name twice is not guessed at", () => {
  assert.deepEqual(shown("a.cer", "a.cer", "a.key"), ["a.cer", "a.cer", "a.key"]);
  assert.deepEqual(shown("a.cer", "a.crt", "a.key"), ["a.cer", "a.crt", "a.key"]);
});

test("nothing is lost and nothing is sent twice", () => {
  const files = named("a.cer", "a.key", "b.key", "c.p12", "d", ".key", "a.b.cer", "a.b.key");
  const sent = parcels(files).flatMap(({ file, key }) => (key ? [file, key] : [file]));
  assert.deepEqual(new Set(sent), new Set(files));
  assert.equal(sent.length, files.length);
});

test("endings", () => {
  for (const name of ["a.p12", "A.PFX", "a.b.cer", "a.crt", "a.key", "a.pem"])
    assert.ok(isKnownKind(name), name);
  for (const name of ["a.pdf", "p12", "a.p12.exe", ""]) assert.ok(!isKnownKind(name), name);
});
