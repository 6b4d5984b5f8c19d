// The list, the dashboard and the detail page, over more certificates than a page holds.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import {
  cif,
  csd,
  efirma,
  encryptedKey,
  fnmtPerson,
  fnmtRepresentative,
  nif,
  rfc,
} from "../certificates.mjs";
import { confirm, flow } from "../world.mjs";
import { bundle, filePassword } from "./upload.mjs";

const DAY = 24 * 60 * 60 * 1000;

/** When a day begins in Mexico City, where the organization was founded. */
const midnight = (day) => Date.parse(`${day}T00:00:00-06:00`);

/** 60 certificates of two countries, from long expired to years away. */
const DAYS = Array.from(
  { length: 60 },
  (_, n) => [-400, -30, -1, 0.5, 3, 6, 9, 25, 35, 55, 70, 120, 200, 330, 700][n % 15] + 0.25 + n / 1000,
);

flow("seed: sixty certificates by the API", async ({ server, token }) => {
  let n = 0;
  for (const days of DAYS) {
    n += 1;
    const holder = `EMPRESA NUMERO ${String(n).padStart(2, "0")} SA DE CV`;
    const number = `${String(100000 + n)}`;
    const start = `ABC${number}${"XYZ"[n % 3]}${n % 10}`.replace(/\d{6}/, "010101");
    const made = [
      () => efirma({ holder, rfc: rfc(start), days }),
      () => csd({ holder, rfc: rfc(start), days }),
      () => fnmtPerson({ given: "ANA", surname: `RUIZ ${n}`, nif: nif(1000 + n), days }),
      () =>
        fnmtRepresentative({
          organization: `COMERCIO ${n} SL`,
          cif: cif(2000 + n),
          person: "ANA RUIZ",
          nif: nif(1000),
          days,
        }),
    ][n % 4]();
    await server.upload(token, { file: { name: `seed-${n}.cer`, bytes: made.certificate } });
  }
});

const words = (page) => page.locator("#results .results-head p").innerText();
const rows = (page) => page.locator("#results tbody tr");

/** What the list should show, by the API's own dates. */
async function kept({ server, token }) {
  return server.all(token, "/api/v1/certificates");
}

const within = (items, from, to) => {
  const now = Date.now();
  return items.filter(({ not_after }) => {
    const left = not_after === null ? Number.NaN : (Date.parse(not_after) - now) / DAY;
    return left > from && left <= to;
  }).length;
};

flow("list: what ends first comes first, page by page, each once", async (world) => {
  const { page } = world.desk;
  const all = await kept(world);
  assert.ok(all.length > 60);
  await page.goto("/certificates");
  assert.equal(await rows(page).count(), 50);
  const first = await page
    .locator("#results a.row-name")
    .evaluateAll((links) => links.map((link) => link.href));
  await page.getByRole("link", { name: "Next page" }).click();
  await page.getByRole("link", { name: "First page" }).waitFor();
  const second = await page
    .locator("#results a.row-name")
    .evaluateAll((links) => links.map((link) => link.href));
  assert.equal(new Set([...first, ...second]).size, all.length);
  const ids = all.map(({ id }) => id);
  assert.deepEqual(
    [...first, ...second].map((link) => link.split("/").pop()),
    ids,
    "in the order of the API",
  );
  await page.getByRole("link", { name: "First page" }).click();
  await page.getByRole("link", { name: "Next page" }).waitFor();
});

flow("list: filters by status, country, kind and customer agree with what the rows say", async (world) => {
  const { page } = world.desk;
  const all = await kept(world);
  await page.goto("/certificates");
  const choose = async (label, option) => {
    const answer = page.waitForResponse((response) => response.request().headers()["hx-request"] === "true");
    await page.getByRole("search").getByLabel(label, { exact: true }).selectOption(option);
    await answer;
    await page.waitForFunction(
      (search) => location.search.includes(search),
      typeof option === "string" ? option : option.value,
    );
  };
  const spans = {
    expired: [Number.NEGATIVE_INFINITY, 0],
    within_7: [0, 7],
    within_30: [7, 30],
    within_60: [30, 60],
  };
  for (const [status, [from, to]] of Object.entries(spans)) {
    await choose("Status", status);
    const expected = within(all, from, to);
    await page.getByText(`${expected} certificate`, { exact: false }).first().waitFor();
    assert.equal(await rows(page).count(), expected, status);
    const label = await page.locator(`#status option[value=${status}]`).innerText();
    const badges = new Set(await page.locator("#results tbody .status").allInnerTexts());
    assert.deepEqual([...badges], [label]);
  }
  await page.getByRole("link", { name: "Clear filters" }).first().click();
  await page.waitForURL("**/certificates");

  await choose("Country", "ES");
  assert.equal(await rows(page).count(), all.filter(({ country }) => country === "ES").length);
  const kinds = await page
    .locator("#kind option")
    .evaluateAll((options) => options.map(({ value }) => value));
  assert.deepEqual(
    kinds.filter((kind) => kind !== "").sort(),
    [...new Set(all.map(({ profile, kind }) => profile ?? kind))].sort(),
    "the filter offers what the column shows",
  );
  await choose("Kind", "es.representative");
  assert.equal(await rows(page).count(), all.filter(({ profile }) => profile === "es.representative").length);
  assert.ok(
    (await page.locator("#results .cell-kind").allInnerTexts()).every((text) =>
      text.startsWith("Representative"),
    ),
  );
  await page.getByRole("link", { name: "Clear filters" }).first().click();
  await page.waitForURL("**/certificates");

  const customer = all.find(({ customer_id }) => customer_id !== null);
  await choose("Customer", customer.customer_id);
  assert.ok(
    (await page.locator("#results .cell-customer").allInnerTexts()).every(
      (name) => name === customer.customer.name,
    ),
  );
  await page.getByRole("searchbox").fill("nothing has this name");
  await page.getByRole("heading", { name: "Nothing matches" }).waitFor();
});

