# Runs a port of vcpkg with stand-ins for vcpkg's functions: they do what the names say, without
# network, and refuse what they do not know.
#
#   cmake -DPORT_FOLDER=... -DDOWNLOADS=... -DWORK=... -P vcpkg.cmake
file(READ ${PORT_FOLDER}/vcpkg.json manifest)
string(JSON PORT GET ${manifest} name)
string(JSON VERSION GET ${manifest} version)
string(JSON features GET ${manifest} features)
set(CURRENT_PACKAGES_DIR ${WORK}/packages)

function(run)
    execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY OUTPUT_QUIET)
endfunction()

# Fails for arguments that the calling function does not take, and for those that it lacks.
macro(take_arguments options single multiple)
    cmake_parse_arguments(arg "${options}" "${single}" "${multiple}" ${ARGN})
    if(DEFINED arg_UNPARSED_ARGUMENTS OR DEFINED arg_KEYWORDS_MISSING_VALUES)
        message(FATAL_ERROR "not understood: ${arg_UNPARSED_ARGUMENTS} ${arg_KEYWORDS_MISSING_VALUES}")
    endif()
    foreach(each ${single} ${multiple})
        if(NOT DEFINED arg_${each})
            message(FATAL_ERROR "${each} is missing")
        endif()
    endforeach()
endmacro()

function(vcpkg_download_distfile result)
    take_arguments("" "FILENAME;SHA512" "URLS" ${ARGN})
    file(SHA512 ${DOWNLOADS}/${arg_FILENAME} sum)
    if(NOT sum STREQUAL arg_SHA512 OR NOT arg_URLS MATCHES "^https://.*/${arg_FILENAME}$")
        message(FATAL_ERROR "${arg_FILENAME} does not have the checksum, or ${arg_URLS} is not its place")
    endif()
    set(${result} ${DOWNLOADS}/${arg_FILENAME} PARENT_SCOPE)
endfunction()

function(vcpkg_extract_source_archive result)
    take_arguments("" "ARCHIVE" "" ${ARGN})
    file(ARCHIVE_EXTRACT INPUT ${arg_ARCHIVE} DESTINATION ${WORK}/source)
    file(GLOB folders ${WORK}/source/*)
    set(${result} ${folders} PARENT_SCOPE)
endfunction()

# With all features.
function(vcpkg_check_features)
    take_arguments("" "OUT_FEATURE_OPTIONS" "FEATURES" ${ARGN})
    set(flags)
    while(arg_FEATURES)
        list(POP_FRONT arg_FEATURES feature option)
        string(JSON described GET ${features} ${feature} description)
        list(APPEND flags -D${option}=ON)
    endwhile()
    set(${arg_OUT_FEATURE_OPTIONS} ${flags} PARENT_SCOPE)
endfunction()

function(vcpkg_find_acquire_program name)
    find_program(program_${name} NAMES pkg-config REQUIRED)
    set(${name} ${program_${name}} PARENT_SCOPE)
endfunction()

function(vcpkg_cmake_configure)
    take_arguments("" "SOURCE_PATH" "OPTIONS" ${ARGN})
    run(${CMAKE_COMMAND} -G Ninja -S ${arg_SOURCE_PATH} -B ${WORK}/build --warn-uninitialized
        -DCMAKE_INSTALL_PREFIX=${CURRENT_PACKAGES_DIR} -DCMAKE_INSTALL_LIBDIR=lib
        -DBUILD_SHARED_LIBS=OFF ${arg_OPTIONS})
endfunction()

function(vcpkg_cmake_install)
    take_arguments("" "" "" ${ARGN})
    run(${CMAKE_COMMAND} --build ${WORK}/build)
    run(${CMAKE_COMMAND} --install ${WORK}/build)
endfunction()

# vcpkg moves the package to share/PORT; its files find the others from there.
function(vcpkg_cmake_config_fixup)
    take_arguments("" "CONFIG_PATH" "" ${ARGN})
    set(from ${CURRENT_PACKAGES_DIR}/${arg_CONFIG_PATH})
    set(to ${CURRENT_PACKAGES_DIR}/share/${PORT})
    file(MAKE_DIRECTORY ${CURRENT_PACKAGES_DIR}/share)
    file(RENAME ${from} ${to})
    file(GLOB files ${to}/*.cmake)
    foreach(file ${files})
        file(READ ${file} text)
        string(REPLACE "\${CMAKE_CURRENT_LIST_DIR}/../../../" "\${CMAKE_CURRENT_LIST_DIR}/../../" text "${text}")
        string(REGEX REPLACE "(get_filename_component\\(_IMPORT_PREFIX \"\\$\\{CMAKE_CURRENT_LIST_FILE\\}\" PATH\\)\n)((get_filename_component\\(_IMPORT_PREFIX \"\\$\\{_IMPORT_PREFIX\\}\" PATH\\)\n))" "\\1" text "${text}")
        file(WRITE ${file} "${text}")
    endforeach()
endfunction()

function(vcpkg_fixup_pkgconfig)
    take_arguments("" "" "" ${ARGN})
    file(GLOB found ${CURRENT_PACKAGES_DIR}/lib/pkgconfig/*.pc)
    if(NOT found)
        message(FATAL_ERROR "there is nothing for pkg-config")
    endif()
endfunction()

function(vcpkg_install_copyright)
    take_arguments("" "" "FILE_LIST" ${ARGN})
    file(COPY_FILE ${arg_FILE_LIST} ${CURRENT_PACKAGES_DIR}/share/${PORT}/copyright)
endfunction()

include(${PORT_FOLDER}/portfile.cmake)
