/* isms/risk/matrix.c -- see matrix.h. */
#include "isms/risk/matrix.h"

int matrix_level(const struct matrix *m, int64_t likelihood, int64_t consequence, int *ret_level,
    struct err *e)
{
	if (likelihood < 1 || likelihood > m->nl)
		return err_set(e, E_INVALID, "likelihood %" PRId64 " is not a step from 1 to %d",
		    likelihood, m->nl);
	if (consequence < 1 || consequence > m->nc)
		return err_set(e, E_INVALID, "consequence %" PRId64 " is not a step from 1 to %d",
		    consequence, m->nc);
	*ret_level = m->cell[(likelihood - 1) * m->nc + consequence - 1];
	return E_OK;
}

bool matrix_monotone(const struct matrix *m)
{
	for (int l = 0; l < m->nl; l++)
		for (int c = 0; c < m->nc; c++) {
			int here = m->cell[l * m->nc + c];

			if ((l && m->cell[(l - 1) * m->nc + c] > here) ||
			    (c && m->cell[l * m->nc + c - 1] > here))
				return false;
		}
	return true;
}
