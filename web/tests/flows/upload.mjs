// Files come into custody by drop and by choice; each is told what became of it.

import assert from "node:assert/strict";
import { csd, efirma, encryptedKey, fnmtPerson, nif, pkcs12, rfc } from "../certificates.mjs";
import { flow } from "../world.mjs";

const holder = "PANIFICADORA LA ESPIGA DORADA SA DE CV";
const taxId = rfc("PED040612QX");
export const filePassword = "Ñandú 12345678a";

const pair = efirma({ holder, rfc: taxId, days: 5.5 });
const seal = csd({ holder, rfc: taxId, days: 40.5 });
const person = fnmtPerson({ given: "INÉS", surname: "PEÑA GARCÍA", nif: nif(12345678), days: 20.5 });

/** What the detail page is tried with: a file, its password, its bytes. */
export const bundle = {
  name: "ines_pena_12345678Z.p12",
  holder: "PEÑA GARCÍA INÉS",
  bytes: pkcs12(person, filePassword),
};

async function drop(page, files) {
  const transfer = await page.evaluateHandle(
    (all) => {
      const transfer = new DataTransfer();
      for (const { name, bytes } of all) {
        transfer.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name));
      }
      return transfer;
    },
    files.map(({ name, bytes }) => ({ name, bytes: bytes.toString("base64") })),
  );
  await page.dispatchEvent("[data-dropzone]", "dragover", { dataTransfer: transfer });
  assert.ok(await page.locator("[data-dropzone].is-over").count(), "the zone shows that it takes files");
  await page.dispatchEvent("[data-dropzone]", "drop", { dataTransfer: transfer });
}

const row = (page, name) => page.locator(".upload-row", { hasText: name });

flow(
  "upload: several files dropped at once, a pair among them; one asks for its password",
  async ({ desk: { page } }) => {
    await page.goto("/certificates/upload");
    await drop(page, [
      { name: "espiga.cer", bytes: pair.certificate },
      { name: "espiga.key", bytes: encryptedKey(pair, filePassword) },
      bundle,
      { name: "contrato.p12", bytes: Buffer.from("%PDF-1.7\n%âãÏÓ\n1 0 obj\n<< >>\nendobj\n") },
      { name: "notas.docx", bytes: Buffer.from("PK") },
      { name: "vacio.cer", bytes: Buffer.alloc(0) },
      { name: "sello.cer", bytes: seal.certificate },
    ]);
    await row(page, "sello.cer").getByText(`Sealed. ${holder}`).waitFor();
    await row(page, "contrato.p12").getByText("This is a PDF document, not a certificate.").waitFor();
    await row(page, "notas.docx").getByText("Only .p12 .pfx .cer .crt .key .pem are taken.").waitFor();
    await row(page, "vacio.cer").getByText("This file is empty.").waitFor();
    await page.getByText("1 of 6 done · 2 waiting for a password · 3 not taken").waitFor();

    const asking = row(page, bundle.name);
    await asking.getByText("This file needs its password.").waitFor();
    await asking.getByLabel(`Password of ${bundle.name}`).fill("not this one");
    await asking.getByRole("button", { name: "Unlock" }).click();
    await asking.getByText("The password does not open this file. Try again.").waitFor();
    await asking.getByRole("checkbox").check();
    await asking.getByLabel(`Password of ${bundle.name}`).fill(filePassword);
    await page.keyboard.press("Enter");
    await asking.getByText(`Sealed. ${bundle.holder}`).waitFor();
    await row(page, "espiga.cer with espiga.key").getByText(`Sealed. ${holder}`).waitFor();
    await page.getByText("3 of 6 done · 3 not taken", { exact: true }).waitFor();
  },
  { expects: [422] },
);

flow(
  "upload: what is in custody already is told, with the way to it",
  async ({ desk: { page } }) => {
    await page.goto("/certificates/upload");
    await drop(page, [{ name: "otra vez.cer", bytes: seal.certificate }]);
    await row(page, "otra vez.cer").getByText("This certificate is in custody already.").waitFor();
    await row(page, "otra vez.cer").getByRole("link", { name: "Open" }).click();
    await page.getByRole("heading", { name: holder, level: 1 }).waitFor();
  },
  { expects: [409] },
);

