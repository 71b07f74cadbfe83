vcpkg_download_distfile(ARCHIVE
    URLS "https://github.com/tcenvelope/tcenvelope/releases/download/v${VERSION}/tcenvelope-${VERSION}.tar.gz"
    FILENAME "tcenvelope-${VERSION}.tar.gz"
    SHA512 @SHA512@
)
vcpkg_extract_source_archive(SOURCE_PATH ARCHIVE "${ARCHIVE}")

vcpkg_check_features(OUT_FEATURE_OPTIONS FEATURE_OPTIONS FEATURES http TCE_HTTP)
vcpkg_find_acquire_program(PKGCONFIG)
vcpkg_cmake_configure(
    SOURCE_PATH "${SOURCE_PATH}"
    OPTIONS
        ${FEATURE_OPTIONS}
        "-DPKG_CONFIG_EXECUTABLE=${PKGCONFIG}"
        -DTCE_YAJL=OFF
        -DTCE_ZSTD=OFF
        -DTCE_BUILD_TESTS=OFF
        -DTCE_BUILD_PROGRAMS=OFF
        -DTCE_NGINX=OFF
        -DTCE_HAPROXY=OFF
        -DTCE_APACHE=OFF
        -DTCE_TRAFFICSERVER=OFF
        -DTCE_VARNISH=OFF
        -DTCE_LUA=OFF
)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH lib/cmake/tcenvelope)
vcpkg_fixup_pkgconfig()

file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/debug/include")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
