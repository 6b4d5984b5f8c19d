// Judges SD-JWT VCs with `@sd-jwt/sd-jwt-vc`, a library of somebody else, and no line of Credenza's:
// node web/tests/wallet_strangers.mjs vectors/wallet/cases.json
import { createHash, webcrypto } from "node:crypto";
import { readFile } from "node:fs/promises";
import { argv, exit } from "node:process";

import { SDJwtVcInstance } from "@sd-jwt/sd-jwt-vc";

const STATES = ["valid", "revoked", "suspended"];
const ES256 = { name: "ECDSA", hash: "SHA-256" };
const cases = JSON.parse(await readFile(argv[2], "utf8"));
// The library looks at the clock for the end of a list.
Date.now = () => cases.now * 1000;

async function isSignedBy({ kty, crv, x, y }, data, signature) {
  const curve = { name: "ECDSA", namedCurve: "P-256" };
  const key = await webcrypto.subtle.importKey("jwk", { kty, crv, x, y }, curve, false, ["verify"]);
  return webcrypto.subtle.verify(ES256, key, Buffer.from(signature, "base64url"), Buffer.from(data));
}

/** The library asks so of the credential and of its status list. */
function verifier(data, signature) {
  const { typ, kid } = JSON.parse(Buffer.from(data.split(".")[0], "base64url").toString());
  const lists = cases.jwks.keys.filter(({ purpose }) => purpose === "status");
  const keys = { "dc+sd-jwt": cases.issuer.jwks.keys, "statuslist+jwt": lists }[typ] ?? [];
  const key = keys.find((known) => known.kid === kid);
  return key ? isSignedBy(key, data, signature) : false;
}

async function stateIn(list, place) {
  let state;
  const reader = new SDJwtVcInstance({
    verifier,
    statusListFetcher: async () => list,
    statusValidator: async (told) => {
      state = STATES[told];
    },
  });
  await reader.verifyStatus({ payload: { status: place } });
  return state;
}

/** The state of what is shown, and what it says. */
async function judge({ text, aud, nonce, list }) {
  const instance = new SDJwtVcInstance({
    hasher: async (data) => createHash("sha256").update(data).digest(),
    hashAlg: "sha-256",
    verifier,
    kbVerifier: (data, signature, payload) => isSignedBy(payload.cnf.jwk, data, signature),
    statusListFetcher: async () => list,
    statusValidator: async () => undefined,
  });
  const { payload, header, kb } = await instance.verify(text, [], true);
  if (header.typ !== "dc+sd-jwt" || payload.vct !== "urn:credenza:work-tickets:1")
    throw new Error("another type");
  if (payload.iss !== cases.issuer.issuer || payload.exp <= cases.now)
    throw new Error("another issuer, or over");
  if (kb.payload.aud !== aud || kb.payload.nonce !== nonce) throw new Error("for somebody else");
  const tickets = {};
  for (const ticket of payload.tickets) tickets[ticket.type] = await stateIn(list, ticket.status);
  return [await stateIn(list, payload.status), { name: payload.name ?? null, tickets }];
}

const seen = {};
for (const one of cases.cases) {
  const [state, says] = await judge(one).catch((error) => ["refused", error.message]);
  const sorted = (told) =>
    JSON.stringify(told, (_, value) =>
      value?.tickets ? { ...value, tickets: Object.entries(value.tickets).sort() } : value,
    );
  // Where a library looks at less than docs/WALLET.md asks, the file says what it is to say; where it may say anything, null.
  const expected = one.strangers === undefined ? one.expect : one.strangers;
  if (expected === null) continue;
  const told = one.expect === expected && expected !== "refused";
  if (state !== expected || (told && sorted(says) !== sorted(one.says))) {
    console.error(`${one.name}: ${state}, ${sorted(says)}, and not ${expected}, ${sorted(one.says)}`);
    exit(1);
  }
  seen[state] = (seen[state] ?? 0) + 1;
}
if (Object.keys(seen).length < 4) {
  console.error(`not every sort of case is there: ${JSON.stringify(seen)}`);
  exit(1);
}
console.log(`@sd-jwt/sd-jwt-vc agrees: ${JSON.stringify(seen)}`);
