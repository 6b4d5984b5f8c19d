// The server's clock, as far as it is known here. A phone that was off for a month tells the time of its own; each answer of the
// server says by how much it is wrong.

import type { Drawer } from "./drawer";

/** From how many seconds on it is said that the phone's clock is wrong: a live pass is taken for sixty. */
export const CLOCK_OFF = 30;

export class ServerClock {
  #offset: number | undefined;

  constructor(
    readonly drawer: Pick<Drawer, "clockOffset" | "putClockOffset">,
    /** The phone's, in seconds since 1970. */
    readonly phone: () => number,
  ) {}

  async load(): Promise<void> {
    this.#offset = await this.drawer.clockOffset();
  }

  /** By how many seconds the server's clock is ahead of the phone's; undefined when no answer has said it yet. */
  offset(): number | undefined {
    return this.#offset;
  }

  /** The server's time, as near as it is known. */
  now(): number {
    return this.phone() + (this.#offset ?? 0);
  }

  /** The server said its time, in an answer to what was asked at `askedAt` by the phone's clock. */
  async heard(time: number, askedAt: number): Promise<void> {
    const offset = Math.round(time - (askedAt + this.phone()) / 2);
    if (offset === this.#offset) return;
    this.#offset = offset;
    // A phone that is full knows it until the page is left.
    await this.drawer.putClockOffset(offset).catch(() => undefined);
  }

  /** By how many seconds the phone's clock is ahead, when that matters. */
  error(): number | undefined {
    const offset = this.#offset ?? 0;
    return Math.abs(offset) > CLOCK_OFF ? -offset : undefined;
  }
}
