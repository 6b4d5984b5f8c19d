// Workers and their tickets: a catalogue, a crew, a worker, a ticket that is recorded, sent back, corrected, approved and revoked.

import assert from "node:assert/strict";
import { violations } from "../axe.mjs";
import { png } from "../gate/code.mjs";
import { confirm, flow, prefer } from "../world.mjs";

flow("workers: from an empty list to a ticket that somebody can rely on", async ({ desk: { page } }) => {
  await page.goto("/workers");
  await page.getByRole("heading", { name: "No workers yet" }).waitFor();
  const tabs = page.getByRole("navigation", { name: "Workers and tickets" });
  await tabs.getByRole("link", { name: "Ticket types" }).click();
  await page.getByRole("button", { name: "Add the usual ones" }).click();
  await page.getByRole("link", { name: "First aid and CPR", exact: true }).waitFor();
  await tabs.getByRole("link", { name: "Sites and crews" }).click();
  await page.getByRole("link", { name: "New site" }).click();
  await page.getByLabel("Name").fill("Planta de gas");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("link", { name: "New crew" }).click();
  await page.getByLabel("Name").fill("Soldadura");
  await page.getByLabel("Site").selectOption({ label: "Planta de gas" });
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("link", { name: "Soldadura", exact: true }).waitFor();

  await tabs.getByRole("link", { name: "Workers" }).click();
  await page.getByRole("link", { name: "New worker" }).first().click();
  await page.getByLabel("Name").fill("Úrsula Ibáñez");
  await page.getByLabel("Reference").fill("E-17");
  await page.getByLabel("Crew").selectOption({ label: "Soldadura" });
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "Úrsula Ibáñez" }).waitFor();
  await page.getByText("Soldadura · Planta de gas").waitFor();

  await page.getByRole("link", { name: "Add a ticket" }).click();
  await page.getByLabel("Type").selectOption({ label: "First aid and CPR" });
  await page.getByLabel("Number").fill("FA-1");
  await page.getByLabel("Issuer").fill("Cruz Roja");
  await page.getByLabel("Day of issue").fill("2026-01-31");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("To be checked").first().waitFor();

  await page.goto("/workers/approvals");
  assert.deepEqual(await violations(page), []);
  const row = page.getByRole("row", { name: /Úrsula Ibáñez/ });
  await row.getByText("Send back").first().click();
  await row.getByLabel("Why").fill("The number is another one.");
  await row.getByRole("button", { name: "Send back" }).click();
  await page.getByRole("heading", { name: "Nothing to check" }).waitFor();
  await tabs.getByRole("link", { name: "Workers" }).click();
  await page.getByRole("link", { name: "Úrsula Ibáñez" }).click();
  await page.getByText("The number is another one.").waitFor();
  await page.getByRole("link", { name: /^Correct/ }).click();
  await page.getByLabel("Number").fill("FA-2");
  await page.getByRole("button", { name: "Save" }).click();
  // He is the only one who may approve tickets: then he may approve his own.
  await page.getByRole("button", { name: /^Approve/ }).click();
  await page.getByText("Valid", { exact: true }).waitFor();
  await page.getByText(/^in 2 years$/).waitFor();

  await page.getByText("Suspend or revoke").click();
  await page.getByLabel("Why").fill("The course was never held.");
  await page.getByRole("button", { name: "Revoke" }).click();
  await page.getByText("Revoked", { exact: true }).waitFor();
  await page.getByText("The course was never held.").waitFor();
});

flow(
  "workers: a form keeps what was typed, and a search finds without reloading",
  async ({ desk: { page } }) => {
    await page.goto("/workers/new");
    await page.getByLabel("Name").fill("Bartolomé Íñiguez");
    await page.getByLabel("Reference").fill("E-17");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Another one has this already.").waitFor();
    assert.equal(await page.getByLabel("Name").inputValue(), "Bartolomé Íñiguez");
    await page.getByLabel("Reference").fill("E-18");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { name: "Bartolomé Íñiguez" }).waitFor();
    await page.goto("/workers");
    await page.getByRole("searchbox").fill("ursula");
    await page.getByText("1 worker on this page").waitFor();
    assert.equal(await page.getByRole("link", { name: "Bartolomé Íñiguez" }).count(), 0);
  },
  { expects: [422] },
);

