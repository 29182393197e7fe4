import { assertEquals } from "@std/assert";
import { ManifestError } from "../../src/manifest/errors.ts";
import { TenonError } from "../../src/engine/errors.ts";
import { readManifest } from "../../src/manifest/read.ts";
import { errorOf, onlyProblem, readText, TempFolder, wrongWith, wrongWithEntry } from "./support.ts";

Deno.test("all problems are reported at once, in the order of the text, one line each", async () => {
  using folder = new TempFolder();
  const path = folder.write(
    "plugins.jsonc",
    `{
  "plugins": {
    "slack": { "from": "npm:slack", "timeoutMS": 5 },
    "rag": { "permissions": "inherits" }
  },
  "version": 1
}`,
  );
  const error = await errorOf(readManifest(path));
  assertEquals(error.message.split("\n"), [
    `${path}:3:37: Unknown key 'timeoutMS' in plugin 'slack'. Did you mean 'timeoutMs'?`,
    `${path}:4:12: Plugin 'rag' has no 'from': it must be a specifier, such as "jsr:@scope/name@^1" or "./plugin.ts".`,
    `${path}:4:29: 'permissions' of plugin 'rag' must be "none", "inherit", or an object with permissions, ` +
    `such as { "net": ["example.com"] }: found "inherits". Did you mean "inherit"?`,
    `${path}:6:3: Unknown key 'version'. It can have '$schema', 'discover' and 'plugins'.`,
  ]);
});

Deno.test("the error is a TenonError with a code, and says where the first problem is", async () => {
  const error = await errorOf(readManifest({ plugins: { a: { from: "" } } }));
  assertEquals(error instanceof TenonError, true);
  assertEquals([error.name, error.code, error.source], ["ManifestError", "manifest-invalid", "plugins.a.from"]);
});

Deno.test("the error names the plugin only if all problems are about the same one", async () => {
  const one = await errorOf(readManifest({ plugins: { a: { from: "", timeoutMs: 0 } } }));
  assertEquals(one.plugin, "a");
  const two = await errorOf(readManifest({ plugins: { a: "", b: "" } }));
  assertEquals(two.plugin, undefined);
});

Deno.test("a problem of a manifest in memory has a path and the value, but no position", async () => {
  const problem = await onlyProblem({ plugins: { a: { from: "./a.ts", permissions: { net: ["a", 5] } } } });
  assertEquals(problem, {
    code: "invalid-value",
    message: "'permissions.net[1]' of plugin 'a' must be a string: found 5.",
    file: undefined,
    line: undefined,
    column: undefined,
    path: ["plugins", "a", "permissions", "net", 1],
    value: 5,
  });
  assertEquals(
    new ManifestError("manifest-invalid", [problem]).message,
    "plugins.a.permissions.net[1]: 'permissions.net[1]' of plugin 'a' must be a string: found 5.",
  );
});

Deno.test("the top level must be an object", async () => {
  assertEquals(await wrongWith(" []"), [`1:2 The manifest must be an object, such as { "plugins": {} }: found [].`]);
  assertEquals(
    (await onlyProblem(null)).message,
    `The manifest must be an object, such as { "plugins": {} }: found null.`,
  );
});

Deno.test("'plugins' is needed", async () => {
  assertEquals(await wrongWith("{}"), [
    "1:1 The manifest has no 'plugins': it must be an object: plugin names, each with a specifier or an object.",
  ]);
});

Deno.test("a needed key that is there but misspelt is one problem, not two", async () => {
  assertEquals(await wrongWith(`{"plugin": {}}`), ["1:2 Unknown key 'plugin'. Did you mean 'plugins'?"]);
  assertEquals(await wrongWith(`{"plugins": {"a": {"form": "./a.ts"}}}`), [
    "1:20 Unknown key 'form' in plugin 'a'. Did you mean 'from'?",
  ]);
});

Deno.test("unknown keys are found in permission sets and in their long form", async () => {
  assertEquals(
    await wrongWithEntry({ permissions: { nett: true } }),
    "Unknown key 'nett' in 'permissions' of plugin 'p'. Did you mean 'net'?",
  );
  assertEquals(
    await wrongWithEntry({ permissions: { net: { alow: true } } }),
    "Unknown key 'alow' in 'permissions.net' of plugin 'p'. Did you mean 'allow'?",
  );
});

Deno.test("an unknown key that resembles none gets the list of those there are", async () => {
  assertEquals(
    await wrongWithEntry({ colour: "red" }),
    "Unknown key 'colour' in plugin 'p'. It can have " +
      "'from', 'permissions', 'isolation', 'dangerous', 'memoryMb', 'options', 'enabled', 'required', 'timeoutMs', " +
      "'onError', 'integrity', 'requires', 'ignoreVersion', 'before' and 'after'.",
  );
});

