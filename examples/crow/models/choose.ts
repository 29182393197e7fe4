/**
 * Chooses the model by the environment.
 *
 * @module
 */
import { type Model, ModelError } from "../model.ts";
import { EmbeddedModel } from "./embedded.ts";

/**
 * The server that `OPENAI_BASE_URL`, `OPENAI_API_KEY` and `OPENAI_MODEL` describe, else the embedded model. A key alone, as
 * many people have in their environment for other programs, sends nothing anywhere.
 *
 * @throws {ModelError} If a server is named, but not well enough to be used.
 */
export async function chooseModel(env: (name: string) => string | undefined): Promise<Model> {
  const model = env("OPENAI_MODEL") || undefined;
  const baseURL = env("OPENAI_BASE_URL") || undefined;
  const apiKey = env("OPENAI_API_KEY") || undefined;
  if (model !== undefined && (baseURL !== undefined || apiKey !== undefined)) {
    // Only those who use a server wait for its client to load.
    const { OpenAIModel } = await import("./openai.ts");
    return new OpenAIModel({ model, baseURL, apiKey });
  }
  if (model === undefined && baseURL === undefined) return new EmbeddedModel();
  throw new ModelError(
    model === undefined
      ? "Cannot use the model server: OPENAI_BASE_URL is set, but OPENAI_MODEL is not."
      : "Cannot use a model server: OPENAI_MODEL is set, but neither OPENAI_BASE_URL nor OPENAI_API_KEY is.",
  );
}
