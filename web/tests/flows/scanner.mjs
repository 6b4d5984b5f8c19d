// A site's scanner: a guard's phone is enrolled by the code on the site's page, says go and no-go by what the site needs, with signal and
// without, and brings its log; then the organization takes it back.

import assert from "node:assert/strict";
import { violations } from "../axe.mjs";
import { face } from "../gate/face.mjs";
import { digits, inDays, Phone } from "../gate/mint.mjs";
import { verdict } from "../gate/stage.mjs";
import { administrator, closeDesk, confirm, flow, openDesk } from "../world.mjs";

const dayText = (days) => new Date(inDays(days) * 86_400_000).toISOString().slice(0, 10);

/** What the administrator's program asks; it proves itself anew for an act that takes it. */
function asker(server, token) {
  return async (method, path, { json, status = 200, proof } = {}) => {
    const headers = {};
    if (proof) {
      const [action, object] = proof;
      const asked = { action, object, password: administrator.password };
      const stepUp = await server.call("POST", "/api/v1/auth/step-up", { token, json: asked });
      assert.equal(stepUp.status, 200, String(stepUp.body));
      headers["step-up"] = stepUp.json().step_up_token;
    }
    const answer = await server.call(method, `/api/v1/${path}`, { token, json, headers });
    assert.equal(answer.status, status, `${path}: ${answer.body}`);
    return answer.json();
  };
}

/** Makes a scanner on the site's page; gives its link, and a photo of the code. */
async function make(page, site, name) {
  await page.goto(`/workers/places/${site.id}/scanners`);
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByRole("button", { name: "Make scanner" }).click();
  await confirm(page, "Make scanner");
  const shown = page.locator("#shown-once");
  await shown.waitFor();
  const link = await shown.getByRole("textbox").inputValue();
  return { link, photo: await shown.locator("[data-shown-code]").screenshot() };
}

/** A site that needs two tickets, and workers with what each has of them, with their passes. */
async function open(ask, name, mark) {
  const site = await ask("POST", "sites", { json: { name }, status: 201 });
  const types = [];
  for (const [code, name] of [
    [`${mark}-H2S`, "H2S Alive"],
    [`${mark}-AID`, "First aid"],
  ])
    types.push(await ask("POST", "ticket-types", { json: { code, name, valid_months: 36 }, status: 201 }));
  await ask("PUT", `sites/${site.id}/requirements`, { json: { types: types.map(({ id }) => id) } });
  const worker = async (name, reference, types) => {
    const hired = await ask("POST", "workers", { json: { name, reference }, status: 201 });
    const codes = [];
    for (const type of types) {
      const asked = { type, number: "7", issuer: "Energy Safety", issued_on: dayText(-30) };
      const json = { ...asked, expires_on: dayText(700) };
      const ticket = await ask("POST", `workers/${hired.id}/tickets`, { json, status: 201 });
      await ask("POST", `tickets/${ticket.id}/approve`, { json: { reason: "seen" } });
      codes.push(ticket.code);
    }
    const phone = new Phone();
    const show = async () => {
      const issued = await ask("POST", `workers/${hired.id}/pass`, { json: { device_key: phone.jwk } });
      return () => phone.show(Buffer.from(issued.token, "base64url"));
    };
    return { id: hired.id, again: show, show: await show(), codes };
  };
  return {
    site,
    ready: await worker("Úrsula Peña", `${mark}-1`, [`${mark}-H2S`, `${mark}-AID`]),
    bare: await worker("Óscar Ibáñez", `${mark}-2`, [`${mark}-H2S`]),
  };
}

async function scan(page, worker) {
  const next = page.getByRole("button", { name: "Escanear otro" });
  if (await next.isVisible()) await next.click();
  await page.evaluate((hash) => location.assign(hash), `#${digits(worker.show())}`);
  return verdict(page);
}

/** The log of a scanner, the oldest first, when it has so many records. */
async function logged(ask, scanner, count) {
  const end = Date.now() + 20_000;
  for (;;) {
    const { items } = await ask("GET", `gate-log?scanner=${scanner}&limit=200`);
    if (items.length >= count || Date.now() > end) {
      assert.equal(items.length, count);
      return items.toReversed();
    }
    await new Promise((done) => setTimeout(done, 100));
  }
}

