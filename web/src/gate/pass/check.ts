// The verdict about a pass. It is found in one order, and the first thing that is wrong decides: form, key, signature, clock,
// time, phone, status, tickets.

import { labels, read } from "./cbor";
import { type Claims, MAX_LIFETIME, readClaims } from "./claims";
import { hex, isSignedBy, readSign1, type Sign1 } from "./cose";
import { fromText, MAX_TOKEN } from "./digits";
import type { Trust } from "./keys";
import { LIVE_SECONDS, type Replays } from "./replay";
import {
  type Assurance,
  counts,
  type Freshness,
  isGood,
  nothing,
  type Reason,
  type Report,
  type TicketReport,
  type TicketState,
  type Verdict,
} from "./report";
import { LIFETIME, type Status, type StatusList, statusAt, TTL } from "./status";

/** How far clocks may be apart, in seconds, before it is said that they are. */
const CLOCK_TOLERANCE = 300;
/** How many days before its end a ticket is said to end soon. */
const EXPIRING_DAYS = 30;
const DAY = 24 * 60 * 60;

const IAT = 6;
/** RFC 9711, section 4.1. */
const NONCE_CLAIM = 10;
/** The pass that is shown live. */
const INNER = -70_010;
const NONCE = 8;

/** What a verifier knows and asks for. */
export interface Verifier {
  trust: Trust;
  /** Status lists that were read with those keys. */
  lists: StatusList[];
  /** The most that the status may be old here, in seconds; never more than a day, which it is unless it is said. */
  maxAge?: number;
  /** Where the day of the check is taken from, in seconds east of UTC. */
  offset?: number;
  /** The types of tickets that are required here. */
  required?: string[];
  /** What roles ask for, by their marks in hexadecimal: the types that count besides, for who has one of them. */
  roles?: Map<string, string[]>;
  /** What the scanner asked the phone to sign, in hexadecimal, if it asked. */
  challenge?: string;
}

/** What is wrong, when something is. */
class Wrong {
  constructor(
    readonly verdict: Verdict,
    readonly reason: Reason,
  ) {}
}

interface Live {
  signed: Sign1;
  shownAt: number;
  /** In hexadecimal. */
  nonce: string;
}

/** A signed pass, whose signature is good. */
interface Genuine {
  claims: Claims;
  keyNotAfter: number;
}

/** What is to be thought of the text of a QR code, at `now` (seconds since 1970, UTC). */
export async function check(
  verifier: Verifier,
  text: string,
  now: number,
  replays: Replays,
): Promise<Report> {
  const token = fromText(text);
  return token ? checkToken(verifier, token, now, replays) : nothing("forged", "not_a_pass");
}

/** What is to be thought of a token, at `now`. */
export async function checkToken(
  verifier: Verifier,
  token: Uint8Array,
  now: number,
  replays: Replays,
): Promise<Report> {
  const shown = unwrap(token);
  if (shown instanceof Wrong) return nothing(shown.verdict, shown.reason);
  const genuine = await whenGenuine(verifier.trust, shown.pass, now);
  if (genuine instanceof Wrong) return nothing(genuine.verdict, genuine.reason);
  const { claims } = genuine;
  const report = told(verifier, claims, now);
  const found = await judge(verifier, genuine, shown.live, report, now, replays);
  report.verdict = found.verdict;
  report.reason = found.reason;
  if (verifier.required?.length) report.go = isGood(report) && report.missing.length === 0;
  return report;
}

/** Whose keys and which status list the text asks for. Nothing of it is believed: it was not looked at who signed it. */
export function named(text: string): { issuer: string; kid: string; statusUri: string } | undefined {
  const token = fromText(text);
  const shown = token && unwrap(token);
  if (!shown || shown instanceof Wrong) return undefined;
  const signed = readSign1(shown.pass);
  const claims = signed && readClaims(signed.payload);
  if (signed?.kid === undefined || !claims) return undefined;
  return { issuer: claims.issuer, kid: signed.kid, statusUri: claims.statusUri };
}

