// The task of today: what is done at the site, as somebody chose it on this phone. It ends by itself with the day that it is at the site,
// so that nobody is held against what was done yesterday.

import { type Bundle, dayAt } from "./bundle";
import type { Drawer } from "./drawer";
import type { Duty } from "./duty";

/** What was chosen, as it is kept. */
export interface Choice {
  /** For which enrolment of this phone. */
  enrolment: string;
  /** The task. */
  id: string;
  name: string;
  /** The day at the site, counted from 1970-01-01. */
  day: number;
}

/**
 * What holds now. `ended`: what was chosen ended with its day, and nothing was chosen since. A task that was chosen and is undefined is
 * not among the site's any more: nobody knows what it asks for.
 */
export type Today =
  | { kind: "none" }
  | { kind: "ended"; name: string }
  | { kind: "chosen"; id: string; name: string; task: Duty | undefined };

/** What became of a choice: `gone`, there is no such task any more; `not_kept`, the phone could not write it down. */
export type Choosing = "kept" | "gone" | "not_kept";

export class Chosen {
  #choice: Choice | undefined;

  constructor(readonly drawer: Pick<Drawer, "choice" | "putChoice">) {}

  async load(): Promise<void> {
    this.#choice = await this.drawer.choice();
  }

  /** What holds at `now`. */
  at(enrolment: string, bundle: Bundle | undefined, now: number): Today {
    const choice = this.#choice;
    if (choice?.enrolment !== enrolment) return { kind: "none" };
    const { id, name, day } = choice;
    // Without a bundle nobody knows what day it is there, and nothing is go.
    if (bundle && dayAt(bundle.zone, now) !== day) return { kind: "ended", name };
    const task = bundle?.tasks?.here.find((one) => one.id === id);
    return { kind: "chosen", id, name: task?.name ?? name, task };
  }

  /** Chooses one for today; undefined for none. Where that is not `kept`, nothing has changed. */
  async choose(enrolment: string, bundle: Bundle, id: string | undefined, now: number): Promise<Choosing> {
    const task = bundle.tasks?.here.find((one) => one.id === id);
    if (id !== undefined && !task) return "gone";
    const choice = task && { enrolment, id: task.id, name: task.name, day: dayAt(bundle.zone, now) };
    try {
      await this.drawer.putChoice(choice);
    } catch {
      return "not_kept";
    }
    this.#choice = choice;
    return "kept";
  }
}
