// Go or no-go: a verdict held against what the site requires (docs/GATE.md, “The decision”).

import type { CodeAnswer } from "../code";
import { counts, isGood, type Report } from "../pass/report";

/** What the site requires: of each group of types of tickets, one. */
export type Requirement = string[][];

export interface Ruling {
  decision: "go" | "no_go" | "cannot_tell";
  /** Whether it holds for him alone whose face is on the pass. */
  compareFace: boolean;
  /** Whether the pass is another organization's, whose tickets do not count here. */
  foreign: boolean;
  /** Of each group that is not met, the first type; none twice. */
  missing: string[];
}

/** What a decision goes by. */
export interface Rules {
  organization: string;
  requirement: Requirement;
}

type Judged = Pick<Report, "verdict" | "assurance" | "issuer" | "tickets">;

/** Without rules there is no go. */
export function decide(report: Judged, rules: Rules | undefined): Ruling {
  const ruled = (decision: Ruling["decision"], more: Partial<Ruling> = {}): Ruling => ({
    decision,
    compareFace: false,
    foreign: false,
    missing: [],
    ...more,
  });
  if (report.verdict === "cannot_tell") return ruled("cannot_tell");
  if (!isGood(report)) return ruled("no_go");
  if (!rules) return ruled("cannot_tell");
  const foreign = report.issuer !== rules.organization;
  const counted = report.tickets.filter(({ state }) => !foreign && counts(state));
  const good = new Set(counted.map(({ code }) => code));
  const unmet = rules.requirement.filter((group) => !group.some((code) => good.has(code)));
  const missing = [...new Set(unmet.map(([first]) => first as string))];
  if (foreign || missing.length > 0) return ruled("no_go", { foreign, missing });
  return ruled("go", { compareFace: report.assurance === "static" });
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
  const ruling: Ruling = { decision, compareFace: false, foreign: false, missing: [] };
  return { report: { pass: null, verdict, reason, assurance: null, statusAsOf: null }, ruling };
}
