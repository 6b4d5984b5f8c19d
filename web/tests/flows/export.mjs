// Much at once about people, and everything away: workers and tickets from tables, and an export that opens without the server.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { violations } from "../axe.mjs";
import { credenza } from "../server.mjs";
import { confirm, flow } from "../world.mjs";

const root = join(import.meta.dirname, "../../..");
const PASSPHRASE = "Tres tristes tigres, ñandú";

const WORKERS = `Nombre;Número de empleado;Cuadrilla
Íñigo Ruiz;0042;Soldadura
Rosa Díaz;0043;Ninguna
Rosa Díaz;0044;soldadura
`;
const TICKETS = `Worker;Reference;Type;Number;Issued on
;0042;First aid and CPR;FA-42;31/01/2026
;0099;First aid and CPR;FA-43;31/01/2026
`;

const file = (name, text) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
const row = (page, name) => page.locator(".import-table tbody tr", { hasText: name });

flow("import: workers and then their tickets, previewed row by row", async ({ desk: { page } }) => {
  await page.goto("/workers");
  await page.getByRole("link", { name: "Import" }).first().click();
  await page.getByRole("heading", { name: "Import workers" }).waitFor();
  const arrives = page.waitForEvent("download");
  await page.getByRole("link", { name: "Empty table" }).click();
  const table = readFileSync(await (await arrives).path(), "utf8");
  assert.equal(table, "\u{feff}Name,Reference,Email,Contractor,Crew,Roles\r\n");
  await page.setInputFiles("#file", file("plantilla.csv", WORKERS));
  await page.getByText("1 will not be taken · 2 will be created").waitFor();
  await row(page, "0043").getByText("There is no crew of this name. Make it first.").waitFor();
  assert.deepEqual(await violations(page), []);
  await page.getByRole("button", { name: "Import 2" }).click();
  await page.getByText("1 not taken · 2 created").waitFor();
  await page.setInputFiles("#file", file("plantilla.csv", WORKERS));
  await page.getByText("1 will not be taken · 2 there already").waitFor();

  await page.goto("/workers/tickets");
  await page.getByRole("link", { name: "Import" }).click();
  await page.setInputFiles("#file", file("cursos.csv", TICKETS));
  await page.getByText("1 will not be taken · 1 will be created").waitFor();
  await row(page, "0099").getByText("You see no such worker. Import the workers first.").waitFor();
  await page.setViewportSize({ width: 360, height: 740 });
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  await page.setViewportSize({ width: 1280, height: 900 });
  assert.ok(width <= 360, `${width}`);
  await page.getByRole("button", { name: "Import 1" }).click();
  await page.getByText("1 not taken · 1 created").waitFor();
  await row(page, "Íñigo Ruiz").getByRole("link").click();
  await page.getByText("FA-42").first().waitFor();
});

flow("export: everything leaves, and opens without the server", async ({ desk: { page } }) => {
  await page.goto("/settings");
  await page.getByRole("link", { name: "Export" }).click();
  await page.getByRole("heading", { name: "Export", exact: true }).waitFor();
  assert.deepEqual(await violations(page), []);
  await page.getByLabel("Passphrase").fill(PASSPHRASE);
  const arrives = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export everything" }).click();
  await confirm(page, "Export");
  const folder = mkdtempSync(join(tmpdir(), "credenza-export-"));
  const archive = join(folder, "export.zip");
  await (await arrives).saveAs(archive);

  const passphrase = join(folder, "passphrase");
  writeFileSync(passphrase, PASSPHRASE);
  const out = join(folder, "out");
  const own = join(root, ".venv/bin/python3");
  const python = existsSync(own) ? own : "python3";
  const opener = join(root, "tools/open_export.py");
  const said = execFileSync(python, [opener, "--passphrase-file", passphrase, archive, out], {
    encoding: "utf8",
  });
  assert.match(said, / 0 missing/);
  assert.ok(readdirSync(join(out, "certificates")).length > 0);
  assert.match(readFileSync(join(out, "workers.csv"), "utf8"), /Íñigo Ruiz,0042/);
  assert.match(await credenza("audit", "verify", join(out, "audit")), /consistent/);
  rmSync(folder, { recursive: true, force: true });

  await page.goto("/settings/audit");
  await page.getByText("exported the organization.").first().waitFor();
});
