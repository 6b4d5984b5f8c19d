// Readiness: what a site, a role and a task ask for, and a board that follows. It stands on the site, the crew and the worker of
// workers.mjs.

import assert from "node:assert/strict";
import { violations } from "../axe.mjs";
import { flow, prefer } from "../world.mjs";

flow("readiness: a role and a task ask for tickets, and an open board follows", async ({ desk }) => {
  const { page, context } = desk;
  const board = await context.newPage();
  await board.goto("/readiness");
  await board.getByText("Each site counts the people of its own crews.").waitFor();
  const row = board.getByRole("row", { name: /Úrsula Ibáñez/ });
  await row.getByText("Ready", { exact: true }).waitFor();
  const tasks = board.getByLabel("Task");
  assert.equal(await tasks.isVisible(), false, "there is no task yet");
  // Who is in no crew is of no site, and is seen among everybody.
  await board.getByText("1 worker is of no site.").waitFor();
  assert.equal(await board.getByRole("link", { name: "Bartolomé Íñiguez" }).count(), 0);

  await page.goto("/workers");
  const tabs = page.getByRole("navigation", { name: "Workers and tickets" });
  await tabs.getByRole("link", { name: "Roles and tasks" }).click();
  await page.getByText("What somebody is by his work").waitFor();
  await page.getByRole("link", { name: "New role" }).click();
  await page.getByLabel("Name").fill("Scaffolder");
  await page.getByRole("checkbox", { name: "Fall protection" }).check();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("link", { name: "Scaffolder", exact: true }).waitFor();
  await page.getByRole("link", { name: "New task" }).click();
  await page.getByLabel("Name").fill("Hot work");
  await page.getByRole("checkbox", { name: "Welder qualification" }).check();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("link", { name: "Hot work", exact: true }).waitFor();
  assert.deepEqual(await violations(page), []);

  await tabs.getByRole("link", { name: "Workers" }).click();
  await page.getByRole("link", { name: "Úrsula Ibáñez" }).click();
  await page.getByRole("link", { name: "Edit" }).click();
  await page.getByRole("checkbox", { name: "Scaffolder" }).check();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "Where he may work" }).waitFor();
  await page.getByText("for the role Scaffolder").waitFor();
  assert.deepEqual(await violations(page), []);
  // The board was left open all the time.
  await row.getByText("Not today").waitFor();
  await row.getByText("Fall protection: Missing").waitFor();
  await row.getByText("for the role Scaffolder").waitFor();

  // The board was opened before there was a task to choose.
  await tasks.selectOption({ label: "Hot work" });
  await board.getByText("For the task Hot work.").waitFor();
  await row.getByText("for the task Hot work").waitFor();
  assert.match(board.url(), /task=dty_/);
  assert.deepEqual(await violations(board), []);
  await board.getByLabel("People").selectOption({ label: "Everybody" });
  await board.getByRole("link", { name: "Bartolomé Íñiguez" }).waitFor();
  await board.getByLabel("Task").selectOption({ label: "No task" });
  const other = board.getByRole("row", { name: /Bartolomé Íñiguez/ });
  await other.getByText("Ready", { exact: true }).waitFor();

  await page.goto("/workers/duties");
  await page.getByRole("link", { name: "Scaffolder", exact: true }).click();
  await page.getByText("1 worker has this role.").waitFor();
  await page.getByRole("checkbox", { name: "Fall protection" }).uncheck();
  await page.getByRole("button", { name: "Save" }).click();
  await row.getByText("Ready", { exact: true }).waitFor();
  await board.close();
});

