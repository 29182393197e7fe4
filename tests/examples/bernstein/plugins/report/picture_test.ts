import { assert, assertEquals } from "@std/assert";
import { DOMParser, type Element } from "@xmldom/xmldom";
import { historyOf } from "../../../../../examples/bernstein/plugins/report/history.ts";
import { drawTimeline } from "../../../../../examples/bernstein/plugins/report/picture.ts";
import { task } from "../events.ts";
import { entries, STEPS } from "./support.ts";

interface Bar {
  readonly from: number;
  readonly to: number;
  readonly y: number;
  readonly fill: string;
}

/** What a picture of some steps shows. */
function draw(steps = STEPS): { texts: string[]; bars: Bar[] } {
  const { documentElement } = new DOMParser().parseFromString(drawTimeline(historyOf(entries(steps))), "text/xml");
  const all = (tag: string): Element[] => [...documentElement!.getElementsByTagName(tag)];
  return {
    texts: all("text").map(({ textContent }) => textContent ?? ""),
    bars: all("rect").filter((rect) => rect.getAttribute("height") === "16").map((rect) => ({
      from: Number(rect.getAttribute("x")),
      to: Number(rect.getAttribute("x")) + Number(rect.getAttribute("width")),
      y: Number(rect.getAttribute("y")),
      fill: `${rect.getAttribute("fill")}${rect.hasAttribute("fill-opacity") ? " pale" : ""}`,
    })),
  };
}

const [PASSED, GATE, FAILED, WORKING] = ["#2e7d32", "#ef8f00", "#c62828", "#607d8b"];

Deno.test("each task has a row, each agent a bar in the colour of its result, and each gate a pale one after it", () => {
  const { bars } = draw();
  assertEquals(bars.map(({ fill }) => fill), [GATE, `${GATE} pale`, PASSED, `${PASSED} pale`, FAILED]);
  const [first, gate, second, , other] = bars;
  assertEquals([gate!.from, second!.y], [first!.to, first!.y]);
  assert(second!.from >= gate!.to && other!.y > first!.y);
});

Deno.test("bars lie on the axis where they belong: 16 seconds are 720 pixels", () => {
  const [first] = draw().bars;
  // From the fourth event to the sixth.
  assertEquals([first!.from, first!.to], [250 + 3 * 45, 250 + 5 * 45]);
});

Deno.test("the picture names tasks, times, what was reached, and how tasks ended", () => {
  const { texts } = draw();
  for (const text of ["Write the lexer", "Write the parser", "Write the docs", "0 ms", "16 s", "$1.00"]) {
    assertEquals(texts.filter((each) => each === text).length, 1, text);
  }
  assertEquals(texts.filter((each) => each === "✓").length, 1);
  assertEquals(texts.filter((each) => each === "✗").length, 2);
});

Deno.test("an agent that has not ended has a bar to the end", () => {
  const { bars } = draw([...STEPS.slice(0, 5), ["onTaskCreated", { task: task({ id: "late" }) }]]);
  assertEquals(bars.map(({ fill, to }) => [fill, to]), [[WORKING, 970]]);
});

Deno.test("long titles are cut, and a run of nothing is a picture too", () => {
  const { texts } = draw([["onTaskCreated", { task: task({ title: "x".repeat(100) }) }]]);
  assert(texts.some((text) => /^x{30,40}…$/.test(text)));
  assertEquals(draw([]).bars, []);
});
