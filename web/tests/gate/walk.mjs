// Through all screens of an enrolled scanner, in whatever language.

import { face } from "./face.mjs";
import { digits, inDays, Phone } from "./mint.mjs";
import { verdict } from "./stage.mjs";

const builder = "dty_01kb9z6q00r1b2c3d4e5f6g7h8";
const rigger = "dty_01kb9z6q00r2b2c3d4e5f6g7h9";
const hot = "dty_01kb9z6q00a1b2c3d4e5f6g7h8";

/** Enrols the phone at the stage's site, and checks a pass of each kind; `see` is called at each screen, with a name. */
export async function walk(page, stage, see) {
  const { site, ours, theirs } = stage;
  const live = (more = {}, organization = ours) => {
    const phone = new Phone();
    return phone.show(organization.pass({ phone, roles: [], ...more }));
  };
  site.requirement = [["H2S"], ["FORKLIFT", "FIRST-AID"]];
  const [hers, strangers] = [face(95), face(130)];
  site.photos = [hers];
  site.tasks = [
    [hot, "Hot work near the compressor and the flare", ["FIRE-WATCH", "FORKLIFT"]],
    ["dty_01kb9z6q00z1b2c3d4e5f6g7h8", "Confined space", ["H2S"]],
  ];
  site.roles = [
    [builder, "Scaffolder", ["HEIGHTS"]],
    [rigger, "Rigger", []],
  ];
  const word = (name) => page.locator(`[data-t="${name}"]:visible`);
  await page.goto("/v");
  await page.locator("[data-enrol-open]").click();
  await see("code");
  await page.goto(site.link());
  await word("enrolNow").waitFor();
  await see("ready");
  await word("enrolNow").click();
  await word("enrolStart").waitFor();
  await see("done");
  await word("enrolStart").click();
  await page.locator("[data-post-age]:not([hidden])").waitFor();
  await page.locator("[data-post-photos]:not([data-off])").waitFor();
  await see("post");
  await page.locator("[data-number-ask]").click();
  await page.locator("[data-number-left]").waitFor();
  await see("number");
  await page.locator("[data-number-end]").click();
  const next = page.locator("[data-next]:visible");
  const codes = {
    go: live(),
    face: ours.pass({ photo: hers, roles: [] }),
    without: ours.pass({ photo: strangers, roles: [] }),
    soon: live({
      tickets: [
        ["H2S", inDays(12), 11],
        ["FIRST-AID", null, 12],
      ],
    }),
    missing: live({
      tickets: [
        ["H2S", inDays(-2), 11],
        ["FALL", null, 13],
      ],
    }),
    foreign: live({}, theirs),
    unsure: live({ index: 100_001 }),
    silent: live({ roles: undefined }),
    roles: live({
      roles: [builder, rigger],
      tickets: [
        ["H2S", null, 11],
        ["FORKLIFT", null, 12],
      ],
    }),
    task: live({ roles: [builder] }),
  };
  for (const [name, token] of Object.entries(codes)) {
    if (await next.isVisible()) await next.click();
    if (name === "task") {
      await page.locator("[data-task-choice]").selectOption(hot);
      await page.locator("[data-task-needs]:not([hidden])").waitFor();
      await see("chosen");
    }
    await page.evaluate((hash) => location.assign(hash), `#${digits(token)}`);
    await verdict(page);
    if (name === "face") await page.locator("[data-portrait]").waitFor();
    if (name === "without") await page.locator("[data-portrait-missing]").waitFor();
    await see(name);
  }
  await next.click();
  await page.locator("[data-enrol-open]").click();
  await see("is");
  await page.locator("[data-enrol-back]").click();
  // Three records wait, and the organization takes the scanner back.
  await page.context().setOffline(true);
  for (let round = 0; round < 3; round += 1) {
    if (await next.isVisible()) await next.click();
    await page.evaluate((hash) => location.assign(hash), `#${digits(live())}`);
    await verdict(page);
  }
  await page.goto("/v");
  await page.locator("[data-post-queue][data-off]").waitFor();
  await see("waiting");
  site.revoked = true;
  await page.context().setOffline(false);
  await page.locator("[data-post-trouble]:not([hidden])").waitFor();
  await see("revoked");
}
