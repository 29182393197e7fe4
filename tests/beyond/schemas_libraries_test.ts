import { assertEquals } from "@std/assert";
import { HookValueError, type StandardSchema } from "@tenon/tenon";
import { type } from "npm:arktype@2.2.9";
import * as v from "npm:valibot@1.5.0";
import { z } from "npm:zod@4.6.7";
import { errorOfKind, host } from "./support.ts";

interface Library {
  /** `{ user: { id: number; name: string } }`, where the name is trimmed. */
  readonly args: StandardSchema;
  /** A list of texts of which the first is made a number. */
  readonly result: StandardSchema;
  /** A text. */
  readonly text: StandardSchema;
}

const libraries: Record<string, Library> = {
  zod: {
    args: z.object({ user: z.object({ id: z.number(), name: z.string().trim() }) }),
    result: z.object({ sizes: z.array(z.string().transform(Number)) }),
    text: z.string(),
  },
  "zod with async transforms": {
    args: z.object({
      user: z.object({ id: z.number(), name: z.string().transform(async (text) => await text.trim()) }),
    }),
    result: z.object({ sizes: z.array(z.string().transform(async (text) => await Number(text))) }),
    text: z.string().refine(async () => await true),
  },
  valibot: {
    args: v.object({ user: v.object({ id: v.number(), name: v.pipe(v.string(), v.trim()) }) }),
    result: v.object({ sizes: v.array(v.pipe(v.string(), v.transform(Number))) }),
    text: v.string(),
  },
  arktype: {
    args: type({ user: { id: "number", name: "string.trim" } }),
    result: type({ sizes: "string.numeric.parse[]" }),
    text: type("string"),
  },
};

for (const [name, { args, result, text }] of Object.entries(libraries)) {
  Deno.test(`${name}: what it transforms is what goes on`, async () => {
    const { add, run } = host({ schemas: { args, result } });
    add("a", ({ user }: { user: { name: string } }) => ({ sizes: [`${user.name.length}`] }));
    assertEquals(await run({ user: { id: 1, name: "  Ada  " } }), [{ sizes: [3] }]);
  });

  Deno.test(`${name}: arguments that it rejects are an error with hook and path`, async () => {
    const error = await errorOfKind(
      HookValueError,
      () => host({ schemas: { args } }).run({ user: { id: "1", name: "Ada" } }),
    );
    assertEquals([error.code, error.hook, error.issues.map(({ path }) => path)], [
      "invalid-arguments",
      "run",
      [["user", "id"]],
    ]);
    assertEquals(error.message.startsWith("Cannot call hook 'run': user.id: "), true);
  });

  Deno.test(`${name}: an answer that it rejects is an error with plugin, hook and path`, async () => {
    const { add, run } = host({ schemas: { result } });
    add("a", () => ({ sizes: ["1", 2] }));
    const error = await errorOfKind(HookValueError, () => run());
    assertEquals([error.code, error.plugin, error.hook, error.issues.map(({ path }) => path)], [
      "invalid-answer",
      "a",
      "run",
      [["sizes", 1]],
    ]);
    assertEquals(error.message.includes(": sizes[1]: "), true);
  });

  Deno.test(`${name}: a value that is wrong as a whole has no path`, async () => {
    const { add, run } = host({ schemas: { result: text } });
    add("a", () => 5);
    const error = await errorOfKind(HookValueError, () => run());
    assertEquals(error.issues.map(({ path }) => path), [[]]);
  });

  Deno.test(`${name}: several issues are all told of`, async () => {
    const error = await errorOfKind(
      HookValueError,
      () => host({ schemas: { args } }).run({ user: { id: "1", name: 5 } }),
    );
    assertEquals(error.issues.map(({ path }) => path.join(".")), ["user.id", "user.name"]);
  });
}

for (const name of ["zod", "valibot", "arktype"]) {
  Deno.test(`${name}: synchronous hooks can be checked too`, async () => {
    const { args, result } = libraries[name]!;
    const { add, run } = host({ async: false, schemas: { args, result } });
    add("a", ({ user }: { user: { name: string } }) => ({ sizes: [`${user.name.length}`] }));
    assertEquals(run({ user: { id: 1, name: " Ada" } }), [{ sizes: [3] }]);
    await errorOfKind(HookValueError, () => run({}));
  });
}
