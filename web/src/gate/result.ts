// The screen of a verdict.

import type { CodeAnswer } from "./code";
import { type Face, faceOf, faceOfCode, type Tone } from "./face";
import type { Finding } from "./judge";
import { part } from "./part";
import { isGood, type Report, type TicketReport, type TicketState } from "./pass/report";
import type { Anchor } from "./root";
import { type Asker, rolesWith } from "./scanner/decide";
import { type DecisionFace, faceOfSaid, faceOfSaidCode, type Missing } from "./scanner/face";
import { taskWords } from "./scanner/picker";
import { type Portrait, showPortrait } from "./scanner/portrait";
import type { Said } from "./scanner/scanner";
import type { Trouble } from "./scanner/trouble";
import type { Speech, Word } from "./words";

/** Up to so many letters a word is written larger, and from so many on smaller. */
const SHORT = 8;
const LONG = 12;

const TICKET_SHAPES: Record<TicketState, string> = {
  valid: "i-good",
  expiring: "i-soon",
  expired: "i-bad",
  revoked: "i-bad",
  suspended: "i-bad",
  cannot_tell: "i-unsure",
};

/** What does not count stands first. */
const ORDER: TicketState[] = ["revoked", "expired", "suspended", "cannot_tell", "expiring", "valid"];

/** What is to be shown of a pass, and what an enrolled scanner says of it. */
export interface Shown {
  finding: Finding;
  said: Said | undefined;
  /** Why a scanner that was enrolled says nothing. */
  trouble: Trouble | undefined;
  /** The photo of whom the pass is for, where a scanner carries it. */
  portrait: Portrait | undefined;
}

/** Shows what was found. */
export function show({ finding, said, trouble, portrait }: Shown, speech: Speech): { tone: Tone } {
  const face = faceOf(finding);
  const { report } = finding;
  showFace(face, speech);
  const decided = said && faceOfSaid(said, report, face);
  showDecision(decided, speech);
  showTrouble(trouble, speech);
  showTask(said, speech);
  showRoles(said, report, speech);
  part("name").textContent = report.name ?? "";
  showPortrait(portrait, speech.say("portrait"));
  part("vouching").hidden = report.issuerName === null;
  part("vouching-words").textContent = report.issuerName;
  showAssurance(report, finding.answered, speech);
  showAge(report, speech);
  part("first").hidden = !finding.firstTime || report.issuer === null;
  const bundle = said === "unrecorded" ? undefined : said?.bundle;
  showTickets(report, bundle?.names, speech);
  // Those of another organization do not count here.
  if (bundle && report.issuer !== bundle.organization.id) part("tickets-part").hidden = true;
  showDetails(report, speech);
  return decided ?? face;
}

/** Shows what a typed code is worth, and what an enrolled scanner says of it. */
export function showCode(
  answer: CodeAnswer,
  said: Said | undefined,
  trouble: Trouble | undefined,
  speech: Speech,
): { tone: Tone } {
  const face = faceOfCode(answer);
  showFace(face, speech);
  const decided = said && faceOfSaidCode(said, answer);
  showDecision(decided, speech);
  showTrouble(trouble, speech);
  showTask(undefined, speech);
  showRoles(undefined, undefined, speech);
  showPortrait(undefined, "");
  const known = answer.status !== "unknown";
  part("name").textContent = known ? (answer.type ?? speech.say("healthTicket")) : "";
  part("vouching").hidden = answer.issuer === null;
  part("vouching-words").textContent = answer.issuer;
  part("age").hidden = !known;
  part("age-words").textContent = codeDay(answer, speech);
  for (const name of ["assurance", "first", "tickets-part", "details"]) part(name).hidden = true;
  return decided ?? face;
}

/** By which task it was decided stands beside each decision, and that it was by none. */
function showTask(said: Said | undefined, speech: Speech): void {
  const isSaid = said !== undefined && said !== "unrecorded";
  const words = isSaid ? taskWords(said.today, said.bundle?.tasks !== undefined, speech) : undefined;
  part("task-fact").hidden = words === undefined;
  part("task-words").textContent = words ?? "";
}

/** Which roles the pass says, and since when; that it says none, and that it does not say. */
function showRoles(said: Said | undefined, report: Report | undefined, speech: Speech): void {
  const words = said && report && rolesWords(said, report, speech);
  part("roles-fact").hidden = words === undefined;
  part("roles-words").textContent = words ?? "";
}

function rolesWords(said: Said, report: Report, speech: Speech): string | undefined {
  if (said === "unrecorded" || !isGood(report) || said.ruling.foreign) return undefined;
  const { bundle, rolesAge } = said;
  const marks = report.roles;
  if (!bundle || (!bundle.roles && !marks?.length)) return undefined;
  if (marks === null) return speech.say("rolesSilent");
  const age = speech.ago(rolesAge ?? 0);
  const known = rolesWith(marks, bundle.roles).map(({ name }) => name);
  const unknown = marks.length - known.length;
  if (unknown > 0) known.push(speech.say("rolesUnknown", { n: unknown }));
  return known.length === 0
    ? speech.say("rolesNone", { age })
    : speech.say("rolesAre", { names: known.join(", "), age });
}

function showTrouble(trouble: Trouble | undefined, speech: Speech): void {
  part("no-authority").hidden = trouble === undefined;
  part("no-authority").textContent = trouble ? speech.say(`t_${trouble}`) : "";
}

