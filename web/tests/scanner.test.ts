import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { labels, read, type Value } from "../src/gate/pass/cbor";
import { newNumber, nonceOf, readNumber, spoken } from "../src/gate/pass/challenge";
import { check } from "../src/gate/pass/check";
import { hex, isSignedBy, readSign1, type Sign1 } from "../src/gate/pass/cose";
import { readKeys, Trust } from "../src/gate/pass/keys";
import { Replays } from "../src/gate/pass/replay";
import type { Report } from "../src/gate/pass/report";
import { makeKey, pointOf } from "../src/gate/pass/signing";
import { readStatusList, type StatusList } from "../src/gate/pass/status";
import { type Bundle, dayAt, eastOfUtc, readBundle } from "../src/gate/scanner/bundle";
import { ServerClock } from "../src/gate/scanner/clock";
import { codesOf, decide, decideCode } from "../src/gate/scanner/decide";
import { type Duty, markOf } from "../src/gate/scanner/duty";
import { faceOfSaid } from "../src/gate/scanner/face";
import { openPhoto, photoName } from "../src/gate/scanner/photo";
import { bytesOf, type Check, record } from "../src/gate/scanner/record";
import { authorization, enrolment, sha256, tokenIn } from "../src/gate/scanner/requests";
import { Chosen } from "../src/gate/scanner/today";
import { Memory } from "./gate/memory";

// `npm test` runs in web/.
const vectors = (name: string) => JSON.parse(readFileSync(`../vectors/gate/${name}.json`, "utf8"));

/** What was signed: its labels, its type, and whether the key signed it. */
async function opened(bytes: Uint8Array, key: CryptoKeyPair) {
  const signed = readSign1(bytes) as Sign1;
  assert.equal(signed.kid, undefined);
  assert.ok(await isSignedBy(signed, await pointOf(key)));
  return { typ: signed.typ, claims: new Map(labels(read(signed.payload))), payload: signed.payload };
}

const unpadded = (text: string) => new Uint8Array(Buffer.from(text, "base64url"));

/** What goes by a task that was chosen: it, or that nobody knows it. */
const chosen = (tasks: Duty[], id: string | null) =>
  id === null ? undefined : (tasks.find((one) => one.id === id) ?? ("unknown" as const));

for (const { name, decision, compare_face, missing, open, ...given } of vectors("decision/cases").cases) {
  test(`vectors/gate/decision: ${name}`, () => {
    const { verdict, assurance, issuer, requirement, organization } = given;
    const tickets = given.tickets.map((one: { type: string; state: string }) => ({
      code: one.type,
      validUntil: null,
      state: one.state,
    }));
    const duty = ([id, called, asks]: [string, string, string[]]) => ({ id, name: called, codes: asks });
    const tasks = given.tasks.map(duty);
    const { length: total } = given.known_roles;
    const known = total === 0 ? undefined : { total, here: given.known_roles.map(duty) };
    const rules = requirement
      ? { organization, requirement, task: chosen(tasks, given.task), roles: known }
      : undefined;
    const ruling = decide({ verdict, assurance, issuer, tickets, roles: given.roles }, rules);
    assert.deepEqual([ruling.decision, ruling.compareFace], [decision, compare_face]);
    assert.deepEqual(codesOf(ruling.missing), missing);
    assert.equal(ruling.open ?? null, open);
    for (const { askedBy } of ruling.missing) assert.ok(askedBy.length > 0);
  });
}

