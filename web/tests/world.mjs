// What the flows share: the server, the browser, the firm's first administrator and the desk he works at. A flow is a
// named test; it fails also when a page breaks its policy, throws, or asks anything of another origin.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { launch } from "./browser.mjs";
import { startServer } from "./server.mjs";

/** Nothing here takes longer, unless it never comes. */
const PATIENCE_MS = 10_000;
const results = join(import.meta.dirname, "../test-results");

export const administrator = {
  organization: "Despacho Álvarez y Núñez",
  name: "Ximena Álvarez Núñez",
  email: "ximena@example.mx",
  password: "cuatro palabras sin relación",
};

export const world = { server: null, browser: null, desk: null, token: "" };

/** An access token is good for five minutes, and the flows take longer. */
const TOKEN_MS = 3 * 60_000;
let signedIn = 0;

async function keepToken() {
  if (!world.token || Date.now() - signedIn < TOKEN_MS) return;
  // The first flow signs in by itself.
  if (signedIn) world.token = await world.server.signIn(administrator.email, administrator.password);
  signedIn = Date.now();
}

const desks = new Set();
/** Statuses of failed requests that the present flow provokes. */
let expected = new Set();

/** Starts what the flows need, and stops it after the last. */
export async function openWorld() {
  after(async () => {
    await world.browser?.close();
    const end = await world.server?.stop();
    assert.equal(end, 0, "the server stops in good order");
    assert.deepEqual(world.server.left, [], "no process of the database is left");
  });
  world.server = await startServer();
  world.browser = await launch();
}

/** A named test. Requests may fail with the statuses in `expects`, which the browser's console tells as errors. */
export function flow(name, act, { expects = [] } = {}) {
  test(name, async () => {
    expected = new Set(expects);
    for (const desk of desks) desk.faults.length = 0;
    // What a flow that failed has left does not make the next ones fail.
    if (world.desk) await prefer("en", "light");
    await keepToken();
    try {
      await act(world);
    } catch (error) {
      await takePictures(name);
      throw error;
    }
    assert.deepEqual(
      [...desks].flatMap((desk) => desk.faults),
      [],
      "the pages complain",
    );
  });
}

/** Sets the language and the theme of the administrator's browser. */
export async function prefer(language, theme) {
  const url = world.server.origin;
  await world.desk.context.addCookies([
    { name: "language", value: language, url },
    { name: "theme", value: theme, url },
  ]);
}

async function takePictures(name) {
  mkdirSync(results, { recursive: true });
  let count = 0;
  for (const { page } of desks) {
    const path = join(results, `${name.replaceAll(/[^a-z0-9]+/gi, "-")}-${count++}.png`);
    await page.screenshot({ path }).catch(() => {});
    console.error(`${page.url()}: ${path}`);
  }
}

/** A browser of its own, with nobody signed in: `page` is its first page. */
export async function openDesk({ width = 1280, height = 800, theme = "light", locale = "en-US" } = {}) {
  const context = await world.browser.newContext({
    baseURL: world.server.origin,
    // Who uses it has trusted the local authority; that its chain holds has a test of its own.
    ignoreHTTPSErrors: true,
    viewport: { width, height },
    colorScheme: theme,
    locale,
    timezoneId: "America/Mexico_City",
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const desk = { context, page, faults: [] };
  watch(desk);
  desks.add(desk);
  return desk;
}

export async function closeDesk(desk) {
  desks.delete(desk);
  await desk.context.close();
  assert.deepEqual(desk.faults, [], "the pages complain");
}

function watch({ page, faults }) {
  page.on("console", (message) => {
    if (!["error", "warning"].includes(message.type())) return;
    // What a page was about to ask when a flow took its signal away; nothing else says this of a server on the same machine.
    if (message.text().endsWith("net::ERR_INTERNET_DISCONNECTED")) return;
    const status = message.text().match(/^Failed to load resource: .* status of (\d+)/)?.[1];
    if (status === undefined || !expected.has(Number(status)))
      faults.push(`${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error}`));
  page.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    const ours = origin === world.server.origin || ["blob:", "data:", "about:"].includes(protocol);
    if (!ours) faults.push(`${page.url()} asks ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 500) faults.push(`${response.url()}: ${response.status()}`);
  });
}

/** Fills in the sign-in page that is open. */
export async function signIn(page, { email, password } = administrator) {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Answers the dialog that asks for the password again. */
export async function confirm(page, button, password = administrator.password) {
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Your password").fill(password);
  await dialog.getByRole("button", { name: button }).click();
}
