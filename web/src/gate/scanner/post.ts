// What an enrolled scanner says of itself, above the place where passes are scanned: where it is, what is needed there, how old what it
// carries is, and what waits to be sent.

import { part } from "../part";
import type { Speech, Word } from "../words";
import { showPicker } from "./picker";
import type { Standing } from "./scanner";
import { hasAuthority, isHeard } from "./trouble";

/** After how many seconds without news of the server what it carries is said to be old. */
const OLD = 24 * 60 * 60;

/** `ahead`: by how many seconds the phone's clock is, when that matters. `now` is the phone's. */
export function showPost(
  standing: Standing | undefined,
  now: number,
  ahead: number | undefined,
  speech: Speech,
): void {
  part("post").hidden = standing === undefined;
  const says = standing !== undefined && hasAuthority(standing.trouble);
  part("about").textContent = speech.say(says ? "aboutEnrolled" : "about");
  part("enrol-open").textContent = speech.say(standing ? "aboutLog" : "enrolHeading");
  if (!standing) return;
  part("post-site").textContent = standing.site;
  part("post-organization").textContent = standing.organization;
  const trouble = troubleOf(standing);
  const told = part("post-trouble");
  told.hidden = trouble === undefined;
  const text = trouble ? speech.say(trouble) : "";
  // A reader of screens reads it again otherwise.
  if (told.textContent !== text) told.textContent = text;
  const { age, left } = standing;
  // What has no authority has no rules, either.
  part("post-needs").hidden = !says;
  part("post-needs").textContent = needs(standing, speech);
  showPicker(says ? standing : { ...standing, tasks: undefined }, speech);
  const received = age === undefined ? undefined : speech.say("postAge", { age: speech.ago(age) });
  line("post-age", says ? received : undefined, (age ?? 0) > OLD);
  line("post-queue", queue(standing, now, speech), standing.waiting.count > 0);
  const { photos } = standing;
  const faces = photos && speech.say("postPhotos", { has: photos.has, of: photos.of });
  line("post-photos", says ? faces : undefined, photos !== undefined && photos.has < photos.of);
  line("post-left", left > 0 ? speech.say("postLeft", { n: left }) : undefined, true);
  line("post-clock", ahead === undefined ? undefined : clock(ahead, speech), true);
}

function line(name: string, text: string | undefined, isOff: boolean): void {
  part(name).hidden = text === undefined;
  part(name).textContent = text ?? "";
  part(name).toggleAttribute("data-off", isOff);
}

function needs({ needs: groups }: Standing, speech: Speech): string {
  if (!groups) return speech.say("noRules");
  const names = groups.map((group) => speech.anyOf(group)).join("; ");
  return groups.length === 0 ? speech.say("postNeedsNothing") : speech.say("postNeeds", { names });
}

function queue({ waiting, trouble }: Standing, now: number, speech: Speech): string {
  const { count, since } = waiting;
  if (count > 0 && !isHeard(trouble))
    return speech.say(count === 1 ? "postKeptOne" : "postKept", { n: count });
  const age = speech.ago(Math.max(0, now - (since ?? now)));
  if (count === 0) return speech.say("postAllSent");
  return count === 1 ? speech.say("postWaitingOne", { age }) : speech.say("postWaiting", { n: count, age });
}

function clock(ahead: number, speech: Speech): string {
  return speech.say(ahead > 0 ? "clockAhead" : "clockBehind", { time: speech.span(Math.abs(ahead)) });
}

/** The one that people must know of first. */
export function troubleOf({ trouble, isOutdated }: Standing): Word | undefined {
  if (trouble) return `t_${trouble}`;
  return isOutdated ? "t_outdated" : undefined;
}
