/**
 * Runs the scenarios that stdin holds, one a line, and prints the outcome of each in a line:
 * `deno task conformance [--async] < scenarios.jsonl`. With `--async` all hooks are asynchronous.
 *
 * @module
 */
import { runScenario } from "./runner.ts";

const unknown = Deno.args.filter((arg) => arg !== "--async");
if (unknown.length > 0) {
  console.error(`Cannot run scenarios: the only option is --async, but there is ${unknown.join(" ")}`);
  Deno.exit(2);
}
const isAsync = Deno.args.includes("--async");
for await (const line of lines(Deno.stdin.readable)) {
  if (line.trim() !== "") console.log(JSON.stringify(await runScenario(line, isAsync)));
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
