import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { grantFor, KINDS, type Needed, neededBy } from "../../../src/sandbox/grant/mod.ts";
import { runDeno } from "../../support/deno.ts";
import { TempFolder } from "../../support/temp_folder.ts";

/** What code without permissions would have needed, by the error that it throws. */
async function neededFor(...codes: string[]): Promise<string[]> {
  using folder = new TempFolder();
  const tries = codes.map((code) => `async () => { ${code} }`);
  const file = folder.write(
    "denied.ts",
    `const messages = [];
    for (const attempt of [${tries.join(",\n")}]) {
      messages.push(await attempt().then(() => "allowed", (error) => error.message));
    }
    console.log(JSON.stringify(messages));`,
  );
  const { stdout } = await runDeno(["run", "--no-check", "--no-prompt", file], { env: { TMPDIR: "/tmp" } });
  return (JSON.parse(stdout) as string[]).map((message) => {
    return neededBy(message).map(({ kind, value }) => `${kind} ${value}`).join("; ") || message;
  });
}

Deno.test("Deno's denials of all kinds are understood", async () => {
  const denials: [code: string, needed: string][] = [
    [`Deno.readTextFileSync("/etc/passwd")`, "read /etc/passwd"],
    [`Deno.readTextFileSync('/a "b"\\nc')`, 'read /a "b"\nc'],
    [`Deno.writeTextFileSync("/x", "")`, "write /x"],
    [`Deno.makeTempDirSync()`, "write /tmp"],
    [`Deno.symlinkSync("/x", "/y")`, "read undefined; write undefined"],
    [`Deno.env.get("HOME")`, "env HOME"],
    [`Deno.env.toObject()`, "env undefined"],
    [`await fetch("https://example.com/x")`, "net example.com:443"],
    [`await Deno.connect({ hostname: "::1", port: 80 })`, "net [::1]:80"],
    [`Deno.listen({ port: 8000 })`, "net 0.0.0.0:8000"],
    [`new Deno.Command("/bin/sh").outputSync()`, "run /bin/sh"],
    [`Deno.kill(1)`, "run undefined"],
    [`Deno.hostname()`, "sys hostname"],
    [`Deno.dlopen("/x.so", {})`, "ffi /x.so"],
    [`Deno.UnsafePointer.create(1n)`, "ffi undefined"],
    [`await import("https://import.test" + "/x.ts")`, "import import.test:443"],
    [`await import("file:///" + "x.ts")`, "read /x.ts"],
  ];
  assertEquals(await neededFor(...denials.map(([code]) => code)), denials.map(([, needed]) => needed));
});

Deno.test("so are those of Node's modules", async () => {
  const denials: [code: string, needed: string][] = [
    [`(await import("node:fs")).readFileSync("/x")`, "read /x"],
    [`await (await import("node:fs/promises")).writeFile("/x", "")`, "write /x"],
    [`(await import("node:process")).env.HOME`, "env HOME"],
    [`(await import("node:os")).hostname()`, "sys hostname"],
    [`(await import("node:child_process")).execFileSync("/bin/sh")`, "env undefined"],
    [`await (await import("node:dns")).promises.lookup("example.com")`, "net example.com"],
    [`new (await import("node:sqlite")).DatabaseSync("/x.db")`, "read /x.db"],
    [`new (await import("node:inspector")).Session().connect()`, "sys inspector"],
  ];
  // Of these, the environment is there as `default`.
  const codes = denials.map(([code]) => code.replace(`process")).env`, `process")).default.env`));
  assertEquals(await neededFor(...codes), denials.map(([, needed]) => needed));
});

Deno.test("what a compiled program says is understood as well", () => {
  const text = 'NotCapable: Requires read access to "/x", specify the required permissions during compilation using ' +
    "`deno compile --allow-read`";
  assertEquals(neededBy(text), [{ kind: "read", value: "/x" }]);
});

Deno.test("several denials in one text are each listed once", () => {
  const denial = (kind: string, value: string) =>
    `Requires ${kind} access to "${value}", run again with the --allow-${kind} flag`;
  const text = [denial("net", "a.com:443"), denial("net", "a.com:443"), denial("env", "A")].join("\n");
  assertEquals(neededBy(text), [{ kind: "net", value: "a.com:443" }, { kind: "env", value: "A" }]);
});

Deno.test("what to write is valid in a manifest", () => {
  const needed: Needed[] = [
    { kind: "env", value: "A" },
    { kind: "read", value: "/etc/passwd" },
    { kind: "read", value: '/a "b"' },
    { kind: "net", value: undefined },
    { kind: "net", value: "a.com:443" },
  ];
  assertEquals(grantFor(needed), `"permissions": { "read": ["/etc/passwd", "/a \\"b\\""], "net": true, "env": ["A"] }`);
  assertEquals(grantFor([{ kind: "run", value: "git" }]), `"permissions": { "run": ["git"] }, "dangerous": true`);
  assertEquals(grantFor([]), undefined);
});

Deno.test("a text that a plugin made up is bounded, and shows nothing that a terminal would obey", () => {
  const denial = (value: string) => `Requires read access to "${value}", run again with the --allow-read flag`;
  const many = Array.from({ length: 1000 }, (_, index) => denial(`/${index}`)).join();
  assertEquals(neededBy(many).length, 10);
  assertEquals(neededBy(denial("x".repeat(301))), []);
  assertEquals(neededBy(" ".repeat(1_000_000) + denial("/x")), []);
  const shown = grantFor(neededBy(denial('/\u001b[31m\u202e\n", "run": true, "x')));
  assertEquals(shown, String.raw`"permissions": { "read": ["/\u001b[31m\u202e\n\", \"run\": true, \"x"] }`);
  assertEquals(JSON.parse(`{ ${shown} }`).permissions.run, undefined);
});

Deno.test("property: whatever a plugin throws, what to write parses, and is one line", () => {
  const piece = fc.oneof(
    fc.string({ unit: "binary", maxLength: 20 }),
    fc.constantFrom('Requires read access to "', '", run again with the --allow-', "Requires net access", "<TMP>"),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.constantFrom(...KINDS), (pieces, kind) => {
      const text = `Requires ${kind} access to "${pieces.join("")}", run again with the --allow-${kind} flag`;
      const shown = grantFor(neededBy(text)) ?? "";
      assert(!/[\p{Cc}\p{Cf}]/u.test(shown), shown);
      JSON.parse(`{ ${shown} }`);
    }),
    { numRuns: 500 },
  );
});
