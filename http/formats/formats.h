/* The formats in which a snapshot is written. */
#ifndef TCE_HTTP_FORMATS_H
#define TCE_HTTP_FORMATS_H

#include "families.h"
#include "out.h"

void format_html(out *o, const tce_http_snapshot *snapshot, tce_text nonce);
void format_json(out *o, const tce_http_snapshot *snapshot, tce_text nonce);
void format_prometheus(out *o, const tce_http_snapshot *snapshot, tce_text nonce);

#endif
