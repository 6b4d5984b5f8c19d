// Which live passes were shown here a moment ago.

/** For how long a live pass counts, in seconds. */
export const LIVE_SECONDS = 60;

/** The most showings that are remembered: more than a gate sees in a minute. */
const MOST = 10_000;

/** Remembers live passes for as long as they would be taken, by pass and nonce: a signature has two forms. */
export class Replays {
  readonly #seen: Map<string, number>;

  constructor(seen: Iterable<[showing: string, at: number]> = []) {
    this.#seen = new Map(seen);
  }

  /** Remembers a showing; false when it was here before, or when too many were: then nothing new is taken either. */
  note(showing: string, now: number): boolean {
    for (const [before, seen] of this.#seen) {
      // Twice as long as needed: this device's clock may be set while it works.
      if (Math.abs(now - seen) > 2 * LIVE_SECONDS) this.#seen.delete(before);
    }
    if (this.#seen.has(showing) || this.#seen.size >= MOST) return false;
    this.#seen.set(showing, now);
    return true;
  }

  /** What is remembered, to be kept while the page is away. */
  seen(): [showing: string, at: number][] {
    return [...this.#seen];
  }
}
