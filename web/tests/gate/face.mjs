// Photos that scanners carry: a drawn head and shoulders, and how a photo is sealed and named for scanners, written from docs/GATE.md.

import { createCipheriv, createHash, randomBytes } from "node:crypto";
import { png } from "./code.mjs";

const sha256 = (...parts) => createHash("sha256").update(Buffer.concat(parts)).digest();

/** Of a photo, what passes have. */
export const digestOf = (photo) => sha256(photo).subarray(0, 16);

/** How bundles name it. */
export const nameOf = (photo) =>
  sha256(Buffer.from("credenza/gate-photo-name/v1"), digestOf(photo)).subarray(0, 16);

export function seal(photo) {
  const key = sha256(Buffer.from("credenza/gate-photo-key/v1"), digestOf(photo));
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  return Buffer.concat([nonce, cipher.update(photo), cipher.final(), cipher.getAuthTag()]);
}

/** A portrait; `shade` tells one from another. */
export function face(shade = 90, width = 300, height = 375) {
  const luma = Buffer.alloc(width * height);
  const within = (x, y, cx, cy, rx, ry) => ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 < 1;
  for (let at = 0; at < luma.length; at += 1) {
    const [x, y] = [(at % width) / width, Math.floor(at / width) / height];
    const isEye = within(x, y, 0.43, 0.4, 0.02, 0.018) || within(x, y, 0.57, 0.4, 0.02, 0.018);
    const isMouth = within(x, y, 0.5, 0.52, 0.06, 0.014);
    if (isEye || isMouth) luma[at] = shade - 70;
    else if (within(x, y, 0.5, 0.42, 0.17, 0.2)) luma[at] = shade + 90;
    else if (within(x, y, 0.5, 0.36, 0.2, 0.21)) luma[at] = shade - 50;
    else if (within(x, y, 0.5, 1.02, 0.42, 0.36)) luma[at] = shade;
    else luma[at] = 215 - Math.round(30 * y);
  }
  return png({ width, height, luma });
}
