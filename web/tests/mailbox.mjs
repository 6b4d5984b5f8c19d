// The mails that the server has put into its outbox.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The newest link that was mailed to this address. Delivery follows the request, so it may take a moment. */
export async function linkFor(server, email, besides = "") {
  const folder = join(server.dataDir, "outbox");
  for (;;) {
    for (const file of readdirSync(folder).sort().reverse()) {
      if (!file.endsWith(".eml")) continue;
      const words = readFileSync(join(folder, file), "latin1")
        .replace(/=\r?\n/g, "")
        .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
      const link = words.match(/https:\/\/\S+\/invitation#czi_[\w-]+/)?.[0];
      if (words.includes(email) && link && link !== besides) return link;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}
