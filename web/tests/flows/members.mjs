// Members, roles, invitations and several organizations: what an administrator does, and what it does to open tabs.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { linkFor } from "../mailbox.mjs";
import { credenza } from "../server.mjs";
import { administrator, closeDesk, confirm, flow, openDesk, signIn } from "../world.mjs";

const colleague = {
  name: "Nieves Íñiguez",
  email: "nieves@example.mx",
  password: "una frase larga y sin prisa",
};

const path = (page) => new URL(page.url()).pathname;
const signInHeading = (page) => page.getByRole("heading", { name: "Sign in" });

async function invite(page, email, roles = []) {
  await page.goto("/settings/members");
  await page.getByLabel("E-mail").fill(email);
  for (const role of roles) await page.getByLabel(role, { exact: true }).check();
  await page.getByRole("button", { name: "Send invitation" }).click();
  await confirm(page, "Send invitation");
}

async function openMember(page, name) {
  await page.goto("/settings/members");
  await page.getByRole("link", { name }).click();
  await page.getByRole("heading", { name, level: 1 }).waitFor();
}

flow(
  "members: somebody is invited, joins by the link in the mail, and is listed",
  async ({ server, desk: { page } }) => {
    await page.goto("/settings");
    await page.getByRole("link", { name: "Members" }).click();
    // An address is asked for before a password is.
    await page.getByRole("button", { name: "Send invitation" }).click();
    assert.equal(await page.getByRole("dialog").count(), 0);
    await invite(page, colleague.email);
    await page.getByRole("status").getByText("The invitation is on its way.").waitFor();
    const first = await linkFor(server, colleague.email);
    await page.getByRole("button", { name: `Send again ${colleague.email}` }).click();
    await confirm(page, "Send again");
    const second = await linkFor(server, colleague.email, first);

    const desk = await openDesk();
    const theirs = desk.page;
    await theirs.goto(first);
    await theirs.getByRole("alert").getByText("was used or taken back, or has ended").waitFor();
    await theirs.goto("about:blank");
    await theirs.goto(second);
    await theirs.getByText(`${administrator.organization} invites ${colleague.email}.`).waitFor();
    assert.ok(!theirs.url().includes("czi_"), "the secret leaves the address at once");
    await theirs.getByLabel("Your name").fill(colleague.name);
    await theirs.getByLabel("Password", { exact: true }).fill("corta");
    await theirs.getByRole("button", { name: "Join" }).click();
    await theirs.getByText("at least 12 characters").waitFor();
    await theirs.getByLabel("Password", { exact: true }).fill(colleague.password);
    await theirs.getByRole("button", { name: "Join" }).click();
    await theirs.getByRole("link", { name: "Certificates" }).first().waitFor();
    assert.equal(path(theirs), "/");
    await theirs.goto("/settings/members");
    await theirs.getByRole("heading", { name: "Members", level: 1 }).waitFor();
    assert.equal(await theirs.getByRole("button", { name: "Send invitation" }).count(), 0);
    await closeDesk(desk);

    await page.goto("/settings/members");
    const row = page.getByRole("row", { name: colleague.name });
    await row.getByText("Member", { exact: true }).waitFor();
    assert.equal(await page.getByRole("region", { name: "Invited" }).count(), 0);
  },
  { expects: [410, 422] },
);

flow(
  "roles: a role of one's own is made, given, changed at once for who has it, and not deleted in use",
  async ({ desk: { page } }) => {
    await page.goto("/settings/roles");
    await page.getByLabel("Name").fill("Recepción");
    await page.getByLabel("See customers").check();
    await page.getByRole("button", { name: "Create role" }).click();
    await confirm(page, "Create role");
    await page.getByRole("heading", { name: "Recepción" }).waitFor();

    const desk = await openDesk();
    await desk.page.goto("/sign-in");
    await signIn(desk.page, colleague);
    await desk.page.getByRole("link", { name: "Certificates" }).first().waitFor();
    await openMember(page, colleague.name);
    await page.getByLabel("Member", { exact: true }).uncheck();
    await page.getByLabel("Recepción").check();
    await page.getByRole("button", { name: "Save roles" }).click();
    await confirm(page, "Save roles");
    await page.getByRole("row", { name: colleague.name }).getByText("Recepción").waitFor();
    await desk.page.goto("/certificates");
    await desk.page.getByRole("heading", { name: "Not for you" }).waitFor();
    await desk.page.goto("/customers");
    assert.equal(await desk.page.getByRole("link", { name: "New customer" }).count(), 0);

    await page.goto("/settings/roles");
    await page.getByRole("link", { name: "Edit Recepción" }).click();
    await page.getByLabel("Create and edit customers").check();
    await page.getByRole("button", { name: "Save" }).click();
    await confirm(page, "Save");
    await page.getByRole("heading", { name: "Roles", level: 1 }).waitFor();
    await desk.page.goto("/customers");
    await desk.page.getByRole("link", { name: "New customer" }).first().waitFor();
    await page.getByRole("link", { name: "Edit Recepción" }).click();
    await page.getByRole("button", { name: "Delete role" }).click();
    await confirm(page, "Delete role");
    await page.getByText("Members or invitations have this role.").waitFor();
    await closeDesk(desk);

    await openMember(page, colleague.name);
    await page.getByLabel("Recepción").uncheck();
    await page.getByLabel("Member", { exact: true }).check();
    await page.getByRole("button", { name: "Save roles" }).click();
    await confirm(page, "Save roles");
    await page.getByRole("row", { name: colleague.name }).getByText("Member", { exact: true }).waitFor();
    await page.goto("/settings/roles");
    await page.getByRole("link", { name: "Edit Recepción" }).click();
    await page.getByRole("button", { name: "Delete role" }).click();
    await confirm(page, "Delete role");
    await page.waitForURL("**/settings/roles");
    assert.equal(await page.getByRole("heading", { name: "Recepción" }).count(), 0);
  },
  { expects: [403, 409] },
);

