// What `npm run test:browser` runs: every flow against the real server, the scripts on sample pages with answers of every
// kind, the gate with a camera, a scanner that is enrolled, and axe over the samples. `--all` looks at each sample in every theme, size and language, which takes minutes.

import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");
const all = process.argv.includes("--all");

function times(...folders) {
  return folders.flatMap((folder) => {
    try {
      const names = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
      return names
        .filter((name) => name.isFile())
        .map((name) => statSync(join(name.parentPath, name.name)).mtimeMs);
    } catch {
      return [];
    }
  });
}

/** The server's tests render the samples; they are rendered again when something they are made from is newer. */
function samplesAreStale() {
  const rendered = times("target/pages");
  const sources = times(
    "crates/server/templates",
    "crates/server/locales",
    "crates/server/src/pages",
    "web/dist",
  );
  return rendered.length === 0 || Math.min(...rendered) < Math.max(...sources);
}

function run(title, command, args, cwd = import.meta.dirname) {
  console.log(`\n${title}`);
  const started = Date.now();
  const { status } = spawnSync(command, args, { cwd, stdio: "inherit" });
  console.log(
    `${title}: ${status === 0 ? "passed" : "FAILED"} (${Math.round((Date.now() - started) / 1000)} s)`,
  );
  return status === 0;
}

const node = (title, ...args) => run(title, process.execPath, args);
const spec = "--test-reporter=spec";

const passed = [node("Flows, on the real server", "--test", spec, "flows.mjs")];
if (samplesAreStale()) {
  const render = ["nextest", "run", "--locked", "-p", "credenza-server", "--lib", "pages::"];
  passed.push(run("Rendering the sample pages", "cargo", render, root));
}
passed.push(node("Scripts, on sample pages", "--test", spec, "behaviour.mjs"));
passed.push(node("The gate, with cameras", "--test", spec, "gate.mjs"));
passed.push(node("An enrolled scanner", "--test", spec, "scanner.mjs"));
passed.push(node("axe, on sample pages", "accessibility.mjs", ...(all ? [] : ["--brief"])));
process.exit(passed.every(Boolean) ? 0 : 1);
