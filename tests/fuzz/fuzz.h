/* SPDX-License-Identifier: MIT */
/*
 * A fuzz target takes any octets and aborts when a promise of the code under it is broken: by a
 * failed g_assert(), or by what the sanitizers find. libFuzzer or replay.c brings the main().
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Always 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#endif
