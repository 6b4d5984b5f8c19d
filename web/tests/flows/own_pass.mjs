// The worker's own pass: he signs in once, his phone shows it with signal and without, a stranger's gate reads it, the firm takes it
// back; and what the office prints, and anybody asks.

import assert from "node:assert/strict";
import { createHash, webcrypto } from "node:crypto";
import { readFile } from "node:fs/promises";
import { SDJwtVcInstance } from "@sd-jwt/sd-jwt-vc";
import { violations } from "../axe.mjs";
import { png } from "../gate/code.mjs";
import { inDays } from "../gate/mint.mjs";
import { verdict } from "../gate/stage.mjs";
import { administrator, closeDesk, flow, openDesk, signIn } from "../world.mjs";

const dayText = (days) => new Date(inDays(days) * 86_400_000).toISOString().slice(0, 10);
const name = "Ximena Álvarez Núñez";

/** A worker whose own account the administrator's is, with a ticket in force. */
async function employ(server, token) {
  const call = async (method, path, json, status) => {
    const answer = await server.call(method, `/api/v1/${path}`, { token, json });
    assert.equal(answer.status, status, `${path}: ${answer.body}`);
    return answer.json();
  };
  const { items } = await call("GET", "members", undefined, 200);
  const { id: member_id } = items.find(({ email }) => email === administrator.email);
  await call("POST", "ticket-types", { code: "OWN-H2S", name: "H2S Awareness", valid_months: 36 }, 201);
  const worker = await call("POST", "workers", { name, reference: "X-1" }, 201);
  const asked = { type: "OWN-H2S", number: "9", issuer: "Energy Safety", issued_on: dayText(-30) };
  const path = `workers/${worker.id}/tickets`;
  const ticket = await call("POST", path, { ...asked, expires_on: dayText(700) }, 201);
  await call("POST", `tickets/${ticket.id}/approve`, { reason: "seen" }, 200);
  // Afterwards: nobody checks a ticket of his own.
  await call("PATCH", `workers/${worker.id}`, { member_id }, 200);
  return { worker, ticket, call };
}

/** Keeps a photo of a worker, that many pixels wide. */
async function photograph(server, token, worker, width) {
  const form = new FormData();
  form.set("file", new Blob([png({ width, height: 40, luma: Buffer.alloc(width * 40, 99) })]), "face.png");
  const answer = await server.call("PUT", `/api/v1/workers/${worker.id}/photo`, { token, form });
  assert.equal(answer.status, 204, `${answer.body}`);
}

/** How wide the photo on the screen is; 0 for none. */
function shownPhoto(page, width) {
  return page.waitForFunction(
    (wanted) => (document.querySelector("[data-photo]")?.naturalWidth ?? 0) === wanted,
    width,
  );
}

/** What a gate says of what stands on the screen, as a picture of it. */
async function atTheGate(guard, page) {
  const buffer = await page.locator("[data-code]").screenshot();
  await guard.page.goto("/v");
  await guard.page
    .locator("[data-picture]")
    .setInputFiles({ name: "code.png", mimeType: "image/png", buffer });
  return verdict(guard.page);
}

/** What lies on the phone where a stranger would look: all that is cached, and whether the key can be taken out. */
function lookInside(page) {
  return page.evaluate(async () => {
    let cached = "";
    for (const key of await caches.keys()) {
      const cache = await caches.open(key);
      for (const request of await cache.keys())
        cached += request.url + (await (await cache.match(request)).text());
    }
    const opening = indexedDB.open("pass");
    await new Promise((resolve) => {
      opening.onsuccess = resolve;
    });
    const reading = opening.result.transaction("kept").objectStore("kept").get("pass");
    const kept = await new Promise((resolve) => {
      reading.onsuccess = () => resolve(reading.result);
    });
    opening.result.close();
    return { cached, extractable: kept?.key.privateKey.extractable };
  });
}

