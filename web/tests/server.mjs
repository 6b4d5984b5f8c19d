// The real server, with a data directory of its own that is thrown away.

import { execFile, spawn } from "node:child_process";
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
} from "node:fs";
import { Agent, request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const binary = process.env.CREDENZA ?? join(import.meta.dirname, "../../target/debug/credenza");

/** The first start makes a database cluster. */
const START_MS = 90_000;
const STOP_MS = 60_000;

/** The environment, without what would configure the server. */
function environment(more = {}) {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("CREDENZA"));
  return { ...Object.fromEntries(inherited), ...more };
}

/** Starts a server and waits until it is ready. */
export async function startServer() {
  const dataDir = mkdtempSync(join(tmpdir(), "credenza-browser-"));
  // Root's database runs as another user, who has to pass through here; what is secret is below, in folders of its own.
  chmodSync(dataDir, 0o711);
  const child = spawn(binary, ["serve", "--data-dir", dataDir, "--listen", "127.0.0.1:0"], {
    // The tests sign in more often in a minute than a person.
    env: environment({ CREDENZA__LIMITS__SIGN_IN: "600/min" }),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const server = new Server(dataDir, child);
  try {
    await server.started();
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

class Server {
  origin = "";
  /** The one-time link of the first administrator. */
  setupLink = "";
  #log = [];
  #exit;

  constructor(dataDir, child) {
    this.dataDir = dataDir;
    this.child = child;
    this.#exit = new Promise((resolve) => {
      child.once("error", (error) => resolve(String(error)));
      child.once("exit", (code, signal) => resolve(signal ?? code));
    });
    // Whatever ends these tests ends the server too; it stops its database itself.
    this.onExit = () => child.kill("SIGINT");
    process.once("exit", this.onExit);
    for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
    createInterface({ input: child.stderr }).on("line", (line) => this.#log.push(line));
  }

  async started() {
    const lines = createInterface({ input: this.child.stdout });
    const announced = new Promise((resolve) => {
      lines.on("line", (line) => {
        const [word, value] = line.split(" ");
        if (word === "ready") this.origin = value;
        if (word === "setup") {
          this.setupLink = value;
          resolve();
        }
      });
    });
    const died = this.#exit.then((end) => {
      throw new Error(`the server ended at its start (${end}):\n${this.log()}`);
    });
    await within(START_MS, Promise.race([announced, died]), () => `not ready:\n${this.log()}`);
    this.ca = readFileSync(join(this.dataDir, "tls/ca.pem"));
    this.agent = new Agent({ ca: this.ca, keepAlive: true });
    this.database = realpathSync(join(this.dataDir, "postgres"));
  }

  /** What the server wrote last. */
  log() {
    return this.#log.slice(-40).join("\n");
  }

  /** A request by a program, which trusts the server's own authority and nothing else. */
  async call(method, path, { token, json, form, headers = {}, agent = this.agent } = {}) {
    const body = form ? new Response(form) : null;
    const bytes = body ? Buffer.from(await body.arrayBuffer()) : json && Buffer.from(JSON.stringify(json));
    const sent = { ...headers };
    if (bytes) {
      sent["content-type"] = body?.headers.get("content-type") ?? "application/json";
      sent["content-length"] = String(bytes.length);
    }
    if (token) sent.authorization = `Bearer ${token}`;
    return new Promise((resolve, reject) => {
      const asked = request(new URL(path, this.origin), { method, agent, headers: sent }, (answer) => {
        const chunks = [];
        answer.on("data", (chunk) => chunks.push(chunk));
        answer.once("error", reject);
        answer.once("end", () => {
          const all = Buffer.concat(chunks);
          resolve({
            status: answer.statusCode,
            headers: answer.headers,
            body: all,
            json: () => JSON.parse(all.toString()),
          });
        });
      });
      asked.once("error", reject);
      asked.end(bytes);
    });
  }

  /** An access token for the API. */
  async signIn(email, password) {
    const answer = await this.call("POST", "/api/v1/auth/login", { json: { email, password } });
    if (answer.status !== 200) throw new Error(`sign-in: ${answer.status} ${answer.body}`);
    return answer.json().access_token;
  }

  /** Takes a file into custody by the API; gives what the server says of it. */
  async upload(token, { file, key, password, customer }) {
    const form = new FormData();
    form.set("file", new Blob([file.bytes]), file.name);
    if (key) form.set("key", new Blob([key.bytes]), key.name);
    if (password) form.set("password", password);
    if (customer) form.set("customer_id", customer);
    const answer = await this.call("POST", "/api/v1/certificates", { token, form });
    if (answer.status !== 201) throw new Error(`${file.name}: ${answer.status} ${answer.body}`);
    return answer.json();
  }

  /** All items of a list of the API, page by page. */
  async all(token, path) {
    const items = [];
    for (let cursor = ""; cursor !== null; ) {
      const query = `limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
      const page = (await this.call("GET", `${path}?${query}`, { token })).json();
      items.push(...page.items);
      cursor = page.next_cursor;
    }
    return items;
  }

  /** Stops it as Ctrl-C does; gives its exit code. */
  async stop() {
    process.removeListener("exit", this.onExit);
    this.agent?.destroy();
    this.child.kill("SIGINT");
    let end;
    try {
      end = await within(STOP_MS, this.#exit, () => `it does not stop:\n${this.log()}`);
    } finally {
      this.child.kill("SIGKILL");
      this.left = this.database ? processesIn(this.database) : [];
      const elsewhere = this.database && !this.database.startsWith(realpathSync(this.dataDir));
      if (elsewhere) rmSync(join(this.database, ".."), { recursive: true, force: true });
      rmSync(this.dataDir, { recursive: true, force: true });
    }
    return end;
  }
}

/** Runs `credenza` and gives its standard output, or throws with its standard error. */
export function credenza(...args) {
  return new Promise((resolve, reject) => {
    execFile(binary, args, { env: environment() }, (error, stdout, stderr) => {
      if (error) reject(new Error(`credenza ${args[0]}: exit ${error.code}: ${stdout}${stderr}`));
      else resolve(stdout);
    });
  });
}

/** The processes that work in a folder or were started for it. */
function processesIn(folder) {
  const found = [];
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
      if (command.includes(folder) || readlinkSync(`/proc/${pid}/cwd`) === folder) found.push(command);
    } catch {
      // It ended meanwhile, or it is somebody else's.
    }
  }
  return found;
}

function within(ms, promise, explain) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(explain())), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
