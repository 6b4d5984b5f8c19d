// Settings: the organization's for everybody, language and theme for this browser.

import assert from "node:assert/strict";
import { violations } from "../axe.mjs";
import { administrator, closeDesk, flow, openDesk } from "../world.mjs";

flow(
  "settings: name and time zone of the organization; times follow",
  async ({ desk: { page } }) => {
    const clock = () => page.locator(".entry-time").last().innerText();
    const oldest = "/settings/audit?action=organization.create";
    await page.goto(oldest);
    const before = await clock();
    await page.goto("/settings");
    await page.getByLabel("Time zone").fill("Mars/Olympus_Mons");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("There is no such time zone.").waitFor();
    await page.getByLabel("Organization name").fill("Despacho Norte");
    await page.getByLabel("Time zone").fill("Asia/Kolkata");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("status").getByText("Saved.").waitFor();
    await page.locator(".brand-organization", { hasText: "Despacho Norte" }).waitFor();
    await page.getByText("Times are in Asia/Kolkata.").waitFor();
    await page.goto(oldest);
    const minutes = (text) => {
      const [, hours, rest] = text.match(/(\d{2}):(\d{2})$/);
      return Number(hours) * 60 + Number(rest);
    };
    const later = (minutes(await clock()) - minutes(before) + 24 * 60) % (24 * 60);
    assert.equal(later, 11 * 60 + 30, "India is eleven hours and a half ahead of the founder's Mexico");
    await page.goto("/settings");
    await page.getByLabel("Organization name").fill(administrator.organization);
    await page.getByLabel("Time zone").fill("America/Mexico_City");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Times are in America/Mexico_City.").waitFor();
  },
  { expects: [422] },
);

flow("settings: language and theme are the browser's", async ({ desk: { page } }) => {
  await page.goto("/settings");
  const own = page.getByRole("region", { name: "You" });
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await own.getByRole("button", { name: "Dark" }).click();
  assert.notEqual(await ground(), light);
  await page.goto("/customers");
  assert.notEqual(await ground(), light, "the server renders it so from the start");
  await page.goto("/settings");
  await own.getByRole("button", { name: "Español" }).click();
  await page.getByRole("heading", { name: "Ajustes", level: 1 }).waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "es");
  const propio = page.getByRole("region", { name: "Usted" });
  await propio.getByRole("button", { name: "Português" }).click();
  await page.getByRole("heading", { name: "Configurações", level: 1 }).waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "pt");
  const proprio = page.getByRole("region", { name: "Você" });
  await proprio.getByRole("button", { name: "English" }).click();
  await page.getByRole("heading", { name: "Settings", level: 1 }).waitFor();
  await own.getByRole("button", { name: "Auto" }).click();
  await page.waitForFunction((was) => getComputedStyle(document.body).backgroundColor === was, light);
});

flow(
  "settings: the firm’s logo, in the settings and on the page behind a link",
  async ({ desk: { page }, server, token }) => {
    const [certificate] = await server.all(token, "/api/v1/certificates");
    const path = `/api/v1/certificates/${certificate.id}/renewal`;
    const asked = await server.call("POST", path, { token, json: { locale: "en" } });
    await page.goto("/settings");
    const card = page.getByRole("region", { name: "Logo" });
    const logo = Buffer.from(
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
      "base64",
    );
    const choose = (name, buffer) =>
      card.getByLabel("picture", { exact: false }).setInputFiles({ name, mimeType: "image/png", buffer });
    await choose("logo.png", Buffer.from("<svg/>"));
    await card.getByRole("button", { name: "Upload" }).click();
    await page.locator("#file-error").waitFor();
    assert.deepEqual(await violations(page), []);
    await choose("logo.png", logo);
    await card.getByRole("button", { name: "Upload" }).click();
    await card.getByRole("img", { name: "The present logo" }).waitFor();
    assert.deepEqual(await violations(page), []);

    const phone = await openDesk({ width: 360, height: 740, locale: "en-US" });
    await phone.page.goto(asked.json().url);
    await phone.page.getByRole("img", { name: administrator.organization }).waitFor();
    assert.deepEqual(await violations(phone.page), []);
    await closeDesk(phone);

    await card.getByRole("button", { name: "Remove the logo" }).click();
    await card.getByRole("img").waitFor({ state: "detached" });
    await server.call("DELETE", path, { token });
  },
  { expects: [422] },
);