flow(
  "workers: a photo is made smaller and kept, and a restricted field is shown for a while",
  async ({ desk: { page } }) => {
    await page.goto("/workers");
    await page.getByRole("link", { name: "Úrsula Ibáñez" }).click();
    await page.getByText("Add a photo").click();
    const choose = (name, mimeType, buffer) =>
      page.getByLabel("Photo (JPEG or PNG)").setInputFiles({ name, mimeType, buffer });
    const send = () => page.locator("form[data-photo]").getByRole("button", { name: "Keep" }).click();
    await choose("card.pdf", "application/pdf", Buffer.from("%PDF-1.7\nstartxref\n0\n%%EOF\n"));
    await send();
    await page.getByText("This is no photo (JPEG, PNG).").waitFor();
    await page.getByText("Add a photo").click();
    await choose(
      "face.png",
      "image/png",
      png({ width: 1200, height: 1600, luma: Buffer.alloc(1200 * 1600, 120) }),
    );
    await send();
    const photo = page.getByRole("img", { name: "Photo of Úrsula Ibáñez" });
    await photo.waitFor();
    await page.waitForFunction(() => document.querySelector(".worker-photo")?.naturalHeight === 800);
    await page.getByText("Change the photo").click();
    assert.deepEqual(await violations(page), []);

    const health = page.getByRole("listitem").filter({ hasText: "Health" });
    await health.getByText("Nothing is kept.").waitFor();
    await health.getByText("Write", { exact: false }).first().click();
    await page.getByLabel("Health", { exact: true }).fill("Asthma.\nBlue inhaler.");
    await health.getByRole("button", { name: "Keep" }).click();
    await confirm(page, "Keep");
    await health.getByText(/^Kept .* by /).waitFor();
    assert.ok(!(await page.content()).includes("inhaler"));
    await health.getByRole("button", { name: /^Show/ }).click();
    await confirm(page, "Show");
    const shown = page.locator("#revealed-text");
    await shown.waitFor();
    assert.equal(await shown.inputValue(), "Asthma.\nBlue inhaler.");
    await page.getByText(/^Hidden again in \d+ s\.$/).waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByRole("button", { name: "Hide now" }).click();
    await shown.waitFor({ state: "hidden" });
    assert.equal(await shown.inputValue(), "");

    await page.getByText("Write: Government id").click();
    await page.getByLabel("Government id", { exact: true }).fill("GOMC800101");
    const identity = page.getByRole("listitem").filter({ hasText: "Government id" });
    await identity.getByRole("button", { name: "Keep" }).click();
    await confirm(page, "Keep");
    await identity.getByText(/^Kept .* by /).waitFor();
    await identity.getByRole("button", { name: /^Remove/ }).click();
    await confirm(page, "Remove");
    await identity.getByText("Nothing is kept.").waitFor();
    await page.getByText("Change the photo").click();
    await page.getByRole("button", { name: "Remove the photo" }).click();
    await page.getByText("Add a photo").waitFor();
    assert.equal(await photo.count(), 0);
  },
  { expects: [422] },
);

flow("workers: axe finds nothing, and nothing is wider than a phone, in three languages", async (world) => {
  const { page } = world.desk;
  await page.goto("/workers");
  const worker = await page.getByRole("link", { name: "Úrsula Ibáñez" }).getAttribute("href");
  const lists = ["", "/new", "/tickets", "/approvals", "/types", "/types/new", "/places"];
  const paths = [
    worker,
    `${worker}/edit`,
    `${worker}/tickets/new`,
    ...lists.map((path) => `/workers${path}`),
  ];
  const findings = [];
  for (const [language, theme, width] of [
    ["en", "light", 1280],
    ["es", "dark", 360],
    ["pt", "light", 360],
  ]) {
    await prefer(language, theme);
    await page.setViewportSize({ width, height: 800 });
    for (const path of paths) {
      await page.goto(path);
      findings.push(...(await violations(page)).map((finding) => `${path}, ${language}: ${finding}`));
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > width) findings.push(`${path}, ${language}: ${wide} pixels wide`);
    }
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  assert.deepEqual(findings, []);
});
