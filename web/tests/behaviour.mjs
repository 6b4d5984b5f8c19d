// Uses the rendered pages as a member does, with a server that answers as the API does.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, open, origin } from "./browser.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** The member has no passkey. */
const byPassword = { json: { methods: ["password"] } };

/** Opens a page; `answers` gives the response for each API path. */
async function visit(name, answers = {}, { width = 1280, hash = "" } = {}) {
  const calls = [];
  const faults = [];
  const api = async (route, path) => {
    const request = route.request();
    calls.push({
      path,
      method: request.method(),
      headers: request.headers(),
      body: request.postData() ?? "",
      json: () => request.postDataJSON(),
    });
    const answer = answers[path] ?? (path === "/api/v1/auth/step-up/begin" ? byPassword : undefined);
    await route.fulfill(typeof answer === "function" ? answer(calls.at(-1)) : answer);
  };
  const page = await open(browser, { theme: "light", width, faults, api });
  await page.goto(`${origin}/${name}${hash}`);
  return { page, calls, faults };
}

const problem = (status, code) => ({ status, json: { status, code, detail: `detail of ${code}` } });
const proof = { json: { step_up_token: "stp_token", expires_in: 300 } };

test("revealing asks for the password, shows it masked, and hides it", async () => {
  let attempts = 0;
  const { page, calls } = await visit("certificate.en", {
    "/api/v1/auth/step-up": () => (++attempts === 1 ? problem(401, "bad_credentials") : proof),
    "/api/v1/certificates": problem(404, "not_found"),
  });
  await page.route("**/reveal-password", (route) => {
    calls.push({ headers: route.request().headers() });
    return route.fulfill({ json: { password: "contraseñaÑ1" } });
  });
  await page.clock.install();
  await page.getByRole("button", { name: "Reveal password" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Your password").fill("wrong");
  await page.keyboard.press("Enter");
  await dialog.getByText("The password is wrong.").waitFor();
  await dialog.getByLabel("Your password").fill("right one");
  await dialog.getByRole("button", { name: "Reveal" }).click();
  const field = page.locator("#revealed-password");
  await field.waitFor({ state: "visible" });
  assert.equal(await field.inputValue(), "contraseñaÑ1");
  assert.equal(await field.getAttribute("type"), "password");
  assert.equal(calls.at(-1).headers["step-up"], "stp_token");
  assert.match(calls[0].json().object, /^crt_/);
  assert.equal(calls[0].json().action, "certificate.reveal_password");
  await page.clock.fastForward(61_000);
  await field.waitFor({ state: "hidden" });
  assert.equal(await field.inputValue(), "");
  await page.context().close();
});

test("Escape and Cancel do nothing, and the focus comes back", async () => {
  const { page, calls } = await visit("certificate.en");
  const button = page.getByRole("button", { name: "Delete certificate" });
  for (const leave of [
    () => page.keyboard.press("Escape"),
    () => page.getByRole("button", { name: "Cancel" }).click(),
  ]) {
    await button.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await leave();
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    assert.ok(await button.evaluate((element) => element === document.activeElement));
  }
  assert.deepEqual(
    calls.filter(({ path }) => path !== "/api/v1/auth/step-up/begin"),
    [],
  );
  await page.context().close();
});

test("deleting sends the proof and leads to the list", async () => {
  const { page, calls } = await visit("certificate.es", { "/api/v1/auth/step-up": proof });
  await page.route("**/api/v1/certificates/*", (route) => {
    calls.push({ method: route.request().method(), headers: route.request().headers() });
    return route.fulfill({ status: 204 });
  });
  await page.getByRole("button", { name: "Eliminar el certificado" }).click();
  await page.getByLabel("Su contraseña").fill("x");
  await page.getByRole("button", { name: "Eliminar para siempre" }).click();
  await page.waitForURL("**/certificates");
  assert.equal(calls.at(-1).method, "DELETE");
  assert.equal(calls.at(-1).headers["step-up"], "stp_token");
  await page.context().close();
});

test("a session that is over is refreshed, and if that fails the member signs in again", async () => {
  const over = { "/api/v1/auth/step-up": problem(401, "unauthorized") };
  const { page } = await visit("certificate.en", over);
  const refreshes = [];
  await page.route("**/session/refresh", (route) => {
    refreshes.push(route.request().method());
    return route.fulfill({ status: 401 });
  });
  await page.getByRole("button", { name: "Download", exact: true }).click();
  await page.getByLabel("Your password").fill("x");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/sign-in?next=**");
  assert.deepEqual(refreshes, ["POST"]);
  await page.context().close();
});

test("an export comes as a file", async () => {
  const { page } = await visit("audit.en", {
    "/api/v1/auth/step-up": proof,
    "/api/v1/audit/export": { contentType: "application/x-tar", body: "tar" },
  });
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByLabel("Your password").fill("x");
  const coming = page.waitForEvent("download");
  await page.getByRole("dialog").getByRole("button", { name: "Export" }).click();
  assert.equal((await coming).suggestedFilename(), "audit.tar");
  await page.context().close();
});

test("uploads: pairs by name, asks for a password, tries it on the others, tells what was refused", async () => {
  const { page, calls } = await visit("upload.en", {
    "/api/v1/certificates": ({ body }) => {
      if (body.includes("schon.p12")) {
        return {
          status: 409,
          json: { status: 409, code: "certificate_exists", detail: "", existing: "crt_old" },
        };
      }
      if (body.includes("kaputt.p12")) return problem(422, "a_code_of_tomorrow");
      if (body.includes("geheim") && !body.includes("Ñandú 7")) return problem(422, "password_required");
      const sealed = { id: "crt_new", status: "valid", holder: "LÓPEZ", version: 1 };
      return { status: 201, json: sealed };
    },
  });
  const file = (name) => ({ name, mimeType: "", buffer: Buffer.from(name) });
  const names = ["geheim1.p12", "geheim2.p12", "a.cer", "a.key", "schon.p12", "kaputt.p12", "leer.pdf"];
  await page.setInputFiles("input[type=file]", names.map(file));
  await page.getByText("2 of 6 done").or(page.getByText("1 of 6 done · 2 waiting")).first().waitFor();
  const pair = calls.find(({ body }) => body.includes('filename="a.cer"'));
  assert.match(pair.body, /name="key"; filename="a\.key"/);
  assert.equal(calls.filter(({ body }) => body.includes("a.key")).length, 1);
  assert.equal(calls.filter(({ body }) => body.includes("leer.pdf")).length, 0);
  await page.getByText("This certificate is in custody already.").waitFor();
  assert.equal(await page.locator('a[href="/certificates/crt_old"]').count(), 1);
  await page.getByText("detail of a_code_of_tomorrow").waitFor();
  await page.getByText("Only .p12 .pfx .cer .crt .key .pem are taken.").waitFor();
  const first = page.locator(".upload-row", { hasText: "geheim1.p12" });
  await first.getByText("This file needs its password.").waitFor();
  await first.getByRole("checkbox").check();
  await first.getByLabel("Password of geheim1.p12").fill("Ñandú 7");
  await page.keyboard.press("Enter");
  await page.getByText("3 of 6 done").waitFor();
  assert.equal(await page.locator("[data-state=question]").count(), 0);
  await page.context().close();
});

test("files that are dropped are taken", async () => {
  const sealed = {
    id: "crt_new",
    status: "awaiting_certificate",
    holder: null,
    version: 1,
  };
  const { page } = await visit("upload.en", { "/api/v1/certificates": { status: 201, json: sealed } });
  const transfer = await page.evaluateHandle(() => {
    const files = new DataTransfer();
    files.items.add(new File(["x"], "a.key"));
    return files;
  });
  await page.dispatchEvent("[data-dropzone]", "drop", { dataTransfer: transfer });
  await page.getByText("It waits for its certificate.").waitFor();
  await page.context().close();
});

test("the set-up token moves from the address into the form", async () => {
  const { page } = await visit("setup.en", {}, { hash: "#TOKEN123" });
  assert.equal(await page.inputValue("input[name=token]"), "TOKEN123");
  assert.ok(!page.url().includes("TOKEN123"));
  assert.ok(await page.locator("[data-token-missing]").isHidden());
  await page.fill("#password", "corto");
  await page.getByText("more characters").waitFor();
  await page.fill("#password", "cuatro palabras sin relación");
  await page.getByText("Long enough").waitFor();
  await page.fill("#password_again", "otra");
  assert.ok(await page.locator("#password_again").evaluate((field) => !field.checkValidity()));
  await page.context().close();
});

test("the theme changes at once and is remembered", async () => {
  const { page } = await visit("sign-in.en");
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.getByRole("button", { name: "Dark" }).click();
  assert.notEqual(await ground(), light);
  assert.ok(
    (await page.context().cookies(origin)).some(({ name, value }) => name === "theme" && value === "dark"),
  );
  await page.context().close();
});

test("searching while typing asks for the results and keeps the address", async () => {
  const { page, faults } = await visit("certificates.en");
  const asked = page.waitForRequest((request) => request.headers()["hx-request"] === "true");
  await page.route("**/certificates?*", (route) =>
    route.fulfill({
      contentType: "text/html",
      body: '<section id="results"><p role="status">1 certificate</p></section>',
    }),
  );
  await page.getByRole("searchbox").pressSequentially("peña");
  assert.equal(new URL((await asked).url()).search, "?q=pe%C3%B1a");
  await page.getByText("1 certificate", { exact: true }).waitFor();
  assert.equal(new URL(page.url()).search, "?q=pe%C3%B1a");
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("the menu closes by Escape and gives the focus back", async () => {
  const { page } = await visit("dashboard.en");
  const summary = page.locator("details.menu > summary");
  await summary.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Sign out" }).waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Escape");
  assert.ok(await page.getByRole("button", { name: "Sign out" }).isHidden());
  assert.ok(await summary.evaluate((element) => element === document.activeElement));
  await page.context().close();
});

test("the first Tab leads to the content", async () => {
  const { page } = await visit("dashboard.en");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("href")), "#main");
  await page.keyboard.press("Enter");
  assert.ok(page.url().endsWith("#main"));
  await page.context().close();
});
