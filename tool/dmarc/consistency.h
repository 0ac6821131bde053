/* SPDX-License-Identifier: MIT */
/* What a row's raw results say about alignment, beside what its reporter evaluated (3.2). */
#ifndef DMARC_CONSISTENCY_H
#define DMARC_CONSISTENCY_H

#include <stdbool.h>

#include "dmarc/policy.h"
#include "dmarc/report.h"

struct alignment {
	bool dkim, spf; /* an aligned pass stands among the raw results */
};

/* Recomputed from the raw results; HELO results never count (Q29). */
void signature_align(const struct signature *signature, enum generation generation,
		     const struct published *published, bool adkim_strict, bool aspf_strict,
		     struct alignment *out);

enum mismatch {
	MISMATCH_NONE,
	MISMATCH_PASS_WITHOUT_RAW, /* evaluated pass, but no aligned raw pass is reported */
	MISMATCH_RAW_WITHOUT_PASS, /* an aligned raw pass is reported, but evaluated fail */
	MISMATCH_COUNT,
};

enum mismatch signature_mismatch(const struct signature *signature, const struct alignment *raw);

#endif
