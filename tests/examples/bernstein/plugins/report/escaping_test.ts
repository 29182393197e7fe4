import { assert, assertEquals } from "@std/assert";
import { DOMParser } from "@xmldom/xmldom";
import fc from "fast-check";
import MarkdownIt from "markdown-it";
import type { Entry } from "../../../../../examples/bernstein/plugins/report/entry.ts";
import { historyOf } from "../../../../../examples/bernstein/plugins/report/history.ts";
import { writeReport } from "../../../../../examples/bernstein/plugins/report/markdown.ts";
import { drawTimeline } from "../../../../../examples/bernstein/plugins/report/picture.ts";
import { block, code, dollars, duration, inline, xml } from "../../../../../examples/bernstein/plugins/report/words.ts";
import { type AllArgs, HOOKS, START, task } from "../events.ts";
import { entries } from "./support.ts";

const PIECES = [
  ...["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</text>", "]]>", "<!--", "&lt;", "&#60;", '"', "'"],
  ...[
    "[a](javascript:alert(1))",
    "![a](http://example.com/x.png)",
    "https://example.com",
    "www.example.com",
    "a@example.com",
  ],
  ...[
    "`",
    "```",
    "````\n",
    "~~~",
    "*",
    "**",
    "_",
    "__",
    "#",
    "# ",
    "\n",
    "\r\n",
    "|",
    "\\",
    "- ",
    "1. ",
    "> ",
    "$",
    "\t",
  ],
  ...["\u0000", "\u001b[31m", "\ud800", "\udfff", "\uffff", "\u2028", "word", " ", "x".repeat(200)],
];

/** Texts that somebody made up to do harm, and others. */
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((pieces) => pieces.join("")),
);

/** What GitHub makes of Markdown, as far as it can do harm: HTML passes, and addresses become links. */
const markdown = new MarkdownIt({ html: true, linkify: true });

/** All tags of a piece of HTML. */
function tags(html: string): string[] {
  return [...html.matchAll(/<\/?([a-z0-9]+)/gi)].map(([, name]) => name!.toLowerCase());
}

/** What is visible of it. */
function visible(html: string): string {
  return html.replace(/<[^>]*>/g, "").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&").trim();
}

Deno.test("a text within a line is shown as it is, and nothing of it is markup", () => {
  fc.assert(fc.property(text, (text) => {
    const html = markdown.render(`# x ${inline(text)} x`);
    assertEquals(new Set(tags(html)), new Set(["h1"]), html);
    // deno-lint-ignore no-control-regex
    const banned = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]/g;
    const line = text.toWellFormed().replace(/\r\n?/g, "\n").replace(banned, "").replace(/\s+/g, " ").trim();
    if (line.length <= 300) assertEquals(visible(html).replace(/\s+/g, " "), `x ${line} x`.replace(/\s+/g, " "));
  }));
});

Deno.test("a text as code is shown as it is", () => {
  fc.assert(fc.property(text, (text) => {
    const html = markdown.render(`# ${code(text)}`);
    assertEquals(tags(html).filter((tag) => tag !== "h1" && tag !== "code"), [], html);
    assertEquals(html.match(/<code>/g)?.length ?? 0, code(text) === "" ? 0 : 1, html);
  }));
});

Deno.test("a text within a table stays in its cell", () => {
  fc.assert(fc.property(text, text, (first, second) => {
    const html = markdown.render(`| a | b |\n| --- | --- |\n| ${inline(first)} | ${inline(second)} |\n`);
    assertEquals(tags(html).filter((tag) => tag === "td").length, 4, html);
    assertEquals(tags(html).filter((tag) => !/^(?:table|thead|tbody|tr|th|td)$/.test(tag)), []);
  }));
});

Deno.test("what a program wrote stays in its block", () => {
  fc.assert(fc.property(text, (text) => {
    const html = markdown.render(`${block(text)}\n\nafter`);
    assertEquals(tags(html), ["pre", "code", "code", "pre", "p", "p"], html);
    assert(html.endsWith("<p>after</p>\n"));
  }));
});

