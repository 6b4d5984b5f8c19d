// Where the task of today is chosen, and what is said of it: for how long it holds, what it asks for, and that it ended.

import { part } from "../part";
import type { Speech, Word } from "../words";
import type { Standing } from "./scanner";
import type { Choosing, Today } from "./today";

/** The value of the choice that has ended. */
const ENDED = "ended";

/** Shows what there is to choose, and what was chosen; nothing where the organization has no tasks and none was chosen. */
export function showPicker(standing: Standing, speech: Speech): void {
  const { tasks, today } = standing;
  part("task-part").hidden = tasks === undefined;
  if (!tasks) return;
  const choice = part<HTMLSelectElement>("task-choice");
  const chosen = today.kind === "chosen" ? today : undefined;
  const byName = new Intl.Collator(speech.language);
  const options = tasks.here.map(({ id, name }): [string, string] => [id, name]);
  if (chosen && !chosen.task) options.push([chosen.id, chosen.name]);
  options.sort(([, one], [, other]) => byName.compare(one, other));
  options.unshift(["", speech.say("taskNone")]);
  // Nothing is chosen then, and choosing that is an act.
  if (today.kind === "ended") options.unshift([ENDED, speech.say("taskWas", { name: today.name })]);
  // A list that is open would close when it is made anew.
  const told = JSON.stringify(options);
  if (choice.dataset.told !== told) {
    choice.dataset.told = told;
    choice.replaceChildren(...options.map(([id, name]) => new Option(name, id)));
  }
  choice.value = today.kind === "ended" ? ENDED : (chosen?.id ?? "");
  const needs = chosen?.task?.codes.map((code) => standing.nameOf(code)).join("; ");
  say("task-needs", needs && speech.say("taskNeeds", { names: needs }));
  say("task-ends", chosen && speech.say("taskEnds", { zone: standing.zone }));
  say("task-notice", noticeOf(today, speech));
  const { total, here } = tasks;
  const cut = total > here.length && speech.say("taskCut", { has: here.length, of: total });
  say("task-cut", cut || undefined);
}

/** What was chosen does not hold. */
export function showUnchosen(why: Exclude<Choosing, "kept">, speech: Speech): void {
  say("task-notice", speech.say(why === "gone" ? "taskGone" : "taskNotKept"));
}

/** What a verdict went by; undefined where there are no tasks to choose from. */
export function taskWords(today: Today, hasTasks: boolean, speech: Speech): string | undefined {
  if (today.kind === "chosen") return speech.say("taskIs", { name: today.name });
  if (today.kind === "ended") return speech.say("taskWas", { name: today.name });
  return hasTasks ? speech.say("taskNone") : undefined;
}

function noticeOf(today: Today, speech: Speech): string | undefined {
  const word: Word = today.kind === "ended" ? "taskEnded" : "taskUnknown";
  const isTold = today.kind === "ended" || (today.kind === "chosen" && !today.task);
  return isTold ? speech.say(word, { name: today.name }) : undefined;
}

function say(name: string, text: string | undefined): void {
  const element = part(name);
  element.hidden = !text;
  // A reader of screens reads it again otherwise.
  if (element.textContent !== (text ?? "")) element.textContent = text ?? "";
}
