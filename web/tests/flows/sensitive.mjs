// What an organization makes sensitive: the forms ask for a confirmation, and send nothing without one.

import assert from "node:assert/strict";
import { csd, rfc } from "../certificates.mjs";
import { confirm, flow } from "../world.mjs";

const seal = csd({ holder: "CONFIRMADA SA DE CV", rfc: rfc("CON040612QX"), days: 60.5 });

flow("sensitive: what the organization makes so asks for a confirmation", async ({ desk: { page } }) => {
  const choose = async (checked) => {
    await page.goto("/settings/authentication");
    const list = page.getByRole("region", { name: "What takes a confirmation" });
    const always = list.getByRole("checkbox", { name: "Destroy certificates" });
    assert.ok((await always.isChecked()) && (await always.isDisabled()), "that cannot be switched off");
    await list.getByRole("checkbox", { name: "Create and edit customers" }).setChecked(checked);
    await list.getByRole("checkbox", { name: "Upload certificates and keys" }).setChecked(checked);
    await list.getByRole("button", { name: "Change what takes one" }).click();
    await confirm(page, "Save");
    await page.getByRole("status").getByText("Saved.").waitFor();
  };
  const create = async (name) => {
    await page.goto("/customers/new");
    await page.getByLabel("Name").fill(name);
    await page.getByRole("button", { name: "Save" }).click();
  };
  const created = (name) => page.getByRole("heading", { name, level: 1 }).waitFor();

  await choose(true);
  await create("Con Confirmación");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("You are about to create the customer “Con Confirmación”.").waitFor();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await dialog.waitFor({ state: "hidden" });
  assert.equal(new URL(page.url()).pathname, "/customers/new", "nothing was sent");
  await page.getByRole("button", { name: "Save" }).click();
  await confirm(page, "Create");
  await created("Con Confirmación");
  await page.getByRole("link", { name: "Edit" }).click();
  await page.getByLabel("Notes").fill("Cambiado");
  await page.getByRole("button", { name: "Save" }).click();
  await confirm(page, "Save");
  await page.getByText("Cambiado").waitFor();

  // An upload that was not confirmed is not sent; the second try is.
  await page.goto("/certificates/upload");
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "confirmado.cer", mimeType: "", buffer: seal.certificate });
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await page.getByText("Not sent: it was not confirmed.").waitFor();
  await page.getByRole("button", { name: "Try again" }).click();
  await confirm(page, "Upload");
  await page.locator(".upload-row[data-state=accepted]").waitFor();

  await choose(false);
  await create("Sin Confirmación");
  await created("Sin Confirmación");
});
