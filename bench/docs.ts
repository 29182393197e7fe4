/**
 * Puts results into `docs/speed.md`: each part of the page between two comments is made anew, the rest is written by hand.
 *
 * @module
 */
import { chart } from "./chart.ts";
import { parseResults, type Results, type WorkloadResult } from "./results.ts";
import { markdown, provenance, score } from "./tables.ts";

const PAGE = new URL("../docs/speed.md", import.meta.url);
const CHART = new URL("../docs/speed.svg", import.meta.url);
const DENO = new URL("results.json", import.meta.url);
const NODE = new URL("results-node.json", import.meta.url);

/** What is written from results. */
export interface Docs {
  readonly page: string;
  readonly svg: string;
}

/** Writes the page and the chart from the results that are there. */
export async function writeDocs(): Promise<void> {
  const { page, svg } = await makeDocs();
  await Deno.writeTextFile(PAGE, page);
  await Deno.writeTextFile(CHART, svg);
}

/** The page and the chart as they are. */
export async function readDocs(): Promise<Docs> {
  return { page: await Deno.readTextFile(PAGE), svg: await Deno.readTextFile(CHART) };
}

/** The page and the chart as they should be, given the results and what is written by hand. */
export async function makeDocs(): Promise<Docs> {
  const read = async (url: URL) => parseResults(await Deno.readTextFile(url));
  const deno = await read(DENO);
  return { page: fill(await Deno.readTextFile(PAGE), deno, await read(NODE)), svg: chart(deno) };
}

/**
 * Fills in the parts of a page. `<!-- bench: ID -->` begins the table of a workload, `<!-- bench: ID node -->` that of its
 * results in Node, `summary` and `summary node` a sentence on the whole run; `<!-- /bench -->` ends each.
 *
 * @throws {Error} If a workload has no part in the page, or a part no workload.
 */
export function fill(page: string, deno: Results, node: Results): string {
  const shown = new Set<string>();
  const filled = page.replace(
    /(<!-- bench: (\S+)( node)? -->\n).*?(<!-- \/bench -->)/gs,
    (_, begin, id, inNode, end) => {
      const results = inNode === undefined ? deno : node;
      if (inNode === undefined) shown.add(id);
      const text = id === "summary" ? summary(results) : part(results, id);
      // The formatter would put spaces into the tables.
      return `${begin}\n<!-- deno-fmt-ignore-start -->\n\n${text}\n\n<!-- deno-fmt-ignore-end -->\n\n${end}`;
    },
  );
  const missing = deno.workloads.find(({ id }) => !shown.has(id));
  if (missing !== undefined) {
    throw new Error(`Cannot show the workload ${missing.id}: docs/speed.md has no part for it`);
  }
  return filled;
}

function part(results: Results, id: string): string {
  const workload = results.workloads.find((workload): workload is WorkloadResult => workload.id === id);
  if (workload === undefined) {
    throw new Error(`Cannot fill in ${id}: there are no results of it in ${results.runtime.name}`);
  }
  return markdown(workload);
}

function summary(results: Results): string {
  const { met, all } = score(results);
  return `${met} of ${all} targets are met. ${provenance(results)}`;
}