Deno.test("a text in XML is read as it was written, without what XML cannot have", () => {
  fc.assert(fc.property(text, (text) => {
    const { documentElement } = parseXml(`<a b="${xml(text)}">${xml(text)}</a>`);
    assertEquals(documentElement!.childNodes.length <= 1, true);
    // The parser takes one kind of line break for another.
    assertEquals(documentElement!.textContent, unescaped(xml(text)).replaceAll("\u2028", "\n"));
  }));
});

Deno.test("whatever happens in a run, its report has these parts, and its picture is an SVG file", () => {
  const amount = fc.double({ min: 0, max: 1e6, noNaN: true });
  const id = fc.constantFrom("a", "b", "c", "__proto__");
  const changes = fc.record({
    ...{ title: text, role: text, id, agentId: fc.constantFrom("x", "y", "constructor"), output: text, gate: text },
    ...{ reason: text, error: text, summary: text, costUsd: amount, after: fc.integer({ min: -1000, max: 1e9 }) },
  });
  const step = fc.tuple(fc.constantFrom(...HOOKS), changes);
  fc.assert(fc.property(text, fc.array(step, { maxLength: 12 }), (title, steps) => {
    const history = historyOf(entriesOf(steps));
    const html = markdown.render(writeReport(title, history, "report.svg"));
    const known = /^(?:h[123]|p|table|thead|tbody|tr|th|td|img|strong|pre|code)$/;
    assertEquals(tags(html).filter((tag) => !known.test(tag)), [], html);
    assertEquals(html.match(/<img/g)?.length, 1);
    assertEquals(html.match(/<h2>/g)!.length >= 2, true);

    const { documentElement } = parseXml(drawTimeline(history));
    assertEquals(documentElement!.tagName, "svg");
    const elements = [...documentElement!.getElementsByTagName("*")];
    assertEquals(elements.filter(({ tagName }) => !/^(?:title|desc|rect|line|text)$/.test(tagName)), []);
    for (const element of elements) {
      for (const { name, value } of [...element.attributes]) {
        assert(!name.startsWith("on") && !/NaN|Infinity|undefined/.test(value), `${name}="${value}"`);
        if (/^(?:x|y|x1|x2|y1|y2|width|height)$/.test(name)) assert(Number(value) >= 0, `${name}="${value}"`);
      }
    }
  }));
});

/** Random events, in no order that could be. */
function entriesOf(
  steps: readonly [
    Entry["hook"],
    Record<"title" | "role" | "id" | "agentId" | "output" | "gate", string> & {
      readonly reason: string;
      readonly error: string;
      readonly summary: string;
      readonly costUsd: number;
      readonly after: number;
    },
  ][],
): Entry[] {
  return entries(
    steps.map(([hook, { title, role, id, summary, after, ...rest }], index): [Entry["hook"], Partial<AllArgs>] => [
      hook,
      {
        ...rest,
        ...{ task: task({ id, title, role }), taskId: id, role, result: { summary, costUsd: 0, durationMs: 0 } },
        event: { id: index + 1, at: START + after, repeated: false },
      },
    ]),
  );
}

function parseXml(text: string) {
  return new DOMParser({
    onError: (level, message) => {
      if (level !== "warning") throw new Error(`${level}: ${message}`);
    },
  }).parseFromString(text, "text/xml");
}

function unescaped(text: string): string {
  return text.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

Deno.test("durations are said as people say them", () => {
  const cases: [number, string][] = [
    [0, "0 ms"],
    [999.6, "1000 ms"],
    [1000, "1 s"],
    [12_549, "12.5 s"],
    [59_999, "59.9 s"],
    [60_000, "1 min"],
    [200_000, "3 min 20 s"],
    [3_600_000, "1 h"],
    [7_500_000, "2 h 5 min"],
  ];
  for (const [ms, words] of cases) assertEquals(duration(ms), words);
});

Deno.test("amounts are said in cents, and in parts of a cent where there are some", () => {
  const cases: [number, string][] = [[0, "$0.00"], [0.05, "$0.05"], [0.012, "$0.0120"], [1.5, "$1.50"], [
    1.255,
    "$1.2550",
  ]];
  for (const [usd, words] of cases) assertEquals(dollars(usd), words);
});
