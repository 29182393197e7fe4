/**
 * Crow in the terminal: loads the plugins of `plugins.jsonc`, answers questions about Tenon's documentation, and shows which
 * plugin did what.
 *
 * @module
 */
import { type LoadReport, TenonError } from "@tenon/tenon";
import { Agent } from "./agent.ts";
import { messageOf } from "./errors.ts";
import { NOBODY } from "./frontend.ts";
import { Journal } from "./journal.ts";
import { ModelError } from "./model.ts";
import { chooseModel } from "./models/choose.ts";
import { printable } from "./printable.ts";
import type { Session } from "./session.ts";
import { crowPlugins, loadPlugins, PLUGIN_USAGE, type PluginChoice, takePluginOptions } from "./setup.ts";

const USAGE = `Usage: deno task start [--plugins=FILE | --no-plugins] [--chat | QUESTION...]

Without a question it asks one of its own.

  --chat        read questions from stdin, one a line, to its end
${PLUGIN_USAGE}

With OPENAI_MODEL, and OPENAI_BASE_URL or OPENAI_API_KEY, a model on a server answers.
TENON_DISABLE=skills-rag,timing switches off these plugins.`;

const QUESTION = "In what order are plugins called?";

/** The session is the same at every start, so that there is something to remember. */
const SESSION = "terminal";

const PROMPT = "> ";

/** Exit codes. */
const [ANSWERED, NOT_ANSWERED, WRONG_USE] = [0, 1, 2];

/** Runs crow, and gives the exit code. An interruption ends it early but in order. */
async function main(args: readonly string[], interrupted: AbortSignal): Promise<number> {
  const { chat, choice, help, questions, wrong } = readArguments(args);
  if (help) {
    console.log(USAGE);
    return ANSWERED;
  }
  if (wrong !== undefined) {
    console.error(`Cannot start: ${wrong}\n\n${USAGE}`);
    return WRONG_USE;
  }

  await using plugins = crowPlugins();
  using journal = new Journal(plugins);
  const model = await chooseModel((name) => Deno.env.get(name));
  const report = await loadPlugins(plugins, choice);
  const agent = new Agent(plugins, model, (note) => {
    journal.add(note);
    if (note.problem) complain(note.plugin === undefined ? note.text : `${note.plugin}: ${note.text}`);
  });
  console.log(`model: ${model.description}\n`);
  console.log(`the load report\n${indent(shown(report))}`);

  const session = await agent.startSession(SESSION);
  tell("which plugin did what at the start", journal);
  let code = ANSWERED;
  for await (const line of chat ? lines(interrupted) : questions) {
    if (interrupted.aborted) break;
    const question = line.trim();
    if (question === "") {
      complain("an empty question is not asked.");
      // Whoever only presses Enter has done nothing wrong.
      if (!chat) code = NOT_ANSWERED;
      continue;
    }
    // What was typed at the prompt stands there already.
    if (!chat || !Deno.stdin.isTerminal()) console.log(`\n${PROMPT}${printable(question)}`);
    if (!await ask(agent, session, question, interrupted)) code = NOT_ANSWERED;
    tell("which plugin did what", journal);
  }
  await agent.shutdown();
  tell("which plugin did what at the end", journal);
  return code;
}

interface Arguments {
  readonly chat: boolean;
  readonly choice: PluginChoice;
  readonly help: boolean;
  readonly questions: readonly string[];
  readonly wrong: string | undefined;
}

function readArguments(args: readonly string[]): Arguments {
  // `deno task start -- --chat` hands the -- on.
  const given = args[0] === "--" ? args.slice(1) : args;
  const flags = new Set(given.filter((arg) => arg.startsWith("-")));
  const questions = given.filter((arg) => !arg.startsWith("-"));
  const chat = flags.delete("--chat");
  const choice = takePluginOptions(flags);
  const help = flags.delete("--help");
  const [unknown] = flags;
  const wrong = unknown !== undefined
    ? `there is no option ${unknown}.`
    : choice.wrong !== undefined
    ? choice.wrong
    : chat && questions.length > 0
    ? "with --chat, questions are read from stdin and not taken from the arguments."
    : undefined;
  return { chat, choice, help, questions: questions.length > 0 ? questions : [QUESTION], wrong };
}

/** Asks a question and prints the answer, or why there is none. Gives whether there is one. */
async function ask(agent: Agent, session: Session, question: string, signal: AbortSignal): Promise<boolean> {
  try {
    const { answer, stopReason } = await agent.run(session, question, NOBODY, signal);
    if (stopReason === "cancelled") {
      complain("The question was broken off.");
      return false;
    }
    console.log(`\n${printable(answer)}`);
    return true;
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    complain(error.message);
    return false;
  }
}

/** The lines of stdin, up to its end or an interruption. */
async function* lines(interrupted: AbortSignal): AsyncGenerator<string> {
  const ended = new Promise<{ done: true; value: undefined }>((resolve) => {
    interrupted.addEventListener("abort", () => resolve({ done: true, value: undefined }));
  });
  const reader = Deno.stdin.readable.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  while (!interrupted.aborted) {
    if (Deno.stdin.isTerminal()) await Deno.stdout.write(new TextEncoder().encode(`\n${PROMPT}`));
    let end = rest.indexOf("\n");
    while (end < 0) {
      const { done, value } = await Promise.race([reader.read(), ended]);
      if (done) {
        // What was being typed when the interruption came is no question.
        if (rest !== "" && !interrupted.aborted) yield rest;
        return;
      }
      rest += value;
      end = rest.indexOf("\n");
    }
    const line = rest.slice(0, end);
    rest = rest.slice(end + 1);
    yield line;
  }
}

function tell(title: string, journal: Journal): void {
  const lines = journal.take();
  if (lines.length > 0) console.log(`\n${title}\n${indent(lines.map(printable).join("\n"))}`);
}

function shown(report: LoadReport): string {
  return printable(report.toString());
}

function complain(text: string): void {
  console.error(`crow: ${printable(text)}`);
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, "  ");
}

/** Exit codes of what a signal ended, as shells have them. */
const SIGNALS: readonly [Deno.Signal, number][] = Deno.build.os === "windows"
  ? [["SIGINT", 130]]
  : [["SIGINT", 130], ["SIGTERM", 143]];

if (import.meta.main) {
  const interruption = new AbortController();
  let signalled: number | undefined;
  for (const [signal, code] of SIGNALS) {
    Deno.addSignalListener(signal, () => {
      // Who asks a second time does not want to wait.
      if (signalled !== undefined) Deno.exit(code);
      signalled = code;
      interruption.abort();
    });
  }
  let code: number;
  try {
    code = await main(Deno.args, interruption.signal);
  } catch (error) {
    if (!(error instanceof TenonError || error instanceof ModelError)) throw error;
    complain(messageOf(error));
    code = NOT_ANSWERED;
  }
  // A read from stdin that is under way would keep the process alive.
  Deno.exit(signalled ?? code);
}
