"""Writes down what pluggy does while a program runs: who is registered, which hook is called, and whose impl is called in
what order, gives what, and is interrupted by what. Facts of the order alone: no values, no text.

Each line of a log is one step, a JSON array. README.md says which there are.
"""

import json
import os

import pluggy._hooks as hooks
import pluggy._manager as manager

OPTIONS = ("wrapper", "hookwrapper", "optionalhook", "tryfirst", "trylast")


class Recorder:
    def __init__(self, root):
        self.root = root
        self.lines, self.kept, self.ids, self.names = [], [], {}, {}
        self.silent = 0
        self.extra = []

    def add(self, *line):
        if not self.silent:
            self.lines.append(line)

    def number(self, value):
        """The same number for the same object, whatever it is."""
        if id(value) not in self.ids:
            self.kept.append(value)  # so that no other object gets its id
            self.ids[id(value)] = len(self.kept)
        return self.ids[id(value)]

    def plugin(self, plugin, name):
        """The plugin's name, without what differs from run to run."""
        if plugin is not None and id(plugin) not in self.names:
            self.kept.append(plugin)
            plain = os.path.relpath(name, self.root) if os.path.isabs(name) else name
            self.names[id(plugin)] = f"unnamed-{len(self.names)}" if plain.isdigit() else plain
        return self.names[id(plugin)]

    def outcome(self, value, firstresult):
        if firstresult or not isinstance(value, list):
            return None if value is None else self.number(value)
        return [self.number(each) for each in value]

    def write(self, path):
        """Adds what the manager knows in the end, and writes all to a file."""
        named = self.manager.list_name_plugin()
        self.add("plugins", [[name if plugin is None else self.plugin(plugin, name), plugin is None] for name, plugin in named])
        for name in sorted(vars(self.manager.hook)):
            impls = getattr(self.manager.hook, name).get_hookimpls()
            self.add("impls", name, [self.plugin(impl.plugin, "") for impl in impls])
        with open(path, "w") as file:
            for line in self.lines:
                file.write(json.dumps(line, separators=(",", ":")) + "\n")


