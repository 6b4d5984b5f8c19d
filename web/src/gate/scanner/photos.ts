// The photos that a scanner carries: those that its bundle lists, fetched one by one when there is signal, and none besides.

import type { Album } from "./album";
import { exclusively } from "./exclusive";
import { openPhoto, photoName } from "./photo";
import { bytesOf } from "./record";
import type { Trouble } from "./trouble";

/** The most bytes of all together. */
const ROOM = 256 * 1024 * 1024;

/** What the server said of a photo. `none`: it is not one that this scanner carries any more. */
export type PhotoAnswer =
  | { kind: "photo"; sealed: Uint8Array }
  | { kind: "none" }
  | { kind: "trouble"; trouble: Trouble }
  | { kind: "silent" };

export type FetchPhoto = (name: string) => Promise<PhotoAnswer>;

export class Photos {
  #listed: string[] | undefined;
  #has = new Set<string>();
  #isGathering = false;

  constructor(
    readonly album: Album,
    /** Called when it has one more, or one less. */
    readonly onChange: () => void,
  ) {}

  /** How many it has, of how many; undefined where it carries none. */
  count(): { has: number; of: number } | undefined {
    return this.#listed && { has: this.#has.size, of: this.#listed.length };
  }

  /** Carries these from now on, and no others; undefined for none at all. */
  async list(names: string[] | undefined): Promise<void> {
    this.#listed = names;
    const listed = new Set(names);
    const kept = [...(await this.album.sizes()).keys()];
    await this.album.remove(kept.filter((name) => !listed.has(name)));
    this.#has = new Set(kept.filter((name) => listed.has(name)));
  }

  /** Fetches those that it lacks, as long as there is room and an answer; what stopped it, when the server did. One tab at a time. */
  async gather(fetch: FetchPhoto): Promise<Trouble | undefined> {
    if (this.#isGathering || this.#lacking().length === 0) return undefined;
    this.#isGathering = true;
    try {
      return await exclusively("photos", () => this.#gather(fetch));
    } catch {
      // The phone is full: it says how many it has.
      return undefined;
    } finally {
      this.#isGathering = false;
    }
  }

  async #gather(fetch: FetchPhoto): Promise<Trouble | undefined> {
    // Another tab may have fetched some meanwhile.
    await this.list(this.#listed);
    let room = ROOM - sum((await this.album.sizes()).values());
    for (const name of this.#lacking()) {
      const answer = await fetch(name);
      if (answer.kind === "trouble") return answer.trouble;
      if (answer.kind === "silent") return undefined;
      // The list may have become another while this was on its way.
      if (answer.kind === "none" || !this.#listed?.includes(name)) continue;
      room -= answer.sealed.length;
      if (room < 0) return undefined;
      await this.album.put(name, answer.sealed);
      this.#has.add(name);
      this.onChange();
    }
    return undefined;
  }

  #lacking(): string[] {
    return (this.#listed ?? []).filter((name) => !this.#has.has(name));
  }

  /** The photo that a pass names, by what it has of it, in hexadecimal; undefined when it is not here. */
  async find(digest: string): Promise<Uint8Array | undefined> {
    const name = await photoName(bytesOf(digest));
    if (!this.#listed?.includes(name)) return undefined;
    const sealed = await this.album.get(name);
    const photo = sealed && (await openPhoto(sealed, bytesOf(digest)));
    // What is damaged is fetched again.
    if (sealed && !photo) {
      await this.album.remove([name]);
      this.#has.delete(name);
    }
    return photo;
  }
}

function sum(numbers: Iterable<number>): number {
  let all = 0;
  for (const number of numbers) all += number;
  return all;
}
