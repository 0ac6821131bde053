/* SPDX-License-Identifier: MIT */
#include "dmarc/consistency.h"

void signature_align(const struct signature *signature, enum generation generation,
		     const struct published *published, bool adkim_strict, bool aspf_strict,
		     struct alignment *out)
{
	const struct spf_result *spf = signature_mfrom(signature);

	*out = (struct alignment){0};
	for (unsigned i = 0; i < signature->n_dkim && !out->dkim; i++) {
		const struct dkim_result *dkim = &signature->dkim[i];

		out->dkim = dkim->result == AUTH_RESULT_PASS &&
			    is_aligned(generation, published, adkim_strict, signature->header_from,
				       dkim->domain);
	}
	out->spf =
		spf && spf->result == AUTH_RESULT_PASS &&
		is_aligned(generation, published, aspf_strict, signature->header_from, spf->domain);
}

enum mismatch signature_mismatch(const struct signature *signature, const struct alignment *raw)
{
	enum auth_result dkim = signature->evaluated_dkim, spf = signature->evaluated_spf;

	if ((dkim == AUTH_RESULT_PASS && !raw->dkim) || (spf == AUTH_RESULT_PASS && !raw->spf))
		return MISMATCH_PASS_WITHOUT_RAW;
	if ((dkim == AUTH_RESULT_FAIL && raw->dkim) || (spf == AUTH_RESULT_FAIL && raw->spf))
		return MISMATCH_RAW_WITHOUT_PASS;
	return MISMATCH_NONE;
}