def record(root):
    """Has everything recorded that plugin managers do from now on. Gives the recorder."""
    recorder = Recorder(root)
    add = recorder.add
    firstresults = set()

    def instrument(impl, hook):
        function, name = impl.function, impl.plugin_name
        who = f"<{recorder.extra.index(function)}>" if impl.plugin is None else recorder.plugin(impl.plugin, name)

        def plain(*args):
            add("in", who, hook)
            try:
                result = function(*args)
            except BaseException as error:
                add("throws", recorder.number(error))
                raise
            add("answers", None if result is None else recorder.number(result))
            return result

        def wrapper(*args):
            add("in", who, hook)
            generator = function(*args)
            try:
                next(generator)
            except BaseException as error:
                add("throws", recorder.number(error))
                raise
            add("yields")
            inside = failure = None
            try:
                inside = yield
                add("given", who, recorder.outcome(inside, hook in firstresults))
            except BaseException as error:
                failure = error
                add("thrown", who, recorder.number(error))
            try:
                generator.send(inside) if failure is None else generator.throw(failure)
            except StopIteration as stop:
                value = stop.value
                same = value is inside
                add("returns", "same" if same else recorder.outcome(value, hook in firstresults))
                return value
            except BaseException as error:
                add("throws", recorder.number(error))
                raise
            raise AssertionError("a wrapper yields once")

        def old_wrapper(*args):
            add("in", who, hook)
            generator = function(*args)
            next(generator)
            add("yields")
            box = yield
            before = (box._result, box._exception)
            if box._exception is None:
                add("given", who, recorder.outcome(box._result, hook in firstresults))
            else:
                add("thrown", who, recorder.number(box._exception))
            try:
                generator.send(box)
            except StopIteration:
                pass
            if before == (box._result, box._exception):
                add("returns", "same")
            elif box._exception is not None:
                add("forces", "error", recorder.number(box._exception))
            else:
                add("forces", "result", recorder.outcome(box._result, hook in firstresults))

        impl.function = old_wrapper if impl.hookwrapper else wrapper if impl.wrapper else plain

    def calling(method, kind):
        def call(self, *args, **kwargs):
            named = kwargs
            if kind != "call":
                named = kwargs.get("kwargs") or (args[-1] if args and isinstance(args[-1], dict) else {})
            excluded = sorted(recorder.plugin(each, "") for each in getattr(self, "_remove_plugins", ()))
            before, recorder.extra = recorder.extra, list(args[0]) if kind == "extra" else []
            add("call", self.name, kind, list(named), excluded, len(recorder.extra))
            try:
                result = method(self, *args, **kwargs)
            except BaseException as error:
                add("failed", recorder.number(error))
                raise
            finally:
                recorder.extra = before
            add("gives", None if kind == "historic" else recorder.outcome(result, self.name in firstresults))
            return result

        return call

    init = hooks.HookImpl.__init__
    extra = hooks.HookCaller.call_extra
    instrumented = set()

    def made(self, plugin, plugin_name, function, hook_impl_opts):
        init(self, plugin, plugin_name, function, hook_impl_opts)
        if plugin is None:  # for one call only
            instrument(self, recorder.hook)

    def call_extra(self, methods, kwargs):
        recorder.hook = self.name
        return extra(self, methods, kwargs)

    def before(method):
        """Has an impl recorded from its first replay on, or from when it gets its place."""

        def prepared(self, impl):
            if id(impl) not in instrumented:
                recorder.kept.append(impl)
                instrumented.add(id(impl))
                instrument(impl, self.name)
            method(self, impl)

        return prepared

    hooks.HookImpl.__init__ = made
    hooks.HookCaller._maybe_apply_history = before(hooks.HookCaller._maybe_apply_history)
    hooks.HookCaller._add_hookimpl = before(hooks.HookCaller._add_hookimpl)
    hooks.HookCaller.__call__ = calling(hooks.HookCaller.__call__, "call")
    hooks.HookCaller.call_historic = calling(hooks.HookCaller.call_historic, "historic")
    hooks.HookCaller.call_extra = calling(call_extra, "extra")

    Manager = manager.PluginManager
    register, unregister, block = Manager.register, Manager.unregister, Manager.set_blocked
    add_specs, check = Manager.add_hookspecs, Manager.check_pending

    def registering(self, plugin, name=None):
        plugin_name = name or self.get_canonical_name(plugin)
        who = recorder.plugin(plugin, plugin_name)
        impls = []
        for member in dir(plugin):
            options = self.parse_hookimpl_opts(plugin, member)
            if options is not None:
                names, _ = hooks.varnames(getattr(plugin, member))
                set_options = {each: True for each in OPTIONS if options.get(each)}
                impls.append([options.get("specname") or member, member, list(names), set_options])
        add("register", who, impls, self.is_blocked(plugin_name))
        result = register(self, plugin, name)
        add("registered")
        return result

    def unregistering(self, plugin=None, name=None):
        known = plugin if plugin is not None else self.get_plugin(name)
        add("unregister", None if known is None else recorder.plugin(known, name or ""))
        return unregister(self, plugin, name)

    def blocking(self, name):
        add("block", name)
        recorder.silent += 1
        block(self, name)
        recorder.silent -= 1

    def specifying(self, namespace):
        specs = []
        for member in dir(namespace):
            options = self.parse_hookspec_opts(namespace, member)
            if options is None:
                continue
            spec = hooks.HookSpec(namespace, member, options)
            if options.get("firstresult"):
                firstresults.add(member)
            flags = {each: True for each in ("firstresult", "historic") if options.get(each)}
            specs.append([member, list(spec.argnames), flags])
        recorder.manager = self
        add("specs", specs)
        add_specs(self, namespace)

    def checking(self):
        try:
            check(self)
        except manager.PluginValidationError:
            add("check", False)
            raise
        add("check", True)

    Manager.register, Manager.unregister, Manager.set_blocked = registering, unregistering, blocking
    Manager.add_hookspecs, Manager.check_pending = specifying, checking
    return recorder
