"""Loads the spec file of a program without the program."""

import importlib.util
import sys
import types


def load(path, project, **modules):
    """The module of a spec file, in a package that has what such files import: the project's name and these modules."""
    package = types.ModuleType("program")
    package.__path__ = []
    package.NAME = project
    sys.modules["program"] = package
    for name, contents in modules.items():
        module = types.ModuleType(f"program.{name}")
        vars(module).update(contents)
        sys.modules[f"program.{name}"] = module
    spec = importlib.util.spec_from_file_location("program.spec", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
