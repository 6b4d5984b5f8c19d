import assert from "node:assert/strict";
import { test } from "node:test";
import { labels, read } from "../src/gate/pass/cbor";
import { check } from "../src/gate/pass/check";
import { isSignedBy, readSign1 } from "../src/gate/pass/cose";
import { readKeySet, Trust, type TrustedKey } from "../src/gate/pass/keys";
import { Replays } from "../src/gate/pass/replay";
import { nothing, type Report } from "../src/gate/pass/report";
import { codeOf, segments } from "../src/pass/code";
import { makeKey, publicKey, show, wish } from "../src/pass/device";
import { type Known, RENEW_AFTER, viewOf, wantsPass, wantsRenewal } from "../src/pass/state";
import type { Kept, OwnTicket } from "../src/pass/store";
import { disclosuresOf, presented } from "../src/pass/wallet";
import { en } from "../src/pass/words/en";
import { es } from "../src/pass/words/es";
import { pt } from "../src/pass/words/pt";
import { inDays, now, Organization } from "./gate/mint.mjs";

const ORIGIN = "https://pass.example";
/** The largest version of a live pass's code, at level M: a phone reads it at arm's length. */
const BUDGET = 20;

async function phone() {
  const key = await makeKey();
  const jwk = await publicKey(key);
  const x = Buffer.from(jwk.x ?? "", "base64url");
  const y = Buffer.from(jwk.y ?? "", "base64url");
  const members: [number, unknown][] = [
    [1, 2],
    [-1, 1],
    [-2, x],
    [-3, ((y.at(-1) ?? 0) & 1) === 1],
  ];
  return { key, confirmation: new Map([[1, new Map(members)]]) };
}

function organization() {
  return new Organization("org_01k6zs0000000000000000000a", ORIGIN);
}

test("a gate takes what this page shows as live, and its code is small enough", async () => {
  const issuer = organization();
  const own = await phone();
  const codes = ["FIRST-AID", "H2S", "FALL", "FORKLIFT", "CONFINED", "WHMIS"];
  const tickets = codes.map((code, at) => [code, inDays(700), 900_000 + at]);
  const name = "María Fernanda Gutiérrez H.";
  const pass = issuer.pass({ phone: own, name, tickets, index: 900_100 });
  const shown = await show(new Uint8Array(pass), own.key.privateKey, now());

  const keys = (await readKeySet(new Uint8Array(issuer.keys()))) as TrustedKey[];
  const text = segments(ORIGIN, shown).join("");
  const verifier = { trust: new Trust(keys), lists: [] };
  const report = await check(verifier, text, now(), new Replays());
  assert.deepEqual([report.assurance, report.name, report.tickets.length], ["live", name, 6]);
  const late = await check(verifier, text, now() + 61, new Replays());
  assert.equal(late.reason, "shown_too_long_ago");

  const { version, size, path } = codeOf(ORIGIN, shown);
  assert.ok(version <= BUDGET, `${shown.length} bytes take version ${version}`);
  assert.equal(size, 17 + 4 * version + 8);
  assert.match(path, /^(M\d+ \d+h\d+v1h-\d+z)+$/);
});

test("two showings are two, and another phone's key makes none", async () => {
  const issuer = organization();
  const [own, other] = [await phone(), await phone()];
  const pass = new Uint8Array(issuer.pass({ phone: own }));
  const keys = (await readKeySet(new Uint8Array(issuer.keys()))) as TrustedKey[];
  const verifier = { trust: new Trust(keys), lists: [] };
  const replays = new Replays();
  const verdict = async (key: CryptoKey) => {
    const text = segments(ORIGIN, await show(pass, key, now())).join("");
    return (await check(verifier, text, now(), replays)).reason;
  };
  assert.notEqual(await verdict(own.key.privateKey), "replayed");
  assert.notEqual(await verdict(own.key.privateKey), "replayed");
  assert.equal(await verdict(other.key.privateKey), "bad_device_signature");
});

