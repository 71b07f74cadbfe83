/*
 * The names of the library's internal functions and tables as the linker sees them. A static
 * library hides nothing: the prefix keeps them apart from a program's own names. Every internal
 * header includes this one. Whatever more than one file refers to has a line here, and nothing else
 * has: tests/install compares them with the library.
 */
#ifndef TCE_NAMESPACE_H
#define TCE_NAMESPACE_H

#define arena_functions        tcei_arena_functions
#define arena_init             tcei_arena_init
#define arena_reset            tcei_arena_reset
#define code_relate            tcei_code_relate
#define code_standings         tcei_code_standings
#define engine_find            tcei_engine_find
#define envelope_break         tcei_envelope_break
#define envelope_close         tcei_envelope_close
#define envelope_finish        tcei_envelope_finish
#define envelope_member_named  tcei_envelope_member_named
#define envelope_name          tcei_envelope_name
#define envelope_open_array    tcei_envelope_open_array
#define envelope_open_object   tcei_envelope_open_object
#define envelope_open_response tcei_envelope_open_response
#define envelope_reset         tcei_envelope_reset
#define envelope_scalar        tcei_envelope_scalar
#define envelope_string        tcei_envelope_string
#define envelope_take          tcei_envelope_take
#define escape_is_valid        tcei_escape_is_valid
#define find_document          tcei_find_document
#define find_member            tcei_find_member
#define icelake_members        tcei_icelake_members
#define kernel_find            tcei_kernel_find
#define kernel_instruction_set tcei_kernel_instruction_set
#define machine_document       tcei_machine_document
#define machine_documents_init tcei_machine_documents_init
#define machine_emit_string    tcei_machine_emit_string
#define machine_open_string    tcei_machine_open_string
#define machine_read_string    tcei_machine_read_string
#define machine_scan           tcei_machine_scan
#define machine_unescape       tcei_machine_unescape
#define number_class_of        tcei_number_class_of
#define number_rules           tcei_number_rules
#define options_resolve        tcei_options_resolve
#define parser_accepts         tcei_parser_accepts
#define parser_flush           tcei_parser_flush
#define parser_init            tcei_parser_init
#define parser_memory_size     tcei_parser_memory_size
#define parser_reset           tcei_parser_reset
#define scalar_begin           tcei_scalar_begin
#define scalar_end             tcei_scalar_end
#define simd_engine            tcei_simd_engine
#define tokenizer_begin_string tcei_tokenizer_begin_string
#define tokenizer_interrupt    tcei_tokenizer_interrupt
#define tokenizer_is_misplaced tcei_tokenizer_is_misplaced
#define tokenizer_read_string  tcei_tokenizer_read_string
#define tokenizer_refuse       tcei_tokenizer_refuse
#define validator_end          tcei_validator_end
#define validator_feed         tcei_validator_feed
#define validator_read_value   tcei_validator_read_value
#define validator_skip         tcei_validator_skip
#define validator_status       tcei_validator_status
#define work_bytes_scanned     tcei_work_bytes_scanned
#define yajl_engine            tcei_yajl_engine

#endif
