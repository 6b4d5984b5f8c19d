// Passkeys, with Chromium's virtual authenticator: enrolling, step-up, the second step, signing in without an address, recovery
// codes, and the rule that requires them. An organization of its own, so that other flows go on with the password.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { linkFor } from "../mailbox.mjs";
import { credenza } from "../server.mjs";
import { closeDesk, confirm, flow, openDesk, signIn } from "../world.mjs";

const ines = { email: "ines@example.es", password: "frase larga para las llaves", name: "Inés Robles" };

const nieves = {
  email: "nieves@llaves.example",
  password: "una frase larga y sin prisa",
  name: "Nieves Robles",
};

/** What a flow leaves to the next: Inés's desk, her authenticator and her codes. */
const kept = { desk: null, authenticator: null, codes: [], colleague: null, theirAuthenticator: null };

/** A security key with a fingerprint reader, in this page's browser. */
async function plugIn({ context, page }) {
  const devtools = await context.newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const options = {
    protocol: "ctap2",
    transport: "internal",
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  };
  const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", { options });
  const send = (what, more = {}) => devtools.send(`WebAuthn.${what}`, { authenticatorId, ...more });
  return {
    credentials: async () => (await send("getCredentials")).credentials,
    adopt: (credential) => send("addCredential", { credential }),
    verifies: (isUserVerified) => send("setUserVerified", { isUserVerified }),
    answers: (enabled) => send("setAutomaticPresenceSimulation", { enabled }),
    empty: () => send("clearCredentials"),
  };
}

const where = (page) => new URL(page.url()).pathname;

