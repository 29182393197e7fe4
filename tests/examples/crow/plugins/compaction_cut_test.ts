import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { countTokens } from "gpt-tokenizer";
import type { Message } from "../../../../examples/crow/model.ts";
import { cutsOf, summaryIn, summaryMessage } from "../../../../examples/crow/plugins/compaction/cut.ts";
import { extractOf, shortened } from "../../../../examples/crow/plugins/compaction/extract.ts";
import { PIECE, piecesOf, tokensIn, tokensOf } from "../../../../examples/crow/plugins/compaction/tokens.ts";

/** Histories of all kinds, also those that no agent would make: ids that come twice, results without a call. */
const messages: fc.Arbitrary<Message[]> = fc.array(
  fc.oneof(
    fc.constant<Message>({ role: "user", content: "question" }),
    fc.constant<Message>({ role: "assistant", content: "answer" }),
    fc.constant<Message>({ role: "system", content: "instruction" }),
    fc.constant<Message>(summaryMessage("earlier")),
    fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 2 }).map((ids): Message => ({
      role: "assistant",
      content: "",
      toolCalls: ids.map((id) => ({ id, name: "tool", args: {} })),
    })),
    fc.constantFrom("a", "b", "c").map((id): Message => ({ role: "tool", content: "result", toolCallId: id })),
  ),
  { maxLength: 30 },
);

/** The results that no call comes before. */
function orphans(history: readonly Message[]): number {
  return history.filter(({ role, toolCallId }, i) =>
    role === "tool" && !history.slice(0, i).some(({ toolCalls }) => toolCalls?.some(({ id }) => id === toolCallId))
  ).length;
}

Deno.test("however a history looks, a cut loses nothing, keeps instructions, and parts no result from its call", () => {
  fc.assert(fc.property(messages, fc.integer({ min: 1, max: 5 }), (history, turns) => {
    const cuts = cutsOf(history, turns);
    for (const { system, old, last } of cuts) {
      assertEquals(system.length + old.length + last.length, history.length);
      assertEquals(history.slice(history.length - last.length), last);
      assert(system.every((message) => message.role === "system" && summaryIn(message) === undefined));
      assert(old.every((message) => message.role !== "system" || summaryIn(message) !== undefined));
      assert(old.some((message) => summaryIn(message) === undefined));
      assert(orphans(last) <= orphans(history));
    }
    const sizes = cuts.map(({ last }) => last.length);
    assertEquals(sizes, sizes.toSorted((a, b) => b - a));
  }));
});

Deno.test("the first cut keeps the last turns", () => {
  const turn = (
    i: number,
  ): Message[] => [{ role: "user", content: `${i}` }, { role: "assistant", content: `answer ${i}` }];
  const history = [1, 2, 3, 4].flatMap(turn);
  assertEquals(cutsOf(history, 2).map(({ last }) => last), [[...turn(3), ...turn(4)], turn(4), []]);
  assertEquals(cutsOf(history, 9).at(0)?.last, [...turn(2), ...turn(3), ...turn(4)]);
  assertEquals(cutsOf([], 2), []);
  assertEquals(cutsOf([summaryMessage("Sum.")], 2), []);
});

Deno.test("a call and its result stay together though a question came between them", () => {
  const history: Message[] = [
    { role: "user", content: "one" },
    { role: "assistant", content: "", toolCalls: [{ id: "a", name: "tool", args: {} }] },
    { role: "user", content: "two" },
    { role: "tool", content: "result", toolCallId: "a" },
  ];
  assertEquals(cutsOf(history, 1)[0]?.last, history.slice(1));
});

Deno.test("tokens are those of a real tokenizer", () => {
  assertEquals(tokensOf("Hello, world!"), 4);
  assertEquals(tokensOf("Donaudampfschifffahrtsgesellschaft"), 10);
  assertEquals(tokensOf(""), 0);
  const call: Message = {
    role: "assistant",
    content: "",
    toolCalls: [{ id: "1", name: "x", args: { text: "Hello, world!" } }],
  };
  assert(tokensIn([call]) > tokensIn([{ role: "assistant", content: "" }]) + 4);
});

Deno.test("any text can be counted, also one that is all one long word", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 3000 }), (text) => {
    assert(tokensOf(text) >= 0);
  }));
  assert(tokensOf("<|endoftext|> \uD800 \0") > 3);
  for (const word of ["a", " ", "ﷺ", "🐦", "\uD800", "="]) assert(tokensOf(word.repeat(200_000 / word.length)) > 0);
});

Deno.test("texts are counted in short pieces, as the time for one grows with the square of its length", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 3000 }), (text) => {
    const pieces = piecesOf(text);
    assertEquals(pieces.join(""), text);
    assert(pieces.every(({ length }) => length > 0 && length <= PIECE));
    assertEquals(tokensOf(text), pieces.reduce((sum, piece) => sum + tokensOf(piece), 0));
  }));
  // What the cuts cost shows that it was cut.
  const text = "Donaudampfschifffahrtsgesellschaft".repeat(1000);
  assert(tokensOf(text) > countTokens(text));
});

Deno.test("an extract is no longer than it may be, begins with the earlier summary, and has the newest", () => {
  const text = fc.string({ unit: "binary", maxLength: 600 });
  const said = fc.record({ role: fc.constantFrom("user" as const, "assistant" as const), content: text });
  fc.assert(fc.property(fc.array(said), text, fc.integer({ min: 1, max: 500 }), (old, earlier, tokens) => {
    const extract = extractOf([summaryMessage(earlier), ...old], tokens);
    // Each piece is counted by itself, and joined pieces can have a token more.
    assert(tokensOf(extract) <= tokens + old.length + 1, extract);
  }));
  const two = ["Old.", "New."].map((content): Message => ({ role: "user", content }));
  const extract = extractOf([summaryMessage("Before."), ...two], 8);
  assertEquals(extract, "Before.\nuser: New.");
});

Deno.test("what is shortened has no more tokens than it may have, and no half characters", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 2000 }), fc.integer({ min: 0, max: 50 }), (text, tokens) => {
      const short = shortened(text, tokens);
      assert(tokensOf(short) <= tokens && text.startsWith(short) && short.isWellFormed());
    }),
  );
});
