// What an enrolled scanner asks of its own server. It sends no cookie and follows no redirect: it is known by what it signs.

import { bounded } from "../network";
import { write } from "../pass/cbor";
import { isId } from "../pass/claims";
import { MAX_BUNDLE } from "./bundle";
import type { ServerClock } from "./clock";
import type { Mark, Receipt } from "./courier";
import type { Enrolment, KeptRecord } from "./drawer";
import { MAX_SEALED } from "./photo";
import type { PhotoAnswer } from "./photos";
import { bytesOf } from "./record";
import { authorization, enrolment, type Signer } from "./requests";
import type { Trouble } from "./trouble";

/** How long an answer may take, in milliseconds: one bar of signal is slow. */
const PATIENCE = 20_000;
const MAX_ANSWER = 16 * 1024;
const CBOR = "application/cbor";
const OCTETS = "application/octet-stream";
const JSON_TYPE = "application/json";
/** The most bytes of an answer, by what was asked for. */
const MOST: Record<string, number> = { [CBOR]: MAX_BUNDLE, [OCTETS]: MAX_SEALED };

/** `closed`: no link that is good. `silent`: no signal, or an answer of no use. */
export type Enrolled = Omit<Enrolment, "key" | "sent" | "trouble"> | "closed" | "silent";

export type BundleAnswer =
  | { kind: "bundle"; bytes: Uint8Array; etag: string | undefined }
  | { kind: "same" }
  | { kind: "trouble"; trouble: Trouble }
  | { kind: "silent" };

/** What came back, and what it says when it is a problem. */
interface Answer {
  status: number;
  headers: Headers;
  body: Uint8Array;
  json: Record<string, unknown>;
}

const TROUBLES: Record<string, Trouble> = {
  unauthorized: "unknown",
  scanner_revoked: "revoked",
  scanner_epoch_closed: "closed",
  scanner_log_forked: "forked",
};

export class Server {
  constructor(readonly clock: ServerClock) {}

