import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { runDeno } from "../support/deno.ts";

const HOST = `/**
 * The hooks of an example.
 *
 * @module
 */
import { type First, type Historic, hookimplMarker, type HookimplMarker, hookspecMarker } from "@tenon/tenon";

const hookspec = hookspecMarker("example");

/** Extension points of the example. */
export class ExampleSpec {
  /** Called when it starts. */
  @hookspec
  async onStart(_: { id: number }): Promise<void> {}

  /** The first plugin to answer wins. */
  @hookspec({ firstresult: true })
  async pickName(_: { id: number }): Promise<First<string> | void> {}

  /** Replayed to plugins that come later. */
  @hookspec({ historic: true })
  async onConfigure(_: { id: number }): Promise<Historic | void> {}

  /** A synchronous hook. */
  @hookspec
  formatLine(_: { line: string }): string | void {}
}

/** What plugin authors import. */
export const hookimpl: HookimplMarker<ExampleSpec> = hookimplMarker("example");
`;

const PLUGIN = `/**
 * A plugin of an example.
 *
 * @module
 */
import type { Args, Wrapper } from "@tenon/tenon";
import { type ExampleSpec, hookimpl } from "./host.ts";

/** Marks lines. */
export default class Marks {
  constructor(private readonly options: { readonly mark: string }) {}

  /** An impl without an answer needs no return type. */
  @hookimpl
  onStart({ id }: Args<ExampleSpec, "onStart">) {
    console.log(id);
  }

  /** An impl with an answer does, as what it answers is public. */
  @hookimpl({ tryfirst: true })
  formatLine({ line }: Args<ExampleSpec, "formatLine">): string {
    return this.options.mark + line;
  }

  /** A wrapper has one anyway. */
  @hookimpl({ wrapper: true })
  async *pickName(): Wrapper<ExampleSpec, "pickName"> {
    const name = yield;
    return await Promise.resolve(name?.trim());
  }
}
`;

/** Lays out a package that could be published, and gives its folder. */
async function makePackage(files: Record<string, string>): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "tenon-package-" });
  const exports = { ".": "./host.ts", "./plugin": "./plugin.ts" };
  const config = { name: "@example/host", version: "1.0.0", license: "MIT", exports };
  for (const [name, text] of Object.entries({ "deno.json": JSON.stringify(config), ...files })) {
    await Deno.writeTextFile(`${folder}/${name}`, text);
  }
  return folder;
}

/** Lints a package as its author would: with the rules of JSR, as it has a name and exports. */
async function lint(cwd: string): Promise<{ code: number; output: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["lint"],
    cwd,
    // What is imported plays no part, and the linter is not to wait for a registry that does not answer.
    env: { NO_COLOR: "1", JSR_URL: "http://127.0.0.1:9/" },
  }).output();
  const decoder = new TextDecoder();
  return { code, output: decoder.decode(stdout) + decoder.decode(stderr) };
}

Deno.test("a host and a plugin compile without slow types, and the linter is content with them", async () => {
  const folder = await makePackage({ "host.ts": HOST, "plugin.ts": PLUGIN });
  try {
    const checked = await runDeno(["check", `${folder}/host.ts`, `${folder}/plugin.ts`], { cwd: folder });
    assertEquals(checked.code, 0, checked.stderr);
    const linted = await lint(folder);
    assertEquals(linted.code, 0, linted.output);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the same linter objects to a marker without a type and to an answer without a return type", async () => {
  const host = HOST.replace(
    "hookimpl: HookimplMarker<ExampleSpec> = hookimplMarker",
    "hookimpl = hookimplMarker<ExampleSpec>",
  );
  const plugin = PLUGIN.replace('"formatLine">): string', '"formatLine">)');
  const folder = await makePackage({ "host.ts": host, "plugin.ts": plugin });
  try {
    const { code, output } = await lint(folder);
    assert(code !== 0);
    assertEquals(output.match(/error\[no-slow-types\]/g)?.length, 2, output);
    assertStringIncludes(output, "host.ts");
    assertStringIncludes(output, "plugin.ts");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