/** The pass in a token, and how it is shown live, if it is. */
function unwrap(token: Uint8Array): { pass: Uint8Array; live?: Live } | Wrong {
  const notAPass = new Wrong("forged", "not_a_pass");
  const signed = token.length <= MAX_TOKEN ? readSign1(token) : undefined;
  if (!signed) return notAPass;
  if (signed.kid !== undefined) return { pass: token };
  const [shownAt, nonce, inner, ...more] = labels(read(signed.payload)) ?? [];
  if (shownAt?.[0] !== IAT || nonce?.[0] !== NONCE_CLAIM || inner?.[0] !== INNER || more.length > 0)
    return notAPass;
  if (typeof shownAt[1] !== "number" || signed.typ !== undefined) return notAPass;
  if (!(nonce[1] instanceof Uint8Array) || nonce[1].length !== NONCE || !(inner[1] instanceof Uint8Array))
    return notAPass;
  return { pass: inner[1], live: { signed, shownAt: shownAt[1], nonce: hex(nonce[1]) } };
}

/** The organization's signature, before a word of the claims is believed. */
async function whenGenuine(trust: Trust, token: Uint8Array, now: number): Promise<Genuine | Wrong> {
  const signed = readSign1(token);
  if (signed?.kid === undefined || signed.typ !== undefined) return new Wrong("forged", "not_a_pass");
  const key = trust.key(signed.kid, "pass");
  // A pack that is over knows no key that came after it.
  if (!key) return isOver(trust, now) ?? new Wrong("unknown_issuer", "unknown_key");
  if (key.distrusted) return new Wrong("unknown_issuer", "key_distrusted");
  if (!(await isSignedBy(signed, key.point))) return new Wrong("forged", "bad_signature");
  const claims = readClaims(signed.payload);
  if (!claims) return new Wrong("cannot_tell", "not_understood");
  const inUse = claims.issuedAt >= key.notBefore && claims.issuedAt < key.notAfter;
  if (claims.issuer !== key.issuer || !inUse) return new Wrong("forged", "not_its_key");
  return { claims, keyNotAfter: key.notAfter };
}

async function judge(
  verifier: Verifier,
  genuine: Genuine,
  live: Live | undefined,
  report: Report,
  now: number,
  replays: Replays,
): Promise<Wrong> {
  const late = inTime(verifier, genuine, now);
  if (late) return late;
  const assurance = live ? await whenLive(verifier, genuine.claims, live, now, replays) : "static";
  if (assurance instanceof Wrong) return assurance;
  report.assurance = assurance;
  return statusOf(verifier, genuine.claims, report) ?? ofTickets(verifier, report);
}

/** What is signed cannot be from the future: then it is this device's clock that is wrong, and it is named. */
function inTime(verifier: Verifier, { claims, keyNotAfter }: Genuine, now: number): Wrong | undefined {
  const { trust, lists } = verifier;
  const newest = Math.max(
    claims.issuedAt,
    trust.packed?.issuedAt ?? 0,
    ...lists.map((list) => list.issuedAt),
  );
  if (newest > now + CLOCK_TOLERANCE) return new Wrong("cannot_tell", "clock_behind");
  if (claims.notBefore !== undefined && now < claims.notBefore) return new Wrong("not_yet_valid", "not_yet");
  if (now >= keyNotAfter + MAX_LIFETIME) return new Wrong("cannot_tell", "clock_ahead");
  const over = isOver(trust, now);
  if (over) return over;
  return now >= claims.expiresAt ? new Wrong("expired", "pass_ended") : undefined;
}

function isOver({ packed }: Trust, now: number): Wrong | undefined {
  return packed && now >= packed.expiresAt ? new Wrong("cannot_tell", "trust_ended") : undefined;
}

async function whenLive(
  verifier: Verifier,
  claims: Claims,
  live: Live,
  now: number,
  replays: Replays,
): Promise<Assurance | Wrong> {
  if (!claims.deviceKey) return new Wrong("forged", "no_device_key");
  if (!(await isSignedBy(live.signed, claims.deviceKey))) return new Wrong("forged", "bad_device_signature");
  if (live.shownAt > now + LIVE_SECONDS) return new Wrong("cannot_tell", "clocks_disagree");
  if (now - live.shownAt > LIVE_SECONDS) return new Wrong("stale", "shown_too_long_ago");
  if (verifier.challenge !== undefined && verifier.challenge !== live.nonce)
    return new Wrong("stale", "other_challenge");
  const showing = `${hex(claims.id)}:${live.nonce}`;
  return replays.note(showing, now) ? "live" : new Wrong("stale", "replayed");
}

