/*
 * Code between TARGET_BEGIN(features) and TARGET_END is compiled for a processor with these
 * features, a list as in __attribute__((target)), whatever the rest is compiled for.
 */
#ifndef TCE_SIMD_TARGET_H
#define TCE_SIMD_TARGET_H

/* Of the icelake kernel. */
#define ICELAKE_FEATURES                                                                           \
    "avx512bw,avx512dq,avx512vbmi,avx512vbmi2,gfni,vpclmulqdq,pclmul,bmi,bmi2,popcnt"

#define TARGET_PRAGMA(text) _Pragma(#text)

#if defined(__clang__)
#define TARGET_BEGIN(features)                                                                     \
    TARGET_PRAGMA(clang attribute push(__attribute__((target(features))), apply_to = function))
#define TARGET_END _Pragma("clang attribute pop")
#else
#define TARGET_BEGIN(features) _Pragma("GCC push_options") TARGET_PRAGMA(GCC target(features))
#define TARGET_END             _Pragma("GCC pop_options")
#endif

#endif
