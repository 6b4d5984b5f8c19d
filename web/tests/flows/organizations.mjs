// Two organizations on one server: neither learns that the other has anything.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { credenza } from "../server.mjs";
import { closeDesk, flow, openDesk, signIn } from "../world.mjs";

const other = { email: "joan@example.es", password: "otra frase bastante larga" };

flow(
  "organizations: one made beside the running server sees nothing of the other",
  async (world) => {
    const { server, token } = world;
    const folder = mkdtempSync(join(tmpdir(), "credenza-secret-"));
    try {
      writeFileSync(join(folder, "password"), other.password, { mode: 0o600 });
      const made = JSON.parse(
        await credenza(
          ...["admin", "create-org", "--data-dir", server.dataDir, "--json", "--name", "Gestoría Joan"],
          ...[
            "--email",
            other.email,
            "--password-file",
            join(folder, "password"),
            "--admin-name",
            "Joan Puig",
          ],
        ),
      );
      assert.match(made.organization_id, /^org_/);
    } finally {
      rmSync(folder, { recursive: true });
    }
    const [certificate] = await server.all(token, "/api/v1/certificates");
    const [customer] = await server.all(token, "/api/v1/customers");

    const desk = await openDesk();
    const { page } = desk;
    await page.goto("/sign-in");
    await signIn(page, other);
    await page.getByRole("heading", { name: "Nothing in custody yet" }).waitFor();
    await page.goto("/customers");
    await page.getByRole("heading", { name: "No customers yet" }).waitFor();
    await page.goto("/certificates");
    await page.getByRole("heading", { name: "Nothing in custody yet" }).waitFor();
    for (const path of [
      `/certificates/${certificate.id}`,
      `/customers/${customer.id}`,
      `/customers/${customer.id}/edit`,
    ]) {
      const answer = await page.goto(path);
      assert.equal(answer.status(), 404, path);
      await page.getByRole("heading", { name: "Nothing here" }).waitFor();
    }
    await page.goto(`/settings/audit?object=${certificate.id}`);
    await page.getByRole("heading", { name: "No entries" }).waitFor();
    await page.goto(`/certificates?customer=${customer.id}`);
    await page.getByRole("heading", { name: "Nothing matches" }).waitFor();
    await closeDesk(desk);
  },
  { expects: [404] },
);
