/** A plugin that answers as it should, beside one that does not. */

const MARK = { format: 1, tryfirst: false, trylast: false, wrapper: false, hookwrapper: false, optionalhook: false };

interface Gift {
  readonly mark: string;
  readonly shared: { readonly note: string; add(...parts: unknown[]): string | Promise<string> };
}

async function attempt({ mark, shared }: Gift): Promise<string> {
  return `all is well with ${mark}, ${shared.note} and ${await shared.add("from the neighbour")}`;
}

export default { attempt: Object.assign(attempt, { [Symbol.for("tenon.hookimpl:hostile")]: MARK }) };
