// axe over a page, by the rules of WCAG 2.2 AA and axe's own best practice.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const script = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe finds in a part of the page, one line each. */
export async function violations(page, part = "html") {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(script);
  const run = ([where, tags]) => globalThis.axe.run(where, { runOnly: tags });
  const found = await page.evaluate(run, [part, rules]);
  return found.violations.map(({ id, help, nodes }) => {
    const where = nodes.map((node) => `${node.html} ${node.any[0]?.message ?? ""}`);
    return `${id}: ${help}: ${where.join(" | ")}`;
  });
}
