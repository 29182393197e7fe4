import { assertEquals, assertFalse, assertThrows } from "@std/assert";
import { RegistrationError } from "@tenon/tenon";
import { addSpeaker, Listener, makeHost, namesOf, speaker } from "./host_spec.ts";

Deno.test("a registration lasts as long as the block of its await using", async () => {
  const pm = makeHost();
  {
    await using registration = pm.registration(speaker("guest"), "guest");
    assertEquals(registration.name, "guest");
    assertEquals(pm.hook.say({}), ["guest"]);
  }
  assertEquals(pm.hook.say({}), []);
  assertEquals(namesOf(pm), []);
});

Deno.test("the end of a registration takes the plugin out and does not dispose of it", async () => {
  const pm = makeHost();
  const plugin = new Listener();
  {
    await using _registration = pm.registration(plugin);
  }
  assertEquals(plugin.disposed, 0);
});

Deno.test("a registration can be ended by using as well, and by an error", () => {
  const pm = makeHost();
  assertThrows(
    () => {
      using _registration = pm.registration(speaker("guest"), "guest");
      throw new Error("out");
    },
    Error,
    "out",
  );
  assertFalse(pm.hasPlugin("guest"));
});

Deno.test("a registration says of the order what a registration can say", () => {
  const pm = makeHost();
  addSpeaker(pm, "a");
  using _registration = pm.registration(speaker("guest"), "guest", { after: ["a"] });
  assertEquals(pm.hook.say({}), ["a", "guest"]);
});

Deno.test("a plugin that has been taken out already is not taken out again, whatever has its name by then", async () => {
  const pm = makeHost();
  {
    await using _registration = pm.registration(speaker("guest"), "guest");
    pm.unregister(null, "guest");
    addSpeaker(pm, "guest");
  }
  assertEquals(namesOf(pm), ["guest"]);
});

Deno.test("a plugin that was registered anew in the meantime stays", () => {
  const pm = makeHost();
  const plugin = speaker("guest");
  {
    using _registration = pm.registration(plugin);
    pm.unregister(plugin);
    pm.register(plugin, "again");
  }
  assertEquals(namesOf(pm), ["again"]);
});

Deno.test("a plugin that was replaced in the meantime leaves its replacement", async () => {
  const pm = makeHost();
  {
    await using _registration = pm.registration(speaker("guest"), "guest");
    await pm.replace("guest", speaker("new"));
  }
  assertEquals(pm.hook.say({}), ["new"]);
});

Deno.test("a registration of a blocked name has no name, and its end does nothing", () => {
  const pm = makeHost();
  pm.setBlocked("guest");
  {
    using registration = pm.registration(speaker("guest"), "guest");
    assertEquals(registration.name, null);
  }
  assertEquals(pm.isBlocked("guest"), true);
});

Deno.test("a plugin that cannot be registered makes no registration", () => {
  const pm = makeHost();
  addSpeaker(pm, "guest");
  assertThrows(() => pm.registration(speaker("guest"), "guest"), RegistrationError);
  assertEquals(namesOf(pm), ["guest"]);
});

Deno.test("a registration in a scope ends without a trace in the parent", async () => {
  const pm = makeHost();
  addSpeaker(pm, "all");
  const scope = pm.scope();
  {
    await using _registration = scope.registration(speaker("guest"), "guest");
    assertEquals(scope.hook.say({}), ["guest", "all"]);
  }
  assertEquals(scope.hook.say({}), ["all"]);
});
