import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { formatCsv, parseCsv } from "../../../../../examples/bernstein/plugins/cost-ledger/csv.ts";
import { csv, json } from "../../../../../examples/bernstein/plugins/cost-ledger/format.ts";
import { type Cost, Ledger } from "../../../../../examples/bernstein/plugins/cost-ledger/ledger.ts";

const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.array(fc.constantFrom('"', ",", "\n", "\r", "'", "=", "+", "-", "@", "\t", "a", ""), { maxLength: 8 }).map((all) =>
    all.join("")
  ),
);

Deno.test("any table can be read as it was written", () => {
  const table = fc.array(fc.array(text, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 });
  fc.assert(fc.property(table, (rows) => assertEquals(parseCsv(formatCsv(rows)), rows)));
});

Deno.test("no field of a table begins as a formula does", () => {
  fc.assert(fc.property(text, (field) => {
    const written = formatCsv([[field]]).slice(0, -1);
    // What a spreadsheet has in the cell.
    const cell = written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written;
    assert(!/^[=+\-@\t\r]/.test(cell), JSON.stringify(field));
  }));
});

Deno.test("what is no table is read as none, without an exception", () => {
  assertEquals(parseCsv('a,"b'), undefined);
  assertEquals(parseCsv('a"b'), undefined);
  assertEquals(parseCsv("a,"), undefined);
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    const rows = parseCsv(text);
    return rows === undefined || Array.isArray(rows);
  }));
});

Deno.test("any ledger can be read as it was written, as a table and as JSON", () => {
  const amount = fc.integer({ min: 0, max: 1e9 }).map((millionths) => millionths / 1e6);
  const cost = fc.record({ agent: text, role: text, task: text, usd: amount, at: fc.integer({ min: 0, max: 4e12 }) });
  // Ids that do not ascend begin another run.
  const costs = fc.array(fc.tuple(cost, fc.integer({ min: 1, max: 20 })), { maxLength: 20 });
  fc.assert(fc.property(costs, (told) => {
    const ledger = new Ledger();
    for (const [cost, event] of told) ledger.add({ ...cost, event });
    for (const format of [csv, json]) {
      const read: readonly Cost[] | undefined = format.read(format.write(ledger));
      assertEquals(read, ledger.costs);
      assertEquals(new Ledger(read).sums(), ledger.sums());
    }
  }));
});

Deno.test("each sum is that of its agents, to the millionth of a dollar", () => {
  const agents = fc.array(
    fc.record({ role: fc.constantFrom("qa", "run", ""), usd: fc.integer({ min: 0, max: 10_000 }) }),
  );
  fc.assert(fc.property(agents, (agents) => {
    const ledger = new Ledger();
    agents.forEach(({ role, usd }, index) => {
      ledger.add({ event: index + 1, at: 0, agent: `agent-${index}`, role, task: "one", usd: usd / 1e4 });
    });
    const sum = (role?: string) =>
      agents.filter((each) => role === undefined || each.role === role).reduce((sum, { usd }) => sum + usd, 0) / 1e4;
    for (const { scope, name, usd } of ledger.sums()) assertEquals(usd, sum(scope === "role" ? name : undefined));
  }));
});
