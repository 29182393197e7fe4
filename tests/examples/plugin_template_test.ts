import { assertEquals, assertStringIncludes } from "@std/assert";
import { copyLibraries } from "../load/host.ts";
import { JsrRegistry } from "../support/jsr_registry.ts";
import { TempFolder } from "../support/temp_folder.ts";
import { stdAssertPackage, tenonPackage } from "../support/tenon_package.ts";

const TEMPLATE = new URL("../../examples/plugin-template/", import.meta.url);

/** A copy of the template, in a place where nothing is known but a registry that has Tenon. */
class Copy extends TempFolder {
  constructor() {
    super();
    this.#copy("");
  }

  #copy(folder: string): void {
    for (const { name, isDirectory } of Deno.readDirSync(new URL(folder, TEMPLATE))) {
      if (isDirectory) this.#copy(`${folder}${name}/`);
      else this.write(`template/${folder}${name}`, Deno.readTextFileSync(new URL(folder + name, TEMPLATE)));
    }
  }

  /** Runs Deno in it, as its author does. */
  async run(...args: string[]): Promise<{ code: number; output: string }> {
    await using registry = await JsrRegistry.start(tenonPackage(), stdAssertPackage());
    using cache = new TempFolder();
    copyLibraries(cache.path);
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args,
      cwd: `${this.path}/template`,
      env: { ...registry.env, NO_COLOR: "1", DENO_DIR: cache.path },
      stdin: "null",
    }).output();
    const text = new TextDecoder();
    return { code, output: text.decode(stdout) + text.decode(stderr) };
  }
}

Deno.test("the plugin template passes its own tests, in the host and isolated, with Tenon from a registry", async () => {
  using template = new Copy();
  const { code, output } = await template.run("test", "-A", "--unstable-worker-options");
  assertEquals(code, 0, output);
  assertStringIncludes(output, "(in the host) ... ok");
  assertStringIncludes(output, "(in a process) ... ok");
  assertStringIncludes(output, "(in a worker) ... ok");
  assertStringIncludes(output, "11 passed | 0 failed");
});

Deno.test("the plugin template can be published: no slow types, nothing left to say", async () => {
  using template = new Copy();
  const { code, output } = await template.run("publish", "--dry-run", "--allow-dirty");
  assertEquals(code, 0, output);
  assertStringIncludes(output, "Simulating publish of @you/crow-clock@");
  assertEquals(output.match(/^(warning|error)/gm), null, output);
  assertEquals(
    [...output.matchAll(/\/template\/(\S+) \(/g)].map(([, path]) => path).sort(),
    ["README.md", "deno.json", "host/hooks.ts", "mod.ts", "plugin.ts"],
  );
});

Deno.test("the plugin template is formatted, and neither the linter nor the documentation's has an objection", async () => {
  using template = new Copy();
  for (const args of [["fmt", "--check"], ["lint"], ["doc", "--lint", "mod.ts", "plugin.ts", "host/hooks.ts"]]) {
    const { code, output } = await template.run(...args);
    assertEquals(code, 0, output);
  }
});
