/* cli/doc_text.h -- what `annexa doc` writes for other programs: manual page, completion. */
#ifndef ANNEXA_DOC_TEXT_H
#define ANNEXA_DOC_TEXT_H

#include "cli/command.h"

int doc_man(struct cmd *m) MUST;		/* annexa(1) in roff, from the command tables */
int doc_completion(struct cmd *m) MUST;		/* for bash */

#endif
