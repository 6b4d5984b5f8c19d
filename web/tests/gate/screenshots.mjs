// Draws docs/screenshots/gate.png, every screen of the gate on a phone, side by side, and scanner.png, those of an enrolled scanner. Another folder
// may be named, and then a theme and a language of the scanner's.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { digits } from "./mint.mjs";
import { marked, screens } from "./screens.mjs";
import { Site } from "./site.mjs";
import { guard, Stage, verdict } from "./stage.mjs";
import { walk } from "./walk.mjs";

const [folder = join(import.meta.dirname, "../../../docs/screenshots"), theme = "light", locale = "en-CA"] =
  process.argv.slice(2);
const [width, height, across] = [360, 740, 4];

/** An enrolled scanner's screens, whole. */
async function scanner(browser, stage) {
  stage.published.clear();
  stage.publish();
  stage.site = new Site(stage);
  const { context, page } = await guard(browser, stage, { width, height, theme, locale });
  await page.goto("/v");
  await page.locator("[data-ready]:not([hidden])").waitFor();
  // The first passes of the organizations say so; these are as a guard sees them all day.
  for (const organization of [stage.ours, stage.theirs]) {
    await page.goto("about:blank");
    await page.goto(`/v#${digits(organization.pass())}`);
    await verdict(page);
  }
  const taken = [];
  await walk(page, stage, async (name) => {
    // As the one after enrolling, with other words.
    if (name === "is") return;
    await page.evaluate(() => document.fonts.ready);
    taken.push(await page.screenshot());
  });
  await context.close();
  return taken;
}

async function pictures(browser, stage) {
  stage.publish({ list: stage.ours.list({ marked }) });
  const { context, page } = await guard(browser, stage, { width, height });
  await page.goto("/v");
  await page.getByText("Works without signal").waitFor();
  await page.evaluate(() => document.fonts.ready);
  const taken = [await page.screenshot()];
  // The first pass of an organization says so; the others are as a guard sees them all day.
  await page.goto(`/v#${digits(stage.ours.pass())}`);
  for (const token of Object.values(screens(stage.ours))) {
    await page.goto("about:blank");
    await page.goto(`/v#${digits(token)}`);
    await verdict(page);
    await page.evaluate(() => document.fonts.ready);
    taken.push(await page.screenshot());
  }
  await context.close();
  return taken;
}

async function sheet(browser, name, taken) {
  const out = join(folder, name);
  const page = await browser.newPage({ viewport: { width: across * 272 + 16, height: 600 } });
  const images = taken.map((png) => `<img src="data:image/png;base64,${png.toString("base64")}">`).join("");
  await page.setContent(`<style>
    body { margin: 0; padding: 16px; display: flex; flex-wrap: wrap; gap: 16px; background: #d8d4cb }
    img { width: 256px; border-radius: 14px; box-shadow: 0 2px 10px rgb(0 0 0 / 25%) }
  </style>${images}`);
  await page.waitForFunction(() => [...document.images].every((image) => image.complete));
  await page.screenshot({ path: out, fullPage: true });
  await page.close();
  console.log(`${out}: ${readFileSync(out).length} bytes`);
}

const stage = await Stage.open();
const browser = await stage.browser();
try {
  if (process.argv.length < 4) await sheet(browser, "gate.png", await pictures(browser, stage));
  await sheet(browser, "scanner.png", await scanner(browser, stage));
} finally {
  await browser.close();
  await stage.close();
}
