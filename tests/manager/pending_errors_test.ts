import { assertEquals } from "@std/assert";
import { hookimplMarker, hookspecMarker, PluginManager } from "@tenon/tenon";

const hookimpl = hookimplMarker("demo");
const hookspec = hookspecMarker("demo");

class Spec {
  @hookspec
  tag(): string | void {}
}

/** A plugin with many impls of hooks that nobody declared; each looks like `tag`. */
function misspelt(count: number): object {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`tag${i}`, hookimpl(() => 1)]));
}

Deno.test("however many impls of unknown hooks a plugin has, each is an error, and the first come with a guess", () => {
  const pm = new PluginManager("demo", Spec, { onWarning() {} });
  // With a look at every hook for each of them, this would take a minute.
  pm.register(misspelt(20_000), "many");
  const errors = pm.pendingErrors();
  assertEquals(errors.length, 20_000);
  const guessed = errors.map(({ message }) => message.endsWith(" Did you mean 'tag'?"));
  assertEquals(guessed.indexOf(true), 0);
  assertEquals(guessed.slice(20).includes(true), false);
});

Deno.test("a plugin with many impls of unknown hooks takes no guesses from the others", () => {
  const pm = new PluginManager("demo", Spec, { onWarning() {} });
  pm.register(misspelt(100), "many");
  pm.register({ tga: hookimpl(() => 1) }, "other");
  const { plugin, message } = pm.pendingErrors().at(-1)!;
  assertEquals(plugin, "other");
  assertEquals(message.endsWith(" Did you mean 'tag'?"), true);
});