test("who asks for what is missing is told with it, each once", () => {
  const told = { verdict: "valid", assurance: "live", issuer: "org" } as const;
  const task = { id: "dty", name: "Hot work", codes: ["H2S", "FIRE"] };
  const roles = [
    { id: "dty_01kb9z6q00r1b2c3d4e5f6g7h8", name: "Scaffolder", codes: ["FIRE"] },
    { id: "dty_01kb9z6q00r2b2c3d4e5f6g7h9", name: "Rigger", codes: ["FIRE", "B"] },
    { id: "dty_01kb9z6q00r3b2c3d4e5f6g7ha", name: "Clerk", codes: ["C"] },
  ];
  const has = roles.slice(0, 2).map(({ id }) => markOf(id));
  const requirement = [["H2S"], ["A", "B"], ["A", "C"]];
  const rules = { organization: "org", requirement, task, roles: { total: 3, here: roles } };
  const { missing } = decide({ ...told, tickets: [], roles: has }, rules);
  const [site, work] = [{ kind: "site" }, { kind: "task", name: "Hot work" }];
  const [scaffolder, rigger] = ["Scaffolder", "Rigger"].map((name) => ({ kind: "role", name }));
  assert.deepEqual(missing, [
    { group: ["H2S"], askedBy: [site, work] },
    { group: ["A", "B"], askedBy: [site] },
    { group: ["A", "C"], askedBy: [site] },
    { group: ["FIRE"], askedBy: [scaffolder, rigger, work] },
    { group: ["B"], askedBy: [rigger] },
  ]);
  assert.deepEqual(codesOf(missing), ["H2S", "A", "FIRE", "B"]);
});

for (const { name, bundle, text, now, utc_offset, task: id, expect } of vectors("decision/whole").cases) {
  test(`vectors/gate/decision: ${name}, from the bundle on`, async () => {
    const site = (await readBundle(bytesOf(bundle))) as Bundle;
    const offset = eastOfUtc(site.zone, now) as number;
    assert.equal(offset, utc_offset);
    const trust = new Trust((await readKeys(site.keys)) ?? []);
    const lists = (await Promise.all(site.lists.map((list) => readStatusList(list, trust)))) as StatusList[];
    const limit = site.maxAge === undefined ? {} : { maxAge: site.maxAge };
    const task = chosen(site.tasks?.here ?? [], id);
    const ofTask = task && task !== "unknown" ? task.codes : [];
    const required = [...site.requirement.flat(), ...ofTask];
    const roles = new Map(site.roles?.here.map((role) => [markOf(role.id), role.codes]));
    const verifier = { trust, lists, offset, required, roles, ...limit };
    const report = await check(verifier, text, now, new Replays());
    const { decision, compareFace, missing, open } = decide(report, {
      organization: site.organization.id,
      requirement: site.requirement,
      task,
      roles: site.roles,
    });
    const told = { verdict: report.verdict, decision, compare_face: compareFace, missing: codesOf(missing) };
    assert.deepEqual({ ...told, open: open ?? null }, expect);
  });
}

test("vectors/gate: a bundle with a fault is not taken", async () => {
  const { cases } = vectors("bundles");
  assert.ok(cases.length > 20);
  for (const { name, bytes, good } of cases) {
    const told = await readBundle(bytesOf(bytes));
    assert.equal(typeof told === "object", good, name);
  }
});

test("vectors/gate: a sealed photo is opened by its pass alone", async () => {
  const { photo, digest: own, named, cases } = vectors("photos");
  assert.equal(await photoName(bytesOf(own)), named);
  assert.ok(cases.length > 40);
  for (const { name, digest, sealed, good } of cases) {
    const opened = await openPhoto(bytesOf(sealed), bytesOf(digest));
    assert.equal(opened !== undefined, good, name);
  }
  assert.equal(hex((await openPhoto(bytesOf(cases[0].sealed), bytesOf(own))) as Uint8Array), photo);
});

test("vectors/gate: a number is answered, or it is not", async () => {
  const { numbers, bundle, now, answers } = vectors("numbers");
  for (const { number, nonce } of numbers) assert.equal(hex(await nonceOf(number)), nonce);
  const site = (await readBundle(bytesOf(bundle))) as Bundle;
  const trust = new Trust((await readKeys(site.keys)) ?? []);
  const lists = (await Promise.all(site.lists.map((list) => readStatusList(list, trust)))) as StatusList[];
  for (const { name, number, text, verdict, reason, assurance } of answers) {
    const verifier = { trust, lists, offset: 0, challenge: hex(await nonceOf(number)) };
    const report = await check(verifier, text, now, new Replays());
    assert.deepEqual([report.verdict, report.reason], [verdict, reason], name);
    if (assurance) assert.equal(report.assurance, assurance, name);
    // A number that is over is answered by nothing.
    const late = await check({ ...verifier, challenge: "" }, text, now, new Replays());
    if (assurance === "live") assert.equal(late.reason, "other_challenge", name);
  }
});

