#include "support/complain.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "support/buffer.h"
#include "support/diagnostic.h"
#include "support/escape.h"

enum { MESSAGE_MAX = 1024 };

static void print_message(const char *name, const char *message) {
    buffer line = {0};
    buffer_literal(&line, "tcenvelope: ");
    if (name != NULL) {
        escape_terminal(&line, name, strlen(name));
        buffer_literal(&line, ": ");
    }
    escape_terminal(&line, message, strlen(message));
    buffer_byte(&line, '\n');
    diagnostic_write(&line);
    buffer_free(&line);
}

void complain(const char *name, const char *format, ...) {
    char message[MESSAGE_MAX];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    print_message(name, message);
}

static const char *remedy(int error) {
    switch (error) {
    case ENOENT:
    case ENOTDIR:
        return "; check the name";
    case EACCES:
    case EPERM:
        return "; check its permissions";
    case EISDIR:
        return "; name the files in it";
    case ENOSPC:
        return "; free some space and run again";
    case ERROR_FILE_SHORTENED:
        return "; run again when nothing truncates it";
    default:
        return "";
    }
}

const char *complain_reason(int error) {
    return error == ERROR_FILE_SHORTENED ? "the file was truncated while it was read"
                                         : strerror(error);
}

void complain_errno(const char *name, int error) {
    complain(name, "%s%s", complain_reason(error), remedy(error));
}
