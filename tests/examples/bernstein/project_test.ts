import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import { findCycle } from "../../../examples/bernstein/cycle.ts";
import { parseProject, ProjectError, readProject } from "../../../examples/bernstein/project.ts";
import { TempFolder } from "../../support/temp_folder.ts";
import { projectText, type TaskInput } from "./support.ts";

/** What is said about a project file, without its beginning. */
function problemOf(text: string): string {
  try {
    parseProject(text, "/projects/p.jsonc");
  } catch (error) {
    if (!(error instanceof ProjectError)) throw error;
    assertStringIncludes(error.message, "Cannot run the project /projects/p.jsonc:");
    return error.message.replace(/^Cannot run the project \/projects\/p\.jsonc:\s*/, "");
  }
  throw new Error("The project was found in order.");
}

function problemWith(tasks: readonly TaskInput[], more: object = {}): string {
  return problemOf(projectText(tasks, more));
}

Deno.test("a project file says little, and the rest is as one would expect", () => {
  const text = `{
    // Comments and trailing commas are fine.
    "name": "p",
    "adapters": { "claude": { "command": "claude -p" } },
    "tasks": [{ "id": "a", "prompt": "do a", "adapter": "claude", "gates": ["deno  lint", ["echo", "a b"]], }],
  }`;
  assertEquals(parseProject(text, "/projects/p.jsonc"), {
    name: "p",
    parallel: 2,
    costThresholds: [],
    adapters: { claude: { command: ["claude", "-p"] } },
    tasks: [{
      id: "a",
      title: "a",
      role: "agent",
      dependsOn: [],
      prompt: "do a",
      folder: "/projects",
      gates: [["deno", "lint"], ["echo", "a b"]],
      adapter: "claude",
      script: [],
      maxAttempts: 3,
      timeoutMs: 600_000,
    }],
  });
});

Deno.test("folders are relative to the project file, and thresholds come ascending and once", () => {
  const text = projectText([{ id: "a", folder: "../lib" }], { costThresholds: [2, 0.5, 2] });
  const { tasks, costThresholds } = parseProject(text, "/projects/p/project.jsonc");
  assertEquals([tasks[0]?.folder, costThresholds], ["/projects/lib", [0.5, 2]]);
});

Deno.test("a file that is not there, or is no JSON, is refused with its path", async () => {
  using folder = new TempFolder();
  const path = `${folder.path}/none.jsonc`;
  await assertRejects(() => readProject(path), ProjectError, `Cannot read the project ${path}: `);
  assertStringIncludes(problemOf(`{ "name": "p", `), "it is not JSON with comments: ");
  assertStringIncludes(problemOf(""), "it is not JSON with comments: ");
});

Deno.test("what is wrong is said with its place, and all of it at once", () => {
  assertEquals(problemOf("[]"), "the file must be an object, not an array.");
  assertEquals(problemOf("{}"), "- name is missing.\n  - tasks is missing.");
  assertEquals(problemOf(`{ "name": "p", "tasks": [] }`), "tasks must not be empty.");
  assertEquals(
    problemWith([{ id: "a b" }]),
    "tasks[0].id must be letters, digits, and - _ . without spaces.",
  );
  assertEquals(problemWith([{ id: "a", promt: "x" }]), 'tasks[0] has "promt", which means nothing here.');
  assertEquals(problemWith([{ id: "a", prompt: 3 }]), "tasks[0].prompt must be a string, not a number.");
  assertEquals(problemWith([{ id: "a", prompt: null }]), "tasks[0].prompt must be a string, not null.");
  assertEquals(problemWith([{ id: "a", title: "two\nlines" }]), "tasks[0].title must be a line of text.");
  assertEquals(problemWith([{ id: "a", maxAttempts: 0 }]), "tasks[0].maxAttempts must be at least 1.");
  assertEquals(problemWith([{ id: "a", gates: [[]] }]), "tasks[0].gates[0] must not be empty.");
  assertEquals(
    problemWith([{ id: "a", gates: [3] }]),
    'tasks[0].gates[0] must be a command, such as "deno lint" or ["deno", "lint"].',
  );
  assertEquals(problemWith([{ id: "a", timeoutMs: 1e12 }]), "tasks[0].timeoutMs must be at most 2147483647.");
  assertEquals(
    problemWith([{ id: "a" }], { parallel: 0, costThresholds: [0] }),
    [
      "- parallel must be at least 1.",
      "- costThresholds[0] must be more than 0.",
    ].join("\n  "),
  );
  assertEquals(
    problemWith([{ id: "a", adapter: "c" }], { adapters: { c: { command: ["c"], cost: "(" } } }),
    "adapters.c.cost must be a regular expression with one group.",
  );
  assertEquals(
    problemWith([{ id: "a", script: [[{ say: "hi", exit: 1 }]] }]),
    'tasks[0].script[0][0] must be a step with one member, such as {"say": "hello"}.',
  );
});

