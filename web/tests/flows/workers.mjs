// Workers and their tickets: a catalogue, a crew, a worker, a ticket that is recorded, sent back, corrected, approved and revoked.

import assert from "node:assert/strict";
import { violations } from "../axe.mjs";
import { flow, prefer } from "../world.mjs";

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
  await page.getByText(/^ends in 2 years$/).waitFor();

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
