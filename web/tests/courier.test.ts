import assert from "node:assert/strict";
import { test } from "node:test";
import { compare } from "../src/gate/pass/cbor";
import { makeKey } from "../src/gate/pass/signing";
import { Courier, type Mark, type Receipt } from "../src/gate/scanner/courier";
import type { Enrolment, KeptRecord } from "../src/gate/scanner/drawer";
import { record } from "../src/gate/scanner/record";
import type { Trouble } from "../src/gate/scanner/trouble";
import { Memory } from "./gate/memory";

const key = await makeKey();

function enrolled(epoch: number, trouble?: Trouble): Enrolment {
  return {
    id: `scn_a.${epoch}`,
    scanner: "scn_a",
    epoch,
    organization: { id: "org_a", name: "Norte" },
    site: { id: "sit_a", name: "Pozo 7" },
    key,
    seq: 0,
    head: new Uint8Array(32),
    sent: 0,
    trouble,
  };
}

/** Writes so many checks into the log that is this phone's now. */
async function write(drawer: Memory, count: number, at = 1_000): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    const own = (await drawer.current()) as Enrolment;
    const check = {
      at: at + number,
      clockOffset: undefined,
      bundleMadeAt: undefined,
      report: {
        pass: null,
        verdict: "forged",
        reason: "not_a_pass",
        assurance: null,
        statusAsOf: null,
      },
      ruling: { decision: "no_go", missing: [] },
    } as const;
    const made = await record(own, own, { ...check, ruling: { decision: "no_go", missing: [] } });
    assert.ok(await drawer.append(own.id, made));
  }
}

/** A server with a log for each epoch, as docs/GATE.md has it. It loses what it is told to. */
class Log {
  readonly epochs = new Map<string, KeptRecord[]>();
  uploads: string[] = [];
  /** The answers that get lost, and the requests. */
  lose: ("answer" | "request" | undefined)[] = [];
  refuse: Receipt | undefined;

  send = async ({ id }: Enrolment, records: KeptRecord[]): Promise<Receipt> => {
    const numbers = records.map(({ seq }) => seq);
    this.uploads.push(`${id}: ${numbers[0]}-${numbers.at(-1)}`);
    const lost = this.lose.shift();
    if (lost === "request") return { kind: "silent" };
    const receipt = this.refuse ?? this.#take(id, records);
    return lost === "answer" ? { kind: "silent" } : receipt;
  };

  #take(id: string, records: KeptRecord[]): Receipt {
    const log = this.epochs.get(id) ?? [];
    const fresh = [...log];
    for (const one of records) {
      const known = fresh[one.seq - 1];
      if (known) {
        if (compare(known.hash, one.hash) !== 0) return { kind: "trouble", trouble: "forked" };
      } else if (one.seq === fresh.length + 1) fresh.push(one);
      else return { kind: "gap", mark: this.mark(id) };
    }
    this.epochs.set(id, fresh);
    return { kind: "taken", mark: this.mark(id) };
  }

  mark(id: string): Mark {
    const log = this.epochs.get(id) ?? [];
    return { seq: log.length, head: log.at(-1)?.hash ?? new Uint8Array(32) };
  }
}

async function desk(count: number) {
  const drawer = new Memory();
  await drawer.enrol(enrolled(1));
  await write(drawer, count);
  const log = new Log();
  let now = 0;
  const courier = new Courier(
    drawer,
    log.send,
    () => now,
    () => 0.5,
  );
  const pass = (seconds: number) => {
    now += seconds;
  };
  return { drawer, log, courier, pass };
}

const numbers = (log: Log, id = "scn_a.1") => (log.epochs.get(id) ?? []).map(({ seq }) => seq);

test("a log is sent in order, at most 200 records at once, and dropped when the server has it", async () => {
  const { drawer, log, courier } = await desk(450);
  assert.equal(await courier.deliver(), "nothing_left");
  assert.deepEqual(log.uploads, ["scn_a.1: 1-200", "scn_a.1: 201-400", "scn_a.1: 401-450"]);
  assert.deepEqual(
    numbers(log),
    Array.from({ length: 450 }, (_, at) => at + 1),
  );
  assert.deepEqual(await drawer.waiting("scn_a.1"), { count: 0, since: undefined });
  assert.equal((await drawer.current())?.sent, 450);
  await courier.deliver();
  assert.equal(log.uploads.length, 3);
});

test("a cut anywhere: what was sent and not acknowledged is sent again, and is there once", async () => {
  const { drawer, log, courier, pass } = await desk(3);
  log.lose = ["request", "answer"];
  assert.equal(await courier.deliver(), "later");
  assert.deepEqual(numbers(log), []);
  pass(5);
  assert.equal(await courier.deliver(), "later");
  assert.deepEqual(numbers(log), [1, 2, 3]);
  assert.equal((await drawer.waiting("scn_a.1")).count, 3);
  await write(drawer, 1);
  pass(10);
  assert.equal(await courier.deliver(), "nothing_left");
  assert.deepEqual(numbers(log), [1, 2, 3, 4]);
  assert.equal((await drawer.waiting("scn_a.1")).count, 0);
});

test("without signal it asks more and more seldom, and at once when there is signal again", async () => {
  const { log, courier, pass } = await desk(1);
  log.refuse = { kind: "silent" };
  const pauses: number[] = [];
  for (let round = 0; round < 9; round += 1) {
    assert.equal(await courier.deliver(), "later");
    const asked = log.uploads.length;
    await courier.deliver();
    assert.equal(log.uploads.length, asked, "it waits");
    pauses.push(courier.pause());
    pass(courier.pause());
  }
  assert.deepEqual(pauses, [5, 10, 20, 40, 80, 160, 300, 300, 300]);
  await courier.deliver();
  log.refuse = undefined;
  courier.hurry();
  assert.equal(await courier.deliver(), "nothing_left");
  assert.equal(courier.pause(), 0);
});

