import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { hookimplMarker, HookspecError, hookspecMarker, UsageError } from "@tenon/tenon";
import { codeThrown, hookimpl, hookspec, setup, tenonError, thrown } from "./support.ts";

// What a marker does not take, seen from plain JavaScript.
const mark = hookimplMarker("demo") as unknown as (...args: unknown[]) => unknown;

/** The message of the error that is thrown when a class with a wrong decorator is made. */
function refusal(makeClass: () => unknown): string {
  const error = tenonError(thrown(makeClass));
  assertEquals(error.code, "cannot-mark");
  return error.message;
}

Deno.test("a decorator marks methods and static methods, with and without options", () => {
  class Both {
    @hookimpl
    one() {
      return "one";
    }
    @hookimpl({ specname: "one" })
    two() {
      return "two";
    }
    @hookimpl
    static one() {
      return "static one";
    }
  }
  const { pm, hook } = setup({ one: {} });
  pm.register(new Both());
  pm.register(Both);
  assertEquals(hook.one(), ["static one", "two", "one"]);
});

Deno.test("called with a function, a marker gives the same function back", () => {
  const fn = () => 1;
  assert(hookimpl(fn) === fn);
  assert(hookimpl({ tryfirst: true }, fn) === fn);
  assert(hookspec(fn) === fn);
  assert(hookspec({ historic: true }, fn) === fn);
});

Deno.test("a mark is not seen among the keys of a function", () => {
  assertEquals(Reflect.ownKeys(hookimpl(() => 1)).filter((key) => typeof key === "string").sort(), ["length", "name"]);
  assertEquals(Object.keys(hookimpl(() => 1)), []);
});

Deno.test("a function that is marked again has the last options", () => {
  const fn = hookimpl({ specname: "other" }, () => 1);
  hookimpl({}, fn);
  const { pm } = setup();
  pm.register({ fn });
  assertEquals(pm.getHookcallers(pm.getPlugin("plugin-1")!)!.map(({ name }) => name), ["fn"]);
});

Deno.test("a field cannot be marked by a decorator", () => {
  const message = refusal(() => {
    class Wrong {
      // @ts-expect-error A field is no method.
      @hookimpl
      field = () => 1;
    }
    return Wrong;
  });
  assertStringIncludes(message, "the field 'field'");
});

Deno.test("an accessor cannot be marked by a decorator", () => {
  const message = refusal(() => {
    class Wrong {
      // @ts-expect-error An accessor is no method.
      @hookimpl
      accessor value = 1;
    }
    return Wrong;
  });
  assertStringIncludes(message, "the accessor 'value'");
});

Deno.test("a getter cannot be marked by a decorator: discovery would never run it", () => {
  const message = refusal(() => {
    class Wrong {
      // @ts-expect-error A getter is no method.
      @hookimpl
      get value() {
        return 1;
      }
    }
    return Wrong;
  });
  assertStringIncludes(message, "the getter 'value'");
});

Deno.test("a setter cannot be marked by a decorator", () => {
  const message = refusal(() => {
    class Wrong {
      // @ts-expect-error A setter is no method.
      @hookimpl
      set value(_: number) {}
    }
    return Wrong;
  });
  assertStringIncludes(message, "the setter 'value'");
});

Deno.test("a private method cannot be marked: nobody outside of the class could find it", () => {
  const message = refusal(() => {
    class Wrong {
      @hookimpl
      #run() {}
      run() {
        this.#run();
      }
    }
    return Wrong;
  });
  assertStringIncludes(message, "#run");
});

Deno.test("a method whose name is a symbol cannot be marked: it is the name of no hook", () => {
  const message = refusal(() => {
    class Wrong {
      @hookimpl
      [Symbol.iterator]() {}
    }
    return Wrong;
  });
  assertStringIncludes(message, "Symbol(Symbol.iterator)");
});

Deno.test("a class cannot be marked, by a decorator or as a function", () => {
  const message = refusal(() => {
    // @ts-expect-error A class is no method.
    @hookimpl
    class Wrong {}
    return Wrong;
  });
  assertStringIncludes(message, "the class 'Wrong'");
  assertStringIncludes(refusal(() => mark(class Wrong {})), "a class");
});

Deno.test("a frozen function cannot be marked, and the error says why", () => {
  const frozen = () => 1;
  Object.freeze(frozen);
  assertStringIncludes(refusal(() => hookimpl(frozen)), "'frozen': the function is frozen");
});

for (const value of [undefined, null, 1, "text", Symbol("s"), true]) {
  Deno.test(`${String(value)} cannot be marked`, () => {
    assertEquals(codeThrown(() => mark(value)), "cannot-mark");
    assertEquals(codeThrown(() => mark({}, value ?? null)), "cannot-mark");
  });
}

Deno.test("options that come second are refused, not ignored", () => {
  const message = refusal(() => mark(() => 1, { tryfirst: true }));
  assertStringIncludes(message, "options come first");
});

Deno.test("an unknown option is refused with what was meant", () => {
  const error = assertThrows(
    () => mark({ tryfrist: true }),
    UsageError,
    "no option 'tryfrist'. Did you mean 'tryfirst'?",
  );
  assertEquals(error.code, "unknown-option");
});

Deno.test("an unknown option that is like none is refused with a list of all", () => {
  assertThrows(() => mark({ priority: 1 }), UsageError, "It has tryfirst, trylast, wrapper");
});

Deno.test("a specname must be a string", () => {
  assertEquals(codeThrown(() => mark({ specname: 1 })), "bad-option");
  mark({ specname: undefined });
  mark({ specname: "" });
});

Deno.test("args must be an array of strings", () => {
  assertEquals(codeThrown(() => mark({ args: "name" })), "bad-option");
  assertEquals(codeThrown(() => mark({ args: [1] })), "bad-option");
  assertEquals(codeThrown(() => (hookspec as unknown as typeof mark)({ args: "name" })), "bad-option");
});

Deno.test("historic and firstresult exclude each other, which is said when a function is marked", () => {
  const decorate = hookspec({ historic: true, firstresult: true });
  const error = assertThrows(() => decorate(() => 1, undefined as never), HookspecError);
  assertEquals(error.code, "historic-firstresult");
});

Deno.test("a marker needs the name of a project", () => {
  for (const make of [hookimplMarker, hookspecMarker] as unknown as ((project?: unknown) => unknown)[]) {
    for (const project of [undefined, "", 1, null]) {
      assertEquals(codeThrown(() => make(project)), "bad-project");
    }
  }
});

Deno.test("falsy options are as good as none", () => {
  const { pm, hook } = setup({ run: {} });
  pm.register({ run: hookimpl({ wrapper: false, hookwrapper: false, tryfirst: false, specname: "" }, () => 1) });
  assertEquals(hook.run(), [1]);
});

Deno.test("options may be frozen, and changing them later changes nothing", () => {
  const options = { tryfirst: true };
  const { pm, hook } = setup({ run: {} });
  const first = hookimpl(options, () => "first");
  options.tryfirst = false;
  pm.register({ run: first });
  pm.register({ run: hookimpl(Object.freeze({}), () => "second") });
  assertEquals(hook.run(), ["first", "second"]);
});
