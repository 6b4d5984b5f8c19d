// What is to be thought of a pass: a verdict, why, how sure, and since when. The names are those of `credenza pass verify --json`.

/** The verdict. Only the first two are good. */
export type Verdict =
  | "valid"
  | "expiring"
  | "expired"
  | "revoked"
  | "suspended"
  | "not_yet_valid"
  | "unknown_issuer"
  | "forged"
  | "stale"
  | "cannot_tell";

/** Why; docs/PASS.md tells when each is given. */
export type Reason =
  | "good"
  | "ends_soon"
  | "not_a_pass"
  | "unknown_key"
  | "key_distrusted"
  | "trust_ended"
  | "bad_signature"
  | "not_its_key"
  | "not_understood"
  | "clock_behind"
  | "clock_ahead"
  | "not_yet"
  | "pass_ended"
  | "tickets_ended"
  | "no_device_key"
  | "bad_device_signature"
  | "shown_too_long_ago"
  | "clocks_disagree"
  | "other_challenge"
  | "replayed"
  | "revoked"
  | "suspended"
  | "not_in_list"
  | "status_too_old";

/** Whether anybody can copy what was shown, or a phone showed it just now that it was made for. */
export type Assurance = "static" | "live";

/** How old what is known of the pass's status is: as new as can be, older and still of use, too old to tell. */
export type Freshness = "fresh" | "aged" | "unknown";

export type TicketState = "valid" | "expiring" | "expired" | "revoked" | "suspended" | "cannot_tell";

export interface TicketReport {
  code: string;
  /** The last day on which it is good, in days since 1970-01-01; null when it does not end. */
  validUntil: number | null;
  state: TicketState;
}

/** All that is known. What a pass says stands here only when its signature is good. Times are in seconds since 1970, UTC. */
export interface Report {
  verdict: Verdict;
  reason: Reason;
  assurance: Assurance | null;
  /** Whether the requirements are met by a good pass; null when none were given. */
  go: boolean | null;
  missing: string[];
  issuer: string | null;
  /** Its name, when a trust pack tells it. */
  issuerName: string | null;
  /** The pass, in hexadecimal. */
  pass: string | null;
  name: string | null;
  /** The digest of the photo that belongs to it, in hexadecimal. */
  photo: string | null;
  issuedAt: number | null;
  expiresAt: number | null;
  /** Since when its status is known. */
  statusAsOf: number | null;
  /** How old that is, in seconds. */
  statusAge: number | null;
  freshness: Freshness;
  tickets: TicketReport[];
  /** The marks of the roles that he had when the pass was made, in hexadecimal; null when it does not say. */
  roles: string[] | null;
}

/** Whether the pass holds. */
export function isGood(report: Pick<Report, "verdict">): boolean {
  return report.verdict === "valid" || report.verdict === "expiring";
}

/** Whether the ticket counts. */
export function counts(state: TicketState): boolean {
  return state === "valid" || state === "expiring";
}

/** Of what no word is believed. */
export function nothing(verdict: Verdict, reason: Reason): Report {
  return {
    verdict,
    reason,
    assurance: null,
    go: null,
    missing: [],
    issuer: null,
    issuerName: null,
    pass: null,
    name: null,
    photo: null,
    issuedAt: null,
    expiresAt: null,
    statusAsOf: null,
    statusAge: null,
    freshness: "unknown",
    tickets: [],
    roles: null,
  };
}
