#!/bin/bash -eu
# Builds every fuzz target into $OUT, with its seed corpus and dictionary. OSS-Fuzz sets CC, CXX,
# CFLAGS, CXXFLAGS, LIB_FUZZING_ENGINE, SRC, WORK and OUT. libyajl and zlib are linked statically: the
# machine that runs the fuzzers has none.

cd "$SRC/tcenvelope"
objects=$WORK/tcenvelope
generated=$objects/generated
mkdir -p "$generated"

# A program of the build, not of the fuzzer: without its flags.
clang -std=c11 -Ilib/include lib/codes/generate.c -o "$objects/generate"
"$objects/generate" > "$generated/common_codes_table.h"

cmake/embed http/page/status.html http/page/status.css http/page/status.js > "$generated/status_page.h"

# $1: source, $2: object, $3...: folders of headers.
compile() {
    source=$1
    object=$2
    shift 2
    # shellcheck disable=SC2086
    $CC $CFLAGS -std=c11 -Werror=implicit-function-declaration -D_GNU_SOURCE -DTCE_TEST_BUILD "${@/#/-I}" \
        -Ilib/include -Ihttp/include -Itests/support "-I$generated" -c "$source" -o "$object"
}

# The parts of the tool that a target is about. $1: target.
parts_of() {
    case $1 in
    har)
        echo fuzz/reading.c programs/check/{framing,har,har_scan,chunks}.c programs/support/{base64,buffer,utf8}.c
        ;;
    messages)
        echo fuzz/reading.c programs/check/{http,http_head}.c programs/support/buffer.c
        ;;
    plan)
        echo programs/archive/coding.c programs/shards/{plan_file,stamp}.c \
            programs/summary/{code_table,json_cursor,summary,tally}.c \
            programs/support/{buffer,escape,file,hash,text,utf8}.c
        ;;
    esac
}

library=()
for file in lib/*.c lib/codes/c*.c lib/json/*.c lib/yajl/*.c lib/simd/*.c fuzz/target.c; do
    compile "$file" "$objects/$(echo "$file" | tr / _).o" lib lib/codes
    library+=("$object")
done
http=()
for file in http/*.c http/coding/decoder.c http/coding/inflate.c http/counters/*.c http/formats/*.c; do
    compile "$file" "$objects/$(echo "$file" | tr / _).o" http
    http+=("$object")
done

for target in $(fuzz/targets); do
    own=("$objects/fuzz_$target.o")
    compile "fuzz/fuzz_$target.c" "${own[0]}" lib lib/codes programs
    [ "$target" != http ] && [ "$target" != messages ] || own+=("${http[@]}")
    for file in $(parts_of "$target"); do
        compile "$file" "$objects/$(echo "$file" | tr / _).o" programs
        own+=("$object")
    done
    # The other engines do not know libFuzzer's mutators.
    if { [ "$target" = validate ] || [ "$target" = stream ]; } &&
        [ "${FUZZING_ENGINE-libfuzzer}" = libfuzzer ]; then
        own+=("$objects/mutator_$target.o")
        compile fuzz/mutator.c "${own[1]}" lib lib/codes
    fi
    # shellcheck disable=SC2086
    $CXX $CXXFLAGS "${own[@]}" "${library[@]}" $LIB_FUZZING_ENGINE -l:libyajl_s.a -l:libz.a \
        -o "$OUT/fuzz_$target"
    (cd "fuzz/corpus/$target" && zip -q -r "$OUT/fuzz_${target}_seed_corpus.zip" .)
    cp "fuzz/$target.dict" "$OUT/fuzz_$target.dict"
done