flow("list: the API takes a kind of file or a profile", async (world) => {
  const all = await kept(world);
  for (const kind of ["pair", "pkcs12", "mx.csd"]) {
    const answer = await world.server.call("GET", `/api/v1/certificates?kind=${kind}&limit=200`, {
      token: world.token,
    });
    const expected = all.filter((one) => one.kind === kind || one.profile === kind);
    assert.ok(expected.length > 0, kind);
    assert.deepEqual(
      answer.json().items.map(({ id }) => id),
      expected.map(({ id }) => id),
      kind,
    );
  }
});

flow("list: sorts by holder, customer and end, both ways", async ({ desk: { page } }) => {
  const names = () => page.locator("#results a.row-name").allInnerTexts();
  await page.goto("/certificates?q=EMPRESA");
  for (const [column, key] of [
    ["Holder", "name"],
    ["Expires", "expiry"],
  ]) {
    await page.getByRole("columnheader", { name: column }).getByRole("link").click();
    await page.locator(`th[aria-sort]:not([aria-sort=none])`, { hasText: column }).waitFor();
    const once = await names();
    const direction = await page.getByRole("columnheader", { name: column }).getAttribute("aria-sort");
    await page.getByRole("columnheader", { name: column }).getByRole("link").click();
    await page
      .locator(`th[aria-sort]:not([aria-sort=${direction}]):not([aria-sort=none])`, { hasText: column })
      .waitFor();
    assert.deepEqual((await names()).reverse(), once, column);
    if (key === "name") assert.deepEqual(once, [...once].sort(), "by name");
  }
  assert.match(await words(page), /\d+ certificates on this page/);
});

flow("dashboard: the numbers are those of the certificates, and lead to them", async (world) => {
  const { page } = world.desk;
  const all = await kept(world);
  const customers = await world.server.all(world.token, "/api/v1/customers");
  await page.goto("/");
  const tile = async (name) =>
    Number(await page.locator(".tile", { hasText: name }).locator(".tile-count").innerText());
  assert.equal(await tile("Expired"), within(all, Number.NEGATIVE_INFINITY, 0));
  assert.equal(await tile("Up to 7 days"), within(all, 0, 7));
  assert.equal(await tile("8 to 30 days"), within(all, 7, 30));
  assert.equal(await tile("31 to 60 days"), within(all, 30, 60));
  assert.equal(await tile("Later"), within(all, 60, Number.POSITIVE_INFINITY));
  await page.getByText(`${all.length} certificates of ${customers.length} customers`).waitFor();

  const urgent = page.getByRole("region", { name: "What to do today" });
  await urgent.getByRole("heading", { name: "Renew while they can still sign their own renewal" }).waitFor();
  const soonest = all.find(({ not_after }) => Date.parse(not_after) > Date.now());
  await urgent.getByRole("link", { name: soonest.holder }).first().waitFor();

  // The chart counts whatever ends and needs somebody.
  const alerts = await world.server.all(world.token, "/api/v1/alerts");
  const ends = alerts.filter(({ state }) => !["superseded", "closed"].includes(state));
  for (const period of ["Months", "Weeks"]) {
    await page.getByRole("link", { name: period }).click();
    await page.locator(".segmented-links a[aria-current=true]", { hasText: period }).waitFor();
    let drawn = 0;
    for (const column of await page.locator(".chart a").all()) {
      const asked = new URL(await column.getAttribute("href"), page.url()).searchParams;
      const from = midnight(asked.get("since"));
      const beyond = midnight(asked.get("until")) + DAY;
      const ending = ends.filter(({ ends_at }) => {
        const end = Date.parse(ends_at);
        return end >= from && end < beyond;
      });
      assert.equal(
        Number(await column.locator(".chart-count").textContent()),
        ending.length,
        `${period}: ${asked}`,
      );
      drawn += ending.length;
    }
    assert.ok(drawn > 0, `${period}: ${drawn} drawn`);
  }
  const column = page.locator(".chart a").first();
  const count = Number(await column.locator(".chart-count").textContent());
  await column.click();
  await page.getByRole("heading", { name: "Calendar", exact: true }).waitFor();
  assert.equal(await page.locator(".calendar-month .urgent > li").count(), count);
  await page.goto("/");
  await page.locator(".tile", { hasText: "8 to 30 days" }).click();
  await page.waitForURL("**/certificates?status=within_30");
  assert.equal(await rows(page).count(), within(all, 7, 30));
});

