/**
 * Crow for editors: an agent of the Agent Client Protocol over stdin and stdout. Stdout belongs to the protocol; what crow and
 * its plugins have to say besides goes to stderr.
 *
 * @module
 */
import { ndJsonStream } from "@agentclientprotocol/sdk";
import { TenonError } from "@tenon/tenon";
import { AcpServer } from "./acp/server.ts";
import { Agent } from "./agent.ts";
import { messageOf } from "./errors.ts";
import { ModelError } from "./model.ts";
import { chooseModel } from "./models/choose.ts";
import { printable } from "./printable.ts";
import { crowPlugins, loadPlugins, PLUGIN_USAGE, type PluginChoice, takePluginOptions } from "./setup.ts";

const USAGE = `Usage: deno task crow [--plugins=FILE | --no-plugins]

Speaks the Agent Client Protocol over stdin and stdout: editors start it, see examples/crow/README.md.

${PLUGIN_USAGE}

With OPENAI_MODEL, and OPENAI_BASE_URL or OPENAI_API_KEY, a model on a server answers.`;

const VERSION = "1.0.0";

/** Exit codes. */
const [GOOD, NOT_STARTED, WRONG_USE] = [0, 1, 2];

/** Serves one client until it is gone or the signal comes, and gives the exit code. */
async function serve(choice: PluginChoice, stop: AbortSignal): Promise<number> {
  await using plugins = crowPlugins();
  const agent = (async () => {
    const model = await chooseModel((name) => Deno.env.get(name));
    tell(`model: ${model.description}`);
    tell((await loadPlugins(plugins, choice)).toString());
    return new Agent(plugins, model, ({ plugin, text, problem }) => {
      tell([plugin, problem ? `problem: ${text}` : text].filter((part) => part !== undefined).join(": "));
    });
  })();
  const server = new AcpServer(agent, VERSION);
  const connection = server.app.connect(ndJsonStream(Deno.stdout.writable, Deno.stdin.readable));
  const stopped = new Promise<void>((resolve) => stop.addEventListener("abort", () => resolve()));
  try {
    const ready = await agent;
    await Promise.race([connection.closed, stopped]);
    await server.stop();
    await ready.shutdown();
    return GOOD;
  } catch (error) {
    if (!(error instanceof TenonError || error instanceof ModelError)) throw error;
    tell(messageOf(error));
    return NOT_STARTED;
  } finally {
    connection.close();
  }
}

function tell(text: string): void {
  for (const line of text.split("\n")) console.error(`crow: ${printable(line)}`);
}

/** Exit codes of what a signal ended, as shells have them. */
const SIGNALS: readonly [Deno.Signal, number][] = Deno.build.os === "windows"
  ? [["SIGINT", 130]]
  : [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]];

if (import.meta.main) {
  // Plugins in the host may print.
  console.log = console.info = console.debug = console.error;
  const flags = new Set(Deno.args.filter((arg) => arg !== "--"));
  const choice = takePluginOptions(flags);
  const help = flags.delete("--help");
  const [unknown] = flags;
  const wrong = unknown === undefined ? choice.wrong : `there is no option ${unknown}.`;
  if (help) console.error(USAGE);
  else if (wrong !== undefined) console.error(`Cannot start: ${wrong}\n\n${USAGE}`);
  if (help || wrong !== undefined) Deno.exit(help ? GOOD : WRONG_USE);

  // A plugin in the host may forget a promise. That is no reason to leave the user alone.
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    tell(`problem: a promise that nobody waits for has failed: ${messageOf(event.reason)}`);
  });

  const stop = new AbortController();
  let signalled: number | undefined;
  for (const [signal, code] of SIGNALS) {
    Deno.addSignalListener(signal, () => {
      // Who asks a second time does not want to wait.
      if (signalled !== undefined) Deno.exit(code);
      signalled = code;
      stop.abort();
    });
  }
  const code = await serve(choice, stop.signal);
  // A read from stdin that is under way would keep the process alive.
  Deno.exit(signalled ?? code);
}
