import os

from conan import ConanFile
from conan.errors import ConanInvalidConfiguration
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy, get, rmdir
from conan.tools.gnu import PkgConfigDeps

required_conan_version = ">=2.0"

LEFT_OUT = ("YAJL", "ZSTD", "BUILD_TESTS", "BUILD_PROGRAMS", "NGINX", "HAPROXY", "APACHE", "TRAFFICSERVER", "VARNISH",
            "LUA")


class TcenvelopeConan(ConanFile):
    name = "tcenvelope"
    description = "Streaming validator for the JSON envelope of Tencent Cloud API responses"
    license = "Apache-2.0"
    homepage = "https://github.com/tcenvelope/tcenvelope"
    url = "https://github.com/conan-io/conan-center-index"
    topics = ("json", "validation", "proxy", "tencent-cloud")
    package_type = "library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"shared": [True, False], "http": [True, False]}
    default_options = {"shared": False, "http": False}

    def configure(self):
        self.settings.rm_safe("compiler.cppstd")
        self.settings.rm_safe("compiler.libcxx")

    def layout(self):
        cmake_layout(self, src_folder="src")

    def requirements(self):
        self.requires("xxhash/[>=0.8 <1]")
        if self.options.http:
            self.requires("zlib/[>=1.2.11 <2]")

    def build_requirements(self):
        self.tool_requires("cmake/[>=3.25]")
        self.tool_requires("pkgconf/[>=2 <3]")

    def validate(self):
        if self.settings.os != "Linux":
            raise ConanInvalidConfiguration(f"{self.ref} is for Linux")

    def source(self):
        get(self, **self.conan_data["sources"][self.version], strip_root=True)

    def generate(self):
        toolchain = CMakeToolchain(self)
        for part in LEFT_OUT:
            toolchain.cache_variables[f"TCE_{part}"] = False
        toolchain.cache_variables["TCE_HTTP"] = bool(self.options.http)
        toolchain.generate()
        CMakeDeps(self).generate()
        PkgConfigDeps(self).generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        copy(self, "LICENSE", src=self.source_folder, dst=os.path.join(self.package_folder, "licenses"))
        CMake(self).install()
        rmdir(self, os.path.join(self.package_folder, "lib", "cmake"))
        rmdir(self, os.path.join(self.package_folder, "lib", "pkgconfig"))

    def package_info(self):
        self.cpp_info.set_property("cmake_file_name", "tcenvelope")
        core = self.cpp_info.components["core"]
        core.set_property("cmake_target_name", "tcenvelope::tcenvelope")
        core.set_property("pkg_config_name", "tcenvelope")
        core.libs = ["tcenvelope"]
        core.requires = ["xxhash::xxhash"]
        if self.options.http:
            http = self.cpp_info.components["http"]
            http.set_property("cmake_target_name", "tcenvelope::http")
            http.set_property("pkg_config_name", "tcenvelope-http")
            http.libs = ["tcenvelope-http"]
            http.requires = ["core", "zlib::zlib"]