flow(
  "scanner: enrolled by a link, go and no-go with signal and without, each check in the log once, and revoked",
  async ({ server, token, desk: { page: office } }) => {
    const ask = asker(server, token);
    const { site, ready, bare } = await open(ask, "Pozo 7, Año Nuevo", "SC");
    const { link, photo } = await make(office, site, "Portón norte");
    const [{ id }] = (await ask("GET", `sites/${site.id}/scanners`)).items;

    const guard = await openDesk({ width: 360, height: 740, locale: "es-MX" });
    const { context, page } = guard;
    await page.goto("/v");
    await page.getByRole("button", { name: "Dar de alta este teléfono" }).click();
    const file = { name: "code.png", mimeType: "image/png", buffer: photo };
    await page.getByLabel("De una foto del código").setInputFiles(file);
    await page.getByText("El código está aquí.", { exact: false }).waitFor();
    await page.getByRole("button", { name: "Dar de alta este teléfono" }).click();
    await page.getByRole("heading", { name: "Pozo 7, Año Nuevo" }).waitFor();
    await page.getByRole("button", { name: "Empezar a escanear" }).click();
    await page.getByText("Aquí hace falta: First aid; H2S Alive").waitFor();
    assert.deepEqual(await violations(page), []);

    const go = await scan(page, ready);
    assert.deepEqual([go.decision, go.tone, go.word], ["Pasa", "go", "Válido"]);
    const no = await scan(page, bare);
    assert.deepEqual(
      [no.decision, no.tone, no.missing],
      ["No pasa", "stop", ["First aidFalta: no está en el pasepor la obra"]],
    );
    assert.deepEqual(await violations(page), []);
    await logged(ask, id, 2);

    await page.getByRole("button", { name: "Escanear otro" }).click();
    await page.getByText("Funciona sin señal").waitFor();
    await context.setOffline(true);
    for (const worker of [ready, bare, ready]) await scan(page, worker);
    await page.goto("/v");
    await page.getByText("3 revisiones por enviar", { exact: false }).waitFor();
    await context.setOffline(false);
    const records = await logged(ask, id, 5);
    await page.getByText("Todas las revisiones están enviadas").waitFor();
    assert.deepEqual(
      records.map(({ number, decision, worker_id, missing, doubtful }) => [
        number,
        decision,
        worker_id,
        missing,
        doubtful,
      ]),
      [ready, bare, ready, bare, ready].map((worker, at) =>
        worker === ready
          ? [at + 1, "go", ready.id, [], false]
          : [at + 1, "no_go", bare.id, ["SC-AID"], false],
      ),
    );
    // The organization's audit log has each, in order, by the hash of what the phone signed.
    const { items } = await ask("GET", `audit?action=gate.scan&object=${id}&limit=200`);
    assert.deepEqual(
      items.toReversed().map(({ details }) => details.record),
      records.map(({ hash }) => hash),
    );

    await office.goto(`/gate-log?scanner=${id}`);
    const rows = office.getByRole("table", { name: "Gate log" }).getByRole("row");
    assert.equal(await rows.count(), 1 + 5);
    await office.getByLabel("Decision").selectOption({ label: "No-go" });
    await rows.filter({ hasText: "Úrsula Peña" }).first().waitFor({ state: "detached" });
    assert.equal(await rows.filter({ hasText: "Óscar Ibáñez" }).filter({ hasText: "First aid" }).count(), 2);

    // A link is good for one phone.
    const other = await openDesk({ width: 360, height: 740 });
    await other.page.goto(link);
    await other.page.getByRole("button", { name: "Enrol this phone" }).click();
    await other.page.getByText("This code was used before, or is over.", { exact: false }).waitFor();
    await closeDesk(other);

    await office.goto(`/workers/places/${site.id}/scanners`);
    const revoke = office.getByRole("button", { name: /Portón norte$/ }).filter({ hasText: "Revoke" });
    await revoke.click();
    await office.getByRole("button", { name: "Revoke for good", exact: true }).waitFor();
    await Promise.all([office.waitForEvent("load"), office.locator("[data-call]").click()]);
    await office.getByText("Revoked", { exact: true }).waitFor();
    await scan(page, ready);
    await page.getByRole("button", { name: "Escanear otro" }).click();
    await page.getByText("La organización revocó este lector.", { exact: false }).first().waitFor();
    const plain = await scan(page, ready);
    assert.deepEqual([plain.decision, plain.tone, plain.word], ["", "go", "Válido"]);
    await logged(ask, id, 5);
    await closeDesk(guard);
  },
  { expects: [403, 410] },
);

/** Follows a link on a phone. */
async function enrol(page, link) {
  await page.goto(link);
  await page.getByRole("button", { name: "Dar de alta este teléfono" }).click();
  await page.getByRole("button", { name: "Empezar a escanear" }).click();
  await page.getByText("Aquí hace falta:", { exact: false }).waitFor();
}

