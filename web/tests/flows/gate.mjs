// A worker's pass, issued by the firm, at a gate: somebody who has no account opens it, and the firm takes it back.

import assert from "node:assert/strict";
import { violations } from "../axe.mjs";
import { digits, inDays, Phone } from "../gate/mint.mjs";
import { verdict } from "../gate/stage.mjs";
import { closeDesk, flow, openDesk } from "../world.mjs";

const dayText = (days) => new Date(inDays(days) * 86_400_000).toISOString().slice(0, 10);

/** A worker with a ticket in force. */
async function employ(server, token) {
  const post = async (path, json, status) => {
    const answer = await server.call("POST", `/api/v1/${path}`, { token, json });
    assert.equal(answer.status, status, `${path}: ${answer.body}`);
    return answer.json();
  };
  await post("ticket-types", { code: "GATE-H2S", name: "H2S Alive", valid_months: 36 }, 201);
  const worker = await post("workers", { name: "Úrsula Peña", reference: "G-1" }, 201);
  const asked = { type: "GATE-H2S", number: "7", issuer: "Energy Safety", issued_on: dayText(-30) };
  const ticket = await post(`workers/${worker.id}/tickets`, { ...asked, expires_on: dayText(700) }, 201);
  await post(`tickets/${ticket.id}/approve`, { reason: "seen" }, 200);
  return { worker, ticket, post };
}

flow(
  "gate: a pass is judged on a stranger's phone, live, copied and taken back; a code is asked for",
  async ({ server, token }) => {
    const { worker, ticket, post } = await employ(server, token);
    const phone = new Phone();
    const issued = await post(`workers/${worker.id}/pass`, { device_key: phone.jwk }, 200);
    const pass = Buffer.from(issued.token, "base64url");

    const guard = await openDesk({ width: 360, height: 740, locale: "pt-BR" });
    const { page } = guard;
    const scan = async (text) => {
      await page.goto("about:blank");
      await page.goto(text);
      return verdict(page);
    };
    const copied = await scan(issued.text);
    assert.equal(copied.word, "Compare o rosto");
    assert.equal(copied.tone, "look");
    assert.deepEqual(await violations(page), []);
    const shown = await scan(`/v#${digits(phone.show(pass))}`);
    assert.deepEqual([shown.word, shown.tone], ["Válido", "go"]);
    assert.equal(shown.name, issued.name);
    assert.match(shown.tickets.join(), /GATE-H2S/i);
    const { name, value } = (await guard.context.cookies())[0] ?? {};
    assert.equal(name, undefined, value);

    // The page is kept, and what it knows with it.
    await page.getByRole("button", { name: "Ler o próximo" }).click();
    await page.getByText("Funciona sem sinal").waitFor();
    await guard.context.setOffline(true);
    assert.equal((await scan(`/v#${digits(phone.show(pass))}`)).word, "Válido");
    await guard.context.setOffline(false);

    await page.goto("/v");
    await page.getByLabel("Ou digite os 8 caracteres").fill(ticket.code.toLowerCase());
    await page.getByRole("button", { name: "Perguntar" }).click();
    const asked = await verdict(page);
    assert.deepEqual([asked.word, asked.name], ["Qualificação válida", "H2S Alive"]);
    await closeDesk(guard);

    const revoked = await server.call("POST", `/api/v1/passes/${issued.id}/revoke`, {
      token,
      json: { reason: "left" },
    });
    assert.equal(revoked.status, 204);
    const later = await openDesk({ width: 360, height: 740 });
    await later.page.goto(`/v#${digits(phone.show(pass))}`);
    assert.equal((await verdict(later.page)).word, "Revoked");
    await closeDesk(later);
  },
);
