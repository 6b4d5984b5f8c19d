// Go or no-go: a verdict held against what the site requires (docs/GATE.md, “The decision”).

import type { CodeAnswer } from "../code";
import { counts, isGood, type Report } from "../pass/report";
import { type Duties, type Duty, markOf } from "./duty";

/** What the site requires: of each group of types of tickets, one. */
export type Requirement = string[][];

/** Who asks for a ticket: the site; or a role, or the task of today, with its name. */
export type Asker = { kind: "site" } | { kind: "role" | "task"; name: string };

/** Why nobody can tell, though the pass is good and nothing is known to be missing. */
export type Open = "no_rules" | "task_unknown" | "roles_not_stated" | "role_unknown";

/** Types of which one would be enough and none is there, and everybody who asks for that. */
export interface Lack {
  group: string[];
  askedBy: Asker[];
}

export interface Ruling {
  decision: "go" | "no_go" | "cannot_tell";
  /** Whether it holds for him alone whose face is on the pass. */
  compareFace: boolean;
  /** Whether the pass is another organization's, whose tickets do not count here. */
  foreign: boolean;
  /** Each group that is not met, once. */
  missing: Lack[];
  open: Open | undefined;
}

/** What a decision goes by. `unknown`: a task was chosen of which nobody knows what it asks for. */
export interface Rules {
  organization: string;
  requirement: Requirement;
  task?: Duty | "unknown" | undefined;
  /** The organization's roles; undefined where it has none. */
  roles?: Duties | undefined;
}

type Judged = Pick<Report, "verdict" | "assurance" | "issuer" | "tickets" | "roles">;

/** Without rules there is no go. */
export function decide(report: Judged, rules: Rules | undefined): Ruling {
  const ruled = (decision: Ruling["decision"], more: Partial<Ruling> = {}): Ruling => ({
    decision,
    compareFace: false,
    foreign: false,
    missing: [],
    open: undefined,
    ...more,
  });
  if (report.verdict === "cannot_tell") return ruled("cannot_tell");
  if (!isGood(report)) return ruled("no_go");
  if (!rules) return ruled("cannot_tell", { open: "no_rules" });
  const foreign = report.issuer !== rules.organization;
  const counted = report.tickets.filter(({ state }) => !foreign && counts(state));
  const missing = missingFrom(new Set(counted.map(({ code }) => code)), rules, foreign ? [] : report.roles);
  if (foreign || missing.length > 0) return ruled("no_go", { foreign, missing });
  const open = openOf(report.roles, rules);
  if (open) return ruled("cannot_tell", { open });
  return ruled("go", { compareFace: report.assurance === "static" });
}

/** The roles with these marks, as far as they are known here. */
export function rolesWith(marks: string[] | null, roles: Duties | undefined): Duty[] {
  return roles?.here.filter(({ id }) => marks?.includes(markOf(id))) ?? [];
}

/** What nobody knows, and so nobody can tell. */
function openOf(marks: string[] | null, { task, roles }: Rules): Open | undefined {
  if (task === "unknown") return "task_unknown";
  // Where no role asks for anything, it does not matter which he has.
  const isAsked =
    roles !== undefined && (roles.total > roles.here.length || roles.here.some(asksForSomething));
  if (marks === null) return isAsked ? "roles_not_stated" : undefined;
  const known = new Set(roles?.here.map(({ id }) => markOf(id)));
  return marks.every((mark) => known.has(mark)) ? undefined : "role_unknown";
}

function asksForSomething({ codes }: Duty): boolean {
  return codes.length > 0;
}

/** What the site asks for, then what his roles and the task do; each once, with everybody who asks for it. */
function missingFrom(good: Set<string>, { requirement, task, roles }: Rules, marks: string[] | null): Lack[] {
  const missing = new Map<string, Lack>();
  const ask = (group: string[], by: Asker) => {
    if (group.some((code) => good.has(code))) return;
    const lack = missing.get(group.join(" ")) ?? { group, askedBy: [] };
    missing.set(group.join(" "), lack);
    const isSame = (one: Asker) => JSON.stringify(one) === JSON.stringify(by);
    if (!lack.askedBy.some(isSame)) lack.askedBy.push(by);
  };
  for (const group of requirement) ask(group, { kind: "site" });
  for (const { name, codes } of rolesWith(marks, roles))
    for (const code of codes) ask([code], { kind: "role", name });
  if (task && task !== "unknown")
    for (const code of task.codes) ask([code], { kind: "task", name: task.name });
  return [...missing.values()];
}

/** As records name what is missing: of each group the first type, none twice. */
export function codesOf(missing: Lack[]): string[] {
  return [...new Set(missing.map(({ group }) => group[0] as string))];
}

/** What stands for a typed code in a record, beside what the server said of it. */
export interface CodeCheck {
  report: Pick<Report, "pass" | "verdict" | "reason" | "assurance" | "statusAsOf">;
  ruling: Ruling;
}

const OF_CODE: Record<CodeAnswer["status"], [verdict: Report["verdict"], reason: Report["reason"]]> = {
  valid: ["valid", "good"],
  expiring: ["expiring", "ends_soon"],
  expired: ["expired", "tickets_ended"],
  superseded: ["expired", "tickets_ended"],
  not_yet_valid: ["not_yet_valid", "not_yet"],
  suspended: ["suspended", "suspended"],
  revoked: ["revoked", "revoked"],
  unknown: ["unknown_issuer", "unknown_key"],
};

/** A ticket that is good says nothing of whose it is, nor of others that are needed: a code is never go. */
export function decideCode(status: CodeAnswer["status"]): CodeCheck {
  const [verdict, reason] = OF_CODE[status];
  const decision = isGood({ verdict }) ? "cannot_tell" : "no_go";
  const ruling: Ruling = { decision, compareFace: false, foreign: false, missing: [], open: undefined };
  return { report: { pass: null, verdict, reason, assurance: null, statusAsOf: null }, ruling };
}