flow(
  "pass: a phone shows it with signal and without, a gate takes it, and it is taken back",
  async ({ server, token }) => {
    const { worker, call } = await employ(server, token);
    const phone = await openDesk({ width: 360, height: 780 });
    const guard = await openDesk({ width: 360, height: 740 });
    const { page } = phone;
    await page.goto("/pass");
    await page.getByText("Sign in once").waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByRole("link", { name: "Sign in" }).click();
    await signIn(page);
    await page.waitForURL("**/pass");
    await page.getByText("Ready to show").waitFor();
    await page.getByRole("heading", { name, level: 1 }).waitFor();
    await page.getByText("H2S Awareness").waitFor();
    await page.locator("[data-code][data-version]").waitFor();
    assert.ok(Number(await page.locator("[data-code]").getAttribute("data-version")) <= 20);
    assert.deepEqual(await violations(page), []);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
    const seen = await atTheGate(guard, page);
    assert.deepEqual([seen.word, seen.tone, seen.name], ["Valid", "go", name]);

    // A gate asks with a number; the code answers it, and after that is the usual one again.
    const usual = await page.locator("[data-modules]").getAttribute("d");
    const number = page.getByLabel("The gate says a number? Type it here");
    await number.fill("48291");
    await page.getByRole("button", { name: "Answer" }).click();
    await page.getByText("Type the six digits.").waitFor();
    await number.fill("482 913");
    await page.getByRole("button", { name: "Answer" }).click();
    await page.getByText(/^This code answers 482 913, for [0-9]+ s$/).waitFor();
    await page.waitForFunction(
      (before) => document.querySelector("[data-modules]").getAttribute("d") !== before,
      usual,
    );
    assert.deepEqual(await violations(page), []);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
    await page.getByRole("button", { name: "Back to the usual code" }).click();
    await number.waitFor();

    // A photo that was kept since comes with the next pass, and stays without signal.
    await shownPhoto(page, 0);
    await photograph(server, token, worker, 32);
    await page.reload();
    await shownPhoto(page, 32);
    await page.getByRole("img", { name: "Your photo" }).waitFor();
    await photograph(server, token, worker, 48);
    await page.reload();
    await shownPhoto(page, 48);
    assert.deepEqual(await violations(page), []);

    await page.getByText("Kept on this phone").waitFor();
    await phone.context.setOffline(true);
    await page.reload();
    await page.getByText("No signal: the pass works without").waitFor();
    await page.getByText("Ready to show").waitFor();
    await page.locator("[data-code][data-version]").waitFor();
    await shownPhoto(page, 48);
    assert.equal((await atTheGate(guard, page)).word, "Valid");
    const { cached, extractable } = await lookInside(page);
    assert.equal(extractable, false);
    assert.ok(cached.includes("/pass") && !cached.includes("lvarez") && !cached.includes("OWN-H2S"));

    const { items } = await call("GET", `workers/${worker.id}/passes`, undefined, 200);
    const revoked = await server.call("POST", `/api/v1/passes/${items[0].id}/revoke`, {
      token,
      json: { reason: "lost" },
    });
    assert.equal(revoked.status, 204);
    await page.getByText("Ready to show").waitFor();
    await phone.context.setOffline(false);
    await page.getByText("Taken back").waitFor();
    assert.equal(await page.locator("[data-code]").isVisible(), false);
    assert.deepEqual(await violations(page), []);

    await page.getByLabel("Language").selectOption("pt");
    await page.getByText("Retirado").waitFor();
    await page.getByLabel("Idioma").selectOption("en");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("button", { name: "Remove the pass from this phone?" }).click();
    await page.waitForURL("**/sign-in");
    await page.goto("/pass");
    await page.getByText("Sign in once").waitFor();
    assert.equal((await lookInside(page)).extractable, undefined);
    await closeDesk(phone);
    await closeDesk(guard);
  },
  { expects: [401] },
);

flow("pass: cards are printed in the office, and a stranger asks what a ticket is worth", async (world) => {
  const { server, token } = world;
  const { page } = world.desk;
  const found = await server.call("GET", "/api/v1/workers?q=X-1", { token });
  const { items } = found.json();
  await page.goto(`/workers/${items[0].id}`);
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Print a card" }).click(),
  ]);
  assert.equal(file.suggestedFilename(), "pass-card.pdf");
  await page.reload();
  await page.getByText("A printed card").first().waitFor();
  assert.deepEqual(await violations(page), []);
  const passes = page.locator("table.list tbody tr", { hasText: "A printed card" }).first();
  await passes.locator("summary").click();
  await passes.getByLabel("Why").fill("lost");
  await passes.getByRole("button", { name: "Take back" }).click();
  await page.getByText("Taken back").first().waitFor();

  const tickets = await server.call("GET", `/api/v1/workers/${items[0].id}/tickets`, { token });
  const [ticket] = tickets.json().items;
  const stranger = await openDesk({ width: 360, height: 740, locale: "es-MX" });
  await stranger.page.goto("/verify");
  await stranger.page.getByLabel("Código").fill(ticket.code.toLowerCase());
  await stranger.page.getByRole("button", { name: "Preguntar" }).click();
  await stranger.page.getByText("La organización responde por esta acreditación.").waitFor();
  assert.deepEqual(await violations(stranger.page), []);
  assert.deepEqual(await stranger.context.cookies(), []);
  await closeDesk(stranger);
});

