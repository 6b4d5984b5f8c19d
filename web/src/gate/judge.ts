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
  // Kept on the phone, and not in the page alone: a plain camera opens a new page for each code.
  const replays = new Replays([...((await store.get<Seen>("shown", SEEN)) ?? []), ...sinceOpened]);
  const finding = await found(grounds, text, now, replays, rules, challenge);
  sinceOpened = replays.seen();
  await store.put("shown", SEEN, sinceOpened);
  if (!later || finding.report.verdict === "stale") return finding;
  // The same showing, looked at once more: it is not a second one.
  const again = later.then((newer) => found(newer, text, now, new Replays(), rules, challenge));
  return { ...finding, later: again };
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
