// Looks at every page of target/pages, as the tests of the server render them: axe for WCAG 2.2 AA in both themes, on a
// desktop and a phone; nothing wider than the screen; no breach of the content security policy.
// With `--brief` a quarter of it: English in light on a desktop, Spanish and Portuguese in dark on a phone. With `--screenshots DIR` it
// also takes pictures. Names choose pages.

import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { violations } from "./axe.mjs";
import { launch, open, origin, pagesFolder } from "./browser.mjs";

const { values: options, positionals: chosen } = parseArgs({
  options: { brief: { type: "boolean" }, screenshots: { type: "string" } },
  allowPositionals: true,
});
const screenshots = options.screenshots;
const rounds = options.brief
  ? [
      { theme: "light", width: 1280, languages: [".en"] },
      { theme: "dark", width: 360, languages: [".es", ".pt"] },
    ]
  : ["light", "dark"].flatMap((theme) =>
      [1280, 360].map((width) => ({ theme, width, languages: [".en", ".es", ".pt"] })),
    );

async function look(page, name, width) {
  await page.goto(`${origin}/${name}`, { waitUntil: "load" });
  await page.evaluate(() => document.fonts.ready);
  if (name.startsWith("upload")) await dropSome(page);
  const findings = await violations(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  if (wide > width) findings.push(`the page is ${wide} pixels wide`);
  return findings;
}

/** What is folded away at first: tables, raw entries, the menu, the dialog. */
async function lookInside(page) {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll("details:not(.menu)")) details.open = true;
  });
  const findings = await violations(page);
  const menu = page.locator("details.menu > summary");
  if ((await menu.count()) > 0) {
    // What lies under the open menu is covered while it is open: only the header is looked at.
    await menu.click();
    findings.push(...(await violations(page, "header")));
    await page.keyboard.press("Escape");
  }
  const act = page.locator("main [data-act]:not([type=submit])").first();
  if ((await act.count()) > 0) {
    await act.click();
    await page.getByRole("dialog").waitFor();
    findings.push(...(await violations(page)));
  }
  return findings;
}

/** Fills the list of the upload page: one file that is refused at once, one that asks for its password. */
async function dropSome(page) {
  await page.setInputFiles("input[type=file]", [
    { name: "factura.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF") },
    { name: "CSD_ALP980312QT4.cer", mimeType: "", buffer: Buffer.from("0") },
    { name: "CSD_ALP980312QT4.key", mimeType: "", buffer: Buffer.from("0") },
    { name: "00001000000504465028.cer", mimeType: "", buffer: Buffer.from("0") },
  ]);
  await page.waitForSelector("[data-state=question]");
  await page.waitForSelector("[data-state=accepted]");
}

async function answer(route) {
  if (route.request().url().endsWith("/step-up/begin")) {
    await route.fulfill({ json: { methods: ["password"] } });
    return;
  }
  const asks = route.request().postData()?.includes("CSD_");
  if (asks) {
    await route.fulfill({ status: 422, json: { status: 422, code: "password_required", detail: "" } });
  } else {
    await route.fulfill({
      status: 201,
      json: {
        id: "crt_x",
        status: "valid",
        holder: "MARÍA GUADALUPE ÁLVAREZ NÚÑEZ",
        version: 1,
      },
    });
  }
}

const all = (await readdir(pagesFolder))
  .filter((file) => file.endsWith(".html"))
  .map((file) => file.slice(0, -5));
const names = all
  .filter((name) => chosen.length === 0 || chosen.some((part) => name.startsWith(part)))
  .sort();
if (names.length === 0) throw new Error("no pages: run the tests of the server's pages first");
if (screenshots) await mkdir(screenshots, { recursive: true });

const browser = await launch();
let failed = 0;
for (const { theme, width, languages } of rounds) {
  const faults = [];
  const page = await open(browser, { theme, width, faults, api: answer });
  const pages = names.filter((name) => languages.some((language) => name.endsWith(language)));
  for (const name of pages) {
    faults.length = 0;
    const findings = await look(page, name, width);
    // The answer that asks for a password is an error to the browser's console, and expected.
    findings.push(...faults.filter((fault) => !fault.includes("422")));
    for (const finding of findings) console.error(`${name}, ${theme}, ${width}: ${finding}`);
    failed += findings.length;
    if (screenshots) {
      await page.screenshot({ path: join(screenshots, `${name}-${theme}-${width}.png`), fullPage: true });
    }
    const inside = await lookInside(page);
    for (const finding of inside) console.error(`${name} unfolded, ${theme}, ${width}: ${finding}`);
    failed += inside.length;
    if (screenshots && /^(certificate|dashboard|audit)\.[a-z]+$/.test(name)) {
      await page.screenshot({ path: join(screenshots, `${name}-unfolded-${theme}-${width}.png`) });
    }
  }
  console.log(`${theme}, ${width} pixels: ${pages.length} pages`);
  await page.context().close();
}
await browser.close();
if (failed > 0) {
  console.error(`${failed} findings`);
  process.exit(1);
}
