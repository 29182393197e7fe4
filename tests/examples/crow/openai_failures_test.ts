/** What servers do that keep to no protocol, and what comes of it. */
import { assert, assertEquals, assertFalse, assertRejects, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { ModelError } from "../../../examples/crow/model.ts";
import { OpenAIModel } from "../../../examples/crow/models/openai.ts";
import { ask, HELLO } from "./ask_server.ts";
import { ChatServer, completion, delta, ended, said, stream, usage } from "./chat_server.ts";

/** The sentence with which asking a server fails. */
async function failure(baseURL: string, signal?: AbortSignal): Promise<string> {
  const error = await assertRejects(() => ask(baseURL, HELLO, signal), ModelError);
  assertFalse(error.message.includes("\n"), "one line");
  return error.message;
}

Deno.test("a server that fails once, or asks to wait, is asked again", async () => {
  for (const status of [503, 429]) {
    const again = { status, headers: { "retry-after-ms": "1" } };
    await using server = new ChatServer((count) => count === 1 ? new Response(null, again) : completion("Hi."));
    assertEquals((await ask(server.url)).content, "Hi.");
    assertEquals(server.requests.length, 2);
  }
});

Deno.test("an error of the server is a sentence with what the server says", async () => {
  for (const status of [400, 401, 404, 429, 500]) {
    const error = { error: { message: `reason ${status}`, type: "some_error" } };
    const headers = { "retry-after-ms": "1" };
    await using server = new ChatServer(() => Response.json(error, { status, headers }));
    assertEquals(
      await failure(server.url),
      `The model server at ${server.url} answered with an error: ${status} reason ${status}`,
    );
  }
});

Deno.test("an error in the midst of an answer is a sentence with what the server says", async () => {
  await using server = new ChatServer(() => stream([said("I thi"), { error: { message: "out of memory" } }]));
  assertEquals(
    await failure(server.url),
    `The model server at ${server.url} answered with an error: out of memory`,
  );
});

Deno.test("an answer without text, or in another protocol, is a sentence", async () => {
  const html = { headers: { "content-type": "text/html" } };
  const json = { headers: { "content-type": "application/json" } };
  const answers: [() => Response, string][] = [
    [() => completion(null), "answered without any text."],
    [() => completion("  "), "answered without any text."],
    [() => stream(["[DONE]"]), "answered without any text."],
    [() => stream([]), "answered without any text."],
    [
      () => stream([{ choices: null }, { choices: [] }, { choices: [{}] }, "7", "[DONE]"]),
      "answered without any text.",
    ],
    [() => stream([{ choices: [null] }, "[DONE]"]), "gave an answer that cannot be read"],
    [() => new Response("<h1>Hello</h1>", html), "answered without any text."],
    [() => Response.json({ choices: [{ message: { content: "Hello" } }] }), "answered without any text."],
    [() => new Response("", json), "answered without any text."],
    [() => stream([said("Hel"), "{", "[DONE]"]), "gave an answer that cannot be read"],
    [() => stream(["no JSON at all"]), "gave an answer that cannot be read"],
    [() => stream([said("Hel"), said("lo.")]), "hung up in the midst of its answer."],
    [() => stream([delta({ tool_calls: [{ index: 0, id: "a" }] })]), "hung up in the midst of its answer."],
  ];
  for (const [answer, expected] of answers) {
    await using server = new ChatServer(answer);
    assertStringIncludes(await failure(server.url), `The model server at ${server.url} ${expected}`);
  }
});

Deno.test("whatever a server streams, there is an answer or a sentence", async () => {
  const junk = fc.oneof(
    fc.json(),
    fc.string(),
    fc.anything().map((value) => delta({ content: value, tool_calls: [value] })),
    fc.anything().map((value) => delta({ tool_calls: [{ index: value, id: value, function: { name: value } }] })),
    fc.constantFrom(said("x"), ended("stop"), ended("length"), usage(1, 1), "[DONE]"),
  );
  let events: unknown[] = [];
  await using server = new ChatServer(() =>
    stream(events.map((event) => {
      if (typeof event === "string") return event.replace(/[\r\n]/g, " ");
      return JSON.stringify(event, (_key, value) => typeof value === "bigint" ? String(value) : value) ?? "null";
    }))
  );
  await fc.assert(
    fc.asyncProperty(fc.array(junk, { maxLength: 8 }), async (given) => {
      events = given;
      try {
        const { content, toolCalls: calls } = await ask(server.url);
        assertEquals(typeof content, "string");
        assert(calls.every(({ id, name, args }) => typeof id + typeof name + typeof args === "stringstringobject"));
      } catch (error) {
        assert(error instanceof ModelError, String(error));
      }
    }),
    { numRuns: 100 },
  );
});

/** A server that writes a text to each connection and hangs up. */
function hangingUp(text: string): { url: string } & AsyncDisposable {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const served = (async () => {
    for await (const connection of listener) {
      await connection.read(new Uint8Array(10));
      await connection.write(new TextEncoder().encode(text));
      connection.close();
    }
  })();
  return {
    url: `http://127.0.0.1:${listener.addr.port}/v1`,
    async [Symbol.asyncDispose]() {
      listener.close();
      await served;
    },
  };
}

Deno.test("a server that hangs up is a sentence", async () => {
  await using server = hangingUp("");
  assertStringIncludes(await failure(server.url), `The model server at ${server.url} cannot be reached: `);
});

Deno.test("a server that hangs up in the midst of its answer is a sentence", async () => {
  const head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 1000\r\n\r\n";
  await using server = hangingUp(`${head}data: ${JSON.stringify(said("I thi"))}\n\ndata: {"choi`);
  assertStringIncludes(
    await failure(server.url),
    `The model server at ${server.url} gave an answer that cannot be read`,
  );
});

Deno.test("a server that is silent, before its answer or in it, is not waited for forever", async () => {
  const answers = [
    (end: Promise<void>) => end.then(() => completion("Late.")),
    (end: Promise<void>) => stream([said("I thi")], end),
  ];
  for (const answer of answers) {
    const end = Promise.withResolvers<void>();
    await using server = new ChatServer(() => answer(end.promise));
    const model = new OpenAIModel({ model: "tiny", baseURL: server.url, silenceMs: 300 });
    const error = await assertRejects(
      () => model.complete({ messages: HELLO, tools: [] }, { text: () => {} }),
      ModelError,
    );
    assertEquals(error.message, `The model server at ${server.url} did not answer within 0.3 seconds.`);
    end.resolve();
  }
});

Deno.test("a server that is not there is a sentence, without name and password", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const message = await failure(`http://me:pass@127.0.0.1:${port}/v1`);
  assertStringIncludes(message, `The model server at http://127.0.0.1:${port}/v1 cannot be reached: `);
  assertFalse(message.includes("pass"), message);
});

Deno.test("a question can be broken off before the answer", async () => {
  const [asked, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<Response>()];
  await using server = new ChatServer(() => {
    asked.resolve();
    return answered.promise;
  });
  const stop = new AbortController();
  const failed = failure(server.url, stop.signal);
  await asked.promise;
  stop.abort();
  assertEquals(await failed, "The question was broken off.");
  answered.resolve(completion("Too late."));
});

Deno.test("a question can be broken off in the midst of the answer, and the server is hung up on", async () => {
  const [open, hungUp] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  await using server = new ChatServer(() => stream([said("I thi")], open.promise, hungUp.resolve));
  const stop = new AbortController();
  const model = new OpenAIModel({ model: "tiny", baseURL: server.url });
  const listener = { text: () => stop.abort() };
  const error = await assertRejects(() => model.complete({ messages: HELLO, tools: [] }, listener, stop.signal));
  assertEquals((error as ModelError).message, "The question was broken off.");
  await hungUp.promise;
  open.resolve();
});
