// Every flow of the pages, in Chromium, against the real server. Later flows build on what earlier ones left.

import { openWorld } from "./world.mjs";

await openWorld();
await import("./flows/setup.mjs");
await import("./flows/session.mjs");
await import("./flows/customers.mjs");
await import("./flows/upload.mjs");
await import("./flows/import.mjs");
await import("./flows/custody.mjs");
await import("./flows/audit.mjs");
await import("./flows/api_tokens.mjs");
await import("./flows/settings.mjs");
await import("./flows/keyboard.mjs");
await import("./flows/organizations.mjs");
await import("./flows/account.mjs");
await import("./flows/passkeys.mjs");
await import("./flows/looks.mjs");
await import("./flows/members.mjs");
await import("./flows/sensitive.mjs");
await import("./flows/renewal.mjs");
await import("./flows/workers.mjs");
await import("./flows/readiness.mjs");
await import("./flows/evidence.mjs");
await import("./flows/export.mjs");
await import("./flows/gate.mjs");
await import("./flows/scanner.mjs");
await import("./flows/own_pass.mjs");
await import("./flows/alerts.mjs");
await import("./flows/channels.mjs");
