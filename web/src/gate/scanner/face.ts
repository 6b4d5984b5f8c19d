// How go and no-go look and sound, beside the verdict that they come from. Go of a pass that can be copied is never that of one that
// cannot; what cannot be decided is neither.

import type { CodeAnswer } from "../code";
import type { Face, Tone } from "../face";
import type { Report, TicketState } from "../pass/report";
import type { Word } from "../words";
import type { Asker, Open } from "./decide";
import type { Said } from "./scanner";

export interface DecisionFace {
  tone: Tone;
  /** The name of a symbol in the page. */
  shape: string;
  word: Word;
  /** What is to be said besides what the verdict says. */
  sentence: Word | undefined;
  missing: Missing[];
}

/** What is missing: the names of types of which one would be enough, and what became of a ticket of the first. */
export interface Missing {
  names: string[];
  state: TicketState | undefined;
  askedBy: Asker[];
}

const OPEN: Record<Open, Word> = {
  no_rules: "noRules",
  task_unknown: "taskUnknown",
  roles_not_stated: "rolesNotStated",
  role_unknown: "roleUnknown",
};

/** After how many seconds roles as a pass says them are minded: a day, as of the status of a pass. */
const ROLES_AGE = 24 * 60 * 60;

export function faceOfSaid(said: Said, report: Report, face: Face): DecisionFace {
  const look = (tone: Tone, shape: string, word: Word, sentence?: Word): DecisionFace => ({
    tone,
    shape,
    word,
    sentence,
    missing: [],
  });
  if (said === "unrecorded") return look("unsure", "unsure", "noDecision", "unrecorded");
  const { decision, foreign, compareFace, open } = said.ruling;
  if (decision === "cannot_tell") return look("unsure", "unsure", "noDecision", open && OPEN[open]);
  if (decision === "no_go") {
    if (foreign) return look("stop", "no_go", "noGo", "foreignPass");
    return { ...look("stop", "no_go", "noGo"), missing: missingOf(said, report) };
  }
  // What is green is whole: roles that may be others by now are told as old knowledge is, and so is a task that ended with its day where
  // the shift did not.
  const isOld = said.rolesAge !== undefined && said.rolesAge > ROLES_AGE;
  const tone = isOld || said.today.kind === "ended" ? "heed" : face.tone;
  return compareFace ? look(tone, "face", "goFace") : look(tone, "go", "go");
}

/** The same of a typed code. */
export function faceOfSaidCode(said: Said, { status }: CodeAnswer): DecisionFace {
  const isOpen = said === "unrecorded" || said.ruling.decision === "cannot_tell";
  const sentence: Word = said === "unrecorded" ? "unrecorded" : "codeDecides";
  return isOpen
    ? { tone: "unsure", shape: "unsure", word: "noDecision", sentence, missing: [] }
    : {
        tone: "stop",
        shape: "no_go",
        word: "noGo",
        sentence: status === "unknown" ? undefined : "codeNoGo",
        missing: [],
      };
}

function missingOf(said: Exclude<Said, string>, report: Report): Missing[] {
  const { ruling, bundle } = said;
  return ruling.missing.map(({ group, askedBy }) => {
    const own = report.tickets.filter((ticket) => group.includes(ticket.code));
    return { names: group.map((one) => bundle?.names.get(one) ?? one), state: own[0]?.state, askedBy };
  });
}
