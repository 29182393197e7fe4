import { assertEquals, assertStringIncludes } from "@std/assert";
import { Border } from "./support.ts";

/** The module of a plugin that answers for the runner beside it: it knows all that the runner knows. */
function forging(answer: string): string {
  return `const { prefix } = JSON.parse(Deno.args[0]);
    const write = Deno.stdout.writeSync.bind(Deno.stdout);
    Deno.stdout.writeSync = (bytes) => bytes.length;
    write(new TextEncoder().encode("\\n" + prefix + JSON.stringify(["ok", 1, ${answer}]) + "\\n"));
    setInterval(() => {}, 1000);`;
}

const IMPL = `{ member: "ask", options: {}, kind: "function" }`;

/** What a plugin may say that it is, each with a part of what the report is to say of it. */
const ANSWERS: Readonly<Record<string, readonly [answer: string, reason: string]>> = {
  "nothing": ["null", "did not say what has become"],
  "no list of impls": [`{ state: "created", projects: [] }`, "must describe at most"],
  "a number of impls": [`{ state: "created", impls: 5, projects: [] }`, "must describe at most"],
  "an impl that is none": [`{ state: "created", impls: [null], projects: [] }`, "the name of an impl"],
  "an impl without options": [
    `{ state: "created", impls: [{ member: "ask", kind: "function" }], projects: [] }`,
    "must be an object",
  ],
  "options that are none": [
    `{ state: "created", impls: [{ member: "ask", kind: "function", options: { before: 5 } }], projects: [] }`,
    "before must be an array",
  ],
  "one impl twice": [`{ state: "created", impls: [${IMPL}, ${IMPL}], projects: [] }`, "once"],
  "an impl of no kind": [
    `{ state: "created", impls: [{ member: "ask", options: {}, kind: "class" }], projects: [] }`,
    "what kind of function",
  ],
  "projects that only look like a list": [
    `{ state: "created", impls: [], projects: { length: 2 } }`,
    "the projects that it is for",
  ],
  "more impls than anybody has": [
    `{ state: "created", impls: Array.from({ length: 20000 }, (_, i) => ({ member: "h" + i, options: {}, kind: "function" })), projects: [] }`,
    "must describe at most",
  ],
  "a name without an end": [
    `{ state: "created", impls: [{ member: "x".repeat(100000), options: {}, kind: "function" }], projects: [] }`,
    "1 to 200 characters",
  ],
};

for (const [what, [answer, reason]] of Object.entries(ANSWERS)) {
  Deno.test(`a plugin that answers for its runner, with ${what}, is a line in the report; the others load`, async () => {
    await using border = await Border.tryToLoad({
      forger: { body: forging(answer), timeoutMs: 20_000 },
      good: "export const ask = hookimpl(() => 'good');",
    });
    const [forger, good] = border.report.plugins;
    assertEquals([forger!.state, good!.state], ["failed", "loaded"]);
    assertStringIncludes(forger!.error!.message, reason);
    assertStringIncludes(forger!.error!.message, "'forger'");
    assertEquals(await border.pm.hook.ask({}), ["good"]);
  });
}