flow(
  "scanner: with a wrong clock, from two pages at once, and enrolled anew while checks wait",
  async ({ server, token }) => {
    const ask = asker(server, token);
    const { site, ready, bare } = await open(ask, "Planta 2", "SD");
    const made = { json: { name: "Portón sur" }, status: 201, proof: ["scanner.create", site.id] };
    const { id, link } = await ask("POST", `sites/${site.id}/scanners`, made);
    const guard = await openDesk({ width: 360, height: 740, locale: "es-MX" });
    const { context, page } = guard;
    // Ten years behind.
    await context.addInitScript(() => {
      const real = Date.now;
      Date.now = () => real() - 3_652 * 86_400_000;
    });
    await enrol(page, link);
    await page.getByText("va atrasado", { exact: false }).waitFor();
    const second = await context.newPage();
    await second.goto("/v");
    await second.getByText("Aquí hace falta:", { exact: false }).waitFor();
    for (let round = 0; round < 2; round += 1) {
      const found = await Promise.all([scan(page, ready), scan(second, bare)]);
      assert.deepEqual(
        found.map(({ decision }) => decision),
        ["Pasa", "No pasa"],
      );
    }
    await second.close();
    const first = await logged(ask, id, 4);
    assert.deepEqual(
      first.map(({ number }) => number),
      [1, 2, 3, 4],
    );
    for (const { at, phone_at, doubtful } of first) {
      assert.equal(doubtful, false);
      assert.ok(Math.abs(Date.now() - Date.parse(at)) < 120_000, at);
      assert.ok(Date.now() - Date.parse(phone_at) > 3_650 * 86_400_000, phone_at);
    }

    // Another phone takes its place; what this one still holds comes all the same.
    await context.setOffline(true);
    await scan(page, ready);
    const again = await ask("POST", `scanners/${id}/enrollments`, {
      status: 201,
      proof: ["scanner.invite", id],
    });
    const other = await openDesk({ width: 360, height: 740, locale: "es-MX" });
    await enrol(other.page, again.link);
    assert.equal((await scan(other.page, ready)).decision, "Pasa");
    await logged(ask, id, 5);
    await context.setOffline(false);
    const all = await logged(ask, id, 6);
    const places = all.map(({ epoch, number }) => `${epoch}.${number}`).sort();
    assert.deepEqual(places, ["1.1", "1.2", "1.3", "1.4", "1.5", "2.1"]);
    // It hears of that when it next asks for its bundle.
    await page.evaluate(() => {
      const real = Date.now;
      Date.now = () => real() + 90_000;
      dispatchEvent(new Event("online"));
    });
    await page.getByRole("button", { name: "Escanear otro" }).click();
    await page.getByText("Este lector se dio de alta de nuevo", { exact: false }).first().waitFor();
    await closeDesk(other);
    await closeDesk(guard);
  },
  { expects: [401, 403] },
);

flow(
  "scanner: faces are switched on for a site, and stand beside the verdict without signal; a typed code is in the log",
  async ({ server, token, desk: { page: office } }) => {
    const ask = asker(server, token);
    const { site, ready, bare } = await open(ask, "Terminal Este", "SF");
    const crew = await ask("POST", "crews", { json: { name: "Turno SF", site_id: site.id }, status: 201 });
    await ask("PATCH", `workers/${ready.id}`, { json: { crew_id: crew.id } });
    // One belongs to the site, and the other one does not.
    for (const { id } of [ready, bare]) {
      const form = new FormData();
      form.set("file", new Blob([face(id === ready.id ? 60 : 120)], { type: "image/png" }), "cara.png");
      const kept = await server.call("PUT", `/api/v1/workers/${id}/photo`, { token, form });
      assert.equal(kept.status, 204, String(kept.body));
    }
    const [his, others] = [await ready.again(), await bare.again()];
    const { link } = await make(office, site, "Portón este");
    const [{ id }] = (await ask("GET", `sites/${site.id}/scanners`)).items;
    await office.goto(`/workers/places/${site.id}/scanners`);
    const faces = office.getByLabel("Faces at the gate");
    assert.equal(await faces.isChecked(), false);
    await faces.check();
    await office.getByRole("button", { name: "Save" }).click();
    await office.getByRole("status").first().waitFor();
    assert.equal(await faces.isChecked(), true);
    assert.deepEqual(await violations(office), []);

    const guard = await openDesk({ width: 360, height: 740, locale: "es-MX" });
    const { context, page } = guard;
    await enrol(page, link);
    await page.getByText("Fotos: 1 de 1 aquí").waitFor();
    await page.getByText("Funciona sin señal").waitFor();
    await context.setOffline(true);
    const go = await scan(page, { show: his });
    assert.deepEqual([go.decision, go.tone], ["Pasa", "go"]);
    await page.getByRole("img", { name: "Foto del titular" }).waitFor();
    assert.deepEqual(await violations(page), []);
    await scan(page, { show: others });
    await page.getByText("Su foto no está en este teléfono").waitFor();
    await context.setOffline(false);
    const carried = (await ask("GET", `audit?action=photo.carry&object=${ready.id}`)).items;
    assert.deepEqual(
      carried.map(({ outcome }) => outcome),
      ["done", "intent"],
    );

    await page.getByRole("button", { name: "Escanear otro" }).click();
    await page.getByLabel("O escribe los 8 caracteres").fill(ready.codes[0]);
    await page.getByRole("button", { name: "Preguntar", exact: true }).click();
    await page.getByText("Un código habla de una sola acreditación", { exact: false }).waitFor();
    const records = await logged(ask, id, 3);
    const { kind, code, code_status, worker_id, decision } = records[2];
    assert.deepEqual(
      [kind, code, code_status, worker_id, decision],
      ["code", ready.codes[0], "valid", ready.id, "cannot_tell"],
    );
    await closeDesk(guard);
  },
);

