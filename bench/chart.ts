/**
 * The chart of the results: how long calls take, in times of what the plain loop takes.
 *
 * @module
 */
import * as Plot from "npm:@observablehq/plot@0.6.17";
import { DOMParser } from "npm:linkedom@0.18.12";
import { figure } from "./report.ts";
import type { Results, WorkloadResult } from "./results.ts";

/** The workloads in the chart: those whose cases are all compared with a loop. */
const SHOWN = ["S1", "S2", "S3", "S4", "S5", "S7"];

/** What a dot stands for, in the order of drawing. */
const KINDS = {
  less: "peer that does less",
  peer: "peer",
  limit: "written by hand",
  target: "Tenon's target",
  tenon: "Tenon",
} as const;
type Kind = (typeof KINDS)[keyof typeof KINDS];

/** Something to draw, in the row of a case. */
interface Dot {
  readonly row: string;
  readonly kind: Kind;
  readonly ratio: number;
  readonly title: string;
}

// The ground is drawn as well: a page may be dark where the system is light.
const STYLE = `
.speed { --ground: #fff; --ink: #1f2328; --faint: #d1d9e0; --tenon: #cf222e; --limit: #1a7f37; --peer: #59636e; }
@media (prefers-color-scheme: dark) {
  .speed { --ground: #0d1117; --ink: #f0f6fc; --faint: #3d444d; --tenon: #ff7b72; --limit: #56d364; --peer: #9198a1; }
}
.speed { background: var(--ground); color: var(--ink); }
`;

const WIDTH = 760;
const ROW = 19;
const TOP = 70;
const LEFT = 220;
const TICKS = [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50];

/** Draws the chart, as the text of an SVG file. */
export function chart({ workloads }: Results): string {
  const shown = workloads.filter(({ id }) => SHOWN.includes(id));
  const rows = shown.flatMap(({ id, cases }) => [headRow(id), ...cases.map(({ name }) => caseRow(id, name))]);
  const heads = shown.map(({ id, title }) => ({ row: headRow(id), text: `${id}  ${title}` }));
  const dots = shown.flatMap(dotsOf);
  const ratios = dots.map(({ ratio }) => ratio);
  const [least, most] = [Math.min(...ratios) * 0.9, Math.max(...ratios) * 1.1];
  const of = (kind: Kind) => dots.filter((dot) => dot.kind === kind);
  const place = { x: "ratio", y: "row", title: "title" } as const;
  const document = new DOMParser().parseFromString("<html></html>", "text/html");
  const svg = Plot.plot({
    document,
    className: "speed",
    width: WIDTH,
    height: TOP + 30 + ROW * rows.length,
    marginLeft: LEFT,
    marginRight: 30,
    marginTop: TOP,
    style: { fontSize: "11px" },
    x: {
      type: "log",
      domain: [least, most],
      label: null,
      axis: "both",
      ticks: TICKS.filter((tick) => tick > least && tick < most),
      tickFormat: (ratio: number) => `${ratio}x`,
    },
    y: { domain: rows, label: null, tickSize: 0, tickFormat: (row: string) => row.split("\n")[1] ?? "" },
    marks: [
      Plot.ruleY(dots, { y: "row", stroke: "var(--faint)" }),
      Plot.ruleX([1], { stroke: "var(--ink)", strokeDasharray: "2,3" }),
      Plot.text(heads, {
        y: "row",
        text: "text",
        frameAnchor: "left",
        textAnchor: "start",
        dx: 8 - LEFT,
        fontWeight: "bold",
      }),
      ...Object.values(KINDS).map((kind) => mark(kind, of(kind), place)),
      Plot.text([LEGEND_TITLE], {
        frameAnchor: "top-left",
        textAnchor: "start",
        dx: 8 - LEFT,
        dy: 16 - TOP,
        text: String,
      }),
      ...legend(),
    ],
  });
  return svg.outerHTML.replace(/^<svg([^>]*)>/, `<svg xmlns="http://www.w3.org/2000/svg"$1><style>${STYLE}</style>`) +
    "\n";
}

const LEGEND_TITLE = "How long a call takes, in times of the plain loop (in S7, of an empty function): less is better";

const headRow = (id: string) => id;
const caseRow = (id: string, name: string) => `${id}\n${name}`;

/** How things of a kind are drawn. */
function mark(kind: Kind, data: readonly object[], channels: Plot.DotOptions): Plot.Markish {
  switch (kind) {
    case KINDS.target:
      return Plot.dot(data, { ...channels, symbol: "times", r: 5, stroke: "var(--tenon)", strokeWidth: 1.5 });
    case KINDS.tenon:
      return Plot.dot(data, { ...channels, r: 5, fill: "var(--tenon)" });
    case KINDS.limit:
      return Plot.dot(data, { ...channels, r: 4.5, fill: "var(--limit)", symbol: "diamond" });
    case KINDS.peer:
      return Plot.dot(data, { ...channels, r: 3.5, fill: "var(--peer)" });
    case KINDS.less:
      return Plot.dot(data, { ...channels, r: 3.5, stroke: "var(--peer)" });
  }
}

/** A line of marks with what they stand for. */
function legend(): Plot.Markish[] {
  return Object.values(KINDS).flatMap((kind, i) => {
    const at = { frameAnchor: "top-left", dx: 16 - LEFT + i * 140, dy: 38 - TOP } as const;
    return [
      mark(kind, [{}], at),
      Plot.text([kind], { ...at, dx: at.dx + 10, textAnchor: "start", lineAnchor: "middle", text: String }),
    ];
  });
}

function dotsOf({ id, cases }: WorkloadResult): Dot[] {
  return cases.flatMap(({ name, baseline, rows }) =>
    rows.flatMap(({ contender, role, leavesOut, ratio, verdicts }): Dot[] => {
      if (role === "baseline" || ratio === null) return [];
      const row = caseRow(id, name);
      const kind = role === "peer" && leavesOut !== undefined ? KINDS.less : KINDS[role];
      const target = verdicts.find(({ of }) => of === baseline);
      return [
        ...(target ? [{ row, kind: KINDS.target, ratio: target.max, title: `target: ${target.max}` }] : []),
        { row, kind, ratio, title: `${contender}: ${figure(ratio)}` },
      ];
    })
  );
}
