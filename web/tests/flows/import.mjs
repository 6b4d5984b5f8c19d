// Much at once: a list of customers and a folder of certificates, looked at first, then taken in, and then taken in no more.

import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { violations } from "../axe.mjs";
import { csd, efirma, encryptedKey, rfc } from "../certificates.mjs";
import { flow } from "../world.mjs";

const LIST = `Razón social;RFC;Notas;Vendedor
Hilados del Bajío;${rfc("HBA090909AB")};Cierra el día 5;Ana
Sin clave;;;
;AAA010101AAA;;
Mal escrita;PED041312QX2;;
Hilados otra vez;${rfc("HBA090909AB")};;
`;

const list = (text) => ({ name: "clientes.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
const row = (page, name) => page.locator(".import-table tbody tr", { hasText: name });

flow("import: customers are previewed row by row, imported, and not imported twice", async (world) => {
  const { page } = world.desk;
  await page.goto("/customers");
  await page.getByRole("link", { name: "Import" }).first().click();
  await page.getByRole("heading", { name: "Import customers" }).waitFor();
  await page.setInputFiles("#file", list(LIST));
  await page.getByRole("heading", { name: "What will happen with clientes.csv" }).waitFor();
  await page.getByText("3 will not be taken · 2 will be created").waitFor();
  await page.getByText("Not read: Vendedor.").waitFor();
  await row(page, "Hilados del Bajío").getByText("Will be created").waitFor();
  await row(page, "Without a name").getByText("This row has no name.").waitFor();
  await row(page, "Mal escrita").getByText("that should be a date are not one").waitFor();
  await row(page, "Hilados otra vez").getByText("stands further up in the file").waitFor();
  assert.deepEqual(await violations(page), []);
  await page.getByRole("button", { name: "Not taken 3" }).click();
  assert.equal(await page.locator(".import-table tbody tr").count(), 3);
  const before = await world.server.all(world.token, "/api/v1/customers");

  await page.getByRole("button", { name: "Import 2" }).click();
  await page.getByText("3 not taken · 2 created").waitFor();
  const after = await world.server.all(world.token, "/api/v1/customers");
  assert.equal(after.length, before.length + 2);
  await page.setInputFiles("#file", list(LIST));
  await page.getByText("3 will not be taken · 2 there already").waitFor();
  assert.equal(await page.getByRole("button", { name: /^Import/ }).count(), 0);

  const changed = LIST.replace("Cierra el día 5", "Cierra el día 7");
  await page.setInputFiles("#file", list(changed));
  await row(page, "Hilados del Bajío").getByText("is there already and differs. Other: notes.").waitFor();
  await page.getByLabel("Customers that are there already").selectOption("update");
  await page.getByText("3 will not be taken · 1 will be changed · 1 there already").waitFor();
  await page.getByRole("button", { name: "Import 1" }).click();
  await page.getByText("3 not taken · 1 changed · 1 there before").waitFor();
  await row(page, "Hilados del Bajío").getByRole("link").click();
  await page.getByText("Cierra el día 7").waitFor();
});

flow(
  "import: what is no list is told, and nothing is shown of it",
  async ({ desk: { page } }) => {
    await page.goto("/customers/import");
    await page.setInputFiles("#file", list("RFC;Notas\nAAA010101AAA;x\n"));
    await page.getByText("No column is called “name”").waitFor();
    assert.ok(await page.locator("[data-results]").isHidden());
    await page.setViewportSize({ width: 360, height: 740 });
    await page.setInputFiles("#file", list(LIST));
    await page.getByText("4 will not be taken · 1 there already").waitFor();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    await page.setViewportSize({ width: 1280, height: 900 });
    assert.ok(width <= 360, `${width}`);
  },
  { expects: [422] },
);

flow("import: a folder of certificates is looked into with passwords, and sealed", async (world) => {
  const { page } = world.desk;
  const password = "Folder 12345678a";
  const holder = "HILADOS DEL BAJIO SA DE CV";
  const pair = efirma({ holder, rfc: rfc("HBA090909AB"), days: 200.5 });
  const seal = csd({ holder, rfc: rfc("HBA090909AB"), days: 300.5 });
  const folder = await mkdtemp(join(tmpdir(), "credenza-import-"));
  await mkdir(join(folder, "Hilados", "claves"), { recursive: true });
  await writeFile(join(folder, "Hilados", "fiel.cer"), pair.certificate);
  await writeFile(join(folder, "Hilados", "claves", "otro nombre.key"), encryptedKey(pair, password));
  await writeFile(join(folder, "Hilados", "sello.cer"), seal.certificate);
  await writeFile(join(folder, "Hilados", "nota.txt"), "nada");

  await page.goto("/certificates/upload");
  await page.getByRole("link", { name: "Import many" }).click();
  await page.setInputFiles("#folder", join(folder, "Hilados"));
  await row(page, "otro nombre.key")
    .getByText("The password does not open this file")
    .or(row(page, "otro nombre.key").getByText("This file needs its password"))
    .waitFor();
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByLabel("For whom").fill("hilados");
  await page.getByRole("button", { name: "Look again" }).click();
  const both = row(page, "fiel.cer + Hilados/claves/otro nombre.key");
  await both.getByText("Will be sealed").waitFor();
  await both.getByRole("link", { name: "Hilados del Bajío" }).waitFor();
  await row(page, "nota.txt").getByText("Will not be taken").waitFor();
  assert.deepEqual(await violations(page), []);
  await page.getByRole("button", { name: "Import 2" }).click();
  await page.getByText("1 not taken · 2 sealed").waitFor();
  await page.setInputFiles("#folder", join(folder, "Hilados"));
  await page.getByText("1 will not be taken · 2 in custody already").waitFor();
  await row(page, "fiel.cer").getByRole("link", { name: holder }).click();
  await page.getByRole("heading", { name: holder, level: 1 }).waitFor();
  await rm(folder, { recursive: true, force: true });
});
