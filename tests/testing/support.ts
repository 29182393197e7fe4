/** What the tests of the author's kit share: a host, and a plugin for it in a file. */
import { type First, type Historic, hookspecMarker } from "@tenon/tenon";
import { TempFolder } from "../support/temp_folder.ts";

const hookspec = hookspecMarker("desk");

/** The hooks of the host. */
export class DeskSpec {
  /** All may answer. */
  @hookspec
  async onTicket(_: { id: number; text: string }): Promise<string | void> {}

  /** The first to answer wins. */
  @hookspec({ firstresult: true })
  async assign(_: { id: number }): Promise<First<string> | void> {}

  /** Remembered for those who come later. */
  @hookspec({ historic: true })
  async configure(_: { level: number }): Promise<Historic<number> | void> {}

  /** A synchronous hook. */
  @hookspec
  format(_: { line: string }): string | void {}
}

const TENON = new URL("../../mod.ts", import.meta.url).href;

/** A folder with plugins. */
export class Plugins extends TempFolder {
  /**
   * Writes the module of a plugin, which has `hookimpl`; gives its URL. In JavaScript, as `deno test` checks the types of what
   * it loads into workers.
   */
  plugin(body: string): URL {
    const text = `import { hookimplMarker } from ${JSON.stringify(TENON)};\nconst hookimpl = hookimplMarker("desk");\n`;
    return new URL(`file://${this.write(`${crypto.randomUUID()}.js`, text + body)}`);
  }
}
