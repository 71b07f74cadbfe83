/* tcenvelope_codes: images of error codes in the memory of the configuration, which the workers
 * share. They are read, not mapped: a file that shrinks later must not crash a worker. */
#include "catalogue.h"

#include "conf.h"

typedef struct {
    ngx_str_t path;
    const tce_catalogue *catalogue;
} ngx_http_tcenvelope_image_t;

static const tce_catalogue *ngx_http_tcenvelope_already_read(const ngx_array_t *images,
                                                             const ngx_str_t *path) {
    const ngx_http_tcenvelope_image_t *image = images == NULL ? NULL : images->elts;
    for (ngx_uint_t i = 0; image != NULL && i < images->nelts; i++) {
        if (image[i].path.len == path->len &&
            ngx_memcmp(image[i].path.data, path->data, path->len) == 0) {
            return image[i].catalogue;
        }
    }
    return NULL;
}

/* The file's bytes, or NULL after logging the reason. */
static u_char *ngx_http_tcenvelope_read_open_file(ngx_conf_t *cf, ngx_file_t *file, size_t *size) {
    ngx_file_info_t info;
    if (ngx_fd_info(file->fd, &info) == NGX_FILE_ERROR) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, ngx_errno, ngx_fd_info_n " \"%V\" failed",
                           &file->name);
        return NULL;
    }
    *size = (size_t)ngx_file_size(&info);
    u_char *bytes = ngx_is_file(&info) ? ngx_palloc(cf->pool, *size + 1) : NULL;
    if (bytes == NULL) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "\"%V\" is not a file that fits into memory",
                           &file->name);
        return NULL;
    }
    ssize_t n = ngx_read_file(file, bytes, *size, 0);
    if (n < 0 || (size_t)n != *size) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, n < 0 ? ngx_errno : 0,
                           "\"%V\" could not be read to its end", &file->name);
        return NULL;
    }
    return bytes;
}

static u_char *ngx_http_tcenvelope_read_file(ngx_conf_t *cf, const ngx_str_t *path, size_t *size) {
    ngx_file_t file;
    ngx_memzero(&file, sizeof(file));
    file.name = *path;
    file.log = cf->log;
    /* Opening a FIFO must not block nginx. */
    file.fd = ngx_open_file(path->data, NGX_FILE_RDONLY | NGX_FILE_NONBLOCK, NGX_FILE_OPEN, 0);
    if (file.fd == NGX_INVALID_FILE) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, ngx_errno, ngx_open_file_n " \"%V\" failed", path);
        return NULL;
    }
    u_char *bytes = ngx_http_tcenvelope_read_open_file(cf, &file, size);
    (void)ngx_close_file(file.fd);
    return bytes;
}

static const tce_catalogue *ngx_http_tcenvelope_open_image(ngx_conf_t *cf, const ngx_str_t *path) {
    size_t size;
    const char *problem;
    u_char *bytes = ngx_http_tcenvelope_read_file(cf, path, &size);
    if (bytes == NULL) {
        return NULL;
    }
    const tce_catalogue *catalogue = tce_catalogue_open(bytes, size, &problem);
    if (catalogue == NULL) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "\"%V\": %s; recompile it with: tcenvelope codes compile", path,
                           problem);
    }
    return catalogue;
}

static ngx_int_t ngx_http_tcenvelope_remember(ngx_conf_t *cf, ngx_http_tcenvelope_main_conf_t *main,
                                              ngx_http_tcenvelope_image_t image) {
    if (main->images == NULL) {
        main->images = ngx_array_create(cf->pool, 1, sizeof(ngx_http_tcenvelope_image_t));
    }
    ngx_http_tcenvelope_image_t *slot = main->images == NULL ? NULL : ngx_array_push(main->images);
    if (slot == NULL) {
        return NGX_ERROR;
    }
    *slot = image;
    return NGX_OK;
}

const tce_catalogue *ngx_http_tcenvelope_catalogue(ngx_conf_t *cf, ngx_str_t *path) {
    ngx_http_tcenvelope_main_conf_t *main =
        ngx_http_conf_get_module_main_conf(cf, ngx_http_tcenvelope_module);
    if (ngx_conf_full_name(cf->cycle, path, 1) != NGX_OK) {
        return NULL;
    }
    const tce_catalogue *catalogue = ngx_http_tcenvelope_already_read(main->images, path);
    if (catalogue != NULL) {
        return catalogue;
    }
    catalogue = ngx_http_tcenvelope_open_image(cf, path);
    if (catalogue == NULL ||
        ngx_http_tcenvelope_remember(cf, main, (ngx_http_tcenvelope_image_t){*path, catalogue}) !=
            NGX_OK) {
        return NULL;
    }
    return catalogue;
}
