// Draws docs/screenshots/gate.png: every screen of the gate on a phone, side by side. Another file may be named.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { digits } from "./mint.mjs";
import { marked, screens } from "./screens.mjs";
import { guard, Stage, verdict } from "./stage.mjs";

const out = process.argv[2] ?? join(import.meta.dirname, "../../../docs/screenshots/gate.png");
const [width, height, across] = [360, 740, 4];

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

async function sheet(browser, taken) {
  const page = await browser.newPage({ viewport: { width: across * 272 + 16, height: 600 } });
  const images = taken.map((png) => `<img src="data:image/png;base64,${png.toString("base64")}">`).join("");
  await page.setContent(`<style>
    body { margin: 0; padding: 16px; display: flex; flex-wrap: wrap; gap: 16px; background: #d8d4cb }
    img { width: 256px; border-radius: 14px; box-shadow: 0 2px 10px rgb(0 0 0 / 25%) }
  </style>${images}`);
  await page.waitForFunction(() => [...document.images].every((image) => image.complete));
  await page.screenshot({ path: out, fullPage: true });
}

const stage = await Stage.open();
const browser = await stage.browser();
try {
  await sheet(browser, await pictures(browser, stage));
  console.log(`${out}: ${readFileSync(out).length} bytes`);
} finally {
  await browser.close();
  await stage.close();
}
