// Customers: made, changed, found and removed.

import assert from "node:assert/strict";
import { confirm, flow } from "../world.mjs";

const RIGHT = "AAA010101AAA";
const WRONG = "PED041312QX2";

async function language(page, name) {
  await page.locator("details.menu > summary").click();
  await page.locator("details.menu").getByRole("button", { name }).click();
}

flow(
  "customers: a wrong tax id is explained, in English, Spanish and Portuguese",
  async ({ desk: { page } }) => {
    await page.goto("/customers");
    await page.getByRole("link", { name: "New customer" }).first().click();
    await page.getByLabel("Name").fill("Panificadora La Espiga Dorada");
    await page.getByLabel("Country").selectOption("MX");
    await page.getByLabel("Tax id").fill(WRONG);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("This is not a valid RFC: the digits that should be a date are not one.").waitFor();
    assert.equal(await page.getByLabel("Tax id").inputValue(), WRONG);
    assert.equal(await page.getByLabel("Tax id").getAttribute("aria-invalid"), "true");

    await page.goto("/customers/new");
    await language(page, "Español");
    await page.getByLabel("Nombre").fill("Hortalizas del Segura");
    await page.getByLabel("País").selectOption("ES");
    await page.locator("#tax_id").fill("B30123450");
    await page.getByRole("button", { name: "Guardar" }).click();
    await page.getByText("El dígito de control de este NIF debería ser 9.").waitFor();
    await page.locator("#tax_id").fill("no es");
    await page.getByRole("button", { name: "Guardar" }).click();
    await page.getByText("Compárelo con la cédula o constancia fiscal.").waitFor();
    await language(page, "Português");
    await page.getByRole("heading", { name: "Novo cliente" }).waitFor();
    await page.getByLabel("País").selectOption("BR");
    await page.locator("#tax_id").fill("11.222.333/0001-80");
    await page.getByRole("button", { name: "Salvar" }).click();
    await page.getByText("O dígito verificador deste CNPJ deveria ser 81.").waitFor();
    await page.getByLabel("País").selectOption("ES");
    await page.locator("#tax_id").fill("no es");
    // The language changes, and what was typed is still there.
    await language(page, "English");
    await page.getByRole("heading", { name: "New customer" }).waitFor();
    await page.waitForFunction(() => document.querySelector("#tax_id")?.value === "no es");
    assert.equal(await page.getByLabel("Name").inputValue(), "Hortalizas del Segura");
    assert.equal(await page.getByLabel("Country").inputValue(), "ES");
    await page.goto("/customers/new");
    assert.equal(await page.getByLabel("Name").inputValue(), "", "it was kept for that one page");
  },
  { expects: [422] },
);

flow(
  "customers: made with a right tax id, changed, and no other may have the same",
  async ({ desk: { page } }) => {
    await page.goto("/customers/new");
    await page.getByLabel("Name").fill("Accem Servicios Empresariales");
    await page.getByLabel("Country").selectOption("MX");
    await page.getByLabel("Tax id").fill("aaa-010101-aaa");
    await page.getByLabel("Notes").fill("Closes the month on the 5th.");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { name: "Accem Servicios Empresariales" }).waitFor();
    await page.getByText(RIGHT, { exact: true }).waitFor();
    await page.getByText("Closes the month on the 5th.").waitFor();

    await page.getByRole("link", { name: "Edit" }).click();
    await page.getByLabel("Name").fill("Accem Servicios, S.C.");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { name: "Accem Servicios, S.C." }).waitFor();

    await page.goto("/customers/new");
    await page.getByLabel("Name").fill("Twice");
    await page.getByLabel("Country").selectOption("MX");
    await page.getByLabel("Tax id").fill(RIGHT);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Another customer has this tax id.").waitFor();
  },
  { expects: [409, 422] },
);

flow(
  "customers: found while typing, without regard to accents",
  async ({ desk: { page }, server, token }) => {
    for (const name of ["Peñafiel Muñoz e Hijos", "Ferretería Hernández", "Ganadería Ávila"]) {
      const answer = await server.call("POST", "/api/v1/customers", { token, json: { name } });
      assert.equal(answer.status, 201);
    }
    await page.goto("/customers");
    const rows = page.locator("#results tbody tr");
    await rows.nth(3).waitFor();
    const partial = page.waitForResponse((answer) => answer.url().includes("q=pena"));
    await page.getByRole("searchbox").pressSequentially("penafiel");
    const response = await page.waitForResponse((answer) => answer.url().includes("q=penafiel"));
    assert.match(response.headers().vary, /HX-Request/i);
    await page.getByText("1 customer on this page").waitFor();
    assert.equal(await rows.count(), 1);
    assert.equal(new URL(page.url()).search, "?q=penafiel");
    assert.ok(!(await response.text()).includes("<html"), "the results alone are sent");
    partial.catch(() => {});
    await page.reload();
    await page.getByText("1 customer on this page").waitFor();
    await page.getByRole("searchbox").fill("nobody has this name");
    await page.getByRole("heading", { name: "Nobody matches" }).waitFor();
    await page.goBack();
    await page.getByText("1 customer on this page").waitFor();
  },
);

flow(
  "customers: deleting takes the password, and then it is gone",
  async ({ desk: { page } }) => {
    await page.goto("/customers?q=Ferreter");
    await page.getByRole("link", { name: "Ferretería Hernández" }).click();
    await page.getByRole("heading", { name: "Ferretería Hernández" }).waitFor();
    const address = page.url();
    await page.getByRole("button", { name: "Delete customer" }).click();
    await page.getByText("You are about to delete the customer “Ferretería Hernández”.").waitFor();
    await confirm(page, "Delete", "wrong password here");
    await page.getByRole("dialog").getByText("The password is wrong.").waitFor();
    await confirm(page, "Delete");
    await page.waitForURL("**/customers");
    await page.getByText("customers on this page").waitFor();
    assert.equal(await page.getByRole("link", { name: "Ferretería Hernández" }).count(), 0);
    const gone = await page.goto(address);
    assert.equal(gone.status(), 404);
    await page.getByRole("heading", { name: "Nothing here" }).waitFor();
  },
  { expects: [401, 404] },
);
