// The audit log: sentences, filters, the entry itself, and an export that verifies without the server.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { credenza } from "../server.mjs";
import { administrator, confirm, flow } from "../world.mjs";
import { bundle } from "./upload.mjs";

flow("audit: tells in sentences who did what, and filters", async ({ desk: { page } }) => {
  await page.goto("/settings/audit");
  const entries = page.locator(".entries > li");
  assert.equal(await entries.count(), 50);
  await page.getByText(`${administrator.name} uploaded`).first().waitFor();
  await page.getByRole("link", { name: "Older" }).click();
  await page.waitForURL("**/settings/audit?*cursor=*");

  await page.goto("/settings/audit");
  await page.getByLabel("What").selectOption({ label: "Password revealed" });
  await page.getByRole("button", { name: "Apply" }).click();
  await page.waitForURL("**/settings/audit?*certificate.reveal_password*");
  const sentences = await page.locator(".entry-what > p").allInnerTexts();
  assert.ok(sentences.length >= 4, "an intent and an outcome for each of two");
  assert.ok(
    sentences.every((sentence) => sentence.includes("the password of")),
    sentences.join("\n"),
  );
  assert.ok(sentences.some((sentence) => sentence.includes("is about to see")));
  assert.ok(
    sentences.some((sentence) => sentence === `${administrator.name} saw the password of “${bundle.name}”.`),
    sentences.join("\n"),
  );
  await page
    .getByText(/^Entry \d+$/)
    .first()
    .click();
  const entry = JSON.parse(await page.locator("details[open] pre").innerText());
  assert.equal(entry.action, "certificate.reveal_password");
  assert.match(entry.prev, /^[0-9a-f]{64}$/);

  await page
    .getByRole("link", { name: /^Show / })
    .first()
    .click();
  await page.getByRole("heading", { name: bundle.holder, level: 1 }).waitFor();
  await page.getByRole("link", { name: "In the audit log" }).click();
  await page.waitForURL("**/settings/audit?object=crt_*");
  await page.getByText("got a one-time link to").first().waitFor();
  await page.getByLabel("From").fill("2001-01-01");
  await page.getByLabel("To", { exact: true }).fill("2001-12-31");
  await page.getByRole("button", { name: "Apply" }).click();
  await page.getByRole("heading", { name: "No entries" }).waitFor();
});

flow(
  "audit: the export verifies without the server, and a changed one does not",
  async ({ desk: { page } }) => {
    await page.goto("/settings/audit");
    await page.getByRole("button", { name: "Export" }).click();
    const coming = page.waitForEvent("download");
    await confirm(page, "Export");
    const download = await coming;
    const folder = mkdtempSync(join(tmpdir(), "credenza-export-"));
    try {
      execFileSync("tar", ["xf", await download.path(), "-C", folder]);
      const [name] = readdirSync(folder);
      assert.match(name, /^audit-org_/);
      assert.match(await credenza("audit", "verify", join(folder, name)), /consistent/);
      const path = join(folder, name, "entries.jsonl");
      const text = readFileSync(path, "utf8");
      assert.ok(text.includes('"outcome":"refused"'));
      writeFileSync(path, text.replace('"outcome":"refused"', '"outcome":"failed"'));
      await assert.rejects(credenza("audit", "verify", join(folder, name)), /exit 2/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
