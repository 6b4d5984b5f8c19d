// What ends: seen to, put off, muted, and given to somebody.

import assert from "node:assert/strict";
import { violations } from "../axe.mjs";
import { fnmtPerson, nif, pkcs12 } from "../certificates.mjs";
import { administrator, flow } from "../world.mjs";

const password = "Hortensia-53";
const holder = "OLIVARES ROCA BERTA";
const seeTo = new RegExp(`^I see to it\\s*: ${holder}$`);

/** The engine tells of it when it looks next. */
async function told(server, token, id) {
  for (;;) {
    const answer = await server.call("GET", `/api/v1/certificates/${id}/alert`, { token });
    if (answer.json().state === "open") return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

flow(
  "alerts: acknowledged from the list; snoozed, muted and assigned from the certificate",
  async ({ desk: { page }, server, token }) => {
    const made = fnmtPerson({ given: "BERTA", surname: "OLIVARES ROCA", nif: nif(51234571), days: 9.5 });
    const file = { name: "berta.p12", bytes: pkcs12(made, password) };
    const { id } = await server.upload(token, { file, password });
    await told(server, token, id);

    await page.goto("/alerts");
    const views = page.getByRole("navigation", { name: "Which alerts" });
    assert.deepEqual(await violations(page), []);
    await page.getByRole("button", { name: seeTo }).click();
    await page.getByRole("heading", { name: "Alerts", level: 1 }).waitFor();
    assert.equal(await page.getByRole("button", { name: seeTo }).count(), 0);
    await views.getByRole("link", { name: "Being seen to" }).click();
    const row = page.getByRole("row", { name: holder });
    await row.getByText(administrator.name).waitFor();
    await row.getByRole("link", { name: holder }).click();

    const card = page.getByRole("region", { name: "Alerts" });
    const more = () => card.getByText("Snooze, assign, mute").click();
    await card.getByText("Being seen to").waitFor();
    await more();
    await card.getByLabel("Not until").selectOption("14");
    await card.getByRole("button", { name: "Snooze" }).click();
    await card.getByText("Nobody is told until").waitFor();
    await more();
    await card.getByRole("button", { name: "Tell again" }).click();
    await card.getByText("Being seen to").waitFor();

    await more();
    await card.getByLabel("Who sees to it").selectOption({ label: administrator.name });
    await card.getByRole("button", { name: "Assign" }).click();
    await card.getByText(`Who sees to it: ${administrator.name}`).waitFor();

    await more();
    const reason = "Berta se jubila en junio";
    await card.getByLabel("Why nobody need be told").fill(reason);
    await card.getByRole("button", { name: "Mute", exact: true }).click();
    await card.getByText(`Muted: ${reason}`).waitFor();
    await page.goto("/alerts?state=muted");
    await page.getByRole("row", { name: holder }).getByText(reason).waitFor();
    await page.getByRole("row", { name: holder }).getByRole("link", { name: holder }).click();
    await more();
    await card.getByRole("button", { name: "Unmute" }).click();
    await card.getByText("Being seen to").waitFor();

    await page.goto("/alerts/mails");
    await page.getByRole("link", { name: "berta.p12" }).first().waitFor();
    assert.deepEqual(await violations(page), []);
  },
);

flow(
  "alerts: when and how they are told",
  async ({ desk: { page } }) => {
    await page.goto("/alerts");
    await page.getByRole("link", { name: "When and how" }).click();
    const ladders = page.getByRole("region", { name: "Ladders" });
    await ladders.getByRole("link", { name: "Certificates" }).click();
    const steps = page.getByLabel("Days before the end");
    const preview = page.getByRole("region", { name: "What that means" });
    await preview.getByText("60 days before").waitFor();
    await steps.fill("45 x");
    await preview.getByText("“x” is no number of days", { exact: false }).waitFor();
    await page.getByRole("button", { name: "Save" }).click();
    await page.locator("#steps-error").waitFor();
    // What it means is shown while it is typed.
    await steps.fill("45 20 5");
    await preview.getByText("20 days before").waitFor();
    await page.getByLabel("For an end on").fill("2031-03-02");
    await preview.getByText("ends on 2 Mar 2031", { exact: false }).waitFor();
    await preview.getByText("Sunday is a day off").first().waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved", { exact: false }).first().waitFor();
    await ladders.getByText("45 · 20 · 5 days").waitFor();
    const when = page.getByRole("region", { name: "Hour and working days" });
    await when.getByLabel("Saturday").check();
    await when.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved", { exact: false }).first().waitFor();
    assert.equal(await when.getByLabel("Saturday").isChecked(), true);
    const own = page.getByRole("region", { name: "How you are told" });
    await own.getByLabel("Mails", { exact: true }).selectOption("daily");
    await own.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved", { exact: false }).first().waitFor();
    assert.equal(await own.getByLabel("Mails", { exact: true }).inputValue(), "daily");
    assert.deepEqual(await violations(page), []);
  },
  { expects: [422] },
);