test("a number is six digits, each as likely as another", () => {
  for (let round = 0; round < 200; round += 1) assert.match(newNumber(), /^[0-9]{6}$/);
  for (const typed of ["482913", " 482 913 ", "482-913"]) assert.equal(readNumber(typed), "482913");
  for (const typed of ["", "48291", "4829133", "48291x", "٤٨٢٩١٣"])
    assert.equal(readNumber(typed), undefined);
  assert.equal(spoken("482913"), "482 913");
});

test("vectors/gate: the records that this scanner writes are those", async () => {
  const { scanner, epoch, head, records, after } = vectors("log/accept");
  const key = await makeKey();
  let log = { seq: 0, head: bytesOf(head) };
  for (const one of records) {
    const { payload } = readSign1(bytesOf(one.record)) as Sign1;
    const claims = new Map<number, Value>(labels(read(payload)));
    const pass = claims.get(8);
    const said = {
      at: claims.get(5),
      clockOffset: claims.get(6) ?? undefined,
      bundleMadeAt: claims.get(7) ?? undefined,
      report: {
        pass: pass instanceof Uint8Array ? hex(pass) : null,
        verdict: claims.get(9),
        reason: claims.get(10),
        assurance: claims.get(11),
        statusAsOf: claims.get(12),
      },
      ruling: {
        decision: claims.get(13),
        missing: (claims.get(14) as string[]).map((code) => ({ group: [code], askedBy: [] })),
      },
      task: claims.get(17),
      ...(claims.has(15) ? { code: { text: claims.get(15), status: claims.get(16) } } : {}),
    } as Check;
    const written = await record({ scanner, epoch, key }, log, said);
    const own = await opened(written.bytes, key);
    assert.equal(own.typ, "application/credenza-scan+cbor");
    assert.deepEqual(own.payload, payload, one.name);
    assert.equal(hex(written.hash), one.hash, one.name);
    assert.ok(written.bytes.length <= 2048);
    log = { seq: written.seq, head: written.hash };
  }
  assert.deepEqual({ seq: log.seq, head: hex(log.head) }, after);
});

test("vectors/gate: of a typed code is said what its records say", () => {
  const typed = vectors("log/accept")
    .records.map(({ record }: { record: string }) => {
      const { payload } = readSign1(bytesOf(record)) as Sign1;
      return new Map<number, Value>(labels(read(payload)));
    })
    .filter((claims: Map<number, Value>) => claims.has(15));
  const statuses = typed.map((claims: Map<number, Value>) => claims.get(16));
  assert.equal(new Set(statuses).size, 8);
  for (const claims of typed) {
    const { report, ruling } = decideCode(claims.get(16));
    assert.deepEqual(
      [report.pass, report.verdict, report.reason, report.assurance, report.statusAsOf],
      [8, 9, 10, 11, 12].map((label) => claims.get(label)),
    );
    assert.deepEqual([ruling.decision, codesOf(ruling.missing)], [claims.get(13), claims.get(14)]);
  }
});