flow(
  "upload: by choice of files; halves that come apart find each other",
  async ({ desk: { page } }) => {
    const late = csd({ holder, rfc: taxId, days: 300.5 });
    await page.goto("/certificates/upload");
    const choose = async (name, buffer) => {
      const chooser = page.waitForEvent("filechooser");
      await page.getByText("Choose files").click();
      await (await chooser).setFiles([{ name, mimeType: "application/octet-stream", buffer }]);
    };
    await choose("primero.key", encryptedKey(late, filePassword));
    const key = row(page, "primero.key");
    await key.getByText("This file needs its password.").waitFor();
    await key.getByLabel("Password of primero.key").fill(filePassword);
    await key.getByRole("button", { name: "Unlock" }).click();
    await key.getByText("Sealed. It waits for its certificate.").waitFor();
    await choose("despues.cer", late.certificate);
    await row(page, "despues.cer").getByText("Sealed, and joined with what was here already.").waitFor();
    await row(page, "despues.cer").getByRole("link", { name: "Open" }).click();
    await page.getByText("Private key", { exact: true }).first().waitFor();
    const files = page.getByRole("region", { name: "In custody" });
    await files.getByText("primero.key").waitFor();
    await files.getByText("despues.cer").waitFor();
  },
  { expects: [422] },
);

flow("upload: from a customer's page the files are his", async ({ desk: { page }, server, token }) => {
  const name = "Ganadería Ávila";
  const own = csd({ holder: "GANADERIA AVILA SPR DE RL", rfc: rfc("GAV120831KL"), days: 90.5 });
  await page.goto("/customers?q=avila");
  await page.getByRole("link", { name }).click();
  await page.getByRole("link", { name: "Upload files" }).click();
  await page.getByLabel("Whose are they?").waitFor();
  await page.setInputFiles("input[type=file]", [
    { name: "avila.cer", mimeType: "", buffer: own.certificate },
  ]);
  await row(page, "avila.cer").getByText("Sealed.").waitFor();
  const kept = (await server.all(token, "/api/v1/certificates")).find(
    ({ tax_id }) => tax_id === rfc("GAV120831KL"),
  );
  assert.equal(kept.customer.name, name);
  await page.goto(`/customers/${kept.customer_id}`);
  await page.getByText("A customer with a certificate cannot be deleted.").waitFor();
});

flow(
  "upload: too many at once wait for their turn, each with its password; and focus goes to the next that asks",
  async ({ desk: { page } }) => {
    const [one, other] = [csd, csd].map((make, n) =>
      encryptedKey(make({ holder, rfc: taxId, days: 350.5 + n }), `${filePassword} ${n}`),
    );
    await page.goto("/certificates/upload");
    await drop(page, [
      { name: "uno.key", bytes: one },
      { name: "otro.key", bytes: other },
    ]);
    await page.getByText("0 of 2 done · 2 waiting for a password").waitFor();
    const passwords = [];
    await page.route("**/api/v1/certificates", async (route) => {
      passwords.push(route.request().postData()?.includes(filePassword));
      if (passwords.length > 1) return route.continue();
      const body = JSON.stringify({ status: 429, code: "rate_limited", detail: "Too many." });
      await route.fulfill({ status: 429, headers: { "Retry-After": "1" }, body });
    });
    await row(page, "uno.key").getByLabel("Password of uno.key").fill(`${filePassword} 0`);
    await page.keyboard.press("Enter");
    assert.equal(
      await page.evaluate(() => document.activeElement?.labels?.[0]?.textContent),
      "Password of otro.key",
    );
    await row(page, "uno.key").getByText("It goes on by itself in 1 s.").waitFor();
    await row(page, "uno.key").getByText("Sealed. It waits for its certificate.").waitFor();
    await page.keyboard.type(`${filePassword} 1`);
    await page.keyboard.press("Enter");
    await row(page, "otro.key").getByText("Sealed. It waits for its certificate.").waitFor();
    await page.getByText("2 of 2 done", { exact: true }).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), "2 of 2 done");
    assert.equal(passwords.length, 3);
    await page.unroute("**/api/v1/certificates");
  },
  { expects: [422, 429] },
);
