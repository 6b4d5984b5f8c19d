// One's own account: sessions, and what ends them. In an organization of its own, whose person the other flows do not need.

import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { credenza } from "../server.mjs";
import { closeDesk, confirm, flow, openDesk, signIn } from "../world.mjs";

const marta = { name: "Marta Gil", email: "marta@example.es", password: "una frase que solo sabe Marta" };
let desk = null;

async function found({ server }, { name, email, password }) {
  const folder = mkdtempSync(join(tmpdir(), "credenza-secret-"));
  try {
    const file = join(folder, "password");
    writeFileSync(file, password, { mode: 0o600 });
    const place = ["--data-dir", server.dataDir, "--json"];
    const who = ["--name", "Gestoría Gil", "--email", email, "--password-file", file, "--admin-name", name];
    await credenza("admin", "create-org", ...place, ...who);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const path = (page) => new URL(page.url()).pathname;
const live = (page) => page.getByRole("table", { name: "Signed in" }).getByRole("row");
const ended = (page) => page.getByRole("table", { name: "Ended in the last 30 days" });

async function signedIn(person = marta) {
  const opened = await openDesk();
  await opened.page.goto("/sign-in");
  await signIn(opened.page, person);
  await opened.page.getByRole("heading", { name: "Nothing in custody yet" }).waitFor();
  return opened;
}

flow("account: a session on another device is seen and ended", async (world) => {
  await found(world, marta);
  desk = await signedIn();
  const other = await signedIn();
  const { page } = desk;
  await page.goto("/settings");
  await page.getByRole("link", { name: "Your sessions" }).click();
  await page.getByRole("heading", { name: "Your sessions", level: 1 }).waitFor();
  assert.equal(await live(page).count(), 3, "a head and two sessions");
  await live(page).nth(1).getByText("This session").waitFor();
  const row = live(page).nth(2);
  assert.match(await row.innerText(), /Chrome on Linux[\s\S]*127\.0\.0\.1[\s\S]*Password/);
  await row.getByRole("button", { name: "End" }).click();
  await confirm(page, "End session", marta.password);
  await ended(page).getByText("Ended by you from another session").waitFor();
  assert.equal(await live(page).count(), 2);
  await other.page.getByRole("link", { name: "Customers" }).click();
  await other.page.getByRole("heading", { name: "Sign in" }).waitFor();
  await closeDesk(other);
});

flow("account: all other sessions end together", async () => {
  const others = [await signedIn(), await signedIn()];
  const { page } = desk;
  await page.goto("/account/sessions");
  await page.getByRole("button", { name: "End all others" }).click();
  await confirm(page, "End all others", marta.password);
  await page.getByRole("button", { name: "End all others" }).waitFor({ state: "detached" });
  for (const other of others) {
    await other.page.goto("/customers");
    assert.equal(path(other.page), "/sign-in");
    await closeDesk(other);
  }
});

flow(
  "account: reuse of a session's token is told at the next sign-in, until it is known",
  async ({ server }) => {
    const cookies = await desk.context.cookies();
    const refresh_token = cookies.find(({ name }) => name === "__Host-refresh").value;
    const use = () => server.call("POST", "/api/v1/auth/refresh", { json: { refresh_token } });
    assert.equal((await use()).status, 200);
    assert.equal((await use()).status, 401);
    const { page } = desk;
    await page.goto("/customers");
    assert.equal(path(page), "/sign-in");
    await signIn(page, marta);
    await page.getByRole("alert").getByText("Somebody used a copy of your session").waitFor();
    await page.getByRole("link", { name: "Your sessions" }).click();
    await ended(page).getByText("Its token was used twice").waitFor();
    await page.getByRole("button", { name: "I know" }).click();
    await page.getByRole("button", { name: "I know" }).waitFor({ state: "detached" });
    await page.goto("/customers");
    assert.equal(await page.getByText("Somebody used a copy of your session").count(), 0);
  },
);

async function setPassword(page, password, again = password) {
  await page.getByLabel("New password", { exact: true }).fill(password);
  await page.getByLabel("New password again").fill(again);
  await page.getByRole("button", { name: "Set password" }).click();
}

flow(
  "account: a password is changed by who knows it, and every other session ends",
  async () => {
    const other = await signedIn();
    const { page } = desk;
    const next = "otra frase, mejor que la de antes";
    await page.goto("/settings");
    await page.getByRole("link", { name: "Your password" }).click();
    await page.getByLabel("Present password").fill("no es esta, desde luego");
    await setPassword(page, next);
    await page.getByText("This is not your present password.").waitFor();
    await page.getByLabel("Present password").fill(marta.password);
    await setPassword(page, "passwordpassword");
    await page.getByText("This is among the first passwords that are guessed.").waitFor();
    await page.getByLabel("Present password").fill(marta.password);
    await setPassword(page, next);
    await page.getByRole("status").getByText("Your password is changed.").waitFor();
    marta.password = next;
    await page.goto("/customers");
    assert.equal(path(page), "/customers", "who changed it goes on");
    await other.page.goto("/customers");
    assert.equal(path(other.page), "/sign-in");
    await closeDesk(other);
  },
  { expects: [422] },
);

/** The address that the newest mail of this subject leads to; mails are delivered within moments. */
async function linkInMail(server, subject) {
  const outbox = join(server.dataDir, "outbox");
  for (let turn = 0; turn < 100; turn++) {
    const files = readdirSync(outbox).filter((name) => name.endsWith(".eml"));
    const mails = files.sort().map((name) => readFileSync(join(outbox, name), "utf8"));
    const mail = mails.findLast((text) => text.includes(`Subject: ${subject}`));
    const link = mail?.replaceAll(/=\r?\n/g, "").match(/https:\/\/\S+\/reset#[\w-]+/)?.[0];
    if (link) return link;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no mail "${subject}" in ${outbox}`);
}

flow(
  "account: a forgotten password is set anew by a link sent by mail",
  async ({ server }) => {
    const lost = await openDesk();
    const { page } = lost;
    await page.goto("/sign-in");
    await page.getByRole("link", { name: "Forgot your password?" }).click();
    await page.getByLabel("E-mail").fill("nobody@example.es");
    await page.getByRole("button", { name: "Send link" }).click();
    const answer = () => page.getByRole("status").getByText("If this address has an account").innerText();
    const told = await answer();
    await page.goto("/forgot");
    await page.getByLabel("E-mail").fill(marta.email);
    await page.getByRole("button", { name: "Send link" }).click();
    assert.equal(await answer(), told);
    const link = await linkInMail(server, "Set a new password");
    await page.goto(link);
    await page.waitForURL(`${server.origin}/reset`);
    marta.password = "la tercera frase es la buena";
    await setPassword(page, marta.password);
    await page.getByRole("status").getByText("Your new password is set.").waitFor();
    await signIn(page, marta);
    await page.getByRole("heading", { name: "Nothing in custody yet" }).waitFor();
    await desk.page.goto("/customers");
    assert.equal(path(desk.page), "/sign-in", "every other session has ended");
    await page.goto("about:blank");
    await page.goto(link);
    await setPassword(page, "una cuarta que ya no cuenta");
    await page.getByRole("alert").getByText("This link is used up, over or was replaced.").waitFor();
    await closeDesk(lost);
  },
  { expects: [422] },
);

flow("account: an administrator says how long sessions last", async () => {
  const { page } = desk;
  await page.goto("/sign-in");
  await signIn(page, marta);
  await page.getByRole("heading", { name: "Nothing in custody yet" }).waitFor();
  await page.goto("/settings");
  await page.getByRole("link", { name: "How long sessions last" }).click();
  assert.equal(await page.getByLabel("Ends when nobody is there for").inputValue(), "15");
  await page.getByLabel("Ends when nobody is there for").selectOption("30 minutes");
  await page.getByLabel("Ends in any case after").selectOption("8 hours");
  await page.getByRole("button", { name: "Save" }).click();
  await confirm(page, "Change", marta.password);
  await page.getByRole("status").getByText("Saved.").waitFor();
  assert.equal(await page.getByLabel("Ends when nobody is there for").inputValue(), "30");
  assert.equal(await page.getByLabel("Ends in any case after").inputValue(), "480");
  await closeDesk(desk);
});
