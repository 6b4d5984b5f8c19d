// Signing in and out, and a session that outlives its access token.

import assert from "node:assert/strict";
import { administrator, closeDesk, flow, openDesk, signIn } from "../world.mjs";

const path = (page) => new URL(page.url()).pathname + new URL(page.url()).search;

flow(
  "session: a wrong password is told without saying which of the two is wrong",
  async () => {
    const desk = await openDesk();
    const { page } = desk;
    await page.goto("/sign-in");
    await signIn(page, { ...administrator, password: "not the password" });
    await page.getByRole("alert").getByText("E-mail or password is wrong.").waitFor();
    assert.equal(await page.getByLabel("E-mail").inputValue(), administrator.email);
    await signIn(page, { email: "nobody@example.mx", password: administrator.password });
    await page.getByRole("alert").getByText("E-mail or password is wrong.").waitFor();
    await closeDesk(desk);
  },
  { expects: [401] },
);

flow("session: sign-in leads back to where one wanted to go, sign-out ends it", async () => {
  const desk = await openDesk();
  const { page, context } = desk;
  await page.goto("/certificates?status=expired");
  assert.equal(path(page), "/sign-in?next=%2Fcertificates%3Fstatus%3Dexpired");
  await signIn(page);
  await page.getByRole("heading", { name: "Certificates" }).waitFor();
  assert.equal(path(page), "/certificates?status=expired");
  assert.equal(await page.getByLabel("Status").inputValue(), "expired");

  const refresh = (await context.cookies()).find(({ name }) => name === "__Host-refresh");
  await page.locator("summary", { hasText: `Menu of ${administrator.name}` }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  assert.deepEqual(
    (await context.cookies()).filter(({ name }) => name.startsWith("__Host-")),
    [],
  );
  // What a thief copied before is worth nothing after.
  await context.addCookies([refresh]);
  await page.goto("/customers");
  assert.equal(path(page), "/sign-in?next=%2Fcustomers");
  await closeDesk(desk);
});

flow("session: it is renewed on the way to a page when the access token is gone", async ({ desk }) => {
  const { page, context } = desk;
  const before = (await context.cookies()).find(({ name }) => name === "__Host-refresh").value;
  await context.clearCookies({ name: "__Host-access" });
  await page.goto("/customers");
  await page.getByRole("heading", { name: "Customers", exact: true }).waitFor();
  const after = await context.cookies();
  assert.ok(after.some(({ name }) => name === "__Host-access"));
  assert.notEqual(after.find(({ name }) => name === "__Host-refresh").value, before);
});

flow(
  "session: a form that is sent when it is over comes back, filled in, once one has signed in",
  async () => {
    const desk = await openDesk();
    const { page, context } = desk;
    await page.goto("/customers/new");
    await signIn(page);
    await page.getByLabel("Name").fill("Refaccionaria Olvidada");
    await context.clearCookies({ name: /^__Host-/ });
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("You are not signed in any more, or not yet.").waitFor();
    assert.equal(path(page), "/sign-in?next=%2Fcustomers%2Fnew");
    await signIn(page);
    await page.getByLabel("Name").waitFor();
    assert.equal(await page.getByLabel("Name").inputValue(), "Refaccionaria Olvidada");
    // It comes back once, and not where it was taken.
    await page.goto("/customers/new");
    assert.equal(await page.getByLabel("Name").inputValue(), "");
    assert.equal(await page.evaluate(() => sessionStorage.getItem("sent")), null);
    await closeDesk(desk);
  },
);

flow(
  "session: a search that does not reach the server is told",
  async () => {
    const desk = await openDesk();
    const { page, context } = desk;
    await page.goto("/customers");
    await signIn(page);
    await page.getByRole("searchbox").waitFor();
    await context.setOffline(true);
    await page.getByRole("searchbox").fill("zzz");
    await page.getByText("The server could not be reached. Check the connection and try again.").waitFor();
    await context.setOffline(false);
    await page.route("**/customers?*", (route) => route.fulfill({ status: 429, body: "" }));
    await page.getByRole("searchbox").fill("zz");
    await page.getByText("Too many attempts in a short time.").waitFor();
    // htmx writes what fails into the console by itself.
    desk.faults.length = 0;
    await closeDesk(desk);
  },
  { expects: [429] },
);
