/* tcenvelope.answer(): an envelope in place of a response, in vcl_backend_error. */
#ifndef TCE_VARNISH_ANSWER_H
#define TCE_VARNISH_ANSWER_H

#include "varnish.h"

void answer_envelope(VRT_CTX);

#endif
