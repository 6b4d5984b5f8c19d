// From a text to what the screen shows: gathers what is known, judges, and remembers what was shown live.

import type { Grounds, Knowledge } from "./knowledge";
import { check } from "./pass/check";
import { Replays } from "./pass/replay";
import type { Report } from "./pass/report";
import type { Store } from "./store";

/** What is to be shown of a text. */
export interface Finding {
  report: Report;
  /** Whether the issuer's keys are not here because nobody could be asked for them: then nothing can be told. */
  keysMissing: boolean;
  firstTime: boolean;
  /** Whether it is the answer to what this scanner asked. */
  answered: boolean;
  /** Newer knowledge that came after the verdict, with what it makes of it. */
  later: Promise<Finding> | undefined;
}

/** What a verdict goes by beside the pass: those of a site, where there is one. */
export interface Rules {
  /** Where the day is taken from, in seconds east of UTC. */
  offset: number | undefined;
  /** The types of tickets that count for what ends soon. */
  required: string[];
  /** What roles ask for, by their marks. */
  roles: Map<string, string[]>;
  /** The most that the status may be old, in seconds. */
  maxAge: number | undefined;
}

type Seen = [showing: string, at: number][];
const SEEN = "seen";

/** What was shown since the page was opened, also where a browser keeps nothing. */
let sinceOpened: Seen = [];

/** Looks are taken one after another: of two at the same code, the second is to know of the first. */
let underway: Promise<unknown> = Promise.resolve();

function inTurn<T>(look: () => Promise<T>): Promise<T> {
  const mine = underway.then(look);
  underway = mine.catch(() => undefined);
  return mine;
}

export async function judge(
  knowledge: Knowledge,
  store: Store,
  text: string,
  now: number,
  rules?: Rules,
  /** What the code must answer, in hexadecimal, if it was asked. */
  challenge?: string,
): Promise<Finding> {
  const { grounds, later } = await knowledge.groundsFor(text);
  const own = new Set<string>();
  const look = (by: Grounds) =>
    inTurn(async () => {
      // Kept on the phone, and not in the page alone: a plain camera opens a new page for each code.
      const shown = [...((await store.get<Seen>("shown", SEEN)) ?? []), ...sinceOpened];
      // The same showing, looked at once more, is not a second one.
      const before = new Map(shown.filter(([showing]) => !own.has(showing)));
      const replays = new Replays(before);
      const finding = await found(by, text, now, replays, rules, challenge);
      sinceOpened = replays.seen();
      for (const [showing] of sinceOpened) if (!before.has(showing)) own.add(showing);
      await store.put("shown", SEEN, sinceOpened);
      return finding;
    });
  const finding = await look(grounds);
  if (!later || finding.report.verdict === "stale") return finding;
  return { ...finding, later: later.then(look) };
}

async function found(
  grounds: Grounds,
  text: string,
  now: number,
  replays: Replays,
  rules: Rules | undefined,
  challenge: string | undefined,
): Promise<Finding> {
  const offset = rules?.offset ?? -60 * new Date(now * 1000).getTimezoneOffset();
  const { trust, lists, keysMissing, firstTime } = grounds;
  const maxAge = rules?.maxAge === undefined ? {} : { maxAge: rules.maxAge };
  const required = rules?.required ?? [];
  const roles = rules?.roles ?? new Map();
  const asked = challenge === undefined ? {} : { challenge };
  const report = await check(
    { trust, lists, offset, required, roles, ...maxAge, ...asked },
    text,
    now,
    replays,
  );
  const cannotTell = keysMissing && report.reason === "unknown_key";
  if (cannotTell) report.verdict = "cannot_tell";
  const answered = challenge !== undefined && report.assurance === "live";
  return { report, keysMissing: cannotTell, firstTime, answered, later: undefined };
}
