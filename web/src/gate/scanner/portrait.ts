// The photo beside a verdict. It is drawn, and has no address from which anything else could load it.

import { part } from "../part";

/** `missing`: the pass names a photo that is not on this phone. */
export type Portrait = ImageBitmap | "missing";

/** Its longer side on the screen, in pixels of the picture. */
const SIDE = 640;

/** The picture that is in a photo; `missing` for one that cannot be drawn. */
export async function pictureIn(photo: Uint8Array | "missing" | undefined): Promise<Portrait | undefined> {
  if (photo === undefined || photo === "missing") return photo;
  const type = photo[0] === 0xff ? "image/jpeg" : "image/png";
  try {
    return await createImageBitmap(new Blob([photo as Uint8Array<ArrayBuffer>], { type }));
  } catch {
    return "missing";
  }
}

/** Shows it, or that it is missing, or nothing. */
export function showPortrait(portrait: Portrait | undefined, description: string): void {
  const canvas = part<HTMLCanvasElement>("portrait");
  const isThere = portrait !== undefined && portrait !== "missing";
  part("portrait-missing").hidden = portrait !== "missing";
  canvas.hidden = !isThere;
  part("panel").toggleAttribute("data-pictured", isThere);
  canvas.setAttribute("aria-label", description);
  const scale = isThere ? Math.min(1, SIDE / Math.max(portrait.width, portrait.height)) : 0;
  // A new size empties it, too.
  canvas.width = isThere ? Math.round(portrait.width * scale) : 0;
  canvas.height = isThere ? Math.round(portrait.height * scale) : 0;
  if (isThere) canvas.getContext("2d")?.drawImage(portrait, 0, 0, canvas.width, canvas.height);
}
