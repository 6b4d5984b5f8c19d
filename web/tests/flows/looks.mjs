// The pages with real data: axe in both themes and all languages, and nothing wider than a phone.

import assert from "node:assert/strict";
import { violations } from "../axe.mjs";
import { flow, prefer } from "../world.mjs";

async function paths({ server, token }) {
  const certificates = await server.all(token, "/api/v1/certificates");
  const certificate = certificates.find(({ has_password, customer_id }) => has_password && customer_id);
  return [
    "/",
    "/?by=week",
    "/certificates",
    "/certificates?status=expired&country=MX",
    `/certificates/${certificate.id}`,
    "/certificates/upload",
    "/certificates/import",
    "/customers/import",
    "/customers",
    "/customers/new",
    `/customers/${certificate.customer_id}`,
    `/customers/${certificate.customer_id}/edit`,
    "/account/password",
    "/account/sessions",
    "/forgot",
    "/reset#x",
    "/settings",
    "/settings/audit",
    "/account/api-tokens",
    "/settings/security",
    "/alerts",
    "/alerts/mails",
    "/settings/alerts",
    "/settings/alerts/ladder?subject=certificate",
    "/settings/alerts/ladder?subject=kek",
    "/calendar",
    "/calendar?by=customer",
    "/account/calendar-feed",
    "/settings/webhooks",
  ];
}

for (const [language, theme] of [
  ["en", "light"],
  ["es", "dark"],
  ["en", "dark"],
  ["es", "light"],
  ["pt", "light"],
  ["pt", "dark"],
]) {
  flow(`looks: axe finds nothing (${language}, ${theme})`, async (world) => {
    const { desk } = world;
    await prefer(language, theme);
    const findings = [];
    for (const path of await paths(world)) {
      await desk.page.goto(path);
      assert.equal(await desk.page.locator("html").getAttribute("lang"), language);
      findings.push(...(await violations(desk.page)).map((finding) => `${path}: ${finding}`));
    }
    assert.deepEqual(findings, []);
  });
}

flow("looks: nothing is wider than a phone of 360 pixels", async (world) => {
  const { desk } = world;
  await desk.page.setViewportSize({ width: 360, height: 740 });
  const wide = [];
  for (const language of ["es", "pt", "en"]) {
    await prefer(language, "light");
    for (const path of await paths(world)) {
      await desk.page.goto(path);
      const width = await desk.page.evaluate(() => document.documentElement.scrollWidth);
      if (width > 360) wide.push(`${path}, ${language}: ${width}`);
    }
  }
  await desk.page.setViewportSize({ width: 1280, height: 800 });
  assert.deepEqual(wide, []);
});