flow(
  "members: who is suspended is led to sign-in by the next click, and comes back when reinstated",
  async ({ desk: { page } }) => {
    const desk = await openDesk();
    const theirs = desk.page;
    await theirs.goto("/sign-in");
    await signIn(theirs, colleague);
    await theirs.goto("/customers");
    await openMember(page, colleague.name);
    await page.getByRole("button", { name: "Suspend" }).click();
    await confirm(page, "Suspend");
    await page.getByText("Suspended", { exact: true }).waitFor();
    await theirs.getByRole("link", { name: "Certificates" }).first().click();
    await signInHeading(theirs).waitFor();
    await signIn(theirs, colleague);
    await theirs.getByRole("alert").getByText("E-mail or password is wrong.").waitFor();
    await page.getByRole("button", { name: "Reinstate" }).click();
    await confirm(page, "Reinstate");
    await page.getByRole("button", { name: "Suspend" }).waitFor();
    await signIn(theirs, colleague);
    await theirs.getByRole("heading", { name: "Certificates", level: 1 }).waitFor();
    await closeDesk(desk);
  },
  { expects: [401] },
);

flow(
  "members: the tabs that a removed member has open can do nothing, and say so",
  async ({ server, token, desk: { page } }) => {
    const [certificate] = await server.all(token, "/api/v1/certificates");
    const before = (await server.all(token, "/api/v1/customers")).length;
    const desk = await openDesk();
    const list = desk.page;
    await list.goto("/sign-in");
    await signIn(list, colleague);
    await list.goto("/customers");
    const [form, detail] = [await desk.context.newPage(), await desk.context.newPage()];
    await form.goto("/customers/new");
    await form.getByLabel("Name", { exact: true }).fill("Desde una pestaña olvidada");
    await detail.goto(`/certificates/${certificate.id}`);
    await detail.getByRole("button", { name: "Delete" }).first().click();

    await openMember(page, colleague.name);
    await page.getByRole("button", { name: "Remove" }).click();
    await confirm(page, "Remove");
    await page.getByRole("heading", { name: "Members", level: 1 }).waitFor();
    assert.equal(await page.getByRole("link", { name: colleague.name }).count(), 0);

    // An act behind a proof, a part of a page, and a form: each ends at sign-in.
    await detail.getByRole("dialog").getByLabel("Your password").fill(colleague.password);
    await detail.getByRole("dialog").getByRole("button", { name: "Delete for good" }).click();
    await signInHeading(detail).waitFor();
    await list.getByRole("searchbox").fill("a");
    await signInHeading(list).waitFor();
    await form.getByRole("button", { name: "Save" }).click();
    await signInHeading(form).waitFor();
    assert.equal((await server.all(token, "/api/v1/customers")).length, before);
    const still = await server.call("GET", `/api/v1/certificates/${certificate.id}`, { token });
    assert.equal(still.status, 200);
    await closeDesk(desk);
  },
  { expects: [401] },
);

flow(
  "members: the last administrator can neither leave nor be demoted",
  async ({ desk: { page } }) => {
    await openMember(page, administrator.name);
    await page.getByRole("button", { name: "Leave the organization" }).click();
    await confirm(page, "Leave");
    await page.getByText("This is the last administrator.").waitFor();
    await page.getByLabel("Administrator").uncheck();
    await page.getByLabel("Auditor").check();
    await page.getByRole("button", { name: "Save roles" }).click();
    await confirm(page, "Save roles");
    await page.getByText("This is the last administrator.").last().waitFor();
    await page.goto("/settings/members");
    await page.getByRole("row", { name: administrator.name }).getByText("Administrator").waitFor();
  },
  { expects: [409] },
);

flow("organizations: one person goes from one to another and back by the menu", async ({ server }) => {
  const folder = mkdtempSync(join(tmpdir(), "credenza-secret-"));
  const second = "Gestoría Álvarez Segunda";
  try {
    writeFileSync(join(folder, "password"), administrator.password, { mode: 0o600 });
    const made = ["--name", second, "--email", administrator.email];
    await credenza(
      ...["admin", "create-org", "--data-dir", server.dataDir, ...made],
      ...["--password-file", join(folder, "password"), "--admin-name", administrator.name],
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
  const desk = await openDesk();
  const { page } = desk;
  await page.goto("/sign-in");
  await signIn(page);
  const here = (name) => page.locator(".brand-organization", { hasText: name }).waitFor();
  await here(administrator.organization);
  const switchTo = async (name) => {
    await page.locator("summary", { hasText: `Menu of ${administrator.name}` }).click();
    await page.getByRole("button", { name }).click();
    await here(name);
  };
  await switchTo(second);
  await page.goto("/customers");
  await page.getByRole("heading", { name: "No customers yet" }).waitFor();
  await switchTo(administrator.organization);
  await closeDesk(desk);
});
