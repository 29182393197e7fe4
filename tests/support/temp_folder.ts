/** A folder for the files of a test, which is gone at the end of the scope. */
export class TempFolder implements Disposable {
  readonly path: string = Deno.makeTempDirSync();

  /** Writes a file, and the folders that it is in, and gives its path. */
  write(name: string, content: string | Uint8Array): string {
    const path = `${this.path}/${name}`;
    Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    if (typeof content === "string") Deno.writeTextFileSync(path, content);
    else Deno.writeFileSync(path, content);
    return path;
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}
