/*
 * mod_tcenvelope: what its files share.
 *
 * An output filter shows the head of a response and its buckets to libtcenvelope-http, and does
 * what the library answers. A hook before the access log counts and logs the outcome. README.md in
 * this folder describes the directives and notes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TCENVELOPE_VOCABULARY_H
#define TCENVELOPE_VOCABULARY_H

/* It must come first. */
#include <httpd.h>

#include <http_config.h>
#include <http_core.h>
#include <http_log.h>
#include <http_protocol.h>
#include <http_request.h>
#include <stdbool.h>
#include <tcenvelope_http.h>

/* The module exports this symbol only. */
extern module AP_MODULE_DECLARE_DATA tcenvelope_module __attribute__((visibility("default")));

#ifdef APLOG_USE_MODULE
APLOG_USE_MODULE(tcenvelope);
#endif

#define TCENVELOPE_FILTER "TCENVELOPE"        /* the output filter's name */
#define TCENVELOPE_STATUS "tcenvelope-status" /* the handler's name */

#endif
