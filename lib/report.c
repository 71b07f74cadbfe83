#include "tcenvelope.h"

/* The definition for callers that do not inline it. */
extern inline bool tce_report_has(const tce_report *report, tce_violation violation);

#ifdef __cplusplus /* it defines what is inline where it is used */
typedef bool report_has(const tce_report *report, tce_violation violation);
__attribute__((used)) static report_has *const use_of_report_has = tce_report_has;
#endif

/* Makes a text that is not absent point to its bytes in the copy. */
static void point_into(tce_text *text, const char *bytes) {
    if (text->bytes != NULL) {
        text->bytes = bytes;
    }
}

void tce_report_copy(tce_report *to, const tce_report *from) {
    if (to == NULL || from == NULL || to == from) {
        return;
    }
    *to = *from;
    point_into(&to->request_id, to->request_id_bytes);
    point_into(&to->error_code, to->error_code_bytes);
    point_into(&to->error_message, to->error_message_bytes);
}