  /** Makes the holder of the key a scanner. */
  async enrol(token: string, key: CryptoKeyPair): Promise<Enrolled> {
    const answer = await this.#inTime(async () => {
      const body = JSON.stringify(await enrolment(token, key, this.clock.now()));
      return this.#ask("POST", "/api/v1/scanners/enroll", new TextEncoder().encode(body), {
        accept: JSON_TYPE,
        "content-type": JSON_TYPE,
      });
    });
    if (answer?.status === 201) return readEnrolment(answer.json) ?? "silent";
    const isLink = answer && [400, 410, 422].includes(answer.status);
    return isLink ? "closed" : "silent";
  }

  /** The site's bundle, when it is another than the one with this tag. */
  async bundle(signer: Signer, etag: string | undefined): Promise<BundleAnswer> {
    const path = `/api/v1/scanners/${signer.scanner}/bundle`;
    const answer = await this.#signed(signer, "GET", path, new Uint8Array(), {
      accept: CBOR,
      ...(etag === undefined ? {} : { "if-none-match": etag }),
    });
    if (answer?.status === 304) return { kind: "same" };
    const isBundle = answer?.status === 200 && answer.headers.get("content-type")?.startsWith(CBOR);
    if (isBundle)
      return { kind: "bundle", bytes: answer.body, etag: answer.headers.get("etag") ?? undefined };
    const trouble = troubleIn(answer);
    return trouble ? { kind: "trouble", trouble } : { kind: "silent" };
  }

  /** A photo that the site's bundle lists by this name, sealed. */
  async photo(signer: Signer, name: string): Promise<PhotoAnswer> {
    const path = `/api/v1/scanners/${signer.scanner}/photos/${name}`;
    const answer = await this.#signed(signer, "GET", path, new Uint8Array(), { accept: OCTETS });
    const isPhoto = answer?.status === 200 && answer.headers.get("content-type")?.startsWith(OCTETS);
    if (isPhoto) return { kind: "photo", sealed: answer.body };
    if (answer?.status === 404) return { kind: "none" };
    const trouble = troubleIn(answer);
    return trouble ? { kind: "trouble", trouble } : { kind: "silent" };
  }

  /** Brings records of a log, in their order. */
  async upload(signer: Signer, records: KeptRecord[]): Promise<Receipt> {
    const path = `/api/v1/scanners/${signer.scanner}/log`;
    const body = write(records.map(({ bytes }) => bytes));
    const answer = await this.#signed(signer, "POST", path, body, {
      accept: JSON_TYPE,
      "content-type": CBOR,
    });
    const mark = answer && readMark(answer.status === 200 ? answer.json : answer.json.log);
    if (answer?.status === 200 && mark) return { kind: "taken", mark };
    if (answer?.json.code === "scanner_log_gap" && mark) return { kind: "gap", mark };
    if (answer?.status === 413 || answer?.status === 422) return { kind: "trouble", trouble: "refused" };
    const trouble = troubleIn(answer);
    if (trouble) return { kind: "trouble", trouble };
    const after = Number(answer?.headers.get("retry-after") ?? Number.NaN);
    return { kind: "silent", after: after > 0 ? after : undefined };
  }

  #signed(
    signer: Signer,
    method: "GET" | "POST",
    path: string,
    body: Uint8Array,
    headers: Record<string, string>,
  ): Promise<Answer | undefined> {
    return this.#inTime(async () =>
      this.#ask(method, path, body, {
        ...headers,
        authorization: await authorization(signer, this.clock.now(), method, path, body),
      }),
    );
  }

  /** Asks; once more, by the server's time, when that was not known well enough. */
  async #inTime(act: () => Promise<Answer | undefined>): Promise<Answer | undefined> {
    const answer = await act();
    return answer?.json.code === "scanner_clock" ? act() : answer;
  }

  async #ask(
    method: "GET" | "POST",
    path: string,
    body: Uint8Array,
    headers: Record<string, string>,
  ): Promise<Answer | undefined> {
    const askedAt = this.clock.phone();
    try {
      const response = await fetch(path, {
        method,
        headers,
        body: method === "GET" ? null : new Blob([body as Uint8Array<ArrayBuffer>]),
        credentials: "omit",
        redirect: "error",
        referrerPolicy: "no-referrer",
        cache: "no-store",
        signal: AbortSignal.timeout(PATIENCE),
      });
      const most = MOST[headers.accept ?? ""] ?? MAX_ANSWER;
      const read = response.body ? await bounded(response.body, most) : new Uint8Array();
      if (!(read instanceof Uint8Array)) return undefined;
      const json = isJson(response.headers) ? readJson(read) : {};
      const time = typeof json.server_time === "number" ? json.server_time : dateOf(response.headers);
      if (time !== undefined) await this.clock.heard(time, askedAt);
      return { status: response.status, headers: response.headers, body: read, json };
    } catch {
      return undefined;
    }
  }
}

/** When the answer was made, in the middle of the second that it names. */
function dateOf(headers: Headers): number | undefined {
  const date = Date.parse(headers.get("date") ?? "");
  return Number.isNaN(date) ? undefined : date / 1000 + 0.5;
}

function troubleIn(answer: Answer | undefined): Trouble | undefined {
  return TROUBLES[String(answer?.json.code)];
}

function isJson(headers: Headers): boolean {
  return /^application\/(problem\+)?json\b/.test(headers.get("content-type") ?? "");
}

function readJson(bytes: Uint8Array): Record<string, unknown> {
  try {
    const value = JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

function readMark(value: unknown): Mark | undefined {
  const { seq, head } = (value ?? {}) as Record<string, unknown>;
  const isSound = Number.isSafeInteger(seq) && typeof head === "string" && /^[0-9a-f]{64}$/.test(head);
  return isSound ? { seq: seq as number, head: bytesOf(head) } : undefined;
}

function readEnrolment(told: Record<string, unknown>): Exclude<Enrolled, string> | undefined {
  const { scanner, epoch, log } = told;
  const organization = readNamed(told.organization, "org");
  const site = readNamed(told.site, "sit");
  const mark = readMark(log);
  if (!isId(scanner, "scn") || !Number.isSafeInteger(epoch) || !organization || !site || !mark)
    return undefined;
  const id = `${scanner}.${epoch}`;
  return { id, scanner, epoch: epoch as number, organization, site, seq: mark.seq, head: mark.head };
}

function readNamed(value: unknown, kind: string): { id: string; name: string } | undefined {
  const { id, name } = (value ?? {}) as Record<string, unknown>;
  return isId(id, kind) && typeof name === "string" ? { id, name } : undefined;
}