test("vectors/gate: the proof and the requests that this scanner signs are of that form", async () => {
  const { scanner, epoch, token, proofs, requests, body } = vectors("signed");
  const key = await makeKey();
  const [{ bytes, at }] = proofs;
  const asked = await enrolment(token, key, at);
  const proof = await opened(unpadded(asked.proof), key);
  const theirs = readSign1(bytesOf(bytes)) as Sign1;
  assert.equal(proof.typ, theirs.typ);
  const shape = new Map(labels(read(theirs.payload)));
  assert.deepEqual([proof.claims.get(1), proof.claims.get(2)], [shape.get(1), shape.get(2)]);
  assert.deepEqual(proof.claims.get(3), await sha256(unpadded(asked.device_key)));
  assert.equal(proof.claims.size, 3);

  const theirRequest = readSign1(bytesOf(requests[0].bytes)) as Sign1;
  const given = new Map(labels(read(theirRequest.payload)));
  const path = given.get(6) as string;
  const header = await authorization({ scanner, epoch, key }, at, "POST", path, bytesOf(body));
  assert.match(header, /^Scanner [A-Za-z0-9_-]+$/);
  const request = await opened(unpadded(header.slice("Scanner ".length)), key);
  assert.equal(request.typ, theirRequest.typ);
  for (const label of [1, 2, 3, 5, 6, 7]) assert.deepEqual(request.claims.get(label), given.get(label));
  assert.equal((request.claims.get(4) as Uint8Array).length, 8);
  assert.equal(request.claims.size, 7);
});

test("a key that was made here cannot be taken out", async () => {
  const key = await makeKey();
  assert.equal(key.privateKey.extractable, false);
  await assert.rejects(crypto.subtle.exportKey("pkcs8", key.privateKey));
});

test("a link enrols only here, and nothing but a link does", () => {
  const origin = "https://pass.example.com";
  const token = "q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6j7k8l9z0x1c";
  assert.equal(tokenIn(`${origin}/v/enroll#${token}`, origin), token);
  assert.equal(tokenIn(` ${origin}/v/enroll#${token}\n`, origin), token);
  for (const text of [
    "",
    token,
    `${origin}/v#${token}`,
    `${origin}/v/enroll/#${token}`,
    `${origin}/v/enroll?x#${token}`,
    `${origin}/v/enroll#${token}A`,
    `${origin}/v/enroll#${token.slice(1)}`,
    `${origin}/v/enroll#${token.replace("q", "+")}`,
    `${origin}:8443/v/enroll#${token}`,
    `http://pass.example.com/v/enroll#${token}`,
    `https://pass.example.com.evil.example/v/enroll#${token}`,
    `https://evil.example/v/enroll#${token}`,
    `javascript:alert(1)//${origin}/v/enroll#${token}`,
  ])
    assert.equal(tokenIn(text, origin), undefined, text);
});

test("the day is that of the site, in summer and in winter", () => {
  const at = (text: string) => Date.parse(text) / 1000;
  assert.equal(eastOfUtc("America/Edmonton", at("2026-11-22T12:00:00Z")), -7 * 3600);
  assert.equal(eastOfUtc("America/Edmonton", at("2026-07-01T12:00:00Z")), -6 * 3600);
  assert.equal(eastOfUtc("Asia/Kathmandu", at("2026-07-01T23:59:59Z")), 5.75 * 3600);
  assert.equal(eastOfUtc("UTC", at("2026-01-01T00:00:00Z")), 0);
  assert.equal(eastOfUtc("Nowhere/Land", 0), undefined);
});

test("a role's mark is the end of its id", () => {
  assert.equal(markOf("dty_00000000000000000000000000"), "0".repeat(16));
  assert.equal(markOf("dty_7zzzzzzzzzzzzzzzzzzzzzzzzz"), "f".repeat(16));
  assert.equal(markOf("dty_0000000000000000000000000z"), `${"0".repeat(14)}1f`);
  assert.equal(
    markOf("dty_00000000000010000000000000"),
    "0".repeat(16),
    "what is beyond 64 bits is not in it",
  );
});