/** Signs out, and keeps the authenticator from answering the sign-in page's suggestions: nobody chooses one yet. */
async function signOut(page, name) {
  await kept.authenticator.answers(false);
  await page.locator("summary", { hasText: `Menu of ${name}` }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
}

/** Presses the dialog's button; the authenticator does the rest. */
async function confirmByPasskey(page, button) {
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Your passkey confirms it.").waitFor();
  assert.equal(await dialog.getByLabel("Your password").isVisible(), false);
  await dialog.getByRole("button", { name: button, exact: true }).click();
}

async function enrol(page, name) {
  await page.getByLabel("Name", { exact: true }).last().fill(name);
  await page.getByRole("button", { name: "Enrol a passkey" }).click();
}

flow("passkeys: one is enrolled by password, and has a name", async ({ server }) => {
  const folder = mkdtempSync(join(tmpdir(), "credenza-secret-"));
  try {
    writeFileSync(join(folder, "password"), ines.password, { mode: 0o600 });
    await credenza(
      ...["admin", "create-org", "--data-dir", server.dataDir, "--name", "Llaves Robles"],
      ...["--email", ines.email, "--password-file", join(folder, "password"), "--admin-name", ines.name],
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
  const desk = await openDesk();
  const { page } = desk;
  const authenticator = await plugIn(desk);
  Object.assign(kept, { desk, authenticator });
  await page.goto("/sign-in");
  await signIn(page, ines);
  await page.getByRole("heading", { name: "Nothing in custody yet" }).waitFor();
  await page.goto("/account/passkeys");
  await page.getByText("You have no passkey yet.").waitFor();
  await enrol(page, "Portátil");
  await confirm(page, "Enrol", ines.password);
  await page.getByText("Not used yet").waitFor();
  await page.getByText("You have no recovery codes.").waitFor();
  assert.equal((await authenticator.credentials()).length, 1);
});

flow("passkeys: the same device is not enrolled twice", async () => {
  const { page } = kept.desk;
  await enrol(page, "Otra vez");
  await confirmByPasskey(page, "Enrol");
  await page.getByText("This device holds a passkey of yours already.").waitFor();
  assert.equal((await kept.authenticator.credentials()).length, 1);
});

flow("passkeys: one is renamed", async () => {
  const { page } = kept.desk;
  await page.goto("/account/passkeys");
  await page.getByText("Rename").click();
  await page.getByLabel("Name", { exact: true }).first().fill("Llave de la oficina");
  await page.getByRole("button", { name: "Save" }).click();
  await page.locator(".file-name", { hasText: "Llave de la oficina" }).waitFor();
});

flow("passkeys: who has one changes the password with it", async () => {
  const { page } = kept.desk;
  const next = "otra frase larga para las llaves";
  await page.goto("/account/password");
  await page.getByLabel("Present password").fill(ines.password);
  await page.getByLabel("New password", { exact: true }).fill(next);
  await page.getByLabel("New password again").fill(next);
  await page.getByRole("button", { name: "Set password" }).click();
  await confirmByPasskey(page, "Change password");
  await page.getByRole("status").getByText("Your password is changed").waitFor();
  ines.password = next;
  await page.goto("/account/passkeys");
});

flow("passkeys: recovery codes are made by passkey and shown once", async () => {
  const { page } = kept.desk;
  await page.getByRole("button", { name: "Make new codes" }).click();
  await confirmByPasskey(page, "Make codes");
  const list = page.locator("[data-codes] li");
  await list.nth(9).waitFor();
  kept.codes = await list.allInnerTexts();
  assert.equal(kept.codes.length, 10);
  for (const code of kept.codes) assert.match(code, /^[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){5}$/);
  await page.getByRole("button", { name: "Copy all" }).click();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), kept.codes.join("\n"));
  await page.goto("/account/passkeys");
  await page.getByText("10 are left.").waitFor();
  assert.equal(await page.getByText(kept.codes[0]).count(), 0);
});

flow("passkeys: an authenticator that does not verify its user confirms nothing", async () => {
  const { page } = kept.desk;
  await kept.authenticator.verifies(false);
  await page.getByRole("button", { name: "Make new codes" }).click();
  await confirmByPasskey(page, "Make codes");
  await page.getByRole("dialog").getByText("The passkey did not answer, or you stopped it.").waitFor();
  await kept.authenticator.verifies(true);
  await page.getByRole("dialog").getByRole("button", { name: "Make codes", exact: true }).click();
  await page.locator("[data-codes] li").nth(9).waitFor();
  kept.codes = await page.locator("[data-codes] li").allInnerTexts();
});

flow("passkeys: after the password comes the second step", async () => {
  const { page } = kept.desk;
  await signOut(page, ines.name);
  await page.goto("/sign-in?next=/customers");
  await signIn(page, ines);
  await page.getByRole("heading", { name: "Second step" }).waitFor();
  assert.deepEqual(
    (await kept.desk.context.cookies()).filter(({ name }) => name.startsWith("__Host-")),
    [],
  );
  await kept.authenticator.answers(true);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await page.getByRole("heading", { name: "No customers yet" }).waitFor();
  assert.equal(where(page), "/customers");
});

flow(
  "passkeys: a recovery code stands in for one, once",
  async () => {
    const { page } = kept.desk;
    for (const [code, works] of [
      [kept.codes[0], true],
      [kept.codes[0], false],
    ]) {
      await signOut(page, ines.name);
      await page.goto("/sign-in");
      await signIn(page, ines);
      await page.getByText("No passkey at hand?").click();
      await page.getByLabel("Recovery code").fill(code.toUpperCase());
      await page.getByRole("button", { name: "Sign in" }).click();
      if (!works) {
        await page.getByRole("alert").getByText("This is none of your recovery codes").waitFor();
        await page.getByLabel("Recovery code").fill(kept.codes[1]);
        await page.getByRole("button", { name: "Sign in" }).click();
      }
      await page.getByRole("heading", { name: "Nothing in custody yet" }).waitFor();
    }
    await kept.authenticator.answers(true);
    await page.goto("/account/passkeys");
    await page.getByText("8 are left.").waitFor();
  },
  { expects: [401] },
);

flow("passkeys: the button signs in without address and password", async () => {
  const { page } = kept.desk;
  await signOut(page, ines.name);
  const begin = "**/api/v1/auth/passkey/begin";
  const suggested = page.waitForResponse(begin);
  await page.goto("/sign-in?next=/account/passkeys");
  await suggested;
  // The authenticator answers what is asked of it from here on: neither the suggestion, which the button ends before it
  // begins anew, nor too late for the button's own question.
  await page.route(
    begin,
    async (route) => {
      await kept.authenticator.answers(true);
      await route.continue();
    },
    { times: 1 },
  );
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await page.getByText("Last used").waitFor();
  assert.equal(where(page), "/account/passkeys");
});

flow("passkeys: the browser suggests one in the field for the address", async () => {
  const { page } = kept.desk;
  await signOut(page, ines.name);
  // The page that signing out led to has asked already: it goes before the authenticator answers.
  await page.goto("about:blank");
  await kept.authenticator.answers(true);
  // The answer may lead on before the page is loaded.
  await page.goto("/sign-in", { waitUntil: "commit" });
  await page.getByRole("heading", { name: "Nothing in custody yet" }).waitFor();
});

flow(
  "passkeys: one that the server does not know is refused",
  async () => {
    const desk = await openDesk();
    const { page } = desk;
    const stranger = await plugIn(desk);
    const [credential] = await kept.authenticator.credentials();
    await stranger.adopt({ ...credential, credentialId: btoa("a".repeat(32)) });
    // It answers the suggestion by itself.
    await page.goto("/sign-in");
    await page.getByRole("alert").getByText("The passkey was not accepted.").waitFor();
    await closeDesk(desk);
  },
  { expects: [401] },
);

flow("passkeys: the organization requires them, and the last one stays", async () => {
  const { page } = kept.desk;
  await page.goto("/settings");
  await page.getByRole("link", { name: "Sign-in rules" }).click();
  await page.getByLabel("Require passkeys").check();
  await page.getByLabel("A confirmation is good for").selectOption("2");
  await page.getByRole("button", { name: "Save" }).click();
  await confirmByPasskey(page, "Save");
  await page.getByRole("status").getByText("Saved.").waitFor();
  await page.goto("/settings/authentication");
  assert.equal(await page.getByLabel("Require passkeys").isChecked(), true);
  assert.equal(await page.getByLabel("A confirmation is good for").inputValue(), "2");
});

flow(
  "passkeys: a member without one is led to enrol, and can do nothing else until then",
  async ({ server }) => {
    const { page } = kept.desk;
    await page.goto("/settings/members");
    await page.getByLabel("E-mail").fill(nieves.email);
    await page.getByRole("button", { name: "Send invitation" }).click();
    await confirmByPasskey(page, "Send invitation");
    await page.getByRole("status").getByText("The invitation is on its way.").waitFor();
    const desk = await openDesk();
    const theirs = desk.page;
    await theirs.goto(await linkFor(server, nieves.email));
    await theirs.getByLabel("Your name").fill(nieves.name);
    await theirs.getByLabel("Password", { exact: true }).fill(nieves.password);
    await theirs.getByRole("button", { name: "Join" }).click();
    const led = () => theirs.getByText("Your organization requires a passkey.").first().waitFor();
    await led();
    for (const elsewhere of ["/", "/customers", "/certificates/upload", "/settings", "/account/api-tokens"]) {
      await theirs.goto(elsewhere);
      await led();
      assert.equal(where(theirs), "/account/passkeys", `${elsewhere} leads there`);
    }
    const asked = await theirs.evaluate(async () => {
      const { status } = await fetch("/api/v1/customers");
      return status;
    });
    assert.equal(asked, 403);

    const authenticator = await plugIn(desk);
    await enrol(theirs, "Móvil");
    await confirm(theirs, "Enrol", nieves.password);
    await theirs.getByText("Not used yet").waitFor();
    await theirs.goto("/customers");
    await theirs.getByRole("heading", { name: "No customers yet" }).waitFor();
    Object.assign(kept, { colleague: desk, theirAuthenticator: authenticator });
  },
  { expects: [403] },
);

flow("passkeys: an administrator takes a lost one off, and its owner enrols another", async () => {
  const { page } = kept.desk;
  const theirs = kept.colleague.page;
  await page.goto("/settings/members");
  await page.getByRole("link", { name: nieves.name }).click();
  await page.getByRole("button", { name: "Take off lost passkeys" }).click();
  await confirmByPasskey(page, "Take off");
  await page.getByRole("status").getByText("The passkeys and recovery codes are gone.").waitFor();
  await kept.theirAuthenticator.empty();
  await theirs.goto("/customers");
  await theirs.getByRole("heading", { name: "Sign in" }).waitFor();
  await signIn(theirs, nieves);
  await theirs.getByText("Your organization requires a passkey.").first().waitFor();
  await enrol(theirs, "Móvil nuevo");
  await confirm(theirs, "Enrol", nieves.password);
  await theirs.getByText("Not used yet").waitFor();
  await closeDesk(kept.colleague);
});

flow(
  "passkeys: the last one cannot be removed while it is required",
  async () => {
    const { page } = kept.desk;
    await page.goto("/account/passkeys");
    await page.getByRole("button", { name: "Remove “Llave de la oficina”" }).click();
    await confirmByPasskey(page, "Remove");
    await page.getByText("An organization of yours requires a passkey.").waitFor();
  },
  { expects: [409] },
);

flow("passkeys: without the rule the last one can go, and the password is enough again", async () => {
  const { page } = kept.desk;
  await page.goto("/settings/authentication");
  await page.getByLabel("Require passkeys").uncheck();
  await page.getByRole("button", { name: "Save" }).click();
  await confirmByPasskey(page, "Save");
  await page.getByRole("status").getByText("Saved.").waitFor();
  await page.goto("/account/passkeys");
  await page.getByRole("button", { name: "Remove “Llave de la oficina”" }).click();
  await confirmByPasskey(page, "Remove");
  await page.getByText("You have no passkey yet.").waitFor();
  await kept.authenticator.empty();
  await page.getByText("None are left.").waitFor();
  await signOut(page, ines.name);
  await page.goto("/sign-in");
  await signIn(page, ines);
  await page.getByRole("heading", { name: "Nothing in custody yet" }).waitFor();
  await closeDesk(kept.desk);
});
