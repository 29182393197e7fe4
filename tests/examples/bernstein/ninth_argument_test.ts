/** Bernstein's contract grows by an argument; plugins that were written before run unchanged. */
import { assert, assertEquals } from "@std/assert";
import { type Args, type HookimplMarker, hookimplMarker, hookspecMarker, PluginManager } from "@tenon/tenon";
import { BernsteinSpec, type EventInfo, type Task, type TaskResult } from "@bernstein/hooks";
import { TempFolder } from "../../support/temp_folder.ts";
import { HOOKS, Run, until } from "./plugins/events.ts";
import { ok, SlackServer } from "./plugins/slack/slack_server.ts";

const hookspec = hookspecMarker("bernstein");

/** The contract of the next version: of a task that is completed, its plugins are told the commit as well. */
class NextSpec extends BernsteinSpec {
  @hookspec({
    ...{ concurrent: true, onError: "skip", timeoutMs: 5000 },
    args: ["task", "result", "event", "commit"],
    // The hosts of this version, and tests of plugins, may leave it out.
    defaults: { commit: "none" },
  })
  override async onTaskCompleted(
    _: { task: Task; result: TaskResult; event: EventInfo; commit?: string },
  ): Promise<void> {}
}

const nextImpl: HookimplMarker<NextSpec> = hookimplMarker("bernstein");

/** A plugin of the next version. */
class Commits {
  readonly seen: (string | undefined)[] = [];

  @nextImpl
  onTaskCompleted({ commit }: Args<NextSpec, "onTaskCompleted">): void {
    this.seen.push(commit);
  }
}

const plugin = (name: string) => new URL(`../../../examples/bernstein/plugins/${name}/plugin.ts`, import.meta.url).href;

/** What the plugins of this version leave behind when they are told of a run: the texts of files, and of messages. */
async function traces<S extends BernsteinSpec>(
  plugins: PluginManager<S>,
  permissions: "inherit" | undefined,
  more: object = {},
): Promise<Record<string, unknown>> {
  using folder = new TempFolder();
  await using server = new SlackServer(ok);
  const files = permissions ?? { read: [folder.path], write: [folder.path] };
  const problems: string[] = [];
  for (const event of ["skip", "quarantine", "restart"] as const) {
    plugins.on(event, ({ plugin }) => problems.push(`${plugin}: ${event}`));
  }
  await plugins.load({
    plugins: {
      "slack": {
        from: plugin("slack"),
        permissions: permissions ?? { net: [server.host] },
        options: { webhook: server.webhook, events: HOOKS },
      },
      "cost-ledger": { from: plugin("cost-ledger"), permissions: files, options: { file: `${folder.path}/costs.csv` } },
      "report": { from: plugin("report"), permissions: files, options: { file: `${folder.path}/report.md` } },
    },
  }, { strict: true, discover: false });

  const run = new Run();
  for (const hook of HOOKS) {
    const args = { ...run.args(), ...hook === "onTaskCompleted" ? more : {} };
    await (plugins.hook as unknown as Record<string, (args: object) => Promise<unknown>>)[hook]!(args);
  }
  await until("all messages came", () => server.received.length === HOOKS.length);
  await plugins.close();
  assertEquals(problems, []);
  const texts = [...Deno.readDirSync(folder.path)].map((
    { name },
  ) => [name, Deno.readTextFileSync(`${folder.path}/${name}`)]);
  assertEquals(texts.length, 4);
  return { files: Object.fromEntries(texts), messages: server.received.map(({ body }) => body) };
}

for (const permissions of [undefined, "inherit"] as const) {
  const where = permissions === undefined ? "isolated" : "in the host";
  Deno.test(`the plugins of this version, ${where}, do under the next one what they do under this`, async () => {
    const warnings: string[] = [];
    const onWarning = ({ message }: { message: string }) => void warnings.push(message);
    const today = await traces(new PluginManager("bernstein", BernsteinSpec, { onWarning }), permissions);
    for (const more of [{}, { commit: "4f2a" }]) {
      const next = new PluginManager("bernstein", NextSpec, { onWarning });
      const commits = new Commits();
      next.register(commits);
      assertEquals(await traces(next, permissions, more), today);
      assertEquals(commits.seen, ["commit" in more ? "4f2a" : "none"]);
    }
    assertEquals(warnings, []);
  });
}

Deno.test("plugins of this version of every form run under the next one", async () => {
  const heard: string[] = [];
  const oldImpl: HookimplMarker<BernsteinSpec> = hookimplMarker("bernstein");
  class ByClass {
    @oldImpl
    onTaskCompleted({ task, result }: Args<BernsteinSpec, "onTaskCompleted">): void {
      heard.push(`class ${task.id} ${result.costUsd}`);
    }
  }
  class ByWrapper {
    @oldImpl({ wrapper: true })
    async *onTaskCompleted({ task }: Args<BernsteinSpec, "onTaskCompleted">): AsyncGenerator<void, never[], never[]> {
      heard.push(`wrapper ${task.id}`);
      return yield;
    }
  }
  const byNames = {
    onTaskCompleted: oldImpl({ specname: "onTaskCompleted", args: ["task", "event"] }, ({ task, event }) => {
      heard.push(`names ${task.id} ${event.id}`);
    }),
  };
  const whole = {
    onTaskCompleted: oldImpl({ specname: "onTaskCompleted" }, (args) => void heard.push(`whole ${args.task.id}`)),
  };
  await using plugins = new PluginManager("bernstein", NextSpec);
  for (const each of [whole, byNames, new ByClass(), new ByWrapper()]) plugins.register(each);
  await new Run().tell(plugins as unknown as PluginManager<BernsteinSpec>, "onTaskCompleted");
  assertEquals(heard, ["wrapper parser", "class parser 0.25", "names parser 1", "whole parser"]);
});

Deno.test("without a default, the plugin that needs the new argument fails by name, and the others still hear", async () => {
  class Hasty extends BernsteinSpec {
    @hookspec({ concurrent: true, onError: "skip", args: ["task", "result", "event", "commit"] })
    override async onTaskCompleted(
      _: { task: Task; result: TaskResult; event: EventInfo; commit?: string },
    ): Promise<void> {}
  }
  const warnings: string[] = [];
  await using plugins = new PluginManager("bernstein", Hasty, {
    onWarning: ({ message }) => void warnings.push(message),
  });
  const skipped: string[] = [];
  plugins.on("skip", ({ plugin, error }) => skipped.push(`${plugin}: ${(error as Error).message}`));
  let heard = 0;
  plugins.register({ onTaskCompleted: hookimplMarker<BernsteinSpec>("bernstein")(() => void heard++) }, "old");
  plugins.register(new Commits(), "commits");
  await new Run().tell(plugins as unknown as PluginManager<BernsteinSpec>, "onTaskCompleted");
  assertEquals(heard, 1);
  assertEquals(skipped.length, 1);
  assert(/^commits: .*commit/.test(skipped[0]!), skipped[0]);
  assertEquals(warnings.filter((text) => text.includes("commit")).length, 1);
});
