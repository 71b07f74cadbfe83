#include "support/code_class.h"

#include "support/text.h"

tce_code_class code_class_of(tce_text name) {
    for (int i = TCE_CLASS_NONE + 1; tce_code_class_name((tce_code_class)i) != NULL; i++) {
        if (text_compare(name, text_of(tce_code_class_name((tce_code_class)i))) == 0) {
            return (tce_code_class)i;
        }
    }
    return TCE_CLASS_NONE;
}