Deno.test("tasks that do not fit together are refused", () => {
  assertEquals(problemWith([{ id: "a" }, { id: "a" }]), 'two tasks have the id "a".');
  assertEquals(
    problemWith([{ id: "a", dependsOn: ["z"] }]),
    'the task "a" depends on "z", and there is no such task.',
  );
  assertEquals(
    problemWith([{ id: "a", adapter: "gpt" }], { adapters: { claude: { command: "claude" } } }),
    'the task "a" names the adapter "gpt", and there is none but claude, scripted.',
  );
  assertEquals(
    problemWith([{ id: "a", adapter: "scripted" }]),
    'the task "a" is for a scripted agent and has no script.',
  );
  const adapters = { claude: { command: "claude" } };
  assertEquals(
    problemWith([{ id: "a", adapter: "claude", script: [[]] }], { adapters }),
    'the task "a" has a script, and "claude" reads none.',
  );
});

Deno.test("a circle of tasks is refused with its path", () => {
  const after = (id: string, ...dependsOn: string[]) => ({ id, dependsOn });
  assertEquals(problemWith([after("a", "a")]), "tasks depend on each other in a circle: a -> a.");
  assertEquals(
    problemWith([after("x"), after("y", "x", "c"), after("a", "b"), after("b", "x", "c"), after("c", "a")]),
    "tasks depend on each other in a circle: c -> a -> b -> c.",
  );
});

Deno.test("a circle is found where there is one, and nowhere else", () => {
  const names = ["a", "b", "c", "d", "e", "f"];
  const graph = fc.array(fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names)), { maxLength: 12 });
  fc.assert(fc.property(graph, (edges) => {
    const dependsOn = new Map(names.map((name) => [name, edges.filter(([from]) => from === name).map(([, to]) => to)]));
    // Who can be reached from whom, by going on until nothing is new.
    const reaches = new Map(names.map((name) => [name, new Set(dependsOn.get(name))]));
    for (const _ of names) {
      for (const set of reaches.values()) {
        for (const name of [...set]) for (const next of reaches.get(name) ?? []) set.add(next);
      }
    }
    const expected = names.some((name) => reaches.get(name)?.has(name));
    const cycle = findCycle(dependsOn);
    assertEquals(cycle !== undefined, expected);
    if (cycle === undefined) return;
    assertEquals(cycle[0], cycle.at(-1));
    assertEquals(new Set(cycle).size, cycle.length - 1);
    for (const [i, name] of cycle.slice(0, -1).entries()) {
      assertEquals(dependsOn.get(name)?.includes(cycle[i + 1] ?? ""), true);
    }
  }));
});

Deno.test("whatever a project file holds, it is read or refused in a sentence", () => {
  fc.assert(fc.property(fc.json(), (text) => {
    assertThrows(
      () => parseProject(text, "/projects/p.jsonc"),
      ProjectError,
      "Cannot run the project /projects/p.jsonc:",
    );
  }));
  const near = fc.record({
    id: fc.oneof(fc.constantFrom("a", "b"), fc.anything()),
    prompt: fc.oneof(fc.string(), fc.anything()),
    adapter: fc.constantFrom("scripted", "none"),
    script: fc.oneof(fc.constant([[]]), fc.anything()),
    dependsOn: fc.oneof(fc.array(fc.constantFrom("a", "b")), fc.anything()),
    gates: fc.anything(),
  }, { requiredKeys: [] });
  fc.assert(fc.property(fc.array(near, { maxLength: 3 }), (tasks) => {
    try {
      parseProject(JSON.stringify({ name: "p", tasks }) ?? "", "/projects/p.jsonc");
    } catch (error) {
      if (!(error instanceof ProjectError)) throw error;
    }
  }));
});