test("it leaves a server alone for as long as that wants", async () => {
  const { log, courier } = await desk(1);
  log.refuse = { kind: "silent", after: 90 };
  await courier.deliver();
  assert.equal(courier.pause(), 90);
});

test("pauses differ from phone to phone", async () => {
  const { drawer, log } = await desk(1);
  log.refuse = { kind: "silent" };
  for (const [chance, pause] of [
    [0, 3.75],
    [0.999, 6.2475],
  ] as const) {
    const courier = new Courier(
      drawer,
      log.send,
      () => 0,
      () => chance,
    );
    await courier.deliver();
    assert.equal(Math.round(courier.pause() * 1e4) / 1e4, pause);
  }
});

test("what waits of an enrolment before is sent first, with its own key", async () => {
  const { drawer, log, courier } = await desk(2);
  await drawer.setTrouble("scn_a.1", "closed");
  await drawer.enrol(enrolled(2));
  await write(drawer, 1);
  assert.equal(await courier.deliver(), "nothing_left");
  assert.deepEqual(log.uploads, ["scn_a.1: 1-2", "scn_a.2: 1-1"]);
});

test("a log that is not taken does not hold up another one", async () => {
  const { drawer, log } = await desk(1);
  await drawer.enrol(enrolled(2));
  await write(drawer, 1);
  const courier = new Courier(
    drawer,
    async (enrolment, records) =>
      enrolment.epoch === 1 ? { kind: "trouble", trouble: "refused" } : log.send(enrolment, records),
    () => 0,
  );
  assert.equal(await courier.deliver(), "later");
  assert.deepEqual(numbers(log, "scn_a.2"), [1]);
});

test("a fork is told and nothing more is sent of it", async () => {
  const { drawer, log, courier } = await desk(2);
  log.epochs.set("scn_a.1", [{ seq: 1, at: 0, bytes: new Uint8Array(), hash: new Uint8Array(32).fill(7) }]);
  assert.equal(await courier.deliver(), "nothing_left");
  assert.equal((await drawer.current())?.trouble, "forked");
  await courier.deliver();
  assert.equal(log.uploads.length, 1);
  assert.equal((await drawer.waiting("scn_a.1")).count, 2);
});

test("an acknowledgement of another hash than that record's is a fork", async () => {
  const { drawer, log, courier } = await desk(1);
  log.refuse = { kind: "taken", mark: { seq: 1, head: new Uint8Array(32).fill(9) } };
  await courier.deliver();
  assert.equal((await drawer.current())?.trouble, "forked");
  assert.equal((await drawer.waiting("scn_a.1")).count, 1);
});

test("after a gap it sends on, where it can, and says where it cannot", async () => {
  const { drawer, log, courier } = await desk(3);
  await courier.deliver();
  await write(drawer, 1);
  // A backup from before was restored.
  log.epochs.get("scn_a.1")?.splice(1);
  await courier.deliver();
  assert.equal((await drawer.current())?.trouble, "broken");
  assert.equal((await drawer.waiting("scn_a.1")).count, 1, "it is kept");
});

test("a server that contradicts itself is left alone for a while, not asked on and on", async () => {
  const { drawer, log, courier } = await desk(2);
  for (const kind of ["gap", "taken"] as const) {
    log.refuse = { kind, mark: { seq: 0, head: new Uint8Array(32) } };
    courier.hurry();
    const before = log.uploads.length;
    assert.equal(await courier.deliver(), "later");
    assert.equal(log.uploads.length, before + 1);
    assert.equal((await drawer.current())?.trouble, undefined);
  }
});

test("half of an upload that was taken is dropped, and the rest sent", async () => {
  const { drawer, log, courier } = await desk(3);
  const [first] = await drawer.oldest("scn_a.1", 1, 9_999);
  const mark = { seq: 1, head: (first as KeptRecord).hash };
  const send = log.send;
  let isFirst = true;
  const halving = new Courier(
    drawer,
    async (enrolment, records) => {
      if (!isFirst) return send(enrolment, records);
      isFirst = false;
      await send(enrolment, records.slice(0, 1));
      return { kind: "gap", mark };
    },
    () => 0,
  );
  assert.equal(await halving.deliver(), "nothing_left");
  assert.deepEqual(numbers(log), [1, 2, 3]);
  assert.equal(await courier.deliver(), "nothing_left");
});

test("of a scanner that was revoked nothing is sent, and all is kept", async () => {
  const { drawer, log, courier } = await desk(2);
  log.refuse = { kind: "trouble", trouble: "revoked" };
  await courier.deliver();
  assert.equal((await drawer.current())?.trouble, "revoked");
  await courier.deliver();
  assert.equal(log.uploads.length, 1);
  assert.equal((await drawer.waiting("scn_a.1")).count, 2);
});

test("what the server does not take is tried again, seldom, and told until it is taken", async () => {
  const { drawer, log, courier, pass } = await desk(1);
  for (const trouble of ["refused", "unknown"] as const) {
    log.refuse = { kind: "trouble", trouble };
    courier.hurry();
    assert.equal(await courier.deliver(), "later");
    assert.equal((await drawer.current())?.trouble, trouble);
    const asked = log.uploads.length;
    pass(299);
    await courier.deliver();
    assert.equal(log.uploads.length, asked, "it waits");
  }
  pass(1);
  log.refuse = undefined;
  assert.equal(await courier.deliver(), "nothing_left");
  assert.equal((await drawer.current())?.trouble, undefined);
});
