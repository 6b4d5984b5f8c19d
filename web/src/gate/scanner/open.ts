// Opens what an enrolled scanner keeps on this phone.

import type { Knowledge } from "../knowledge";
import { openAlbum } from "./album";
import { ServerClock } from "./clock";
import { openDrawer } from "./drawer";
import { Photos } from "./photos";
import { Scanner } from "./scanner";
import { Server } from "./server";

/** Undefined where a browser keeps nothing: such a phone cannot be enrolled. `phone`: its clock. */
export async function openScanner(
  knowledge: Knowledge,
  phone: () => number,
  onChange: () => void,
): Promise<Scanner | undefined> {
  try {
    const drawer = await openDrawer();
    const clock = new ServerClock(drawer, phone);
    const album = await openAlbum();
    const photos = album && new Photos(album, onChange);
    const scanner = new Scanner(drawer, new Server(clock), clock, knowledge, photos, onChange);
    await scanner.load();
    return scanner;
  } catch {
    return undefined;
  }
}
