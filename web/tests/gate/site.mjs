// A site whose scanners are enrolled, as docs/GATE.md tells it: what the server does, written apart from it, so that it can also fail.
// It verifies all that a scanner signs, and keeps the log.

import { createHash, createPublicKey, randomBytes, verify } from "node:crypto";
import { decodeFirstSync } from "cbor";
import { nameOf, seal } from "./face.mjs";
import { cbor, map, now } from "./mint.mjs";

const sha256 = (bytes) => createHash("sha256").update(bytes).digest();
const SCANNER = "scn_01kb9z6q00e8x9s3p6m2r7t5wz";
const SITE = "sit_01kaq4vx00g1b2c3d4e5g6h7j8";

function signed(bytes, point, typ) {
  const { tag, value } = decodeFirstSync(bytes);
  const [header, unprotected, payload, signature] = value;
  const { x, y } = point;
  const jwk = { kty: "EC", crv: "P-256", x: x.toString("base64url"), y: y.toString("base64url") };
  const key = { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" };
  const message = cbor(["Signature1", header, Buffer.alloc(0), payload]);
  const isGood =
    tag === 18 &&
    header.equals(cbor(map([1, -7], [16, typ]))) &&
    Object.keys(unprotected).length === 0 &&
    verify("sha256", message, key, signature);
  return isGood ? { claims: decodeFirstSync(payload), payload } : undefined;
}

export class Site {
  name = "Pozo 7, Año Nuevo";
  requirement = [["H2S"]];
  names = new Map([
    ["H2S", "H2S Alive"],
    ["FIRST-AID", "First aid"],
    ["FORKLIFT", "Forklift"],
    ["#B", "#B"],
    ["FIRE-WATCH", "Fire watch"],
    ["HEIGHTS", "Work at heights"],
  ]);
  /** The version of the bundle's form. */
  form = 1;
  zone = "America/Edmonton";
  maxAge = null;
  pack = null;
  /** Photos that its scanners carry; undefined where they carry none. */
  photos;
  /** Its organization's tasks, and how many there are besides; undefined where it has none. */
  tasks;
  moreTasks = 0;
  /** Its roles; undefined where it has none. */
  roles;
  /** How many photos were asked for; and how many answers get lost first. */
  photosAsked = 0;
  photosLost = 0;
  /** How far the server's clock is ahead of this machine's, in seconds. */
  ahead = 0;
  revoked = false;
  /** What becomes of the next uploads: `request` or `answer` gets lost. */
  lose = [];
  /** Whether bundles are to be had. */
  hasBundle = true;
  /** Each has a key, a head, and records. */
  epochs = [];
  uploads = 0;
  #links = new Map();
  #madeAt = now();

  constructor(stage) {
    this.stage = stage;
  }

  /** A link that enrols. */
  link() {
    const token = randomBytes(32).toString("base64url");
    this.#links.set(sha256(Buffer.from(token)).toString("hex"), undefined);
    return `${this.stage.origin}/v/enroll#${token}`;
  }

  /** What the log says, of all epochs. */
  log() {
    return this.epochs.flatMap(({ records }) => records.map(({ claims }) => claims));
  }

  async answer(request, path) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const told = this.#answer(request, path, body);
    if (told) told.headers.date = new Date((now() + this.ahead) * 1000).toUTCString();
    return told;
  }

  #answer(request, path, body) {
    if (path === "/api/v1/scanners/enroll") return this.#enrol(JSON.parse(body.toString()));
    const asked = this.#signer(request, path, body);
    if (!asked) return problem(401, "unauthorized");
    if (this.revoked) return problem(403, "scanner_revoked");
    if (Math.abs(asked.at - now() - this.ahead) > 120) return this.#clock();
    if (path.endsWith("/log")) return this.#take(asked.epoch, decodeFirstSync(body));
    if (asked.epoch !== this.epochs.length) return problem(403, "scanner_epoch_closed");
    return path.includes("/photos/") ? this.#photo(path.split("/").at(-1)) : this.#bundle(request);
  }

  #clock() {
    return problem(401, "scanner_clock", { server_time: now() + this.ahead });
  }

  #signer({ headers, method }, path, body) {
    const bytes = Buffer.from(headers.authorization?.replace("Scanner ", "") ?? "", "base64url");
    if (bytes.length === 0 || headers.cookie) return undefined;
    const number = decodeFirstSync(decodeFirstSync(bytes).value[2]).get(2);
    const epoch = this.epochs[number - 1];
    const found = epoch && signed(bytes, epoch, "application/credenza-request+cbor");
    if (!found) return undefined;
    const { claims } = found;
    const fits = claims.get(1) === SCANNER && claims.get(5) === method && claims.get(6) === path;
    return fits && claims.get(7).equals(sha256(body)) ? { epoch: number, at: claims.get(3) } : undefined;
  }

  #enrol({ token, device_key, proof }) {
    const deviceKey = Buffer.from(device_key, "base64url");
    const members = decodeFirstSync(deviceKey);
    const key = { x: members.get(-2), y: members.get(-3) };
    const found = signed(Buffer.from(proof, "base64url"), key, "application/credenza-enroll+cbor");
    if (!found) return problem(422, "invalid");
    const hash = sha256(Buffer.from(token)).toString("hex");
    const { claims, payload } = found;
    if (Math.abs(claims.get(2) - now() - this.ahead) > 120) return this.#clock();
    const isOurs = claims.get(1).toString("hex") === hash && claims.get(3).equals(sha256(deviceKey));
    if (!isOurs || !this.#links.has(hash)) return problem(410, "enrolment_closed");
    const before = this.#links.get(hash);
    if (before && !before.deviceKey.equals(deviceKey)) return problem(410, "enrolment_closed");
    const epoch = before ?? { ...key, deviceKey, head: sha256(payload), records: [] };
    if (!before) this.epochs.push(epoch);
    this.#links.set(hash, epoch);
    if (this.lose[0] === "enrolment") {
      this.lose.shift();
      return undefined;
    }
    const { id } = this.stage.ours;
    return json(201, {
      scanner: SCANNER,
      epoch: this.epochs.indexOf(epoch) + 1,
      organization: { id, name: "Norte Industrial" },
      site: { id: SITE, name: this.name },
      log: { seq: 0, head: epoch.head.toString("hex") },
    });
  }

  /** The bundle as it is from now on. */
  change(changes) {
    Object.assign(this, changes);
    this.#madeAt = now();
  }

  #bundle({ headers }) {
    if (!this.hasBundle) return problem(503, "unavailable");
    const { ours } = this.stage;
    const names = this.photos?.map(nameOf).sort(Buffer.compare);
    const bytes = cbor(
      map(
        [1, this.form],
        [2, this.#madeAt + this.ahead],
        [3, ours.id],
        [4, "Norte Industrial"],
        [5, SITE],
        [6, this.name],
        [7, this.zone],
        [8, ours.keyMembers().sort((one, other) => Buffer.compare(one.get(2), other.get(2)))],
        [9, this.pack],
        [10, [this.stage.published.get(ours.listPath)[1]]],
        [11, this.names],
        [12, this.requirement],
        [13, this.maxAge],
        ...(names ? [[14, names]] : []),
        ...(this.tasks ? [[15, [this.tasks.length + this.moreTasks, this.tasks]]] : []),
        ...(this.roles ? [[16, [this.roles.length, this.roles]]] : []),
      ),
    );
    const etag = `"${sha256(bytes).toString("hex").slice(0, 16)}"`;
    if (headers["if-none-match"] === etag) return { status: 304, headers: { etag }, body: "" };
    return { status: 200, headers: { "content-type": "application/cbor", etag }, body: bytes };
  }

  #photo(name) {
    this.photosAsked += 1;
    if (this.photosLost > 0) {
      this.photosLost -= 1;
      return undefined;
    }
    const found = this.photos?.find((photo) => nameOf(photo).toString("hex") === name);
    if (!found) return problem(404, "not_found");
    return { status: 200, headers: { "content-type": "application/octet-stream" }, body: seal(found) };
  }

  #take(number, records) {
    this.uploads += 1;
    const lost = this.lose.shift();
    if (lost === "request") return undefined;
    const epoch = this.epochs[number - 1];
    const fresh = [...epoch.records];
    const mark = (log) => ({ seq: log.length, head: (log.at(-1)?.hash ?? epoch.head).toString("hex") });
    for (const bytes of records) {
      const found = signed(bytes, epoch, "application/credenza-scan+cbor");
      if (!found || found.claims.get(1) !== SCANNER || found.claims.get(2) !== number)
        return problem(422, "scanner_log_refused");
      const { claims, payload } = found;
      const hash = sha256(payload);
      const seq = claims.get(3);
      const prev = fresh[seq - 2]?.hash ?? epoch.head;
      if (seq > fresh.length + 1) return problem(409, "scanner_log_gap", { log: mark(epoch.records) });
      const known = fresh[seq - 1]?.hash ?? hash;
      if (!known.equals(hash) || !claims.get(4).equals(prev))
        return problem(409, "scanner_log_forked", { log: mark(epoch.records) });
      if (seq === fresh.length + 1) fresh.push({ claims, hash });
    }
    epoch.records = fresh;
    return lost === "answer" ? undefined : json(200, mark(fresh));
  }
}

function json(status, value, type = "application/json") {
  return { status, headers: { "content-type": type }, body: JSON.stringify(value) };
}

function problem(status, code, more = {}) {
  return json(
    status,
    { type: `urn:credenza:problem:${code}`, status, code, ...more },
    "application/problem+json",
  );
}
