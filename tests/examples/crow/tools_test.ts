/** The agent's own tools, on the disk. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { resolve } from "node:path";
import type { JsonObject, ToolResult } from "../../../examples/crow/model.ts";
import { builtinTools } from "../../../examples/crow/tools/builtin.ts";
import { inside } from "../../../examples/crow/tools/inside.ts";
import { gone, isAlive, pidIn } from "./processes.ts";
import { Folder } from "./support.ts";

const LINUX = { ignore: Deno.build.os !== "linux" };

/** Calls a tool in a folder. */
function call(
  folder: Folder,
  name: string,
  args: JsonObject,
  signal = new AbortController().signal,
): Promise<ToolResult> {
  const tool = builtinTools(folder.path).find(({ info }) => info.name === name)!;
  return tool.call({ id: "1", name, args }, signal);
}

Deno.test("a folder is listed in order, folders with a slash", async () => {
  using folder = new Folder({ "b.md": "", "a/c.md": "" });
  assertEquals(await call(folder, "list_files", {}), { content: "a/\nb.md" });
  assertEquals(await call(folder, "list_files", { path: "a" }), { content: "c.md" });
  Deno.mkdirSync(folder.file("empty"));
  assertEquals(await call(folder, "list_files", { path: "empty" }), { content: "(empty)" });
});

Deno.test("a file that is too large is cut, and one that is no text is refused", async () => {
  using folder = new Folder({ "large.txt": "x".repeat(100_003), "binary": "a\0b" });
  assertEquals(
    (await call(folder, "read_file", { path: "large.txt" })).content.slice(-30),
    "xxxxx\n… (3 more characters)".padStart(30, "x"),
  );
  await assertRejects(() => call(folder, "read_file", { path: "binary" }), Error, "is no text");
});

Deno.test("arguments of the wrong kind are told", async () => {
  using folder = new Folder();
  const wrong: [string, JsonObject][] = [
    ["read_file", {}],
    ["read_file", { path: 7 }],
    ["write_file", { path: "a" }],
    ["list_files", { path: null }],
    ["run_command", { command: ["ls"] }],
    ["run_command", { toString: "ls" }],
  ];
  for (const [name, args] of wrong) await assertRejects(() => call(folder, name, args), TypeError, "must be a string");
  await assertRejects(() => call(folder, "run_command", { command: "a\0b" }), TypeError, "NUL");
});

Deno.test("what is outside of the session's folder is out of reach, links that lead there as well", LINUX, async () => {
  using outer = new Folder({ "secret.txt": "secret", "in/here.txt": "here" });
  using folder = new Folder({ "here.txt": "here" });
  Deno.symlinkSync(outer.path, folder.file("link"));
  Deno.symlinkSync(outer.file("secret.txt"), folder.file("secret.txt"));
  Deno.symlinkSync(outer.file("new.txt"), folder.file("dangling.txt"));
  Deno.symlinkSync("here.txt", folder.file("fine.txt"));
  const paths = [
    "..",
    "../x",
    outer.file("secret.txt"),
    "link",
    "link/secret.txt",
    "link/new.txt",
    "secret.txt",
    "dangling.txt",
  ];
  for (const path of paths) {
    for (
      const [name, args] of [["read_file", { path }], ["write_file", { path, content: "x" }], ["list_files", {
        path,
      }]] as const
    ) {
      await assertRejects(() => call(folder, name, args), Error, "is outside of", `${name} ${path}`);
    }
  }
  assertEquals(await call(folder, "read_file", { path: "fine.txt" }), { content: "here" });
  assertEquals(Deno.readTextFileSync(outer.file("secret.txt")), "secret");
  assertEquals([...Deno.readDirSync(outer.path)].length, 2);
});

Deno.test("a link to nowhere leads where the system follows it to, through all other links", LINUX, async () => {
  using outer = new Folder({ "in/d1/d2/d3/.keep": "", "in/a/deep/.keep": "", "in/x/y/.keep": "" });
  const cwd = outer.file("in");
  // Taken by their names alone, these would lead to in/d1/evil.txt and in/x/evil.txt.
  Deno.symlinkSync("../../../a", `${cwd}/d1/d2/d3/sub`);
  Deno.symlinkSync("../../evil.txt", `${cwd}/a/link`);
  Deno.symlinkSync("../../a", `${cwd}/x/y/up`);
  Deno.symlinkSync("y/up/../../evil.txt", `${cwd}/x/link`);
  Deno.symlinkSync("nowhere/../loop", `${cwd}/loop`);
  Deno.symlinkSync("../new.txt", `${cwd}/a/deep/good`);
  const tool = builtinTools(cwd).find(({ info }) => info.name === "write_file")!;
  const write = (path: string) =>
    tool.call({ id: "1", name: "write_file", args: { path, content: "x" } }, new AbortController().signal);
  for (const path of ["d1/d2/d3/sub/link", "a/link", "x/link"]) {
    await assertRejects(() => write(path), Error, "is outside of", path);
  }
  await assertRejects(() => write("loop"), Error, "too many links");
  await write("a/deep/good");
  assertEquals(Deno.readTextFileSync(`${cwd}/a/new.txt`), "x");
  assertEquals(Array.from(Deno.readDirSync(outer.path), ({ name }) => name), ["in"]);
});