const ticket: OwnTicket = {
  id: "tkt_1",
  code: "1000000M",
  type: "H2S",
  number: null,
  issuer: null,
  status: "valid",
  expiresOn: null,
};

function kept(change: Partial<Kept> = {}): Kept {
  return {
    worker: "wrk_1",
    organization: "Acme",
    name: "Ana",
    tickets: [ticket],
    key: {} as CryptoKeyPair,
    pass: { token: new Uint8Array(1), issuedAt: 1_000, leftOut: 0 },
    photo: undefined,
    toldAt: 1_000,
    takenBack: false,
    ...change,
  };
}

const good: Report = { ...nothing("valid", "good"), freshness: "fresh" };

function view(change: Partial<Known>) {
  const known: Known = { kept: kept(), report: good, trouble: undefined, ahead: 0, online: true };
  const { tone, word, shows, signIn } = viewOf({ ...known, ...change });
  return [tone, word, shows, signIn];
}

test("green stands only beside what a gate shows green", () => {
  assert.deepEqual(view({}), ["go", "good", true, false]);
  assert.deepEqual(view({ online: false }), ["go", "good", true, false]);
  assert.deepEqual(view({ report: { ...good, freshness: "aged" } }), ["heed", "aged", true, false]);
  assert.deepEqual(view({ report: nothing("cannot_tell", "status_too_old") }), ["heed", "old", true, false]);
  assert.deepEqual(view({ report: undefined }), ["heed", "old", true, false]);
  assert.deepEqual(view({ ahead: -31 }), ["heed", "clock", true, false]);
  assert.deepEqual(view({ ahead: 30 }), ["go", "good", true, false]);
  const suspended = { code: "H2S", validUntil: null, state: "suspended" as const };
  assert.deepEqual(view({ report: { ...good, tickets: [suspended] } }), [
    "heed",
    "lookAtTickets",
    true,
    false,
  ]);
});

test("what no gate lets in is not shown as a code", () => {
  assert.deepEqual(view({ report: nothing("revoked", "revoked") }), ["stop", "revoked", false, false]);
  assert.deepEqual(view({ report: nothing("suspended", "suspended") }), ["stop", "suspended", false, false]);
  assert.deepEqual(view({ report: nothing("expired", "pass_ended") }), ["stop", "ended", false, false]);
  const distrusted = nothing("unknown_issuer", "key_distrusted");
  assert.deepEqual(view({ report: distrusted }), ["stop", "distrusted", false, false]);
  assert.deepEqual(view({ kept: kept({ takenBack: true }) }), ["stop", "revoked", false, false]);
});

test("who is signed out keeps his pass, and is asked to sign in", () => {
  assert.deepEqual(view({ trouble: "signed_out" }), ["go", "good", true, true]);
  assert.deepEqual(view({ kept: undefined, trouble: "signed_out" }), ["wait", "welcome", false, true]);
  assert.deepEqual(view({ kept: undefined, trouble: "no_worker" }), ["wait", "noWorker", false, false]);
  assert.deepEqual(view({ kept: undefined, online: false }), ["wait", "noPass", false, false]);
  assert.deepEqual(view({ kept: undefined }), ["wait", "loading", false, false]);
});

test("the pass is taken anew each hour, and when its tickets or its holder's roles change", () => {
  assert.equal(wantsPass(kept(), kept(), 1_000 + RENEW_AFTER - 1), false);
  assert.equal(wantsPass(kept(), kept(), 1_000 + RENEW_AFTER), true);
  const changed = kept({ tickets: [{ ...ticket, status: "suspended" }] });
  assert.equal(wantsPass(changed, kept(), 1_001), true);
  const [one, other] = ["dty_01kb9z6q00r1b2c3d4e5f6g7h8", "dty_01kb9z6q00r2b2c3d4e5f6g7h9"];
  assert.equal(wantsPass(kept({ roles: [one, other] }), kept({ roles: [one] }), 1_001), true);
  assert.equal(wantsPass(kept({ roles: [] }), kept({ roles: [one] }), 1_001), true);
  assert.equal(wantsPass(kept({ roles: [one, other] }), kept({ roles: [one, other] }), 1_001), false);
  assert.equal(wantsPass(kept({ isDue: true }), kept(), 1_001), true, "it was asked for in vain");
  assert.equal(
    wantsPass(kept({ roles: [] }), kept(), 1_001),
    true,
    "what was kept before passes stated roles",
  );
  const photo = { digest: "0f", picture: undefined };
  assert.equal(wantsPass(kept({ photo }), kept(), 1_001), true);
  assert.equal(wantsPass(kept({ photo }), kept({ photo: { ...photo } }), 1_001), false);
  assert.equal(wantsPass(kept({ pass: undefined }), undefined, 1_001), true);
  assert.equal(wantsPass(kept({ pass: undefined, takenBack: true }), undefined, 1_001), false);
});

