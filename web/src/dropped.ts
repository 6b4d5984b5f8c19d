// Files that are dropped anywhere on a page, with those in the folders among them.

/** What stands in folders is looked for no further than this. */
const MOST_FILES = 1000;
const MOST_DEPTH = 8;

/** The whole page takes files: a near miss must not replace the page by one. */
export function listenForDrops(zone: HTMLElement, take: (files: File[]) => void): void {
  const mark = (over: boolean) => (event: DragEvent) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    zone.classList.toggle("is-over", over);
  };
  document.addEventListener("dragover", mark(true));
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) zone.classList.remove("is-over");
  });
  document.addEventListener("drop", async (event) => {
    mark(false)(event);
    if (event.dataTransfer) take(await dropped(event.dataTransfer));
  });
}

/** The files, those in folders with their paths. What is dropped is gone once the event is over: it is taken at once. */
export async function dropped(transfer: DataTransfer): Promise<File[]> {
  const loose = [...transfer.files];
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  if (!entries.some((entry) => entry?.isDirectory)) return loose;
  const files: File[] = [];
  for (const entry of entries) if (entry) await collect(entry, files, 0);
  return files;
}

async function collect(entry: FileSystemEntry, files: File[], depth: number): Promise<void> {
  if (files.length >= MOST_FILES || depth > MOST_DEPTH) return;
  // What cannot be read any more is left out, as a file that is gone.
  if (isFile(entry)) {
    const file = await new Promise<File | null>((resolve) => entry.file(resolve, () => resolve(null)));
    if (file) files.push(withPath(file, entry.fullPath.slice(1)));
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A folder is told in parts, the last of which is empty.
    const part = await new Promise<FileSystemEntry[]>((resolve) =>
      reader.readEntries(resolve, () => resolve([])),
    );
    if (part.length === 0) return;
    for (const inner of part) await collect(inner, files, depth + 1);
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;

/** As a file of a chosen folder, which knows where it was. */
function withPath(file: File, path: string): File {
  Object.defineProperty(file, "webkitRelativePath", { value: path });
  return file;
}
