// From an empty installation to a signed-in administrator.

import assert from "node:assert/strict";
import { Agent } from "node:https";
import { administrator, closeDesk, flow, openDesk } from "../world.mjs";

async function fillIn(page, { organization, name, email, password } = administrator) {
  await page.getByLabel("Organization name").fill(organization);
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByLabel("Password again").fill(password);
}

const submit = (page) => page.getByRole("button", { name: "Create organization" }).click();

flow("TLS: the chain leads to the authority in the data directory, and to no other", async ({ server }) => {
  const answer = await server.call("GET", "/healthz");
  assert.equal(answer.status, 200);
  assert.match(answer.headers["strict-transport-security"], /max-age=\d{8}/);
  assert.match(answer.headers["content-security-policy"], /default-src 'none'/);
  const stranger = new Agent();
  await assert.rejects(server.call("GET", "/healthz", { agent: stranger }), {
    code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  });
});

flow("set-up: without an organization every page leads to sign-in", async () => {
  const desk = await openDesk();
  await desk.page.goto("/customers");
  assert.equal(new URL(desk.page.url()).pathname, "/sign-in");
  await closeDesk(desk);
});

flow(
  "set-up: a link without its token, and one with a wrong token, are told",
  async ({ server }) => {
    const desk = await openDesk();
    const { page } = desk;
    await page.goto("/setup");
    await page.getByText("The address has no set-up token.").waitFor();
    // Only the fragment differs: a new page, as a click on another link in a terminal makes one.
    await page.goto("about:blank");
    await page.goto(`${server.origin}/setup#bm90IHRoZSB0b2tlbg`);
    assert.ok(await page.getByText("The address has no set-up token.").isHidden());
    await fillIn(page);
    await submit(page);
    await page.getByRole("alert").getByText("This set-up link is not valid any more.").waitFor();
    assert.equal(await page.getByLabel("Organization name").inputValue(), administrator.organization);
    assert.equal(await page.getByLabel("Password", { exact: true }).inputValue(), "");
    await closeDesk(desk);
  },
  { expects: [422] },
);

flow("set-up: by the link, whose token leaves the address at once", async (world) => {
  world.desk = await openDesk();
  const { page } = world.desk;
  const [, token] = world.server.setupLink.split("#");
  await page.goto(world.server.setupLink);
  await page.waitForURL(`${world.server.origin}/setup`);
  assert.ok(!(await page.content()).includes(`#${token}`));
  await fillIn(page);
  await page.getByLabel("Password again").fill("something else");
  await submit(page);
  const again = page.getByLabel("Password again");
  assert.match(await again.evaluate((field) => field.validationMessage), /not the same/);
  assert.equal(new URL(page.url()).pathname, "/setup");
  await again.fill(administrator.password);
  await submit(page);
  await page.getByRole("heading", { name: "Nothing in custody yet" }).waitFor();
  assert.equal(new URL(page.url()).pathname, "/");
  await page.getByText("Times are in America/Mexico_City.").waitFor();
  await page.goBack();
  assert.ok(!page.url().includes(token), "the token is not in the browser's history");
  const cookies = await world.desk.context.cookies();
  for (const name of ["__Host-access", "__Host-refresh"]) {
    const cookie = cookies.find((one) => one.name === name);
    assert.ok(cookie?.httpOnly && cookie.secure && cookie.sameSite === "Lax", name);
  }
  world.token = await world.server.signIn(administrator.email, administrator.password);
});

flow(
  "set-up: a used link is told",
  async ({ server }) => {
    const desk = await openDesk({ locale: "es-MX" });
    const { page } = desk;
    await page.goto(server.setupLink);
    await page.getByLabel("Nombre de la organización").fill("Otra");
    await page.locator("#name").fill("Otra persona");
    await page.locator("#email").fill("otra@example.mx");
    await page.locator("#password").fill(administrator.password);
    await page.locator("#password_again").fill(administrator.password);
    await page.locator("form[data-setup] button[type=submit]").click();
    await page.getByRole("alert").getByText("Este enlace ya no sirve.").waitFor();
    await closeDesk(desk);
  },
  { expects: [422] },
);
