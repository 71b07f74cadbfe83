#!/usr/bin/env python3
"""Runs a recipe of Conan with stand-ins for its modules: they do what the names say, without network.

    conan_recipe.py RECIPE_FOLDER DOWNLOADS WORK

Installs the package, with http/, into WORK/package, and writes what a consumer gives its compiler to
WORK/flags.
"""
import hashlib
import importlib.util
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import types

recipe_folder, downloads, work = (pathlib.Path(word) for word in sys.argv[1:])


def run(*words):
    subprocess.run([str(word) for word in words], check=True, stdout=subprocess.DEVNULL)


class Settings(types.SimpleNamespace):
    def rm_safe(self, name):
        pass


class ConanFile:
    """What the recipe uses of Conan's class."""

    def __init__(self):
        self.version = re.search(r'^  "(.*)":$', (recipe_folder / "conandata.yml").read_text(), re.M).group(1)
        self.ref = f"{self.name}/{self.version}"
        self.conan_data = {"sources": {self.version: sources()}}
        self.settings = Settings(os="Linux")
        self.options = types.SimpleNamespace(**{**self.default_options, "http": True})
        self.source_folder, self.build_folder, self.package_folder = (
            str(work / name) for name in ("source", "build", "package"))
        self.required, self.tools, self.cpp_info = [], [], CppInfo()
        for name, allowed in self.options_allowed().items():
            assert getattr(self.options, name) in allowed

    def options_allowed(self):
        return type(self).options

    def requires(self, reference):
        self.required.append(reference)

    def tool_requires(self, reference):
        self.tools.append(reference)


class Component:
    def __init__(self):
        self.libs, self.requires, self.properties = [], [], {}

    def set_property(self, name, value):
        assert name in ("cmake_file_name", "cmake_target_name", "pkg_config_name"), name
        self.properties[name] = value


class CppInfo(Component):
    def __init__(self):
        super().__init__()
        self.components = Components()


class Components(dict):
    def __missing__(self, name):
        self[name] = Component()
        return self[name]


def sources():
    """The one entry of conandata.yml, whose values are strings in quotes."""
    text = (recipe_folder / "conandata.yml").read_text()
    assert text.startswith("sources:\n")
    return dict(re.findall(r'^    (\w+): "(.*)"$', text, re.M))


class CMakeToolchain:
    variables = {}

    def __init__(self, recipe):
        self.cache_variables = CMakeToolchain.variables

    def generate(self):
        pass


class Generator:
    def __init__(self, recipe):
        pass

    def generate(self):
        pass


class CMake:
    def __init__(self, recipe):
        self.recipe = recipe

    def configure(self):
        variables = {"BUILD_SHARED_LIBS": self.recipe.options.shared, "CMAKE_INSTALL_LIBDIR": "lib",
                     "CMAKE_INSTALL_PREFIX": self.recipe.package_folder, **CMakeToolchain.variables}
        flags = [f"-D{name}={'ON' if value is True else 'OFF' if value is False else value}"
                 for name, value in variables.items()]
        run("cmake", "-G", "Ninja", "-S", self.recipe.source_folder, "-B", self.recipe.build_folder, *flags)

    def build(self):
        run("cmake", "--build", self.recipe.build_folder)

    def install(self):
        run("cmake", "--install", self.recipe.build_folder)


def cmake_layout(recipe, src_folder):
    assert src_folder


def get(recipe, url, sha256, strip_root):
    archive = downloads / url.rsplit("/", 1)[-1]
    assert url.startswith("https://") and strip_root
    assert hashlib.sha256(archive.read_bytes()).hexdigest() == sha256, "the checksum differs"
    with tarfile.open(archive) as tar:
        tar.extractall(work / "unpacked")
    (root,) = (work / "unpacked").iterdir()
    root.rename(recipe.source_folder)


def copy(recipe, pattern, src, dst):
    pathlib.Path(dst).mkdir(parents=True)
    shutil.copy(pathlib.Path(src) / pattern, dst)


def rmdir(recipe, path):
    shutil.rmtree(path)


def module(name, **members):
    sys.modules[name] = types.ModuleType(name)
    vars(sys.modules[name]).update(members)


module("conan", ConanFile=ConanFile)
module("conan.errors", ConanInvalidConfiguration=type("ConanInvalidConfiguration", (Exception,), {}))
module("conan.tools")
module("conan.tools.cmake", CMake=CMake, CMakeDeps=Generator, CMakeToolchain=CMakeToolchain, cmake_layout=cmake_layout)
module("conan.tools.files", copy=copy, get=get, rmdir=rmdir)
module("conan.tools.gnu", PkgConfigDeps=Generator)

spec = importlib.util.spec_from_file_location("conanfile", recipe_folder / "conanfile.py")
conanfile = importlib.util.module_from_spec(spec)
spec.loader.exec_module(conanfile)
(recipe_class,) = (value for value in vars(conanfile).values()
                   if isinstance(value, type) and issubclass(value, ConanFile) and value is not ConanFile)

work.mkdir(parents=True)
recipe = recipe_class()
for step in ("configure", "layout", "requirements", "build_requirements", "validate", "source", "generate", "build",
             "package", "package_info"):
    getattr(recipe, step)()
assert {reference.split("/")[0] for reference in recipe.required} == {"xxhash", "zlib"}
assert (work / "package/licenses/LICENSE").is_file()
for component in recipe.cpp_info.components.values():
    for library in component.libs:
        assert (work / f"package/lib/lib{library}.a").is_file(), library
    for required in component.requires:
        assert required in recipe.cpp_info.components or "::" in required, required
core = recipe.cpp_info.components["core"]
(work / "flags").write_text(f"-I{work}/package/include -L{work}/package/lib " +
                            " ".join(f"-l{library}" for library in core.libs))

# Where it is not for, it says so.
recipe.settings.os = "Windows"
try:
    recipe.validate()
    sys.exit("Windows is not refused")
except sys.modules["conan.errors"].ConanInvalidConfiguration:
    pass
