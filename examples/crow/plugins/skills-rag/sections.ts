/**
 * Takes Markdown apart into passages.
 *
 * @module
 */

/** A part of a Markdown text. */
export interface Section {
  /** The heading that it stands below; empty above the first. */
  readonly heading: string;
  /** What it says. */
  readonly text: string;
}

/** What stands below one heading is taken apart further if it is longer: so many characters are one passage. */
const LONGEST = 2500;

/**
 * The passages of a Markdown text: what stands below one heading, up to the next, and what is in the front matter. A `#` in a
 * code block is no heading. Of what is no heading, nothing is left out.
 */
export function sectionsOf(markdown: string): Section[] {
  const sections: { heading: string; lines: string[] }[] = [{ heading: "", lines: [] }];
  let fence: string | undefined;
  for (const line of withoutFrontMatterMarks(markdown.replace(/^\uFEFF/, "").split(/\r\n?|\n/))) {
    const [, mark] = /^\s{0,3}(```+|~~~+)/.exec(line) ?? [];
    if (mark !== undefined && fence === undefined) fence = mark;
    else if (fence !== undefined && mark?.startsWith(fence)) fence = undefined;
    const heading = fence === undefined && mark === undefined ? headingOf(line) : undefined;
    if (heading === undefined) sections.at(-1)!.lines.push(line);
    else sections.push({ heading, lines: [] });
  }
  return sections.flatMap(({ heading, lines }) =>
    pieces(lines.join("\n").trim()).map((text): Section => ({ heading, text }))
  );
}

/** The text of a line that is a heading. */
function headingOf(line: string): string | undefined {
  const [marks = ""] = /^#{1,6}(?=[ \t])/.exec(line) ?? [];
  if (marks === "") return undefined;
  return line.slice(marks.length).trim().replace(/[ \t]+#+$/, "").slice(0, LONGEST);
}

/** The lines without those that only set the front matter off; what is in it is text, such as the description of a skill. */
function withoutFrontMatterMarks(lines: readonly string[]): string[] {
  const end = lines[0] === "---" ? lines.indexOf("---", 1) : -1;
  if (end < 0) return [...lines];
  // A comment in it would be taken for a heading.
  const matter = lines.slice(1, end).filter((line) => !line.startsWith("#"));
  return [...matter, "", ...lines.slice(end + 1)];
}

/** A text in pieces that are not too long: at empty lines if it can be, else at the end of a line, else wherever. */
function pieces(text: string): string[] {
  const found: string[] = [];
  let rest = text;
  while (rest.length > LONGEST) {
    const start = rest.slice(0, LONGEST);
    const at = ["\n\n", "\n", " "].map((end) => start.lastIndexOf(end)).find((i) => i > LONGEST / 4);
    // Not between the halves of a character.
    const end = at ?? (/[\uD800-\uDBFF]$/.test(start) ? LONGEST - 1 : LONGEST);
    found.push(rest.slice(0, end).trim());
    rest = rest.slice(end).trim();
  }
  return [...found, rest].filter((piece) => piece !== "");
}
