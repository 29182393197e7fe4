import { assertEquals } from "@std/assert";
import * as fc from "fast-check";
import { host, outcomeOf, settled } from "./support.ts";

/** What an impl does: settles at once, in time, never, or only after its deadline. */
type Speed = "now" | "soon" | "fails" | "never" | "late" | "fails late";

const speeds = fc.array(fc.constantFrom<Speed[]>("now", "soon", "fails", "never", "late", "fails late"), {
  minLength: 1,
  maxLength: 4,
});

for (const concurrent of [false, true]) {
  const kind = concurrent ? "concurrent" : "one after another";

  Deno.test(`${kind}: with deadlines, every call ends once, and every impl has had its turn once`, async () => {
    const property = fc.asyncProperty(speeds, fc.integer({ min: 1, max: 5 }), async (speeds, calls) => {
      const { pm, addAll, run, skips, lates } = host({ concurrent, onError: "skip", timeoutMs: 2 });
      const turns: string[] = [];
      const lateOnes: (() => void)[] = [];
      const impl = (speed: Speed, id: string) => ({ call }: { call: number }) => {
        turns.push(`${call} ${id}`);
        if (speed === "now") return id;
        if (speed === "soon") return Promise.resolve(id);
        if (speed === "fails") return Promise.reject(new Error(id));
        const { promise, resolve, reject } = Promise.withResolvers<string>();
        if (speed !== "never") lateOnes.push(() => speed === "late" ? resolve(id) : reject(new Error(id)));
        return promise;
      };
      addAll(Object.fromEntries(speeds.map((speed, i) => [`p${i}`, impl(speed, `p${i}`)])));
      let ended = 0;
      const outcomes = await Promise.all(
        Array.from({ length: calls }, (_, call) => outcomeOf(() => run({ call })).finally(() => ended++)),
      );
      const expected = speeds.flatMap((speed, i) => speed === "now" || speed === "soon" ? [`p${i}`] : []);
      assertEquals(outcomes, outcomes.map(() => ({ value: expected })));
      assertEquals(ended, calls);
      const everyTurn = outcomes.flatMap((_, call) => speeds.map((_, i) => `${call} p${i}`));
      assertEquals(turns.toSorted(), everyTurn.toSorted());
      assertEquals(skips.length, calls * (speeds.length - expected.length));
      assertEquals([pm.pending(), lates], [[], []]);
      lateOnes.forEach((settle) => settle());
      await settled();
      assertEquals(lates.length, lateOnes.length);
      assertEquals(outcomes.flat().length, calls);
    });
    await fc.assert(property, { numRuns: 100 });
  });
}