test("signed out, the phone asks by itself each hour, and not again at once when it was refused", () => {
  const due = 1_000 + RENEW_AFTER;
  assert.equal(wantsRenewal(kept(), 0, due - 1), false);
  assert.equal(wantsRenewal(kept(), 0, due), true);
  assert.equal(wantsRenewal(kept(), due, due + 599), false);
  assert.equal(wantsRenewal(kept(), due, due + 600), true);
  assert.equal(wantsRenewal(kept({ takenBack: true }), 0, due), false);
  assert.equal(wantsRenewal(kept({ pass: undefined }), 0, due), false);
  assert.equal(wantsRenewal(undefined, 0, due), false);
});

test("what the phone asks with is of its key, and no showing", async () => {
  const { key } = await phone();
  const id = new Uint8Array(16).fill(7);
  const signed = readSign1(await wish(id, key.privateKey, 1_000));
  assert.ok(signed);
  assert.deepEqual([signed.typ, signed.kid], ["application/credenza-renewal+cwt", undefined]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", key.publicKey));
  assert.equal(await isSignedBy(signed, point), true);
  const claims = new Map(labels(read(signed.payload)));
  assert.deepEqual([claims.size, claims.get(6), claims.get(7)], [3, 1_000, id]);
  assert.equal((claims.get(10) as Uint8Array).length, 8);
});

test("of a credential is shown what was chosen, for who asks", async () => {
  const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const hidden = [
    ["s", "name", "Ana"],
    ["s", { type: "H2S", name: "H2S Alive" }],
    ["s", { type: "#7n2fp9cm" }],
  ];
  const credential = `a.b.c~${hidden.map(base64url).join("~")}~`;
  const found = disclosuresOf(credential);
  assert.deepEqual(
    found.map(({ label }) => label),
    ["Ana", "H2S Alive", "#7n2fp9cm"],
  );
  assert.deepEqual(disclosuresOf("a.b.c~"), []);
  const { key } = await phone();
  const shown = await presented(
    credential,
    [found[1]?.text ?? ""],
    { audience: "https://gate.example", nonce: "n-1" },
    key.privateKey,
    1_000,
  );
  const at = shown.lastIndexOf("~") + 1;
  assert.equal(shown.slice(0, at), `a.b.c~${found[1]?.text}~`);
  const [header, claims, signature] = shown.slice(at).split(".");
  const hash = await crypto.subtle.digest("SHA-256", Buffer.from(shown.slice(0, at)));
  const said = JSON.parse(Buffer.from(claims ?? "", "base64url").toString());
  const sd_hash = Buffer.from(hash).toString("base64url");
  assert.deepEqual(said, { iat: 1_000, aud: "https://gate.example", nonce: "n-1", sd_hash });
  const good = await crypto.subtle.verify(
    { name: "ECDSA", hash: "SHA-256" },
    key.publicKey,
    Buffer.from(signature ?? "", "base64url"),
    Buffer.from(`${header}.${claims}`),
  );
  assert.equal(good, true);
});

test("the three languages have the same values in the same texts", () => {
  const values = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort().join();
  for (const [name, text] of Object.entries(en))
    for (const words of [es, pt]) assert.equal(values(words[name as keyof typeof en]), values(text), name);
});