Deno.test("every unknown key is reported, not only the first", async () => {
  const error = await errorOf(readManifest({ plugins: {}, x1: 1, x2: 2 } as { plugins: Record<string, string> }));
  assertEquals(error.problems.map(({ path }) => path), [["x1"], ["x2"]]);
});

Deno.test("keys that every object inherits are unknown keys like any other", async () => {
  const keys = ["__proto__", "constructor", "toString", "hasOwnProperty"];
  for (const key of keys) {
    const problems = await wrongWith(`{"plugins": {"a": {"from": "./a.ts", "permissions": {"${key}": true}}}}`);
    assertEquals(problems.length, 1);
    assertEquals(problems[0]?.startsWith(`1:54 Unknown key '${key}' in 'permissions' of plugin 'a'.`), true);
  }
});

Deno.test("a plugin named twice is reported with both places", async () => {
  assertEquals(await wrongWith(`{"plugins": {\n  "a": "./a.ts",\n  "a": "./b.ts"\n}}`), [
    "3:3 Plugin 'a' is there twice: it is already at 2:3.",
  ]);
});

Deno.test("any key that stands twice is reported, whether escaped or deep in the options", async () => {
  assertEquals(
    await wrongWith(`{"plugins": {"a": {"from": "./a.ts", "fr\\u006Fm": "./b.ts", "options": [{"x": 1, "x": 1}]}}}`),
    [
      "1:38 Key 'from' in plugin 'a' is there twice: it is already at 1:20.",
      "1:82 Key 'x' in 'options[0]' of plugin 'a' is there twice: it is already at 1:74.",
    ],
  );
});

Deno.test("a specifier must not be empty", async () => {
  const message = `must be a specifier, such as "jsr:@scope/name@^1" or "./plugin.ts"`;
  assertEquals((await onlyProblem({ plugins: { a: "" } })).message, `Plugin 'a' ${message}: found "".`);
  assertEquals(await wrongWithEntry({ from: " " }), `'from' of plugin 'p' ${message}: found " ".`);
  assertEquals(await wrongWithEntry({ from: 5 }), `'from' of plugin 'p' ${message}: found 5.`);
});

Deno.test("a plugin's name must not be empty", async () => {
  assertEquals(await wrongWith(`{"plugins": {"": "./a.ts"}}`), [
    `1:14 A plugin's name must be a name with at least one visible character: found "".`,
  ]);
});

Deno.test("an entry must be a string or an object", async () => {
  for (const [entry, found] of [[5, "5"], [null, "null"], [["./a.ts"], `["./a.ts"]`], [true, "true"]]) {
    assertEquals(
      (await onlyProblem({ plugins: { a: entry } })).message,
      `Plugin 'a' must be a specifier, or an object with "from": found ${found}.`,
    );
  }
});

Deno.test("timeoutMs must be a whole number that a timer can wait", async () => {
  for (const value of [0, -1, 1.5, NaN, Infinity, 2 ** 31, true]) {
    assertEquals(
      await wrongWithEntry({ timeoutMs: value }),
      `'timeoutMs' of plugin 'p' must be a whole number of milliseconds from 1 to 2147483647: found ${value}.`,
    );
  }
  assertEquals((await readManifest({ plugins: { p: { from: "p", timeoutMs: 1 } } })).entries[0]?.timeoutMs, 1);
});

Deno.test("isolation must be one of its words", async () => {
  assertEquals(
    await wrongWithEntry({ isolation: "proces" }),
    `'isolation' of plugin 'p' must be "process" or "worker": found "proces". Did you mean "process"?`,
  );
  assertEquals(
    await wrongWithEntry({ isolation: "host" }),
    `'isolation' of plugin 'p' must be "process" or "worker": found "host".`,
  );
});

Deno.test("memoryMb must be a whole number with which a process can start", async () => {
  for (const value of [0, 15, -16, 16.5, NaN, Infinity, 1e300, true]) {
    assertEquals(
      await wrongWithEntry({ memoryMb: value }),
      `'memoryMb' of plugin 'p' must be a whole number of MiB from 16 to 1048576: found ${value}.`,
    );
  }
  assertEquals((await readManifest({ plugins: { p: { from: "p", memoryMb: 16 } } })).entries[0]?.memoryMb, 16);
});

Deno.test("dangerous must be true or false", async () => {
  assertEquals(
    await wrongWithEntry({ dangerous: "true" }),
    `'dangerous' of plugin 'p' must be true or false: found "true". Did you mean true, without quotes?`,
  );
});

Deno.test("a plugin that inherits runs in the host, so nothing can be said of its isolation and memory", async () => {
  const why = `must be left out beside "permissions": "inherit": such a plugin runs in the host itself.`;
  const entry = `{"from": "./a.ts", "isolation": "process", "memoryMb": 64, "permissions": "inherit"}`;
  assertEquals(await wrongWith(`{"plugins": {"a": ${entry}}}`), [
    `1:51 'isolation' of plugin 'a' ${why}`,
    `1:74 'memoryMb' of plugin 'a' ${why}`,
  ]);
});

