// What the server says when it refuses: RFC 9457 problem details with a stable `code`.

import { hasMessage, message } from "./messages";

export interface Problem {
  status: number;
  code: string;
  detail: string;
  /** The certificate in custody that an upload met. */
  existing?: string;
  /** Seconds after which another attempt makes sense. */
  retryAfter?: number;
  /** The codes of everything that is wrong, where there may be several. */
  codes?: string[];
}

export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(explain(problem));
  }
}

const CODES_BY_STATUS: Record<number, string> = {
  0: "network",
  403: "forbidden",
  404: "not_found",
  413: "too_large",
  429: "rate_limited",
  503: "unavailable",
};

/** The problem in a response body; bodies of other kinds are told by their status alone. */
export function problemOf(status: number, body: string): Problem {
  try {
    const parsed = JSON.parse(body) as Partial<Problem> & { errors?: { code: string }[] };
    const problem: Problem = { status, code: String(parsed.code ?? ""), detail: String(parsed.detail ?? "") };
    if (parsed.errors) problem.codes = parsed.errors.map((error) => String(error.code));
    return parsed.existing === undefined ? problem : { ...problem, existing: String(parsed.existing) };
  } catch {
    return { status, code: "", detail: "" };
  }
}

/** One sentence in the user's language where there is one, else the server's own. */
export function explain({ status, code: given, detail, codes }: Problem): string {
  // Of a wrong field, its own code says more.
  const code = given === "invalid" ? (codes?.[0] ?? given) : given;
  const known = [code, CODES_BY_STATUS[status] ?? ""].find(
    (name) => name !== "" && hasMessage(`problem-${name.replaceAll(".", "-")}`),
  );
  if (known && known === code) return message(`problem-${known.replaceAll(".", "-")}`);
  if (detail) return detail;
  return known ? message(`problem-${known}`) : message("problem-unknown", { status });
}
