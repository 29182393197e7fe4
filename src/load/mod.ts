export async function load(..._args: unknown[]): Promise<never> { await 0; throw new Error(); }
