#!/bin/bash -eu
# Builds every fuzz target into $OUT, with its seed corpus and dictionary. OSS-Fuzz sets CC, CXX,
# CFLAGS, CXXFLAGS, LIB_FUZZING_ENGINE, SRC, WORK and OUT. libyajl is linked statically: the machine
# that runs the fuzzers has none.

cd "$SRC/tcenvelope"
objects=$WORK/tcenvelope
generated=$objects/generated
mkdir -p "$generated"

# A program of the build, not of the fuzzer: without its flags.
clang -std=c11 -Ilib/include lib/codes/generate.c -o "$objects/generate"
"$objects/generate" > "$generated/common_codes_table.h"

compile() {
    # shellcheck disable=SC2086
    $CC $CFLAGS -std=c11 -Werror=implicit-function-declaration -D_GNU_SOURCE -DTCE_TEST_BUILD -Ilib -Ilib/codes \
        -Ilib/include -Itests/support "-I$generated" -c "$1" -o "$2"
}

library=()
for source in lib/*.c lib/codes/c*.c lib/json/*.c lib/yajl/*.c lib/simd/*.c fuzz/target.c; do
    object=$objects/$(echo "$source" | tr / _).o
    compile "$source" "$object"
    library+=("$object")
done

for target in validate stream codes catalogue; do
    own=("$objects/fuzz_$target.o")
    compile "fuzz/fuzz_$target.c" "${own[0]}"
    # The other engines do not know libFuzzer's mutators.
    if [ "$target" != codes ] && [ "$target" != catalogue ] &&
        [ "${FUZZING_ENGINE-libfuzzer}" = libfuzzer ]; then
        own+=("$objects/mutator_$target.o")
        compile fuzz/mutator.c "${own[1]}"
    fi
    # shellcheck disable=SC2086
    $CXX $CXXFLAGS "${own[@]}" "${library[@]}" $LIB_FUZZING_ENGINE -l:libyajl_s.a \
        -o "$OUT/fuzz_$target"
    (cd "fuzz/corpus/$target" && zip -q -r "$OUT/fuzz_${target}_seed_corpus.zip" .)
    cp "fuzz/$target.dict" "$OUT/fuzz_$target.dict"
done