Deno.test("whether a file is made or replaced is told before, also where it cannot be shown", async () => {
  using folder = new Folder({ "binary": "a\0b", "old.txt": "old" });
  const missing = Object.assign(new Error("Resource not found"), { code: -32002 });
  const broken = Object.assign(new Error("the editor is busy"), { code: -32603 });
  const preview = (path: string, read?: () => Promise<string>) => {
    const tool = builtinTools(folder.path, read && { read }).find(({ info }) => info.name === "write_file")!;
    return tool.preview!({ id: "1", name: "write_file", args: { path, content: "new" } });
  };
  const made = { title: "Create new.txt", path: folder.file("new.txt"), change: { oldText: null, newText: "new" } };
  assertEquals(await preview("new.txt"), made);
  assertEquals(await preview("new.txt", () => Promise.reject(missing)), made);
  assertEquals(await preview("old.txt"), {
    title: "Write old.txt",
    path: folder.file("old.txt"),
    change: { oldText: "old", newText: "new" },
  });
  for (const [path, read] of [["binary"], ["old.txt", () => Promise.reject(broken)]] as const) {
    assertEquals(await preview(path, read), {
      title: `Replace ${path} (its content cannot be shown)`,
      path: folder.file(path),
    });
  }
});

Deno.test("whatever path a model names, it is inside of the folder or refused", async () => {
  using folder = new Folder();
  const part = fc.oneof(fc.constantFrom("..", ".", "", "a", "/", "...", "..a", "~"), fc.string({ maxLength: 5 }));
  await fc.assert(fc.asyncProperty(fc.array(part, { maxLength: 6 }), async (parts) => {
    const path = parts.join("/");
    const given = await inside(folder.path, path).catch((error: Error) => error);
    if (given instanceof Error) return;
    assertEquals(given, resolve(folder.path, path));
    assert(given === folder.path || given.startsWith(`${folder.path}/`), given);
  }));
});

Deno.test("of a long output the end is given", LINUX, async () => {
  using folder = new Folder();
  const { content } = await call(folder, "run_command", { command: "head -c 200000 /dev/zero | tr '\\0' x; echo end" });
  assertEquals(content.slice(0, 30), "(150004 bytes before this)\nxxx");
  assert(content.endsWith("xend\n(exit code 0)"));
});

Deno.test("what a command leaves running in the background ends with it", LINUX, async () => {
  using folder = new Folder();
  const { content } = await call(folder, "run_command", { command: "sleep 600 & echo $! > pid; echo done" });
  assertEquals(content, "done\n(exit code 0)");
  await gone(await pidIn(folder.file("pid")));
});

Deno.test("a command is not waited for longer because of what it starts in a group of its own", LINUX, async () => {
  using folder = new Folder();
  const command = "setsid sh -c 'echo $$ > pid; exec sleep 60' & while [ ! -s pid ]; do sleep 0.01; done; echo started";
  const { content } = await call(folder, "run_command", { command });
  const pid = await pidIn(folder.file("pid"));
  assert(isAlive(pid), "it was waited for");
  Deno.kill(pid, "SIGKILL");
  assertEquals(content, "started\n(exit code 0)");
});

Deno.test("a command can wait for what it started, and only for that", LINUX, async () => {
  using folder = new Folder();
  const { content } = await call(folder, "run_command", { command: "(sleep 0.1; echo one) & wait; echo two" });
  assertEquals(content, "one\ntwo\n(exit code 0)");
});

Deno.test("quotes, dollars and lines of a command arrive as they are", LINUX, async () => {
  using folder = new Folder();
  const command = `x='a "b" $c'; printf '%s\\n' "$x" 'it'"'"'s'\necho "$0 $#"`;
  assertEquals((await call(folder, "run_command", { command })).content, `a "b" $c\nit's\nsh 0\n(exit code 0)`);
});

Deno.test("a command cannot wait for input", LINUX, async () => {
  using folder = new Folder();
  assertEquals((await call(folder, "run_command", { command: "cat; echo over" })).content, "over\n(exit code 0)");
});

Deno.test("a command that was cancelled before it began does not run", async () => {
  using folder = new Folder();
  await assertRejects(() => call(folder, "run_command", { command: "touch done" }, AbortSignal.abort()));
  assertEquals([...Deno.readDirSync(folder.path)], []);
});

Deno.test(
  "a command that ends by itself fails with its exit code, and one that is not there says so",
  LINUX,
  async () => {
    using folder = new Folder();
    const { content, failed } = await call(folder, "run_command", { command: "no-such-command-at-all" });
    assertEquals(failed, true);
    assertStringIncludes(content, "(exit code 127)");
  },
);