/** What a stranger's library says of a credential that was shown: whether it is its holder's, and what it says. */
async function byAStranger(server, text, nonce) {
  const isSignedBy = async ({ kty, crv, x, y }, data, signature) => {
    const key = await webcrypto.subtle.importKey(
      "jwk",
      { kty, crv, x, y },
      { name: "ECDSA", namedCurve: "P-256" },
      false,
      ["verify"],
    );
    const algorithm = { name: "ECDSA", hash: "SHA-256" };
    return webcrypto.subtle.verify(algorithm, key, Buffer.from(signature, "base64url"), Buffer.from(data));
  };
  const instance = new SDJwtVcInstance({
    hasher: async (data) => createHash("sha256").update(data).digest(),
    hashAlg: "sha-256",
    verifier: async (data, signature) => {
      const [header, claims] = data.split(".").map((part) => Buffer.from(part, "base64url").toString());
      const org = JSON.parse(claims).iss.split("/").at(-1);
      const told = await server.call("GET", `/.well-known/jwt-vc-issuer/${org}`, {});
      const { keys } = told.json().jwks;
      return isSignedBy(
        keys.find(({ kid }) => kid === JSON.parse(header).kid),
        data,
        signature,
      );
    },
    kbVerifier: (data, signature, payload) => isSignedBy(payload.cnf.jwk, data, signature),
  });
  // What became of it, the tests of the server ask.
  instance.verifyStatus = async () => undefined;
  const { payload, kb } = await instance.verify(text, [], true);
  assert.equal(kb.payload.nonce, nonce);
  return { name: payload.name, tickets: payload.tickets.map(({ type }) => type) };
}

/** Makes what the phone keeps an hour older than it is. */
function age(page) {
  return page.evaluate(async () => {
    const opening = indexedDB.open("pass");
    await new Promise((resolve) => {
      opening.onsuccess = resolve;
    });
    const table = opening.result.transaction("kept", "readwrite").objectStore("kept");
    const reading = table.get("pass");
    await new Promise((resolve) => {
      reading.onsuccess = () => {
        reading.result.pass.issuedAt -= 3_700;
        table.put(reading.result, "pass").onsuccess = resolve;
      };
    });
    opening.result.close();
  });
}

flow(
  "pass: its holder shows some of it to a stranger, and his phone keeps it fresh without him",
  async ({ server, token }) => {
    const phone = await openDesk({ width: 360, height: 780 });
    const { page } = phone;
    await page.goto("/pass");
    await page.getByRole("link", { name: "Sign in" }).click();
    await signIn(page);
    await page.waitForURL("**/pass");
    await page.getByText("Ready to show").waitFor();

    await page.getByText("For wallets and other programs").click();
    await page.getByRole("button", { name: "Make the files" }).click();
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "badge-OWN-H2S.jwt" }).click(),
    ]);
    const badge = (await readFile(await file.path(), "utf8")).split(".")[1];
    assert.equal(JSON.parse(Buffer.from(badge, "base64url")).name, "H2S Awareness");
    await page.getByRole("link", { name: "tickets.sd-jwt" }).waitFor();
    await page.getByRole("checkbox", { name }).uncheck();
    await page.getByLabel("Who asks").fill("https://gate.example");
    await page.getByLabel("What he asks with").fill("n-4711");
    await page.getByRole("button", { name: "Sign it for him" }).click();
    const shown = await page.getByLabel("Send him this").inputValue();
    const said = await byAStranger(server, shown, "n-4711");
    assert.deepEqual(said, { name: undefined, tickets: ["OWN-H2S"] });
    assert.deepEqual(await violations(page), []);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);

    await phone.context.clearCookies();
    await age(page);
    await page.reload();
    await page.getByText("You are signed out.").waitFor();
    await page.getByText("Renewed just now").waitFor();
    await page.getByText("Ready to show").waitFor();
    const log = await server.call("GET", "/api/v1/audit?action=pass.renew", { token });
    assert.deepEqual(
      log.json().items.map(({ outcome }) => outcome),
      ["done", "intent"],
    );
    const guard = await openDesk({ width: 360, height: 740 });
    assert.equal((await atTheGate(guard, page)).word, "Valid");
    await page.getByText("For wallets and other programs").click();
    await page.getByRole("button", { name: "Make the files" }).click();
    await page.getByText("Sign in first.").waitFor();
    await closeDesk(phone);
    await closeDesk(guard);
  },
  { expects: [401] },
);
