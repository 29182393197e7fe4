/** What scenario files are read with: functions that check a piece of JSON and say where it is not what it should be. */

/** A scenario does not keep to the format. */
export class Malformed extends Error {}

/** Gives the value as what it is expected to be, or throws {@linkcode Malformed} naming the place. */
export type Parser<T> = (value: unknown, where: string) => T;

/** What a parser gives. */
export type Parsed<P> = P extends Parser<infer T> ? T : never;

type Fields = Readonly<Record<string, Parser<unknown>>>;

/** What is read of an object whose fields have these parsers. */
export type ParsedFields<F extends Fields> = { readonly [K in keyof F]: Parsed<F[K]> };

export const anything: Parser<unknown> = (value) => value;

export const text: Parser<string> = (value, where) => {
  if (typeof value !== "string") throw expected("a string", value, where);
  return value;
};

/** A flag; one that is left out is off. */
export const flag: Parser<boolean> = (value, where) => {
  if (value !== undefined && typeof value !== "boolean") throw expected("a boolean", value, where);
  return value ?? false;
};

/** In this format, what is null is left out. */
export function optional<T>(parser: Parser<T>): Parser<T | undefined> {
  return (value, where) => value === undefined || value === null ? undefined : parser(value, where);
}

export function list<T>(parser: Parser<T>): Parser<readonly T[]> {
  return (value, where) => {
    if (!Array.isArray(value)) throw expected("an array", value, where);
    return value.map((item, i) => parser(item, `${where}[${i}]`));
  };
}

export function mapOf<T>(parser: Parser<T>): Parser<Readonly<Record<string, T>>> {
  return (value, where) =>
    Object.fromEntries(
      Object.entries(plainObject(value, where)).map(([key, item]) => [key, parser(item, `${where}.${key}`)]),
    );
}

/** An object with these fields. Other fields may be there as well, and are dropped. */
export function shape<F extends Fields>(fields: F): Parser<ParsedFields<F>> {
  return (value, where) => {
    const object = plainObject(value, where);
    const read = Object.entries(fields).map(([key, parser]) =>
      [key, parser(Object.hasOwn(object, key) ? object[key] : undefined, `${where}.${key}`)] as const
    );
    return Object.fromEntries(read) as ParsedFields<F>;
  };
}

/** A list of a kind and its parameters, where the kind says which parameters there are. */
export function tagged(kinds: Readonly<Record<string, readonly Parser<unknown>[]>>): Parser<readonly unknown[]> {
  return (value, where) => {
    const [kind, ...given] = list(anything)(value, where);
    const parameters = typeof kind === "string" && Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
    if (parameters === undefined) throw expected(`one of ${Object.keys(kinds).join(", ")}`, kind, `${where}[0]`);
    if (given.length !== parameters.length) throw new Malformed(`${where} has the wrong number of parameters`);
    return [kind, ...parameters.map((parser, i) => parser(given[i], `${where}[${i + 1}]`))];
  };
}

function plainObject(value: unknown, where: string): Record<string, unknown> {
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw expected("an object", value, where);
  return value as Record<string, unknown>;
}

/** The error to throw where a value is something else than it should be. */
export function expected(what: string, value: unknown, where: string): Malformed {
  return new Malformed(`${where} must be ${what}, but is ${JSON.stringify(value) ?? "missing"}`);
}
