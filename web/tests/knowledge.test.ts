import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { judge } from "../src/gate/judge";
import { Knowledge } from "../src/gate/knowledge";
import { Entries, type Value, write } from "../src/gate/pass/cbor";
import { type Bundle, readBundle } from "../src/gate/scanner/bundle";
import type { Store } from "../src/gate/store";

// `npm test` runs in web/.
const { cases } = JSON.parse(readFileSync("../vectors/gate/decision/whole.json", "utf8"));
const ORIGIN = "https://pass.example.com";
const PURPOSE = -70002;
const GIVEN_UP = -70005;

async function site(name: string): Promise<{ text: string; now: number; bundle: Bundle }> {
  const { text, now, bundle } = cases.find((one: { name: string }) => one.name === name);
  return { text, now, bundle: (await readBundle(new Uint8Array(Buffer.from(bundle, "hex")))) as Bundle };
}

/** What the gate keeps, in memory. */
function drawer(): Store {
  const kept = new Map<string, Map<string, unknown>>();
  const table = (name: string) => {
    const found = kept.get(name) ?? new Map<string, unknown>();
    kept.set(name, found);
    return found;
  };
  return {
    get: async <T>(name: string, key: string) => table(name).get(key) as T | undefined,
    all: async <T>(name: string) => [...table(name).values()] as T[],
    put: async (name, key, value) => void table(name).set(key, value),
    remove: async (name, key) => void table(name).delete(key),
  };
}

/** A server that has one set of keys and nothing else, and the requests that it got. */
function server(keys: () => Value[], answers: () => Promise<unknown> = async () => undefined) {
  const world = { online: true, asked: [] as string[] };
  Object.defineProperty(globalThis, "navigator", {
    value: {
      get onLine() {
        return world.online;
      },
    },
    configurable: true,
  });
  globalThis.fetch = (async (path: string) => {
    world.asked.push(path);
    await answers();
    if (!path.endsWith("cose-keys.cbor")) return new Response(null, { status: 404 });
    const headers = { "content-type": "application/cose-key-set" };
    return new Response(write(keys()).slice(), { headers });
  }) as typeof fetch;
  return world;
}

const verdict = async (knowledge: Knowledge, text: string, now: number) => {
  const { report } = await judge(knowledge, drawer(), text, now);
  return `${report.verdict} ${report.reason}`;
};

for (const [ahead, of] of [
  [0, "right"],
  [1_200, "twenty minutes ahead"],
  [86_400, "a day ahead"],
] as const) {
  test(`a bundle counts on a phone whose clock was ${of} when it met the organization`, async () => {
    const { text, now, bundle } = await site("revoked, by the list in the bundle");
    const world = server(() => bundle.keys);
    let clock = now - 600 + ahead;
    const knowledge = new Knowledge(drawer(), ORIGIN, () => clock);
    await knowledge.groundsFor(text);
    // Enrolled since, it goes by its server's time.
    [clock, world.online] = [now, false];
    await knowledge.adopt(bundle, now);
    assert.equal(await verdict(knowledge, text, now), "revoked revoked");
  });

  test(`a key that is given up is, where the clock was ${of}`, async () => {
    const { text, now, bundle } = await site("on paper");
    let keys = bundle.keys;
    const world = server(() => keys);
    let clock = now - 600 + ahead;
    const [brought, fetched] = [0, 1].map(() => new Knowledge(drawer(), ORIGIN, () => clock)) as [
      Knowledge,
      Knowledge,
    ];
    for (const one of [brought, fetched]) await one.groundsFor(text);
    keys = bundle.keys.map((key) => {
      const { list } = key as Entries;
      const isForPasses = list.some(([label, value]) => label === PURPOSE && value === "pass");
      const isGivenUp = list.some(([label]) => label === GIVEN_UP);
      return isForPasses && !isGivenUp ? new Entries([...list, [GIVEN_UP, true]]) : key;
    });
    [clock, world.online] = [now, false];
    assert.equal(await verdict(brought, text, now), "valid good");
    await brought.adopt({ ...bundle, keys }, now);
    assert.equal(await verdict(brought, text, now), "unknown_issuer key_distrusted");
    // Whoever has signal asks as soon as the keys he has are an hour old, or of a time to come.
    [clock, world.online, world.asked] = [ahead ? now : now + 3_001, true, []];
    await fetched.refresh(0);
    assert.equal(world.asked.filter((path) => path.endsWith("cose-keys.cbor")).length, 1);
    assert.equal(await verdict(fetched, text, now), "unknown_issuer key_distrusted");
  });
}

test("a live code counts once, also where its keys came after the first look", async () => {
  const { text, now, bundle } = await site("live");
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  server(
    () => bundle.keys,
    () => answered,
  );
  const knowledge = new Knowledge(drawer(), ORIGIN, () => now);
  const store = drawer();
  const looks = await Promise.all([0, 1].map(() => judge(knowledge, store, text, now)));
  assert.deepEqual(
    looks.map(({ report }) => report.reason),
    ["unknown_key", "unknown_key"],
  );
  answer();
  const later = await Promise.all(looks.map((look) => look.later));
  assert.deepEqual(
    later.map((one) => one?.report.reason),
    ["good", "replayed"],
  );
  assert.equal((await judge(knowledge, store, text, now + 20)).report.reason, "replayed");
});
