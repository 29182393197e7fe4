import { assertEquals, assertInstanceOf, assertRejects, assertStringIncludes } from "@std/assert";
import { ModelError } from "../../../examples/crow/model.ts";
import { chooseModel } from "../../../examples/crow/models/choose.ts";
import { EmbeddedModel } from "../../../examples/crow/models/embedded.ts";
import { OpenAIModel } from "../../../examples/crow/models/openai.ts";

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
