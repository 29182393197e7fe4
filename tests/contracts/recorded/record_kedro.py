"""Records a small model of a run of kedro: `python3 record_kedro.py SPEC_FILE`, with kedro's own
kedro/framework/hooks/specs.py (1.5.0) and pluggy 1.6.0. The order in which plugins come, and in which hooks are called, is
kedro's; the rest is made up.
"""

import os
import sys

here = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, here)

import recorder
import spec_file

log = recorder.record(here)

import pluggy

impl = pluggy.HookimplMarker("kedro")
specs = spec_file.load(sys.argv[1], "kedro", markers={"hook_spec": pluggy.HookspecMarker("kedro"), "hook_impl": impl})


class ProjectHooks:
    """Hooks that a project's settings name."""

    @impl
    def after_context_created(self, context):
        context["secrets"] = True

    @impl
    def after_catalog_created(self, catalog, conf_creds):
        catalog["creds"] = conf_creds

    @impl
    def before_node_run(self, node, inputs):
        return {"rate": 2} if "rate" in inputs else None

    @impl
    def after_node_run(self, node, outputs):
        return node["name"]


class Validation:
    """An installed plugin: it overwrites inputs too, and checks what is saved."""

    @impl(tryfirst=True)
    def before_node_run(self, inputs, is_async, run_id):
        return {"rate": 1, "extra": run_id} if "rate" in inputs else {}

    @impl
    def before_dataset_saved(self, dataset_name, data):
        if data == "bad":
            raise ValueError(dataset_name)

    @impl
    def on_node_error(self, error, node):
        return None

    @impl(wrapper=True)
    def on_pipeline_error(self, error, run_params):
        return (yield)


class Timing:
    """Another, which wraps."""

    @impl(wrapper=True)
    def before_dataset_loaded(self, dataset_name, node):
        yield
        return []

    @impl(specname="after_dataset_loaded", trylast=True)
    def loaded(self, dataset_name, data):
        return dataset_name

    @impl(hookwrapper=True)
    def after_pipeline_run(self, run_result):
        box = yield
        box.force_result(["timed"])


class Disabled:
    """Installed too, but the project's settings disable it by the name of its package: it is taken out again."""

    @impl
    def before_pipeline_run(self, run_params):
        raise AssertionError("disabled")


manager = pluggy.PluginManager("kedro")
# In the order in which kedro adds them, which is not that of its file.
for each in ("NodeSpecs", "PipelineSpecs", "DataCatalogSpecs", "DatasetSpecs", "KedroContextSpecs"):
    manager.add_hookspecs(getattr(specs, each))
hook = manager.hook
project_hooks = ProjectHooks()
for plugin in (project_hooks, project_hooks):
    if not manager.is_registered(plugin):
        manager.register(plugin, "project")
installed = {"kedro-validation": Validation(), "kedro-timing": Timing(), "kedro-disabled": Disabled()}
for name, plugin in installed.items():
    manager.register(plugin, name)
manager.unregister(plugin=installed["kedro-disabled"])


def run_node(node, catalog):
    inputs = {}
    for name in node["inputs"]:
        hook.before_dataset_loaded(dataset_name=name, node=node)
        inputs[name] = catalog.get(name)
        hook.after_dataset_loaded(dataset_name=name, data=inputs[name], node=node)
    shared = dict(node=node, catalog=catalog, inputs=dict(inputs), is_async=False, run_id="run")
    for answer in hook.before_node_run(**shared):
        inputs.update(answer)
    shared["inputs"] = inputs
    try:
        outputs = node["run"](inputs)
    except Exception as error:
        hook.on_node_error(error=error, **shared)
        raise
    hook.after_node_run(outputs=outputs, **shared)
    for name, data in outputs.items():
        hook.before_dataset_saved(dataset_name=name, data=data, node=node)
        catalog[name] = data
        hook.after_dataset_saved(dataset_name=name, data=data, node=node)


def fail(inputs):
    raise RuntimeError("this node fails")


def run_pipeline(nodes):
    hook.after_context_created(context={})
    catalog = {"rate": 0, "rows": [1, 2]}
    given = dict(conf_catalog={}, conf_creds={}, parameters={}, save_version="1", load_versions={})
    hook.after_catalog_created(catalog=catalog, **given)
    run = dict(run_params={}, pipeline=nodes, catalog=catalog)
    hook.before_pipeline_run(**run)
    try:
        for node in nodes:
            run_node(node, catalog)
    except Exception as error:
        hook.on_pipeline_error(error=error, **run)
        return
    hook.after_pipeline_run(run_result={}, **run)


def node(name, inputs, run):
    return {"name": name, "inputs": inputs, "run": run}


run_pipeline([node("sum", ["rows"], lambda given: {"sum": 3}), node("scale", ["rate", "sum"], lambda given: {"out": 6})])
run_pipeline([node("fails", ["rate"], fail)])
run_pipeline([node("bad", [], lambda given: {"out": "bad"}), node("never", [], fail)])
log.write(os.path.join(here, "kedro.jsonl"))
