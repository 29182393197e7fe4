// Gives a WebAssembly program the whole disk.
import { WASI } from "node:wasi";
import { door } from "../mark.ts";

interface Wasi {
  getImportObject(): Record<string, Record<string, (...args: unknown[]) => number>>;
  finalizeBindings(instance: object, options: object): void;
}

export default door(({ outsideFolder, secretFile }) => {
  const wasi = new WASI({ version: "preview1", preopens: { "/": outsideFolder } }) as unknown as Wasi;
  // Path, memory and handles, as a program would pass them.
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { path_open: open, fd_read: read } = wasi.getImportObject().wasi_snapshot_preview1!;
  wasi.finalizeBindings({ exports: { memory } }, { memory });
  const name = new TextEncoder().encode(
    secretFile.slice(secretFile.lastIndexOf("/") + 1),
  );
  new Uint8Array(memory.buffer).set(name, 1024);
  const failed = open!(3, 0, 1024, name.length, 0, 2n, 2n, 0, 0);
  if (failed) throw new Error(`path_open: ${failed}`);
  const view = new DataView(memory.buffer);
  view.setUint32(16, 2048, true);
  view.setUint32(20, 1000, true);
  read!(view.getUint32(0, true), 16, 1, 32);
  return new TextDecoder().decode(
    new Uint8Array(memory.buffer, 2048, view.getUint32(32, true)),
  );
});
