import assert from "node:assert/strict";
import { test } from "node:test";
import { dropped } from "../src/dropped";

const file = (name: string) => ({
  isFile: true,
  isDirectory: false,
  fullPath: `/${name}`,
  file: (take: (file: File) => void) => take(new File(["x"], name.split("/").at(-1) ?? "")),
});

/** A folder that tells what is in it two at a time, as browsers do a hundred at a time. */
function folder(name: string, inner: unknown[]): unknown {
  const createReader = () => {
    const rest = [...inner];
    return { readEntries: (take: (part: unknown[]) => void) => take(rest.splice(0, 2)) };
  };
  return { isFile: false, isDirectory: true, fullPath: `/${name}`, createReader };
}

const transfer = (files: File[], entries: unknown[]) =>
  ({ files, items: entries.map((entry) => ({ webkitGetAsEntry: () => entry })) }) as unknown as DataTransfer;

const paths = async (...entries: unknown[]) =>
  (await dropped(transfer([], entries))).map((one) => one.webkitRelativePath);

test("loose files are taken as they are", async () => {
  const loose = [new File(["x"], "a.cer"), new File(["x"], "b.key")];
  assert.deepEqual(await dropped(transfer(loose, [file("a.cer"), file("b.key")])), loose);
  assert.deepEqual(await dropped(transfer(loose, [null])), loose);
});

test("a folder is what stands in it and in its folders, all of it", async () => {
  const inner = ["a", "b", "c"].map((name) => file(`Hilados/${name}.cer`));
  const keys = folder("Hilados/claves", [file("Hilados/claves/a.key")]);
  assert.deepEqual(await paths(folder("Hilados", [...inner, keys]), file("sello.cer")), [
    "Hilados/a.cer",
    "Hilados/b.cer",
    "Hilados/c.cer",
    "Hilados/claves/a.key",
    "sello.cer",
  ]);
});

test("neither very many nor a folder in itself keeps the page from going on", async () => {
  const many = Array.from({ length: 1500 }, (_, n) => file(`f/${n}.cer`));
  assert.equal((await paths(folder("f", many))).length, 1000);
  const round: unknown[] = [];
  const itself = folder("f", round);
  round.push(itself, file("f/a.cer"));
  assert.equal((await paths(itself)).length, 8);
});