flow(
  "scanner: roles that the server signs and the task that is chosen count without signal, and the log says which task",
  async ({ server, token, desk: { page: office } }) => {
    const ask = asker(server, token);
    const { site, ready } = await open(ask, "Refinería Sur", "SG");
    const types = [];
    for (const [code, name] of [
      ["SG-ALT", "Alturas"],
      ["SG-FUEGO", "Vigía de fuego"],
    ])
      types.push(await ask("POST", "ticket-types", { json: { code, name }, status: 201 }));
    const [heights, fire] = types.map(({ id }) => id);
    const duty = (kind, name, needed) =>
      ask("POST", "duties", { json: { kind, name, types: [needed] }, status: 201 });
    const role = await duty("role", "Andamista SG", heights);
    const task = await duty("task", "Trabajo en caliente SG", fire);
    const made = { json: { name: "Portón refinería" }, status: 201, proof: ["scanner.create", site.id] };
    const { id, link } = await ask("POST", `sites/${site.id}/scanners`, made);
    const guard = await openDesk({ width: 360, height: 740, locale: "es-MX" });
    const { context, page } = guard;
    await enrol(page, link);
    await page.getByText("Funciona sin señal").waitFor();
    // His pass from before the first role says nothing of roles, or that he has none; the next one says what he is.
    const none = await ready.again();
    await ask("PATCH", `workers/${ready.id}`, { json: { roles: [role.id] } });
    const builder = await ready.again();
    await context.setOffline(true);
    const go = await scan(page, { show: none });
    assert.deepEqual([go.decision, go.tone, go.task], ["Pasa", "go", "Sin tarea elegida"]);
    assert.match(go.roles, /^Sin puesto, según el pase/);
    const missing = await scan(page, { show: builder });
    assert.deepEqual(
      [missing.decision, missing.missing],
      ["No pasa", ["AlturasFalta: no está en el pasepor el puesto Andamista SG"]],
    );
    await page.getByRole("button", { name: "Escanear otro" }).click();
    await page.getByLabel("Tarea de hoy").selectOption({ label: "Trabajo en caliente SG" });
    await page.getByText("Para ella hace falta: Vigía de fuego").waitFor();
    const both = await scan(page, { show: builder });
    assert.deepEqual(both.missing, [
      "AlturasFalta: no está en el pasepor el puesto Andamista SG",
      "Vigía de fuegoFalta: no está en el pasepor la tarea Trabajo en caliente SG",
    ]);
    assert.deepEqual(await violations(page), []);
    await context.setOffline(false);
    const records = await logged(ask, id, 3);
    assert.deepEqual(
      records.map(({ decision, task_id, missing }) => [decision, task_id, missing]),
      [
        ["go", null, []],
        ["no_go", null, ["SG-ALT"]],
        ["no_go", task.id, ["SG-ALT", "SG-FUEGO"]],
      ],
    );
    await office.goto(`/gate-log?scanner=${id}`);
    await office.getByText("Task: Trabajo en caliente SG").waitFor();
    assert.deepEqual(await violations(office), []);
    await closeDesk(guard);
  },
);
