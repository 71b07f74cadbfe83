/*
 * The names of the library's internal functions as the linker sees them: a static library hides
 * nothing. Whatever more than one file refers to has a line here, and nothing else has.
 */
#ifndef TCE_HTTP_NAMESPACE_H
#define TCE_HTTP_NAMESPACE_H

#define decode_begin      tcei_http_decode_begin
#define decode_finish     tcei_http_decode_finish
#define decode_give       tcei_http_decode_give
#define decode_read       tcei_http_decode_read
#define decode_size       tcei_http_decode_size
#define decoder_find      tcei_http_decoder_find
#define decoder_inflate   tcei_http_decoder_inflate
#define decoder_zstd      tcei_http_decoder_zstd
#define families          tcei_http_families
#define format_html       tcei_http_format_html
#define format_json       tcei_http_format_json
#define format_prometheus tcei_http_format_prometheus
#define head_is_usable    tcei_http_head_is_usable
#define head_skip         tcei_http_head_skip
#define out_flush         tcei_http_out_flush
#define out_put           tcei_http_out_put
#define out_put_duration  tcei_http_out_put_duration
#define out_put_grouped   tcei_http_out_put_grouped
#define out_put_html      tcei_http_out_put_html
#define out_put_json      tcei_http_out_put_json
#define out_put_name      tcei_http_out_put_name
#define out_put_number    tcei_http_out_put_number
#define out_put_share     tcei_http_out_put_share
#define out_put_size      tcei_http_out_put_size
#define out_put_tenths    tcei_http_out_put_tenths
#define out_put_time      tcei_http_out_put_time
#define outcome_is_sound  tcei_http_outcome_is_sound
#define outcome_settle    tcei_http_outcome_settle
#define policy_resolve    tcei_http_policy_resolve
#define text_of_json      tcei_http_text_of_json
#define text_of_number    tcei_http_text_of_number
#define text_put          tcei_http_text_put
#define text_put_json     tcei_http_text_put_json
#define text_put_name     tcei_http_text_put_name
#define text_put_number   tcei_http_text_put_number

#endif
