// From sign-in to a revealed password without a mouse.

import assert from "node:assert/strict";
import { administrator, closeDesk, flow, openDesk } from "../world.mjs";
import { bundle, filePassword } from "./upload.mjs";

/** Presses Tab until the focus is on what `matches`, as who cannot see where it is must. */
async function tabTo(page, matches) {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press("Tab");
    const focused = page.locator(":focus");
    if ((await focused.count()) === 0) continue;
    const seen = await focused.evaluate((element) => ({
      words: (
        element.getAttribute("aria-label") ??
        element.labels?.[0]?.innerText ??
        element.innerText ??
        ""
      ).trim(),
      outlined:
        getComputedStyle(element).outlineStyle !== "none" || getComputedStyle(element).boxShadow !== "none",
    }));
    if (seen.words !== matches) continue;
    assert.ok(seen.outlined, `the focus on “${matches}” can be seen`);
    return;
  }
  assert.fail(`Tab does not lead to “${matches}”`);
}

flow("keyboard: sign in, find a certificate, reveal its password, sign out", async () => {
  const desk = await openDesk();
  const { page } = desk;
  await page.goto("/sign-in");
  assert.ok(await page.getByLabel("E-mail").evaluate((field) => field === document.activeElement));
  await page.keyboard.type(administrator.email);
  await tabTo(page, "Password");
  await page.keyboard.type(administrator.password);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Today", level: 1 }).waitFor();
  await tabTo(page, "Certificates");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Certificates", level: 1 }).waitFor();
  await tabTo(page, "Search");
  await page.keyboard.type(bundle.holder);
  await page.getByText("1 certificate on this page").waitFor();
  await tabTo(page, bundle.holder);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: bundle.holder, level: 1 }).waitFor();
  await tabTo(page, "Reveal password");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.type(administrator.password);
  await page.keyboard.press("Enter");
  const field = page.locator("#revealed-password");
  await field.waitFor({ state: "visible" });
  assert.equal(await field.inputValue(), filePassword);
  await tabTo(page, "Show");
  await page.keyboard.press("Enter");
  assert.equal(await field.getAttribute("type"), "text");
  await tabTo(page, "Hide now");
  await page.keyboard.press("Enter");
  await field.waitFor({ state: "hidden" });
  await page.keyboard.press("Control+Home");
  await page.reload();
  await tabTo(page, `XN Menu of ${administrator.name}`).catch(() =>
    tabTo(page, `XN\nMenu of ${administrator.name}`),
  );
  await page.keyboard.press("Enter");
  await tabTo(page, "Sign out");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await closeDesk(desk);
});
