import { assert, assertEquals, assertFalse, assertInstanceOf, assertRejects, assertStringIncludes } from "@std/assert";
import { type Message, ModelError } from "../../examples/crow/model.ts";
import { chooseModel } from "../../examples/crow/models/choose.ts";
import { EmbeddedModel } from "../../examples/crow/models/embedded.ts";
import { OpenAIModel } from "../../examples/crow/models/openai.ts";
import { ChatServer, completion } from "./crow_support.ts";

const ORDER = "Plugins are called last registered first. Wrappers go around them. Tea is served at four.";

/** Asks the embedded model with one passage. */
function embedded(question: string, passage: string, ...earlier: Message[]): Promise<string> {
  return new EmbeddedModel().complete([
    ...earlier,
    { role: "system", content: passage, source: 'order.md, "Order"' },
    { role: "user", content: question },
  ]);
}

Deno.test("embedded: it quotes the sentence that fits, says where it is from, and what it is itself", async () => {
  const answer = await embedded("In what order are plugins called?", ORDER);
  assertStringIncludes(answer, 'Plugins are called last registered first.\n  from order.md, "Order"');
  assertStringIncludes(answer, "The embedded model wrote this: it understands nothing");
  assertFalse(answer.includes("Tea"));
});

Deno.test("embedded: without passages, or with none that fits, it does not know", async () => {
  const none = await new EmbeddedModel().complete([{ role: "user", content: "In what order are plugins called?" }]);
  assertStringIncludes(none, "I do not know: I was given no passage");
  assertStringIncludes(await embedded("How is bread baked?", ORDER), "I do not know: none of the passages");
  assertStringIncludes(await embedded("In what order do bakers bake bread?", ORDER), "I do not know");
  assertStringIncludes(await embedded("why", ORDER), "I do not know");
});

Deno.test("embedded: instructions and earlier turns do not change its answer", async () => {
  const question = "In what order are plugins called?";
  const earlier: Message[] = [
    { role: "system", content: "Plugins are called in the order of their names." },
    { role: "user", content: question },
    { role: "assistant", content: "Plugins are called by chance." },
  ];
  assertEquals(await embedded(question, ORDER, ...earlier), await embedded(question, ORDER));
});

Deno.test("embedded: code, tables, headings and the marks of Markdown are not quoted", async () => {
  const passage = [
    "# Crows call",
    "```ts",
    "crows.call();",
    "```",
    "| crows | call |",
    "",
    "All of these **crows** [call](https://example.com/call):",
    "",
    "- Crows",
    "  call loudly.",
    "- Owls do not.",
  ].join("\n");
  const answer = await embedded("crows call", passage);
  assert(answer.startsWith("Crows call loudly.\n  from"), answer);
});

Deno.test("openai: one system message with prompt and passages, then the conversation; the answer comes back", async () => {
  await using server = new ChatServer(() => completion(" Last first. "));
  const model = new OpenAIModel({ model: "tiny", baseURL: server.url, apiKey: "secret" });
  const answer = await model.complete([
    { role: "system", content: "Be brief." },
    { role: "user", content: "A?" },
    { role: "assistant", content: "Yes." },
    { role: "system", content: "Plugins are called last first.", source: "order.md" },
    { role: "user", content: "B?" },
  ]);
  assertEquals(answer, "Last first.");
  assertEquals(server.requests.length, 1);
  const { path, authorization, body } = server.requests[0]!;
  assertEquals({ path, authorization }, { path: "/v1/chat/completions", authorization: "Bearer secret" });
  assertEquals(body, {
    model: "tiny",
    messages: [
      { role: "system", content: "Be brief.\n\n---\n\nFrom order.md:\n\nPlugins are called last first." },
      { role: "user", content: "A?" },
      { role: "assistant", content: "Yes." },
      { role: "user", content: "B?" },
    ],
  });
});

const HELLO: Message[] = [{ role: "user", content: "Hello?" }];

/** The sentence with which asking a server fails. */
async function failure(baseURL: string, signal?: AbortSignal): Promise<string> {
  const error = await assertRejects(
    () => new OpenAIModel({ model: "tiny", baseURL }).complete(HELLO, signal),
    ModelError,
  );
  assertFalse(error.message.includes("\n"), "one line");
  return error.message;
}

