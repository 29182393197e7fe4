/**
 * Runs the scenarios that stdin holds, one a line, and prints the outcome of each in a line:
 * `deno task conformance [--async | --isolated] < scenarios.jsonl`. With `--async` all hooks are asynchronous; with
 * `--isolated` each plugin is in another process besides.
 *
 * @module
 */
import { pooled } from "./isolated/isolate.ts";
import { runScenario } from "./runner.ts";

const [option, ...more] = Deno.args;
if (more.length > 0 || option !== undefined && option !== "--async" && option !== "--isolated") {
  console.error(
    `Cannot run scenarios: one of --async and --isolated may be given, but there is ${Deno.args.join(" ")}`,
  );
  Deno.exit(2);
}
await using pool = option === "--isolated" ? pooled() : undefined;
for await (const line of lines(Deno.stdin.readable)) {
  if (line.trim() !== "") console.log(JSON.stringify(await runScenario(line, option !== undefined, {}, pool)));
}

/** The lines of a stream, each as soon as it is there, so that scenarios can be fed in one by one. */
async function* lines(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
    const complete = (rest + chunk).split("\n");
    rest = complete.pop()!;
    yield* complete;
  }
  yield rest;
}