test("no more codes are written down than a record has room for", async () => {
  const key = await makeKey();
  const missing = Array.from({ length: 70 }, (_, n) => ({
    group: [`CODE-OF-SIXTEEN${n}`.slice(-16)],
    askedBy: [],
  }));
  const report = {
    pass: "00".repeat(16),
    verdict: "valid",
    reason: "good",
    assurance: "live",
    statusAsOf: 1,
  } as const;
  const said = {
    at: 1,
    clockOffset: 0,
    bundleMadeAt: 1,
    report,
    ruling: { decision: "no_go", missing },
    task: "dty_01kb9z6q00a1b2c3d4e5f6g7h8",
  } as const;
  const signer = { scanner: "scn_01kb9z6q00e8x9s3p6m2r7t5wz", epoch: 1, key };
  const { bytes } = await record(signer, { seq: 0, head: new Uint8Array(32) }, said as unknown as Check);
  const { claims } = await opened(bytes, key);
  assert.deepEqual(
    claims.get(14),
    missing.slice(0, 50).map(({ group }) => group[0]),
  );
  assert.ok(bytes.length <= 2048, `${bytes.length}`);
});

test("a task that was chosen ends with the day that it is at the site", async () => {
  const at = (text: string) => Date.parse(text) / 1000;
  const task = { id: "dty_01kb9z6q00a1b2c3d4e5f6g7h8", name: "Hot work", codes: ["FIRE-WATCH"] };
  const bundle = { zone: "America/Edmonton", tasks: { total: 1, here: [task] } } as unknown as Bundle;
  const drawer = new Memory();
  const own = new Chosen(drawer);
  // The evening of the 22nd there, and the 23rd in UTC.
  const evening = at("2026-11-23T02:00:00Z");
  assert.equal(await own.choose("scn.1", bundle, task.id, evening), "kept");
  const again = new Chosen(drawer);
  await again.load();
  const kind = (now: string) => again.at("scn.1", bundle, at(now)).kind;
  assert.deepEqual(again.at("scn.1", bundle, evening), {
    kind: "chosen",
    id: task.id,
    name: task.name,
    task,
  });
  assert.equal(kind("2026-11-23T06:59:59Z"), "chosen");
  assert.equal(kind("2026-11-23T07:00:00Z"), "ended");
  // Nor does a clock that goes back bring it to another day.
  assert.equal(kind("2026-11-22T06:59:59Z"), "ended");
  assert.equal(kind("2026-11-22T07:00:00Z"), "chosen");
  assert.equal(again.at("scn.2", bundle, evening).kind, "none", "another enrolment chose nothing");
  // A task that is not there any more is told, and not forgotten.
  const without = { ...bundle, tasks: undefined };
  const lost = again.at("scn.1", without, evening);
  assert.deepEqual(lost, { kind: "chosen", id: task.id, name: task.name, task: undefined });
  // It was in the list that stands on the screen, and is not in the bundle that has just come.
  assert.equal(await again.choose("scn.1", without, task.id, evening), "gone");
  assert.equal(again.at("scn.1", bundle, evening).kind, "chosen");
  await again.choose("scn.1", bundle, undefined, evening);
  assert.equal(again.at("scn.1", bundle, evening).kind, "none");
  assert.equal(drawer.chosen, undefined);
});

test("a choice that cannot be kept does not hold", async () => {
  const task = { id: "dty_01kb9z6q00a1b2c3d4e5f6g7h8", name: "Hot work", codes: [] };
  const bundle = { zone: "UTC", tasks: { total: 1, here: [task] } } as unknown as Bundle;
  const full = { choice: async () => undefined, putChoice: () => Promise.reject(new Error("full")) };
  const own = new Chosen(full);
  assert.equal(await own.choose("scn.1", bundle, task.id, 0), "not_kept");
  assert.equal(own.at("scn.1", bundle, 0).kind, "none");
});

test("the day of a site begins at its midnight", () => {
  const at = (text: string) => Date.parse(text) / 1000;
  const first = dayAt("America/Edmonton", at("2026-11-22T06:59:59Z"));
  assert.equal(dayAt("America/Edmonton", at("2026-11-22T07:00:00Z")), first + 1);
  assert.equal(dayAt("UTC", at("1970-01-02T00:00:00Z")), 1);
});

