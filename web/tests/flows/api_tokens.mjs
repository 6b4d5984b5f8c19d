// API tokens: made with a step-up, shown once, used by a program, revoked.

import assert from "node:assert/strict";
import { administrator, confirm, flow } from "../world.mjs";

const heading = (page) => page.getByRole("heading", { name: "API tokens", level: 1 });

flow("API tokens: made, shown once, used, revoked", async ({ desk: { page }, server }) => {
  await page.goto("/settings");
  await page.getByRole("region", { name: "You" }).getByRole("link", { name: "API tokens" }).click();
  await heading(page).waitFor();
  await page.getByText("You have no API tokens.").waitFor();

  const form = page.locator("#new-token");
  await form.getByLabel("Name").fill("Nightly copy");
  await form.getByRole("button", { name: "Create token" }).click();
  await page.getByRole("alert").getByText("Choose what the token may do.").waitFor();
  await form.getByRole("group", { name: "What it may do" }).getByLabel("See certificates").check();
  await form.getByLabel("Only from these addresses").fill("127.0.0.0/8\n10.0.0.0/8");
  await form.getByRole("button", { name: "Create token" }).click();
  await confirm(page, "Create token");
  const made = page.getByRole("region", { name: "Your new token" });
  await made.waitFor();
  const token = await made.getByRole("textbox").inputValue();
  assert.match(token, /^cza_[\w-]{112}$/);
  await made.getByRole("button", { name: "Copy" }).click();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), token);
  await made.getByRole("button", { name: "I have copied it" }).click();
  await page.getByText("never used").waitFor();
  assert.ok(!(await page.content()).includes(token), "it is shown once");

  const list = await server.call("GET", "/api/v1/certificates", { token });
  assert.equal(list.status, 200);
  assert.ok(list.json().items.length > 0);
  assert.equal((await server.call("GET", "/api/v1/customers", { token })).status, 403);
  assert.equal((await server.call("GET", "/settings", { token })).status, 403);
  await page.reload();
  await page.getByText("last used").waitFor();
  await page.getByText("127.0.0.1").waitFor();

  const revoke = page.getByRole("button", { name: "Revoke Nightly copy" });
  await revoke.click();
  await page.getByRole("button", { name: "Revoke “Nightly copy” now" }).click();
  await page.getByText(/^Revoked/).waitFor();
  assert.equal(await revoke.count(), 0);
  assert.equal((await server.call("GET", "/api/v1/certificates", { token })).status, 401);
});

flow(
  "API tokens: one for sensitive acts takes a step-up that says so",
  async ({ desk: { page }, server }) => {
    await page.goto("/account/api-tokens");
    const form = page.locator("#new-token");
    await form.getByLabel("Name").fill("Signer");
    await form.getByRole("group", { name: "What it may do" }).getByLabel("See certificates").check();
    await form
      .getByRole("group", { name: "Without you being there" })
      .getByLabel("See stored passwords")
      .check();
    await form.getByRole("button", { name: "Create token" }).click();
    await page.getByRole("dialog").getByText("which may do sensitive acts without you being there").waitFor();
    await confirm(page, "Create token");
    const made = page.getByRole("region", { name: "Your new token" });
    await made.waitFor();
    const token = await made.getByRole("textbox").inputValue();
    const certificates = (await server.call("GET", "/api/v1/certificates", { token })).json().items;
    const { id } = certificates.find((certificate) => certificate.has_password);
    const path = `/api/v1/certificates/${id}`;
    const revealed = await server.call("POST", `${path}/reveal-password`, { token });
    assert.equal(revealed.status, 200);
    assert.equal(typeof revealed.json().password, "string");
    assert.equal((await server.call("POST", `${path}/download-url`, { token })).status, 403);
    await made.getByRole("button", { name: "I have copied it" }).click();
    await page.getByText("Sensitive", { exact: true }).waitFor();
    await page.goto("/settings/audit?action=api_token.create_sensitive");
    await page
      .getByText(`${administrator.name} made the API token “Signer”, which may do sensitive acts.`)
      .waitFor();
  },
);

flow("API tokens: a page that shows one forgets it", async ({ desk: { page } }) => {
  await page.goto("/account/api-tokens");
  const form = page.locator("#new-token");
  await form.getByLabel("Name").fill("Forgotten");
  await form.getByRole("group", { name: "What it may do" }).getByLabel("See customers").check();
  await form.getByRole("button", { name: "Create token" }).click();
  await confirm(page, "Create token");
  await page.getByRole("region", { name: "Your new token" }).waitFor();
  await page.goto("/customers");
  await page.goBack();
  await heading(page).waitFor();
  assert.equal(await page.getByRole("region", { name: "Your new token" }).count(), 0);
});
