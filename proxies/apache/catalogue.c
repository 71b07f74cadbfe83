/* Images are read, not mapped: a file that shrinks later must not crash a child. */
#include "catalogue.h"

#include <apr_file_io.h>
#include <apr_strings.h>

static const char *failed(apr_pool_t *pool, const char *what, const char *path,
                          apr_status_t status) {
    char reason[128];
    return apr_psprintf(pool, "TCEnvelopeCodes: cannot %s \"%s\": %s", what, path,
                        apr_strerror(status, reason, sizeof(reason)));
}

/* A FIFO or a device is no file: reading it would block httpd, or never end. */
static const char *look(apr_pool_t *pool, const char *path, apr_finfo_t *info) {
    const apr_status_t status = apr_stat(info, path, APR_FINFO_SIZE | APR_FINFO_TYPE, pool);
    if (status != APR_SUCCESS) {
        return failed(pool, "find", path, status);
    }
    return info->filetype == APR_REG
               ? NULL
               : apr_psprintf(pool, "TCEnvelopeCodes: \"%s\" is not a file", path);
}

static const char *read_all(cmd_parms *cmd, const char *path, void **bytes, apr_size_t *size) {
    apr_finfo_t info;
    apr_file_t *file;
    const char *problem = look(cmd->temp_pool, path, &info);
    if (problem != NULL) {
        return problem;
    }
    apr_status_t status =
        apr_file_open(&file, path, APR_READ | APR_BINARY, APR_OS_DEFAULT, cmd->temp_pool);
    if (status != APR_SUCCESS) {
        return failed(cmd->temp_pool, "open", path, status);
    }
    *size = (apr_size_t)info.size;
    *bytes = apr_palloc(cmd->pool, *size + 1);
    status = *size == 0 ? APR_SUCCESS : apr_file_read_full(file, *bytes, *size, NULL);
    (void)apr_file_close(file);
    return status == APR_SUCCESS ? NULL : failed(cmd->temp_pool, "read", path, status);
}

const tce_catalogue *tcenvelope_catalogue_read(cmd_parms *cmd, const char *path,
                                               const char **problem) {
    void *bytes = NULL;
    apr_size_t size = 0;
    const char *full = ap_server_root_relative(cmd->temp_pool, path);
    if (full == NULL) {
        *problem = apr_psprintf(cmd->temp_pool, "TCEnvelopeCodes: \"%s\" is not a path", path);
        return NULL;
    }
    *problem = read_all(cmd, full, &bytes, &size);
    if (*problem != NULL) {
        return NULL;
    }
    const char *reason;
    const tce_catalogue *catalogue = tce_catalogue_open(bytes, size, &reason);
    if (catalogue == NULL) {
        *problem = apr_psprintf(cmd->temp_pool,
                                "TCEnvelopeCodes: \"%s\": %s; recompile it with: tcenvelope codes "
                                "compile",
                                full, reason);
    }
    return catalogue;
}