/** Shows who says whom to trust: its number, its end, and what people compare. */
export function showAnchor(anchor: Anchor | undefined, speech: Speech): void {
  part("anchor").hidden = anchor === undefined;
  if (!anchor) return;
  const { pack, refused, fingerprint } = anchor;
  part("anchor-pack").textContent = pack
    ? speech.say("trustPack", { n: pack.sequence, end: speech.moment(pack.expiresAt) })
    : speech.say("trustPackLost");
  part("anchor-root").textContent = (fingerprint.match(/.{4}/g) ?? []).join(" ");
  part("anchor-refused").hidden = !refused;
}

function codeDay({ status, expiresOn }: CodeAnswer, speech: Speech): string {
  if (expiresOn === null) return speech.say("noEnd");
  const day = speech.day(Date.parse(`${expiresOn}T00:00:00Z`) / 86_400_000);
  return speech.say(status === "expired" ? "ended" : "until", { day });
}

function showFace(face: Face, speech: Speech): void {
  part("panel").dataset.tone = face.tone;
  part("shape").setAttribute("href", `#s-${face.shape}`);
  showWord("word", face.word, speech);
  part("sentence").textContent = speech.say(face.sentence);
}

function showWord(name: string, word: Word, speech: Speech): void {
  const element = part(name);
  element.textContent = speech.say(word);
  element.toggleAttribute("data-short", element.textContent.length <= SHORT);
  element.toggleAttribute("data-long", element.textContent.length > LONG);
}

/** Go or no-go stands where the verdict's word does otherwise, which then stands below it. */
function showDecision(decided: DecisionFace | undefined, speech: Speech): void {
  part("panel").toggleAttribute("data-decided", decided !== undefined);
  for (const name of ["decision", "missing", "decision-sentence"]) part(name).hidden = true;
  if (!decided) return;
  part("panel").dataset.tone = decided.tone;
  part("shape").setAttribute("href", `#s-${decided.shape}`);
  part("decision").hidden = false;
  showWord("decision", decided.word, speech);
  part("missing").hidden = decided.missing.length === 0;
  part("missing").replaceChildren(...decided.missing.map((one) => missingRow(one, speech)));
  part("decision-sentence").hidden = decided.sentence === undefined;
  part("decision-sentence").textContent = decided.sentence ? speech.say(decided.sentence) : "";
}

function missingRow({ names, state, askedBy }: Missing, speech: Speech): HTMLElement {
  const item = document.createElement("li");
  const why = document.createElement("span");
  why.textContent = speech.say("missing", { why: speech.say(state ? `ticket_${state}` : "notOnPass") });
  const who = document.createElement("span");
  who.className = "asked";
  who.textContent = speech.say("askedBy", { who: askedBy.map((one) => asker(one, speech)).join(", ") });
  item.append(icon("i-bad"), speech.anyOf(names), why, who);
  return item;
}

function asker(asker: Asker, speech: Speech): string {
  if (asker.kind === "site") return speech.say("askedSite");
  return speech.say(asker.kind === "role" ? "askedRole" : "askedTask", { name: asker.name });
}

function showAssurance({ assurance }: Report, answered: boolean, speech: Speech): void {
  part("assurance").hidden = assurance === null;
  if (!assurance) return;
  part("assurance-shape").setAttribute("href", `#i-${assurance}`);
  part("assurance-words").textContent = speech.say(answered ? "answered" : assurance);
}

/** The age of what is known stands on every screen of a pass whose signature is good. */
function showAge({ statusAge, freshness }: Report, speech: Speech): void {
  part("age").hidden = statusAge === null;
  if (statusAge === null) return;
  const words: Record<Report["freshness"], Word> = {
    fresh: "statusKnown",
    aged: "statusAged",
    unknown: "statusUnknown",
  };
  part("age-words").textContent = speech.say(words[freshness], { age: speech.ago(statusAge) });
}

/** Beside what is not good, tickets that are would only mislead. `names`: those of types, by their codes. */
function showTickets(report: Report, names: Map<string, string> | undefined, speech: Speech): void {
  const { tickets, reason } = report;
  part("tickets-part").hidden = !isGood(report) && reason !== "tickets_ended";
  part("no-tickets").hidden = tickets.length > 0;
  const sorted = [...tickets].sort((one, other) => ORDER.indexOf(one.state) - ORDER.indexOf(other.state));
  part("tickets").replaceChildren(...sorted.map((ticket) => row(ticket, names?.get(ticket.code), speech)));
  part("tickets").hidden = tickets.length === 0;
}

function row(
  { code, validUntil, state }: TicketReport,
  name: string | undefined,
  speech: Speech,
): HTMLElement {
  const item = document.createElement("li");
  item.dataset.state = state;
  const line = document.createElement("p");
  line.className = "code";
  line.textContent = name ?? code;
  const told = document.createElement("p");
  told.className = "state";
  const until = document.createElement("span");
  const day = validUntil === null ? "" : speech.day(validUntil);
  until.textContent = speech.say(validUntil === null ? "noEnd" : state === "expired" ? "ended" : "until", {
    day,
  });
  told.append(speech.say(`ticket_${state}`), " · ", until);
  item.append(icon(TICKET_SHAPES[state]), line, told);
  return item;
}

function icon(name: string): SVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `#${name}`);
  svg.append(use);
  return svg;
}

function showDetails(report: Report, speech: Speech): void {
  part("details").hidden = report.issuer === null;
  const moment = (seconds: number | null) => (seconds === null ? "" : speech.moment(seconds));
  const facts = {
    issuer: report.issuer ?? "",
    pass: report.pass ?? "",
    issued: moment(report.issuedAt),
    ends: moment(report.expiresAt),
    asOf: moment(report.statusAsOf),
  };
  for (const [name, text] of Object.entries(facts)) part(`fact="${name}"`).textContent = text;
}
