// A pass for every screen of the gate, by the word that it shows.

import { inDays, now, Phone } from "./mint.mjs";

/** What the list must say of them. */
export const marked = { 50: 1, 51: 2 };

export function screens(organization) {
  const shown = (more, ago = 0) => {
    const phone = new Phone();
    return phone.show(organization.pass({ phone, ...more }), { ago });
  };
  const changed = Buffer.from(organization.pass());
  changed[changed.length - 9] ^= 4;
  const soon = ["H2S", inDays(12), 11];
  const ended = ["CONFINED-SPACE-1", inDays(-3), 14];
  const good = ["FIRST-AID", inDays(100), 12];
  return {
    Valid: shown(),
    "Compare the face": organization.pass(),
    "Valid, ends soon": shown({ tickets: [soon, good] }),
    "Check the tickets": shown({ tickets: [good, ended, soon] }),
    "Tickets ended": shown({ tickets: [ended] }),
    Expired: shown({ ago: 5 * 86_400 }),
    Revoked: shown({ index: 50 }),
    Suspended: shown({ index: 51 }),
    "Not valid yet": shown({ notBefore: now() + 7_200 }),
    "Unknown issuer": organization.pass({ key: organization.statusKey }),
    "Key given up": organization.pass({ key: organization.givenUpKey }),
    Forged: changed,
    "Wrong phone": new Phone().show(organization.pass({ phone: new Phone() })),
    "Old code": shown({}, 100),
    "Not a pass": Buffer.from("no pass"),
    "Cannot tell": shown({ index: 100_001 }),
  };
}
