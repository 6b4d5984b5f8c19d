import assert from "node:assert/strict";
import { test } from "node:test";
import { readCode } from "../src/gate/code";

test("what people type is understood, as the server understands it", () => {
  for (const typed of ["1000000M", "1000-000M", " 1000 000m ", "iooo-ooom", "LOOO000M"])
    assert.equal(readCode(typed), "1000000M", typed);
  assert.equal(readCode("00000000"), "00000000");
  assert.equal(readCode("00000012"), "00000012");
});

test("a slip of the pen is found before anybody is asked", () => {
  for (const typed of [
    "",
    "1000000",
    "1000000MM",
    "1000000N",
    "0100000M",
    "1000000U",
    "1000_000M",
    "\uff11000000M",
  ])
    assert.equal(readCode(typed), undefined, typed);
});
