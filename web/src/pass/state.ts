// What stands on the screen, decided from what is known: a code to show, or why there is none.

import { isGood, type Report } from "../gate/pass/report";
import type { Trouble } from "./server";
import type { Kept } from "./store";
import type { Word } from "./words";

/** After how many seconds the pass is taken anew, while there is signal: a gate without any knows of its status what it says. */
export const RENEW_AFTER = 3_600;
/** How long the phone waits, in seconds, before it asks by itself once more: it may be refused. */
const ALONE_AFTER = 600;
/** From how many seconds on a clock that is wrong is named: a gate refuses what is 60 s old, or from as far in the future. */
export const CLOCK_OFF = 30;

export interface Known {
  kept: Kept | undefined;
  /** What a gate would say of the pass, by what this phone knows. */
  report: Report | undefined;
  trouble: Trouble | undefined;
  /** By how many seconds this phone's clock is ahead. */
  ahead: number | undefined;
  online: boolean;
}

/** `go`: good and fresh. `heed`: good, with something to be minded. `stop`: nothing that a gate lets in. `wait`: nothing yet. */
export type Tone = "go" | "heed" | "stop" | "wait";

export interface View {
  tone: Tone;
  word: Word;
  sentence: Word;
  /** Whether there is a code to show. */
  shows: boolean;
  /** Whether to offer signing in. */
  signIn: boolean;
}

const STOPS: Partial<Record<Report["verdict"], [Word, Word]>> = {
  revoked: ["revoked", "revokedWhy"],
  suspended: ["suspended", "suspendedWhy"],
  expired: ["ended", "endedWhy"],
  not_yet_valid: ["notYet", "notYetWhy"],
  unknown_issuer: ["distrusted", "distrustedWhy"],
  forged: ["distrusted", "distrustedWhy"],
};

export function viewOf(known: Known): View {
  const { kept, report, trouble, online } = known;
  const signIn = trouble === "signed_out";
  const without = (word: Word, sentence: Word, tone: Tone = "wait"): View => ({
    tone,
    word,
    sentence,
    shows: false,
    signIn,
  });
  if (!kept?.pass) {
    if (kept?.takenBack) return without("revoked", "revokedWhy", "stop");
    if (signIn) return without("welcome", "welcomeWhy");
    if (trouble === "no_worker") return without("noWorker", "noWorkerWhy");
    if (trouble === "silent" || !online) return without("noPass", "noPassWhy");
    return without("loading", "loadingWhy");
  }
  if (kept.takenBack) return without("revoked", "revokedWhy", "stop");
  const stop = report && STOPS[report.verdict];
  if (stop) return without(...stop, "stop");
  const shown = { shows: true, signIn };
  if (report?.reason === "clock_behind" || report?.reason === "clock_ahead" || isOff(known.ahead))
    return { ...shown, tone: "heed", word: "clock", sentence: "clockWhy" };
  if (!report || !isGood(report)) return { ...shown, tone: "heed", word: "old", sentence: "oldWhy" };
  if (report.freshness !== "fresh") return { ...shown, tone: "heed", word: "aged", sentence: "agedWhy" };
  if (report.tickets.some(({ state }) => state !== "valid" && state !== "expiring"))
    return { ...shown, tone: "heed", word: "lookAtTickets", sentence: "lookAtTicketsWhy" };
  if (report.verdict === "expiring") return { ...shown, tone: "heed", word: "soon", sentence: "soonWhy" };
  return { ...shown, tone: "go", word: "good", sentence: "goodWhy" };
}

function isOff(ahead: number | undefined): boolean {
  return ahead !== undefined && Math.abs(ahead) > CLOCK_OFF;
}

/** Whether the phone is to have its pass signed anew by itself: it is an hour old, and was not asked for in vain in the last minutes. */
export function wantsRenewal(kept: Kept | undefined, askedAt: number, now: number): boolean {
  if (!kept?.pass || kept.takenBack || now - askedAt < ALONE_AFTER) return false;
  return now - kept.pass.issuedAt >= RENEW_AFTER;
}

/** Whether the pass is to be taken anew: it is an hour old, or what stands on it has changed, now or when it could not be had. */
export function wantsPass(kept: Kept, before: Kept | undefined, now: number): boolean {
  if (!kept.pass) return !kept.takenBack;
  const inForce = (one: Kept) =>
    one.tickets.map(({ id, status, expiresOn }) => `${id} ${status} ${expiresOn}`).join();
  return (
    kept.isDue === true ||
    now - kept.pass.issuedAt >= RENEW_AFTER ||
    (before !== undefined &&
      (inForce(before) !== inForce(kept) ||
        before.roles?.join() !== kept.roles?.join() ||
        before.photo?.digest !== kept.photo?.digest))
  );
}
