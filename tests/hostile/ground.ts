/** The ground on which the doors are tried: folders, files, a server, and copies of the doors that know of them. */
import { DatabaseSync } from "node:sqlite";
import { TempFolder } from "../support/temp_folder.ts";
import { DOORS_FOLDER } from "./doors.ts";
import { HostileServer } from "./server.ts";

/** What no plugin may learn. */
export const SECRET = "the secret of the host";

/** The environment variable of the host that has the secret. */
export const SECRET_ENV = "TENON_HOSTILE_SECRET";

const HERE = import.meta.dirname!;

/** A folder with all that is tried, and a server. */
export class Ground implements AsyncDisposable {
  readonly #folder: TempFolder;
  readonly server: HostileServer;
  /** The folder itself: what is granted, what is not, the plugins, and where hosts run. */
  readonly path: string;

  private constructor(folder: TempFolder, path: string, server: HostileServer) {
    this.#folder = folder;
    this.path = path;
    this.server = server;
  }

  /** Lays it out. */
  static async lay(): Promise<Ground> {
    const folder = new TempFolder();
    // Links on the way to it are none of the doors that are tried.
    const path = Deno.realPathSync(folder.path);
    for (const name of ["granted", "linked", "linked/swapped", "run", "temp"]) Deno.mkdirSync(`${path}/${name}`);
    copy(`${HERE}/outside`, `${path}/outside`);
    using database = new DatabaseSync(`${path}/outside/secret.db`);
    database.exec(`CREATE TABLE secrets (text); INSERT INTO secrets VALUES ('${SECRET}')`);
    for (const name of ["movable.txt", "removable.txt", "addon.node"]) folder.write(`outside/${name}`, SECRET);
    folder.write("granted/note.txt", "nothing of interest");
    folder.write("linked/swapped/secret.txt", "nothing of interest");
    Deno.symlinkSync("../outside", `${path}/linked/link`);

    const server = await HostileServer.start(`${path}/outside/socket`);
    copy(`${HERE}/neighbour`, `${path}/neighbour`);
    copy(DOORS_FOLDER, `${path}/doors`, (text) =>
      text.replace('"../../outside/code.ts?by-map"', '"outside-by-map"')
        .replace('"../../server/', `"http://127.0.0.1:${server.port}/`));
    // What leads npm to the server, for packages of this scope alone.
    folder.write("run/.npmrc", `@tenon-hostile:registry=http://127.0.0.1:${server.registryPort}/\n`);
    const { imports } = JSON.parse(Deno.readTextFileSync(`${DOORS_FOLDER}/deno.json`));
    const names = {
      "@tenon/tenon": new URL("../../mod.ts", import.meta.url).href,
      "outside-by-map": `${path}/outside/code.ts`,
    };
    if (!("outside-by-map" in imports)) throw new Error("the doors have no names of their own");
    folder.write("run/names.json", JSON.stringify({ imports: names }));
    // A cache of its own, with the npm packages of the tests' own.
    Deno.mkdirSync(`${path}/cache`);
    Deno.symlinkSync(npmCache(), `${path}/cache/npm`);
    return new Ground(folder, path, server);
  }

  /** Whether something with this text in its name is where nobody may write. */
  hasFile(text: string): boolean {
    const names = ["outside", "granted", "linked", "temp"].flatMap((
      name,
    ) => [...Deno.readDirSync(`${this.path}/${name}`)]);
    return names.some(({ name }) => name.includes(text));
  }

  /** Puts what may have been moved, removed or swapped back in its place. */
  tidy(): void {
    for (const name of ["movable.txt", "removable.txt"]) Deno.writeTextFileSync(`${this.path}/outside/${name}`, SECRET);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    this.#folder[Symbol.dispose]();
  }
}

/** Where the npm packages are that the tests themselves have loaded. */
function npmCache(): string {
  const { stdout } = new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).outputSync();
  return String(JSON.parse(new TextDecoder().decode(stdout)).npmCache);
}

/** Copies a folder, links as links. */
function copy(from: string, to: string, change: (text: string) => string = (text) => text): void {
  Deno.mkdirSync(to);
  for (const { name, isSymlink, isDirectory } of Deno.readDirSync(from)) {
    if (isSymlink) Deno.symlinkSync(Deno.readLinkSync(`${from}/${name}`), `${to}/${name}`);
    else if (isDirectory) copy(`${from}/${name}`, `${to}/${name}`, change);
    else if (/\.tsx?$/.test(name)) {
      Deno.writeTextFileSync(`${to}/${name}`, change(Deno.readTextFileSync(`${from}/${name}`)));
    } else Deno.copyFileSync(`${from}/${name}`, `${to}/${name}`);
  }
}