async function openBundle(page) {
  await page.goto(`/certificates?q=${encodeURIComponent("pena garcia")}`);
  await page.getByRole("link", { name: bundle.holder }).click();
  await page.getByRole("heading", { name: bundle.holder, level: 1 }).waitFor();
}

flow(
  "detail: the password is revealed to who proves himself, masked, and hidden again",
  async ({ desk: { page } }) => {
    await openBundle(page);
    await page.getByRole("button", { name: "Reveal password" }).click();
    await confirm(page, "Reveal", "wrong password here");
    await page.getByRole("dialog").getByText("The password is wrong.").waitFor();
    await confirm(page, "Reveal");
    const field = page.locator("#revealed-password");
    await field.waitFor({ state: "visible" });
    assert.equal(await field.inputValue(), filePassword);
    assert.equal(await field.getAttribute("type"), "password");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    assert.equal(await field.getAttribute("type"), "text");
    await page.getByRole("button", { name: "Copy", exact: true }).click();
    await page.getByText("Copied.").waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), filePassword);
    await page.getByRole("button", { name: "Hide now" }).click();
    await field.waitFor({ state: "hidden" });
    assert.equal(await field.inputValue(), "");

    await page.clock.install();
    await openBundle(page);
    await page.getByRole("button", { name: "Reveal password" }).click();
    await confirm(page, "Reveal");
    await field.waitFor({ state: "visible" });
    await page.clock.fastForward(61_000);
    await field.waitFor({ state: "hidden" });
    assert.equal(await field.inputValue(), "");
  },
  { expects: [401] },
);

flow(
  "detail: what is downloaded is what was uploaded, also when the access token ran out meanwhile",
  async ({ desk }) => {
    const { page, context } = desk;
    await openBundle(page);
    await context.clearCookies({ name: "__Host-access" });
    await page.getByRole("button", { name: "Download", exact: true }).click();
    const coming = page.waitForEvent("download");
    await confirm(page, "Download");
    const download = await coming;
    assert.equal(download.suggestedFilename(), bundle.name);
    assert.deepEqual(await readFile(await download.path()), bundle.bytes);
    const again = await page.request.get(download.url());
    assert.ok([403, 404, 410].includes(again.status()), `the link works once: ${again.status()}`);
  },
  { expects: [401] },
);

flow("detail: a name of one's own, and a customer", async ({ desk: { page } }) => {
  await openBundle(page);
  const notes = page.getByRole("region", { name: "Your notes" });
  await notes.getByLabel("Name for this certificate").fill("Inés, for the tax portal");
  await notes.getByLabel("Customer").selectOption({ label: "Ganadería Ávila" });
  await notes.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "Inés, for the tax portal", level: 1 }).waitFor();
  await page.locator(".page-sub").getByRole("link", { name: "Ganadería Ávila" }).waitFor();
  await page.getByText("changed the notes on").first().waitFor();
  await notes.getByLabel("Name for this certificate").fill("");
  await notes.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: bundle.holder, level: 1 }).waitFor();
});

flow(
  "detail: deleted, it is gone from the list, and its history stays",
  async ({ desk: { page }, server, token }) => {
    const holder = "EMPRESA PARA BORRAR SA DE CV";
    const doomed = csd({ holder, rfc: rfc("EPB010101AB"), days: 500.5 });
    const { id } = await server.upload(token, {
      file: { name: "borrar.cer", bytes: doomed.certificate },
      key: { name: "borrar.key", bytes: encryptedKey(doomed, filePassword) },
      password: filePassword,
    });
    await page.goto(`/certificates/${id}`);
    await page.getByRole("button", { name: "Delete certificate" }).click();
    await confirm(page, "Delete for good");
    await page.waitForURL("**/certificates");
    const gone = await page.goto(`/certificates/${id}`);
    assert.equal(gone.status(), 404);
    await page.goto(`/settings/audit?object=${id}`);
    await page.getByText("Its keys are destroyed.").first().waitFor();
  },
  { expects: [404] },
);
