/* SPDX-License-Identifier: MIT */
/* "Did you mean": the nearest word to a mistyped one. */
#ifndef CLI_SUGGEST_H
#define CLI_SUGGEST_H

/* Of a NULL-terminated list, the word that few edits make out of typed; NULL: none is near. */
const char *suggest(const char *typed, const char *const *list);

#endif
