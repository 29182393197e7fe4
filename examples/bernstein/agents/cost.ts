/**
 * What is read where the project says nothing else: `"total_cost_usd": 0.12`, as Claude Code prints it in its JSON output, and
 * `cost: $0.12`.
 */
const DEFAULT = String.raw`(?:"total_cost_usd":\s*|\bcost: \$)(\d+(?:\.\d+)?(?:e-?\d+)?)`;

/**
 * Makes what reads costs from lines.
 *
 * @param pattern A regular expression whose first group is the cost. The last match of a line counts.
 */
export function costReader(pattern: string = DEFAULT): (line: string) => number | undefined {
  const regex = new RegExp(pattern, "g");
  return (line) => {
    const cost = Number([...line.matchAll(regex)].at(-1)?.[1] ?? NaN);
    // What an agent prints decides nothing but this sum, and must not spoil it.
    return Number.isFinite(cost) && cost >= 0 && cost < 1e9 ? cost : undefined;
  };
}
