// The calendar, its files and its link; webhooks.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { violations } from "../axe.mjs";
import { confirm, flow } from "../world.mjs";

flow("calendar: what ends when, by type, kind and customer, and as files", async ({ desk: { page } }) => {
  await page.goto("/");
  await page.getByRole("link", { name: "Calendar" }).click();
  await page.getByRole("heading", { name: "Calendar", level: 1 }).waitFor();
  await page.getByRole("region", { name: "What ends when" }).getByRole("link").first().waitFor();
  const table = page.getByRole("table");
  await table.getByRole("columnheader", { name: "Type" }).waitFor();
  await page.getByRole("link", { name: "By kind" }).click();
  await table.getByRole("rowheader", { name: "Certificates" }).waitFor();
  await page.getByRole("combobox", { name: "What ends" }).selectOption("Certificates");
  await page.getByRole("button", { name: "Apply" }).click();
  await page.waitForURL(/subject=certificate/);
  await page.getByRole("link", { name: "By customer" }).click();
  await table.getByRole("columnheader", { name: "Customer" }).waitFor();
  await table.getByRole("link").first().click();
  await page.getByRole("link", { name: "All months" }).waitFor();
  // The link leads to the list. Seen from the top, the bar covers no filter.
  await page.evaluate(() => window.scrollTo(0, 0));
  assert.deepEqual(await violations(page), []);

  const saved = async (name) => {
    const downloading = page.waitForEvent("download");
    await page.getByRole("link", { name }).click();
    const download = await downloading;
    return [download.suggestedFilename(), await readFile(await download.path(), "utf8")];
  };
  const [csv, cells] = await saved("CSV");
  assert.equal(csv, "calendar.csv");
  assert.ok(cells.startsWith('\ufeff"Ends",'), cells.slice(0, 40));
  const [ics, lines] = await saved("iCalendar");
  assert.equal(ics, "calendar.ics");
  assert.match(lines, /^BEGIN:VCALENDAR\r\n/);
  assert.equal(lines.match(/BEGIN:VEVENT/g).length, cells.trim().split("\r\n").length - 1);

  await page.getByRole("link", { name: "Clear filters" }).click();
  await page.getByRole("link", { name: "Earlier" }).click();
  await page.waitForURL(/from=\d{4}-\d{2}/);
});

flow("calendar link: made, read by a calendar, replaced, taken back", async ({ desk: { page }, server }) => {
  await page.goto("/calendar");
  await page.getByRole("link", { name: "Subscribe" }).click();
  await page.getByText("You have no link yet.").waitFor();
  assert.deepEqual(await violations(page), []);
  const made = page.getByRole("region", { name: "Copy this now" });
  const make = async (button) => {
    await page.getByRole("button", { name: button }).click();
    await confirm(page, "Make link");
    await made.waitFor();
    const link = await made.getByRole("textbox").inputValue();
    assert.match(link, /\/calendar\/feed\.ics\?key=czf_[\w-]{43}$/);
    await made.getByRole("button", { name: "I have copied it" }).click();
    await made.waitFor({ state: "hidden" });
    return link;
  };
  const read = async (link) => server.call("GET", link);
  const first = await make("Make a link");
  assert.match((await read(first)).body.toString(), /BEGIN:VEVENT/);
  await page.reload();
  assert.ok(!(await page.content()).includes("czf_"), "it is shown once");
  const second = await make("Make another link");
  assert.equal((await read(first)).status, 404);
  assert.equal((await read(second)).status, 200);
  await page.getByRole("button", { name: "Take it back" }).click();
  await page.getByRole("button", { name: "Take it back now" }).click();
  await page.getByText("You have no link yet.").waitFor();
  assert.equal((await read(second)).status, 404);
});

flow(
  "webhooks: made, tested, paused, removed",
  async ({ desk: { page } }) => {
    await page.goto("/settings");
    await page.getByRole("link", { name: "Webhooks" }).click();
    await page.getByText("Nobody yet.", { exact: false }).waitFor();
    const form = page.locator("#new-webhook");
    const make = async (url) => {
      await form.getByLabel("Name").fill("Chat of the back office");
      await form.getByLabel("Format").selectOption("slack");
      await form.getByLabel("Address").fill(url);
      await form.getByRole("button", { name: "Make webhook" }).click();
      await confirm(page, "Make webhook");
    };
    await make("https://169.254.169.254/latest");
    await page.getByText("This address is not on the public Internet.", { exact: false }).waitFor();
    await make("https://localhost:9/T0/B0/room");
    const made = page.getByRole("region", { name: "Copy this now" });
    await made.waitFor();
    assert.match(await made.getByRole("textbox").inputValue(), /^whsec_[\w+/]{43}=$/);
    await made.getByRole("button", { name: "I have copied it" }).click();

    const list = page.getByRole("region", { name: "Who is told" });
    await list.getByText("localhost:9").waitFor();
    assert.ok(!(await page.content()).includes("T0/B0"), "the address is kept sealed");
    await list.getByRole("button", { name: /^Test\s*: Chat of the back office$/ }).click();
    await page.getByText("A test is on its way.", { exact: false }).waitFor();
    const log = page.getByRole("region", { name: "What was sent" });
    // It is looked at when it is connected to.
    for (;;) {
      if (await log.getByText("given up").count()) break;
      await page.reload();
    }
    await log.getByText("not on the public Internet", { exact: false }).waitFor();
    assert.deepEqual(await violations(page), []);
    await log.getByRole("button", { name: "Send again" }).click();
    await page.getByText("It is sent again, under the same id.").waitFor();

    await list.getByRole("button", { name: /^Pause\s*: Chat of the back office$/ }).click();
    await confirm(page, "Change webhook");
    await list.getByText("paused", { exact: true }).waitFor();
    await list.getByRole("button", { name: /^Resume\s*: Chat of the back office$/ }).click();
    await confirm(page, "Change webhook");
    await list.getByRole("button", { name: /^Pause\s*: Chat of the back office$/ }).waitFor();
    await list.getByRole("button", { name: /^Remove\s*: Chat of the back office$/ }).click();
    await confirm(page, "Remove webhook");
    await page.getByText("Nobody yet.", { exact: false }).waitFor();
  },
  { expects: [422] },
);

flow("channels: nothing is wider than a phone of 360 pixels", async ({ desk: { page } }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  const wide = [];
  for (const path of [
    "/calendar",
    "/calendar?by=customer",
    "/calendar?by=worker&months=3&subject=ticket",
    "/account/calendar-feed",
    "/settings/webhooks",
    "/alerts",
  ]) {
    await page.goto(path);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    if (width > 360) wide.push(`${path}: ${width}`);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  assert.deepEqual(wide, []);
});
