// Brings the log to the server: in order, each record once, when there is signal. What came through and was not acknowledged is sent
// again, and the server knows it by its number and hash; so a cut in the middle, or two tabs at once, bring nothing twice.

import { compare } from "../pass/cbor";
import type { Drawer, Enrolment, KeptRecord } from "./drawer";
import { hasAuthority, isHeard, type Trouble } from "./trouble";

/** The most records of one upload, and their bytes. */
const MOST = 200;
const MOST_BYTES = 500_000;
/** The pauses after a failure, in seconds: the first, and the longest. */
const FIRST_PAUSE = 5;
const LONGEST_PAUSE = 300;

/** How far the server has a log: its newest record's number, and the hash of that. */
export interface Mark {
  seq: number;
  head: Uint8Array;
}

/** What the server made of an upload. `silent`: no signal, or an answer of no use; `after`: for how many seconds it wants to be left alone. */
export type Receipt =
  | { kind: "taken"; mark: Mark }
  | { kind: "gap"; mark: Mark }
  | { kind: "trouble"; trouble: Trouble }
  | { kind: "silent"; after?: number | undefined };

type Known = Extract<Receipt, { mark: Mark }>;

export type Send = (enrolment: Enrolment, records: KeptRecord[]) => Promise<Receipt>;

/** How it went. */
export type Outcome = "nothing_left" | "later";

export class Courier {
  #failures = 0;
  #notBefore = Number.NEGATIVE_INFINITY;
  /** Until when an enrolment's log is not tried again. */
  readonly #postponed = new Map<string, number>();

  constructor(
    readonly drawer: Drawer,
    readonly send: Send,
    /** Seconds that only grow, whatever the phone's clock is set to. */
    readonly elapsed: () => number,
    /** From 0 up to 1, at random. */
    readonly chance: () => number = Math.random,
  ) {}

  /** In how many seconds it is worth trying again; 0 now. */
  pause(): number {
    return Math.max(0, this.#notBefore - this.elapsed());
  }

  /** Forgets the pauses: there is signal again. */
  hurry(): void {
    this.#failures = 0;
    this.#notBefore = Number.NEGATIVE_INFINITY;
    this.#postponed.clear();
  }

  /** Sends what waits, the oldest enrolment's first. One at a time: see `exclusively`. */
  async deliver(): Promise<Outcome> {
    if (this.pause() > 0) return "later";
    let outcome: Outcome = "nothing_left";
    for (const enrolment of await this.drawer.enrolments()) {
      const isDue = (this.#postponed.get(enrolment.id) ?? 0) <= this.elapsed();
      if (!isHeard(enrolment.trouble) || !isDue) continue;
      const receipt = await this.#deliver(enrolment);
      if (receipt?.kind === "silent") {
        this.#fail(receipt.after ?? 0);
        return "later";
      }
      // What the server may come to understand is tried again, much later; other logs do not wait for it.
      if (receipt?.kind !== "trouble" || !isHeard(receipt.trouble)) continue;
      this.#postponed.set(enrolment.id, this.elapsed() + LONGEST_PAUSE);
      outcome = "later";
    }
    this.#failures = 0;
    return outcome;
  }

  #fail(after: number): void {
    this.#failures += 1;
    const grown = Math.min(FIRST_PAUSE * 2 ** (this.#failures - 1), LONGEST_PAUSE);
    // Phones that were cut off together do not all come back at once.
    this.#notBefore = this.elapsed() + Math.max(after, grown * (0.75 + this.chance() / 2));
  }

  /** Sends the records of one enrolment until none is left; what stopped it, otherwise. */
  async #deliver(enrolment: Enrolment): Promise<Receipt | undefined> {
    for (;;) {
      const records = await this.drawer.oldest(enrolment.id, MOST, MOST_BYTES);
      if (records.length === 0) return undefined;
      const receipt = await this.send(enrolment, records);
      if (receipt.kind === "silent") return receipt;
      const trouble = receipt.kind === "trouble" ? receipt.trouble : found(receipt, records);
      if (trouble || receipt.kind === "trouble") {
        await this.drawer.setTrouble(enrolment.id, trouble);
        return receipt;
      }
      const known = Math.min(receipt.mark.seq, last(records).seq);
      if (known < (records[0] as KeptRecord).seq) return { kind: "silent" };
      await this.drawer.acknowledge(enrolment.id, known);
      // It was not taken the last time, and is now.
      if (hasAuthority(enrolment.trouble)) await this.drawer.setTrouble(enrolment.id, undefined);
    }
  }
}

function last(records: KeptRecord[]): KeptRecord {
  return records.at(-1) as KeptRecord;
}

/** What is wrong between this log and what the server says that it has of it. */
function found({ kind, mark }: Known, records: KeptRecord[]): Trouble | undefined {
  const own = records.find(({ seq }) => seq === mark.seq);
  if (own && compare(own.hash, mark.head) !== 0) return "forked";
  const first = records[0] as KeptRecord;
  return kind === "gap" && mark.seq < first.seq - 1 ? "broken" : undefined;
}
