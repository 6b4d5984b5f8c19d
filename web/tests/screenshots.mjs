// Takes the README's pictures of a believable firm: `npm run screenshots` writes them to docs/screenshots, another folder
// may be named. They change with every run, because certificates end so many days from today: commit them when they should.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { launch } from "./browser.mjs";
import { furnish, incoming } from "./firm.mjs";
import { startServer } from "./server.mjs";
import { administrator, confirm, openDesk, signIn, world } from "./world.mjs";

const folder = process.argv[2] ?? join(import.meta.dirname, "../../docs/screenshots");
mkdirSync(folder, { recursive: true });

async function foundFirm(server) {
  const [, token] = server.setupLink.split("#");
  const answer = await server.call("POST", "/api/v1/setup", {
    json: { token, ...administrator, locale: "en" },
  });
  if (answer.status !== 201) throw new Error(`set-up: ${answer.status} ${answer.body}`);
  const access = await server.signIn(administrator.email, administrator.password);
  const json = { time_zone: "America/Mexico_City" };
  await server.call("PATCH", "/api/v1/organization", { token: access, json });
  await furnish(server, access);
}

async function picture(page, name) {
  await page.evaluate(() => document.fonts.ready);
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.activeElement?.blur());
  await page.screenshot({ path: join(folder, `${name}.png`), animations: "disabled" });
  console.log(join(folder, `${name}.png`));
}

async function openCertificate(page) {
  await page.goto("/certificates?q=agricola&status=within_7");
  await page.locator("#results a.row-name").first().click();
  await page.getByRole("button", { name: "Reveal password" }).waitFor();
}

async function onDesktop() {
  const desk = await openDesk();
  const { page } = desk;
  await page.goto("/sign-in");
  await signIn(page);
  await page.getByRole("heading", { name: "Today", level: 1 }).waitFor();
  await picture(page, "today");
  await page.getByRole("link", { name: "All certificates" }).click();
  await page.getByRole("heading", { name: "Certificates", level: 1 }).waitFor();
  await picture(page, "certificates");

  await openCertificate(page);
  await page.getByRole("button", { name: "Reveal password" }).click();
  await confirm(page, "Reveal");
  await page.getByRole("button", { name: "Hide now" }).click();
  await page.getByRole("button", { name: "Download", exact: true }).click();
  const download = page.waitForEvent("download");
  await confirm(page, "Download");
  await (await download).path();
  await openCertificate(page);
  await picture(page, "certificate");

  await page.goto("/certificates/upload");
  await page.setInputFiles("input[type=file]", incoming());
  await page.getByText("2 of 4 done · 1 waiting for a password").waitFor();
  // Below the bar that stays: the drop zone, and what became of the files.
  await page.evaluate(() =>
    scrollBy(0, document.querySelector("[data-dropzone]").getBoundingClientRect().top - 80),
  );
  await picture(page, "upload");
  await page.goto("/settings/audit");
  await picture(page, "audit");
  await desk.context.close();
}

async function onPhone() {
  const desk = await openDesk({ width: 390, height: 844, theme: "dark", locale: "es-MX" });
  const { page } = desk;
  await page.goto("/sign-in");
  await page.locator("#email").fill(administrator.email);
  await page.locator("#password").fill(administrator.password);
  await page.locator("form[action='/sign-in'] button[type=submit]").click();
  await page.getByRole("heading", { name: "Hoy", level: 1 }).waitFor();
  await picture(page, "phone-dark");
  await desk.context.close();
}

world.server = await startServer();
try {
  world.browser = await launch();
  await foundFirm(world.server);
  await onDesktop();
  await onPhone();
} finally {
  await world.browser?.close();
  await world.server.stop();
}
