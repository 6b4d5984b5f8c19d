// What proves a ticket: a photo is added, seen beside the decision by who approves, and stays; what is no photo is told.

import assert from "node:assert/strict";
import { violations } from "../axe.mjs";
import { png } from "../gate/code.mjs";
import { confirm, flow } from "../world.mjs";

const card = png({ width: 320, height: 200, luma: Buffer.alloc(320 * 200, 180) });
const script = Buffer.from("%PDF-1.7\n1 0 obj <</S/JavaScript/JS(x)>> endobj\nstartxref\n0\n%%EOF\n");

flow(
  "evidence: a ticket is approved beside the photo that proves it",
  async ({ desk: { page } }) => {
    await page.goto("/workers");
    await page.getByRole("link", { name: "Bartolomé Íñiguez" }).click();
    await page.getByRole("link", { name: "Add a ticket" }).click();
    await page.getByLabel("Type").selectOption({ label: "First aid and CPR" });
    await page.getByLabel("Day of issue").fill("2026-01-31");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("link", { name: "First aid and CPR", exact: true }).click();
    await page.getByText("Nobody has added a photo or PDF yet.").waitFor();

    await page
      .getByLabel("Photo or PDF of the ticket")
      .setInputFiles({ name: "card.pdf", mimeType: "application/pdf", buffer: script });
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByText("The PDF can run or open something by itself.").waitFor();
    await page
      .getByLabel("Photo or PDF of the ticket")
      .setInputFiles({ name: "card.png", mimeType: "image/png", buffer: card });
    await page.getByRole("button", { name: "Add", exact: true }).click();
    const photo = page.getByRole("img", { name: "card.png" });
    await photo.waitFor();
    await page.waitForFunction(() => document.querySelector(".evidence-picture img")?.naturalWidth === 320);
    assert.deepEqual(await violations(page), []);

    await page.goto("/workers/approvals");
    await page.getByRole("link", { name: /^1 file/ }).click();
    await photo.waitFor();
    await page.getByRole("button", { name: /^Approve/ }).click();
    await page.getByRole("heading", { name: "Nothing to check" }).waitFor();
    await page.goto("/workers");
    await page.getByRole("link", { name: "Bartolomé Íñiguez" }).click();
    await page.getByRole("link", { name: "First aid and CPR", exact: true }).click();
    await photo.waitFor();
    assert.equal(await page.getByRole("button", { name: /^Remove/ }).count(), 0);
    await page.goto("/settings/audit");
    await page
      .getByText(/looked at evidence of the ticket/)
      .first()
      .waitFor();
  },
  { expects: [422] },
);

flow(
  "decisions: where the organization wants one, approving takes a confirmation",
  async ({ desk: { page } }) => {
    const choose = async (checked) => {
      await page.goto("/settings/authentication");
      const list = page.getByRole("region", { name: "What takes a confirmation" });
      await list.getByRole("checkbox", { name: "Approve tickets or send them back" }).setChecked(checked);
      await list.getByRole("button", { name: "Change what takes one" }).click();
      await confirm(page, "Save");
      await page.getByRole("status").getByText("Saved.").waitFor();
    };
    await choose(true);
    await page.goto("/workers");
    await page.getByRole("link", { name: "Bartolomé Íñiguez" }).click();
    await page.getByRole("link", { name: "Add a ticket" }).click();
    await page.getByLabel("Type").selectOption({ label: "Fall protection" });
    await page.getByLabel("Day of issue").fill("2026-02-01");
    await page.getByRole("button", { name: "Save" }).click();
    const row = page.getByRole("row", { name: /Fall protection/ });
    await row.getByText("Send back").first().click();
    await row.getByLabel("Why").fill("The card is another's.");
    await row.getByRole("button", { name: "Send back" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("You are about to send back: Fall protection, Bartolomé Íñiguez.").waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await row.getByRole("button", { name: /^Approve/ }).click();
    await confirm(page, "Approve");
    await row.getByText("Valid", { exact: true }).waitFor();
    await choose(false);
  },
);