flow(
  "readiness: an open board takes new tasks in, and leaves alone what somebody is at",
  async ({ desk }) => {
    const { page, context } = desk;
    const board = await context.newPage();
    // What the board would lose by being asked for anew.
    await board.goto("/readiness?people=all");
    await board.evaluate(() => {
      window.asked = "once";
    });
    const [tasks, crews] = [board.getByLabel("Task"), board.getByLabel("Crew")];
    await tasks.selectOption({ label: "Hot work" });
    await board.getByText("For the task Hot work.").waitFor();
    const chosen = await tasks.inputValue();
    const labels = async () => (await tasks.locator("option").allTextContents()).map((label) => label.trim());
    const make = async (name) => {
      await page.goto("/workers/duties/new?kind=task");
      await page.getByLabel("Name").fill(name);
      await page.getByRole("checkbox", { name: "Welder qualification" }).check();
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByRole("link", { name, exact: true }).waitFor();
    };

    const remove = async (name) => {
      await page.goto("/workers/duties");
      await page.getByRole("link", { name, exact: true }).click();
      await page.getByRole("button", { name: "Remove the task" }).click();
      await page.getByRole("link", { name: "New task" }).waitFor();
      assert.equal(await page.getByRole("link", { name, exact: true }).count(), 0);
    };
    const rename = async (was, name) => {
      await page.goto("/workers");
      await page.getByRole("link", { name: was, exact: true }).click();
      await page.getByRole("link", { name: "Edit" }).click();
      await page.getByLabel("Name").fill(name);
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByRole("heading", { name, exact: true }).waitFor();
    };

    // The keyboard is in another menu, and a menu of the page is open.
    await crews.focus();
    await make("Lifting");
    await tasks.locator("option", { hasText: "Lifting" }).waitFor({ state: "attached" });
    assert.deepEqual(await labels(), ["No task", "Hot work", "Lifting"]);
    assert.equal(await tasks.inputValue(), chosen);
    assert.equal(await board.evaluate(() => document.activeElement?.id), "crew");

    // The menu itself may be open: it takes the new one in when it is left. What comes with it, the results, has come by then.
    await tasks.focus();
    await tasks.evaluate((menu) => {
      window.open = [...menu.options];
    });
    await remove("Lifting");
    await make("Blasting");
    await rename("Bartolomé Íñiguez", "Bartolomé Íñiguez Sanz");
    await board.getByRole("link", { name: "Bartolomé Íñiguez Sanz" }).waitFor();
    assert.ok(
      await tasks.evaluate((menu) => window.open.every((option, at) => menu.options[at] === option)),
      "untouched",
    );
    assert.equal(await board.evaluate(() => document.activeElement?.id), "task");
    await crews.focus();
    assert.deepEqual(await labels(), ["No task", "Blasting", "Hot work"]);
    assert.equal(await tasks.inputValue(), chosen);
    assert.equal(await board.evaluate(() => window.asked), "once", "the page was not asked for anew");
    assert.deepEqual(await violations(board), []);

    // Back to what the other flows go by.
    await remove("Blasting");
    await tasks.locator("option", { hasText: "Blasting" }).waitFor({ state: "detached" });
    await rename("Bartolomé Íñiguez Sanz", "Bartolomé Íñiguez");
    await board.getByRole("link", { name: "Bartolomé Íñiguez", exact: true }).waitFor();
    await board.close();
  },
);

flow("readiness: a task is removed, and a role that nobody has any more", async ({ desk: { page } }) => {
  await page.goto("/workers/duties");
  await page.getByRole("link", { name: "Hot work", exact: true }).click();
  await page.getByRole("button", { name: "Remove the task" }).click();
  await page.getByText("What is done today").waitFor();
  await page.getByRole("link", { name: /^1\s*Scaffolder$/ }).click();
  await page.getByRole("link", { name: "Úrsula Ibáñez" }).click();
  await page.getByRole("link", { name: "Edit" }).click();
  await page.getByRole("checkbox", { name: "Scaffolder" }).uncheck();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "Úrsula Ibáñez" }).waitFor();
  await page.goto("/workers/duties");
  await page.getByRole("link", { name: "Scaffolder", exact: true }).click();
  await page.getByRole("button", { name: "Remove the role" }).click();
  await page.getByText("What somebody is by his work").waitFor();
});

flow("readiness: axe finds nothing, and nothing is wider than a phone, in three languages", async (world) => {
  const { page } = world.desk;
  const findings = [];
  for (const [language, theme, width] of [
    ["en", "dark", 1280],
    ["es", "light", 360],
    ["pt", "dark", 360],
  ]) {
    await prefer(language, theme);
    await page.setViewportSize({ width, height: 800 });
    for (const path of ["/readiness", "/workers/duties", "/workers/duties/new?kind=role"]) {
      await page.goto(path);
      findings.push(...(await violations(page)).map((finding) => `${path}, ${language}: ${finding}`));
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > width) findings.push(`${path}, ${language}: ${wide} pixels wide`);
    }
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  assert.deepEqual(findings, []);
});