test("a clock that is wrong is known as far as the server said, and remembered", async () => {
  const drawer = new Memory();
  let phone = 1_000_000;
  const clock = new ServerClock(drawer, () => phone);
  await clock.load();
  assert.deepEqual([clock.offset(), clock.now(), clock.error()], [undefined, phone, undefined]);
  // Asked at one moment and answered four seconds later: the server's time is of some moment between.
  phone += 4;
  await clock.heard(1_500_002, phone - 4);
  assert.deepEqual([clock.offset(), clock.now(), clock.error()], [500_000, phone + 500_000, -500_000]);
  const later = new ServerClock(drawer, () => phone + 60);
  await later.load();
  assert.equal(later.now(), phone + 500_060);
  await later.heard(phone + 85, phone + 60);
  assert.deepEqual([later.offset(), later.error()], [25, undefined]);
});

test("a phone that is full goes by what it heard until it is left", async () => {
  const full = {
    clockOffset: async () => undefined,
    putClockOffset: () => Promise.reject(new Error("full")),
  };
  const clock = new ServerClock(full, () => 100);
  await clock.heard(700, 100);
  assert.equal(clock.now(), 700);
});

test("go, no-go and what cannot be decided are three tones and shapes, and paper is not green", () => {
  const report = (more: Partial<Report>) =>
    ({ verdict: "valid", reason: "good", assurance: "live", tickets: [], ...more }) as unknown as Report;
  const ruled = (decision: "go" | "no_go" | "cannot_tell", more = {}) => ({
    ruling: { decision, compareFace: false, foreign: false, missing: [], open: undefined, ...more },
    bundle: undefined,
    today: { kind: "none" } as const,
    rolesAge: undefined,
  });
  const face = { tone: "go", shape: "valid", word: "valid", sentence: "good" } as const;
  const told = (...[said, of]: [Parameters<typeof faceOfSaid>[0], Report]) => {
    const { tone, shape, word, sentence } = faceOfSaid(said, of, face);
    return [tone, shape, word, sentence];
  };
  assert.deepEqual(told(ruled("go"), report({})), ["go", "go", "go", undefined]);
  assert.deepEqual(told(ruled("no_go"), report({})), ["stop", "no_go", "noGo", undefined]);
  const blue = { ...face, tone: "look", shape: "face" } as const;
  const paper = faceOfSaid(ruled("go", { compareFace: true }), report({ assurance: "static" }), blue);
  assert.deepEqual([paper.tone, paper.shape, paper.word], ["look", "face", "goFace"]);
  assert.deepEqual(told(ruled("cannot_tell"), report({ verdict: "cannot_tell" })), [
    "unsure",
    "unsure",
    "noDecision",
    undefined,
  ]);
  assert.equal(told(ruled("cannot_tell", { open: "no_rules" }), report({}))[3], "noRules");
  assert.equal(told(ruled("cannot_tell", { open: "task_unknown" }), report({}))[3], "taskUnknown");
  assert.equal(told(ruled("cannot_tell", { open: "roles_not_stated" }), report({}))[3], "rolesNotStated");
  assert.equal(told(ruled("cannot_tell", { open: "role_unknown" }), report({}))[3], "roleUnknown");
  // Nor is what a task asked for that ended in the middle of a night.
  const ended = { kind: "ended", name: "Hot work" } as const;
  assert.equal(told({ ...ruled("go"), today: ended } as never, report({}))[0], "heed");
  // Roles of yesterday are not green.
  assert.equal(told({ ...ruled("go"), rolesAge: 86_400 } as never, report({}))[0], "go");
  assert.equal(told({ ...ruled("go"), rolesAge: 86_401 } as never, report({}))[0], "heed");
  assert.deepEqual(told("unrecorded", report({})), ["unsure", "unsure", "noDecision", "unrecorded"]);
  assert.equal(told(ruled("no_go", { foreign: true }), report({}))[3], "foreignPass");
});