Deno.test("openai: a server that fails once is asked again", async () => {
  await using server = new ChatServer((count) => count === 1 ? new Response(null, { status: 503 }) : completion("Hi."));
  assertEquals(await new OpenAIModel({ model: "tiny", baseURL: server.url }).complete(HELLO), "Hi.");
});

Deno.test("openai: an error of the server is a sentence with what the server says", async () => {
  const error = { error: { message: "no such model: tiny", type: "invalid_request_error" } };
  await using server = new ChatServer(() => Response.json(error, { status: 404 }));
  assertEquals(
    await failure(server.url),
    `The model server at ${server.url} answered with an error: 404 no such model: tiny`,
  );
});

Deno.test("openai: an answer without text, or in another protocol, is a sentence", async () => {
  const answers: [() => Response, string][] = [
    [() => completion(null), "answered without any text."],
    [() => completion("  "), "answered without any text."],
    [() => Response.json({ choices: [] }), "answered without any text."],
    [() => Response.json(null), "answered without any text."],
    [() => new Response("<h1>Hello</h1>", { headers: { "content-type": "text/html" } }), "answered without any text."],
    [
      () => new Response("{", { headers: { "content-type": "application/json" } }),
      "gave an answer that cannot be read",
    ],
  ];
  for (const [answer, expected] of answers) {
    await using server = new ChatServer(answer);
    assertStringIncludes(await failure(server.url), `The model server at ${server.url} ${expected}`);
  }
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

Deno.test("openai: a server that hangs up is a sentence", async () => {
  await using server = hangingUp("");
  assertStringIncludes(await failure(server.url), `The model server at ${server.url} cannot be reached: `);
});

Deno.test("openai: a server that hangs up in the midst of its answer is a sentence", async () => {
  const head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n";
  await using server = hangingUp(`${head}{"choices":[{"mess`);
  assertStringIncludes(
    await failure(server.url),
    `The model server at ${server.url} gave an answer that cannot be read`,
  );
});

Deno.test("openai: a server that is not there is a sentence, without name and password", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const message = await failure(`http://me:pass@127.0.0.1:${port}/v1`);
  assertStringIncludes(message, `The model server at http://127.0.0.1:${port}/v1 cannot be reached: `);
  assertFalse(message.includes("pass"), message);
});

Deno.test("openai: a question can be broken off", async () => {
  const answered = Promise.withResolvers<Response>();
  await using server = new ChatServer(() => answered.promise);
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 100);
  assertEquals(await failure(server.url, stop.signal), "The question was broken off.");
  answered.resolve(completion("Too late."));
});

Deno.test("the environment chooses the model", async () => {
  const choose = (env: Record<string, string>) => chooseModel((name) => env[name]);
  const server = { OPENAI_BASE_URL: "http://localhost:1/v1", OPENAI_MODEL: "tiny" };
  assertInstanceOf(await choose({}), EmbeddedModel);
  assertInstanceOf(await choose(server), OpenAIModel);
  assertEquals((await choose(server)).description, "tiny at http://localhost:1/v1");
  assertEquals(
    (await choose({ OPENAI_MODEL: "tiny", OPENAI_API_KEY: "k" })).description,
    "tiny at https://api.openai.com/v1",
  );
});

Deno.test("a key alone sends nothing anywhere", async () => {
  assertInstanceOf(await chooseModel((name) => name === "OPENAI_API_KEY" ? "k" : undefined), EmbeddedModel);
});

Deno.test("a server that is named by half is refused with what is missing", async () => {
  const refused = (env: Record<string, string>) => assertRejects(() => chooseModel((name) => env[name]), ModelError);
  assertStringIncludes((await refused({ OPENAI_BASE_URL: "http://localhost/v1" })).message, "OPENAI_MODEL is not");
  assertStringIncludes((await refused({ OPENAI_MODEL: "tiny" })).message, "neither OPENAI_BASE_URL nor OPENAI_API_KEY");
  const notUrl = await refused({ OPENAI_MODEL: "tiny", OPENAI_BASE_URL: "localhost:11434" });
  assertStringIncludes(notUrl.message, 'must be an http: or https: URL, but is "localhost:11434"');
});
