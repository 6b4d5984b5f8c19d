// A record of one check: what the scanner said, when, and by what it knew. It names its predecessor by hash, so that none can be
// altered, left out or put in between afterwards. It has no name, no photo and no place in it (docs/GATE.md, “A record”).

import type { CodeAnswer } from "../code";
import { Entries, write } from "../pass/cbor";
import type { Report } from "../pass/report";
import { sign1 } from "../pass/signing";
import { codesOf, type Ruling } from "./decide";
import type { KeptRecord } from "./drawer";
import { type Signer, sha256 } from "./requests";

/** The most codes that a record names. */
const MAX_MISSING = 50;
const TYP = "application/credenza-scan+cbor";

/** What was checked, and what was said of it. Times are in seconds since 1970. */
export interface Check {
  /** By the phone's clock as it stands. */
  at: number;
  /** What is to be added for the server's time; undefined while it is not known. */
  clockOffset: number | undefined;
  /** When the bundle was made by which it was decided. */
  bundleMadeAt: number | undefined;
  report: Pick<Report, "pass" | "verdict" | "reason" | "assurance" | "statusAsOf">;
  ruling: Pick<Ruling, "decision" | "missing">;
  /** Where no pass was shown and a ticket's code typed: the code, and what the server said of it. */
  code?: { text: string; status: CodeAnswer["status"] };
  /** The task that was chosen for the day. */
  task?: string | undefined;
}

/** The record after the one with the number `seq` and the hash `head`. */
export async function record(
  signer: Signer,
  { seq, head }: { seq: number; head: Uint8Array },
  check: Check,
): Promise<KeptRecord> {
  const { report, ruling, code, task } = check;
  const payload = write(
    new Entries([
      [1, signer.scanner],
      [2, signer.epoch],
      [3, seq + 1],
      [4, head],
      [5, check.at],
      [6, check.clockOffset ?? null],
      [7, check.bundleMadeAt ?? null],
      [8, report.pass === null ? null : bytesOf(report.pass)],
      [9, report.verdict],
      [10, report.reason],
      [11, report.assurance],
      [12, report.statusAsOf],
      [13, ruling.decision],
      [14, codesOf(ruling.missing).slice(0, MAX_MISSING)],
      ...(code
        ? ([
            [15, code.text],
            [16, code.status],
          ] as [number, string][])
        : []),
      ...(task === undefined ? [] : ([[17, task]] as [number, string][])),
    ]),
  );
  const bytes = await sign1(payload, signer.key.privateKey, TYP);
  return { seq: seq + 1, at: check.at, bytes, hash: await sha256(payload) };
}

/** What hexadecimal digits say. */
export function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
}
