// What a scanner keeps, kept in memory: for tests of what is done with it. That it is durable, tests in a browser show.

import type { Drawer, Enrolment, KeptBundle, KeptRecord, Waiting } from "../../src/gate/scanner/drawer";
import type { Choice } from "../../src/gate/scanner/today";
import type { Trouble } from "../../src/gate/scanner/trouble";

export class Memory implements Drawer {
  readonly kept = new Map<string, { enrolment: Enrolment; records: KeptRecord[] }>();
  readonly bundles = new Map<string, KeptBundle>();
  own: string | undefined;
  offset: number | undefined;
  chosen: Choice | undefined;
  made: { link: string; key: CryptoKeyPair } | undefined;

  #of(id: string): { enrolment: Enrolment; records: KeptRecord[] } {
    const found = this.kept.get(id);
    if (!found) throw new Error(`no enrolment ${id}`);
    return found;
  }

  async current(): Promise<Enrolment | undefined> {
    return this.own === undefined ? undefined : { ...this.#of(this.own).enrolment };
  }

  async enrolments(): Promise<Enrolment[]> {
    return [...this.kept.values()].map(({ enrolment }) => ({ ...enrolment }));
  }

  async enrol(enrolment: Enrolment): Promise<void> {
    this.kept.set(enrolment.id, { enrolment, records: [] });
    this.own = enrolment.id;
  }

  async giveUp(): Promise<void> {
    this.own = undefined;
    this.chosen = undefined;
    this.bundles.clear();
  }

  async forget(id: string): Promise<void> {
    this.kept.delete(id);
  }

  async keyFor(link: string): Promise<CryptoKeyPair | undefined> {
    return this.made?.link === link ? this.made.key : undefined;
  }

  async putKeyFor(link: string, key: CryptoKeyPair): Promise<void> {
    this.made = { link, key };
  }

  async setTrouble(id: string, trouble: Trouble | undefined): Promise<void> {
    this.#of(id).enrolment.trouble = trouble;
  }

  async append(id: string, record: KeptRecord): Promise<boolean> {
    const { enrolment, records } = this.#of(id);
    if (enrolment.seq + 1 !== record.seq) return false;
    records.push(record);
    enrolment.seq = record.seq;
    enrolment.head = record.hash;
    return true;
  }

  async oldest(id: string, most: number, bytes: number): Promise<KeptRecord[]> {
    let left = bytes;
    return this.#of(id)
      .records.slice(0, most)
      .filter((record) => {
        left -= record.bytes.length;
        return left >= 0;
      });
  }

  async acknowledge(id: string, seq: number): Promise<void> {
    const kept = this.#of(id);
    if (seq <= kept.enrolment.sent) return;
    kept.enrolment.sent = seq;
    kept.records = kept.records.filter((record) => record.seq > seq);
  }

  async waiting(id: string): Promise<Waiting> {
    const { records } = this.#of(id);
    return { count: records.length, since: records[0]?.at };
  }

  async bundle(scanner: string): Promise<KeptBundle | undefined> {
    return this.bundles.get(scanner);
  }

  async putBundle(scanner: string, bundle: KeptBundle): Promise<void> {
    this.bundles.set(scanner, bundle);
  }

  async clockOffset(): Promise<number | undefined> {
    return this.offset;
  }

  async putClockOffset(seconds: number): Promise<void> {
    this.offset = seconds;
  }

  async choice(): Promise<Choice | undefined> {
    return this.chosen;
  }

  async putChoice(choice: Choice | undefined): Promise<void> {
    this.chosen = choice;
  }
}