/** The list that tells of this pass, unless the pass itself is newer. */
function listOf(verifier: Verifier, claims: Claims): StatusList | undefined {
  const ofThis = verifier.lists.filter(
    (list) =>
      list.issuer === claims.issuer && list.uri === claims.statusUri && list.issuedAt >= claims.issuedAt,
  );
  return ofThis.sort((one, other) => other.issuedAt - one.issuedAt)[0];
}

function statusOf(verifier: Verifier, claims: Claims, report: Report): Wrong | undefined {
  // A list that is over tells nothing good any more. What it held revoked is so still.
  const list = listOf(verifier, claims);
  const status = list ? statusAt(list, claims.statusIndex) : "valid";
  if (status === "invalid") return new Wrong("revoked", "revoked");
  if (status === "suspended") return new Wrong("suspended", "suspended");
  if (status !== "valid") return new Wrong("cannot_tell", "not_in_list");
  return report.freshness === "unknown" ? new Wrong("cannot_tell", "status_too_old") : undefined;
}

/** What the claims tell, and the state of each ticket, before there is a verdict. */
function told(verifier: Verifier, claims: Claims, now: number): Report {
  const list = listOf(verifier, claims);
  const asOf = list && now < list.expiresAt ? list.issuedAt : claims.issuedAt;
  // A moment in the future is a difference of clocks; a large one has been named as such.
  const age = Math.max(0, now - asOf);
  const today = Math.floor((now + (verifier.offset ?? 0)) / DAY);
  const tickets = claims.tickets.map(({ code, validUntil, statusIndex }) => {
    const status = list ? statusAt(list, statusIndex) : "valid";
    return { code, validUntil, state: ticketState(status, validUntil, today) };
  });
  const has = (code: string) => tickets.some((ticket) => ticket.code === code && counts(ticket.state));
  return {
    ...nothing("cannot_tell", "not_understood"),
    missing: (verifier.required ?? []).filter((code) => !has(code)),
    issuer: claims.issuer,
    issuerName: verifier.trust.packed?.names.get(claims.issuer) ?? null,
    pass: hex(claims.id),
    name: claims.name ?? null,
    photo: claims.photo ? hex(claims.photo) : null,
    issuedAt: claims.issuedAt,
    expiresAt: claims.expiresAt,
    statusAsOf: asOf,
    statusAge: age,
    freshness: freshness(age, Math.min(verifier.maxAge ?? LIFETIME, LIFETIME), list?.ttl ?? TTL),
    tickets,
    roles: claims.roles ?? null,
  };
}

function freshness(age: number, most: number, ttl: number): Freshness {
  if (age > most) return "unknown";
  return age > ttl ? "aged" : "fresh";
}

function ticketState(status: Status | undefined, validUntil: number | null, today: number): TicketState {
  if (status === "invalid") return "revoked";
  if (validUntil !== null && validUntil < today) return "expired";
  if (status === "suspended") return "suspended";
  if (status !== "valid") return "cannot_tell";
  return validUntil !== null && validUntil - today <= EXPIRING_DAYS ? "expiring" : "valid";
}

/**
 * Of a pass on which no ticket is good: what can be said of all of them. What is not known might be good; what the organization took
 * back says more than what ended by itself.
 */
function noneGood(tickets: TicketReport[]): Wrong {
  const some = (state: TicketState) => tickets.some((ticket) => ticket.state === state);
  if (some("cannot_tell")) return new Wrong("cannot_tell", "not_in_list");
  if (some("revoked")) return new Wrong("revoked", "tickets_ended");
  if (some("suspended")) return new Wrong("suspended", "tickets_ended");
  return new Wrong("expired", "tickets_ended");
}

/** Of a pass that holds: its tickets. Those that are required count, or all where nothing is. */
function ofTickets(verifier: Verifier, report: Report): Wrong {
  const { tickets } = report;
  if (tickets.length > 0 && tickets.every((ticket) => !counts(ticket.state))) return noneGood(tickets);
  const ofRoles = (report.roles ?? []).flatMap((mark) => verifier.roles?.get(mark) ?? []);
  const required = [...(verifier.required ?? []), ...ofRoles];
  const isAsked = (code: string) => required.length === 0 || required.includes(code);
  const soon = tickets.some((ticket) => isAsked(ticket.code) && ticket.state === "expiring");
  return soon ? new Wrong("expiring", "ends_soon") : new Wrong("valid", "good");
}