Deno.test("a worker cannot be held to less memory than the host has", async () => {
  assertEquals(
    await wrongWithEntry({ isolation: "worker", memoryMb: 64 }),
    `'memoryMb' of plugin 'p' must be left out beside "isolation": "worker": ` +
      "a worker shares the host's memory and cannot be held to less.",
  );
});

Deno.test("keys that rule each other out are one problem where one of them is wrong as well", async () => {
  assertEquals(
    await wrongWithEntry({ permissions: "inherit", isolation: "proces" }),
    `'isolation' of plugin 'p' must be "process" or "worker": found "proces". Did you mean "process"?`,
  );
});

Deno.test("a number or a truth value in quotes is recognized", async () => {
  assertEquals(
    await wrongWithEntry({ timeoutMs: "5000" }),
    "'timeoutMs' of plugin 'p' must be a whole number of milliseconds from 1 to 2147483647: " +
      `found "5000". Did you mean 5000, without quotes?`,
  );
  assertEquals(
    await wrongWithEntry({ enabled: "false" }),
    `'enabled' of plugin 'p' must be true or false: found "false". Did you mean false, without quotes?`,
  );
});

Deno.test("a single string where a list must be is recognized", async () => {
  assertEquals(
    await wrongWithEntry({ permissions: { net: "example.com" } }),
    "'permissions.net' of plugin 'p' must be true, false, a list of strings, or an object with 'allow' and 'deny': " +
      `found "example.com". Did you mean ["example.com"]?`,
  );
});

Deno.test("permissions of a wrong type are told all that they can be", async () => {
  for (const value of [true, ["net"], null]) {
    assertEquals(
      await wrongWithEntry({ permissions: value }),
      `'permissions' of plugin 'p' must be "none", "inherit", or an object with permissions, ` +
        `such as { "net": ["example.com"] }: found ${JSON.stringify(value)}.`,
    );
  }
});

Deno.test("in the long form of a permission, the wrong part is named", async () => {
  assertEquals(
    await wrongWithEntry({ permissions: { env: { allow: true, deny: 1 } } }),
    "'permissions.env.deny' of plugin 'p' must be true, false or a list of strings: found 1.",
  );
});

Deno.test("options in memory must be what JSON can hold", async () => {
  const circle: unknown[] = [];
  circle.push(circle);
  const cases: [unknown, string][] = [
    [new Date(0), "an instance of Date"],
    [() => 1, "a function"],
    [NaN, "NaN"],
    [1n, "a bigint"],
    [[undefined], "undefined"],
    [circle, "an object in circles, or with more than JSON can hold"],
  ];
  for (const [options, found] of cases) {
    const message = await wrongWithEntry({ options });
    assertEquals(message.slice(message.indexOf(" of plugin")), ` of plugin 'p' must be a JSON value: found ${found}.`);
  }
});

Deno.test("circles are cut where they close, however many there are", async () => {
  const options: unknown[] = [];
  options.push(options, options);
  const { problems } = await errorOf(readManifest({ plugins: { a: { from: "./a.ts", options } } }));
  assertEquals(problems.map(({ path }) => path), [["plugins", "a", "options", 0], ["plugins", "a", "options", 1]]);
});

Deno.test("a number that is too large for JavaScript is no JSON value", async () => {
  assertEquals(await wrongWith(`{"plugins": {"a": {"from": "./a.ts", "options": [1e999]}}}`), [
    "1:50 'options[0]' of plugin 'a' must be a JSON value: found Infinity.",
  ]);
});

Deno.test("long values are cut and control characters written out", async () => {
  const long = await wrongWithEntry({ permissions: "x".repeat(1000) });
  assertEquals(long.endsWith(`found "${"x".repeat(59)}….`), true);
  const { message } = await onlyProblem({ plugins: { "a\x9b\n\u202e": 1 } });
  assertEquals(message.startsWith("Plugin 'aU+009BU+000AU+202E' must be"), true);
});

Deno.test("a manifest that is in order is accepted whole", async () => {
  const { entries } = await readText(`{
    "$schema": "https://jsr.io/@tenon/tenon/0.1.0/plugins.schema.json",
    "plugins": {
      "persistence": { "from": "jsr:@crow/persistence@^1", "permissions": "inherit", "options": { "path": "crow.db" } },
      "slack": {
        "from": "npm:bernstein-slack-notifier@^2",
        "permissions": { "net": ["hooks.slack.com"], "env": ["SLACK_WEBHOOK_URL"] },
        "timeoutMs": 5000
      },
      "rag": "https://example.com/plugins/rag.ts",
      "house-rules": "./plugins/house_rules.ts"
    }
  }`);
  assertEquals(entries.map(({ name }) => name), ["persistence", "slack", "rag", "house-rules"]);
});
