"""Records a small model of a run of tox: `python3 record_tox.py SPEC_FILE`, with tox's own src/tox/plugin/spec.py (4.64.4)
and pluggy 1.6.0. The order in which plugins come, and in which hooks are called, is tox's; the rest is made up.
"""

import os
import sys
from itertools import chain

here = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, here)

import recorder
import spec_file

log = recorder.record(here)

import pluggy

spec = spec_file.load(sys.argv[1], "tox")
impl = pluggy.HookimplMarker("tox")


class Inline:
    """A toxfile.py. Its second hook is of a tox that is yet to come, so it is taken out again."""

    @impl
    def tox_add_option(self, parser):
        parser.append("inline")

    @impl
    def tox_from_the_future(self):
        raise AssertionError("never called")


class Conda:
    """An installed plugin: environments of its own, and one that wraps installing."""

    @impl
    def tox_register_tox_env(self, register):
        register["conda"] = self

    @impl
    def tox_extend_envs(self):
        return ["conda-3.12"]

    @impl
    def tox_add_env_config(self, env_conf, state):
        env_conf["conda"] = state["name"]

    @impl(wrapper=True)
    def tox_on_install(self, tox_env, arguments, section, of_type):
        return (yield)


class Extra:
    """Another: it gives environments too, takes only the arguments that it needs, and fails once."""

    @impl(tryfirst=True)
    def tox_extend_envs(self):
        return iter(["lint", "docs"])

    @impl
    def tox_before_run_commands(self, tox_env):
        tox_env["began"] = True

    @impl(tryfirst=True)
    def tox_after_run_commands(self, outcomes):
        if "broken" in outcomes:
            raise RuntimeError("cannot write the summary")

    @impl(trylast=True)
    def tox_env_teardown(self, tox_env):
        tox_env["over"] = True


class Blocked:
    @impl
    def tox_add_option(self, parser):
        raise AssertionError("blocked")


class Runner:
    """Stands for the plugins that are part of tox."""

    @impl
    def tox_register_tox_env(self, register):
        register["virtualenv"] = self

    @impl
    def tox_add_option(self, parser):
        parser.append("run")

    @impl
    def tox_add_core_config(self, core_conf, state):
        core_conf["env_list"] = []

    @impl
    def tox_add_env_config(self, env_conf):
        env_conf["commands"] = []

    @impl
    def tox_on_install(self, arguments):
        if "no-such-package" in arguments:
            raise LookupError("not found")

    @impl
    def tox_env_teardown(self, tox_env):
        tox_env["closed"] = True


def register(manager, inline):
    if inline is not None:
        manager.register(inline, "toxfile")
    manager.set_blocked("tox-blocked")
    for name, plugin in (("tox-conda", Conda()), ("tox-extra", Extra()), ("tox-blocked", Blocked())):
        manager.register(plugin, name)
    manager.register(Runner(), "runner")
    try:
        manager.check_pending()
    except pluggy.PluginValidationError:
        manager.unregister(inline)
        manager.check_pending()


def run_env(hook, name, arguments, outcomes):
    tox_env = {"name": name}
    try:
        hook.tox_on_install(tox_env=tox_env, arguments=arguments, section="testenv", of_type="deps")
        hook.tox_before_run_commands(tox_env=tox_env)
        hook.tox_after_run_commands(tox_env=tox_env, exit_code=0, outcomes=outcomes)
    except (LookupError, RuntimeError):
        pass
    finally:
        hook.tox_env_teardown(tox_env=tox_env)


manager = pluggy.PluginManager("tox")
manager.add_hookspecs(spec)
hook = manager.hook
# tox starts anew from no plugins when it runs twice in one process.
for inline in (Inline(), None):
    for name, plugin in manager.list_name_plugin():
        if plugin is not None:
            manager.unregister(plugin)
    register(manager, inline)
    hook.tox_register_tox_env(register={})
    hook.tox_add_option(parser=[])
    state = {"name": "state"}
    hook.tox_add_core_config(core_conf={}, state=state)
    for name in ["py", *chain.from_iterable(hook.tox_extend_envs())]:
        hook.tox_add_env_config(env_conf={}, state=state)
    run_env(hook, "py", ["pytest"], [])
    run_env(hook, "lint", ["no-such-package"], [])
    run_env(hook, "docs", ["sphinx"], ["broken"])
log.write(os.path.join(here, "tox.jsonl"))
