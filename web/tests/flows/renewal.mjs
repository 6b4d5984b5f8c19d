// A firm asks for the new file, and its customer sends it from a phone, without an account.

import assert from "node:assert/strict";
import { violations } from "../axe.mjs";
import { encryptedKey, fnmtPerson, nif, pkcs12 } from "../certificates.mjs";
import { closeDesk, flow, openDesk } from "../world.mjs";

const password = "Hortensia-52";
const person = { given: "NURIA", surname: "VIDAL SERRA", nif: nif(51234567) };
const old = fnmtPerson({ ...person, days: 9.5 });
const renewed = fnmtPerson({ ...person, days: 1200.5 });
const stranger = fnmtPerson({ given: "OTRA", surname: "PERSONA", nif: nif(51234568), days: 1200.5 });

const bundle = (name, made) => ({
  name,
  mimeType: "application/x-pkcs12",
  buffer: pkcs12(made, password),
});

flow(
  "renewal: by a link, from a phone; a wrong file is told why, the right one takes the old one's place",
  async ({ desk: { page }, server, token }) => {
    const file = { name: "nuria.p12", bytes: pkcs12(old, password) };
    const { id } = await server.upload(token, { file, password });
    await page.goto(`/certificates/${id}`);
    const card = page.getByRole("region", { name: "Renewal" });
    await card.getByLabel("Language of mail and page").selectOption("es");
    await card.getByRole("button", { name: "Make a link to copy" }).click();
    await card.getByText("The link is made.").waitFor();
    const link = await card.getByLabel("Link for your customer").inputValue();
    assert.match(link, /\/renewal\?language=es#czr_[\w-]{43}$/);

    const phone = await openDesk({ width: 360, height: 740, locale: "es-ES" });
    const { page: mobile } = phone;
    await mobile.goto(link);
    await mobile.getByText("VIDAL SERRA NURIA", { exact: false }).first().waitFor();
    await mobile.getByText("Persona física (FNMT)").waitFor();
    assert.deepEqual(await violations(mobile), []);
    const wide = await mobile.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 360, `${wide} pixels on a phone of 360`);

    // The language can be changed, and the link is not lost by it.
    await mobile.getByRole("button", { name: "English" }).click();
    await mobile.getByRole("heading", { name: "Send the new certificate" }).waitFor();
    await mobile.getByText("asks you for the new one.", { exact: false }).waitFor();

    const send = async (...files) => {
      await mobile.getByLabel("The new file").setInputFiles(files[0]);
      if (files[1]) await mobile.getByLabel("The file that belongs to it").setInputFiles(files[1]);
      await mobile.getByRole("button", { name: "Send" }).click();
    };
    await mobile.getByLabel("Password of the file").fill("not this one");
    await send(bundle("nueva.p12", renewed));
    await mobile.getByText("The password does not open this file. Try again.").waitFor();
    await mobile.getByLabel("Password of the file").fill(password);
    await send(bundle("otra.p12", stranger));
    await mobile.getByText("It is for another holder.").waitFor();
    await mobile.getByText("It is for another tax id.").waitFor();
    const alone = { name: "nueva.cer", mimeType: "", buffer: renewed.certificate };
    await send(alone);
    await mobile.getByText("The private key is missing.", { exact: false }).waitFor();
    const key = { name: "nueva.key", mimeType: "", buffer: encryptedKey(renewed, password) };
    await send(alone, key);
    await mobile.getByText("has the new certificate", { exact: false }).waitFor();
    await mobile.reload();
    await mobile.getByText("The new file has come by this link.", { exact: false }).waitFor();
    await closeDesk(phone);

    await page.goto(`/certificates/${id}`);
    await page.getByRole("region", { name: "Renewal" }).getByText("The new file came").waitFor();
    const kept = await server.all(token, "/api/v1/certificates");
    const mine = kept.filter(({ holder }) => holder === "VIDAL SERRA NURIA");
    assert.equal(mine.length, 2);
  },
  { expects: [410, 422] },
);
