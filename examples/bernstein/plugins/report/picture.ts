/**
 * A picture of a run's timeline: a row for each task, a bar for each agent.
 *
 * @module
 */
import type { Attempt, History, TaskHistory } from "./history.ts";
import { dollars, duration, xml } from "./words.ts";

/** The size of things, in pixels. */
const [WIDTH, LEFT, RIGHT, TOP, ROW, BAR] = [1000, 250, 30, 56, 30, 16];

/** How many characters of a title there is room for. */
const TITLE = 36;

const COLOURS: Readonly<Record<Attempt["result"], readonly [fill: string, meaning: string]>> = {
  passed: ["#2e7d32", "passed its gates"],
  gate: ["#ef8f00", "did not pass a gate"],
  failed: ["#c62828", "agent failed"],
  working: ["#607d8b", "not ended"],
};

/** How long the steps of the axis can be, in milliseconds. */
const STEPS = [1, 10, 100, 1000]
  .flatMap((unit) => [unit, 2 * unit, 5 * unit])
  .concat(
    [10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400].map((seconds) => seconds * 1000),
  );

/** Draws the timeline of a run, as the text of an SVG file. */
export function drawTimeline(history: History): string {
  const { begin, end, tasks, thresholds } = history;
  const span = Math.max(end - begin, 1);
  const x = (at: number) => round(LEFT + (Math.min(Math.max(at, begin), end) - begin) / span * (WIDTH - LEFT - RIGHT));
  const bottom = TOP + Math.max(tasks.length, 1) * ROW;
  const height = bottom + 50;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" font-family="system-ui, sans-serif" font-size="12">`,
    `<title>Timeline of the run</title>`,
    `<desc>${xml(describe(tasks))}</desc>`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    ...axis(span, bottom, (after) => x(begin + after)),
    ...tasks.flatMap((task, index) => [...row(task, TOP + index * ROW, x, end)]),
    ...thresholds.map(({ at, thresholdUsd }) => threshold(x(at), bottom, dollars(thresholdUsd))),
    ...legend(bottom + 30),
    "</svg>",
  ];
  return `${parts.join("\n")}\n`;
}

/** In words, for those who do not see the picture. */
function describe(tasks: readonly TaskHistory[]): string {
  return tasks.map(({ title, state, attempts }) => `${title}: ${state}, ${attempts.length} attempts`).join("; ");
}

function* axis(span: number, bottom: number, x: (after: number) => number): Generator<string> {
  const step = STEPS.find((step) => span / step <= 8) ?? 86_400_000 * Math.ceil(span / 86_400_000 / 8);
  for (let after = 0; after <= span; after += step) {
    yield `<line x1="${x(after)}" y1="${TOP - 6}" x2="${x(after)}" y2="${bottom}" stroke="#dddddd"/>`;
    yield text(x(after), TOP - 12, duration(after), 'text-anchor="middle" fill="#666666"');
  }
}

function* row(task: TaskHistory, y: number, x: (at: number) => number, end: number): Generator<string> {
  const { title, state, attempts } = task;
  const middle = y + ROW / 2;
  const short = title.length > TITLE ? `${title.slice(0, TITLE - 1)}…` : title;
  yield `<line x1="0" y1="${y + ROW}" x2="${WIDTH}" y2="${y + ROW}" stroke="#eeeeee"/>`;
  yield text(12, middle + 4, short, 'fill="#222222"');
  for (const attempt of attempts) {
    const [fill] = COLOURS[attempt.result];
    const [from, died, to] = [attempt.begin, attempt.died ?? attempt.end ?? end, attempt.end ?? end].map(x) as [
      number,
      number,
      number,
    ];
    yield bar(from, died, middle, `fill="${fill}"`);
    // After the agent, its gates.
    if (to > died) yield bar(died, to, middle, `fill="${fill}" fill-opacity="0.35"`);
  }
  const at = x(task.end ?? end);
  if (state === "completed") yield mark(at, middle, "✓", "#2e7d32");
  if (state === "failed") yield mark(at, middle, "✗", "#c62828");
}

/** Never so narrow that nobody sees it. */
function bar(from: number, to: number, middle: number, style: string): string {
  return `<rect x="${from}" y="${middle - BAR / 2}" width="${
    round(Math.max(to - from, 2))
  }" height="${BAR}" rx="2" ${style}/>`;
}

function mark(x: number, middle: number, sign: string, fill: string): string {
  return text(x + 6, middle + 5, sign, `font-size="14" font-weight="bold" fill="${fill}"`);
}

function threshold(x: number, bottom: number, amount: string): string {
  return `<line x1="${x}" y1="${TOP - 34}" x2="${x}" y2="${bottom}" stroke="#6a1b9a" stroke-dasharray="4 3"/>` +
    text(x + 4, TOP - 28, amount, 'fill="#6a1b9a"');
}

function* legend(y: number): Generator<string> {
  let x = LEFT;
  for (const [fill, meaning] of Object.values(COLOURS)) {
    yield `<rect x="${x}" y="${y - 10}" width="12" height="12" rx="2" fill="${fill}"/>`;
    yield text(x + 18, y, meaning, 'fill="#444444"');
    x += 150;
  }
  yield text(x, y, "pale: its gates", 'fill="#444444"');
}

function text(x: number, y: number, content: string, style: string): string {
  return `<text x="${x}" y="${y}" ${style}>${xml(content)}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
