#include "codes/go_constants.h"

#include "support/text.h"

typedef enum token_kind {
    TOKEN_END,     /* of the source */
    TOKEN_NEWLINE, /* or a semicolon: the end of a statement */
    TOKEN_WORD,    /* a name, a keyword or a number */
    TOKEN_STRING,  /* "...": text is the part between the quotes */
    TOKEN_OTHER    /* one character, a raw string or a rune */
} token_kind;

typedef struct token {
    token_kind kind;
    tce_text text;
    size_t line;
} token;

/* ---- Characters ------------------------------------------------------------------------------*/

/* The character at this distance; NUL past the end. */
static char ahead(const go_source *s, size_t distance) {
    if (distance < s->text->length - s->offset) {
        return s->text->bytes[s->offset + distance];
    }
    return '\0';
}

static bool at_end(const go_source *s) {
    return s->offset == s->text->length;
}

static void step(go_source *s) {
    s->line += ahead(s, 0) == '\n';
    s->offset++;
}

static bool is_word(char byte) {
    const bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    return letter || (byte >= '0' && byte <= '9') || byte == '_' || (unsigned char)byte >= 0x80;
}

static bool is_space(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\r';
}

/* ---- Comments --------------------------------------------------------------------------------*/

static void skip_line(go_source *s) {
    while (!at_end(s) && ahead(s, 0) != '\n') {
        step(s);
    }
}

/* Whether only blanks precede the current character in its line. */
static bool begins_line(const go_source *s) {
    size_t i = s->offset;
    while (i > 0 && is_space(s->text->bytes[i - 1])) {
        i--;
    }
    return i == 0 || s->text->bytes[i - 1] == '\n';
}

/* A comment after other text in its line ends the one before it. */
static void take_line_comment(go_source *s) {
    const bool alone = begins_line(s);
    const bool follows = s->comment.text.bytes != NULL && s->comment.last_line + 1 == s->line;
    const char *begin = alone && follows ? s->comment.text.bytes : s->text->bytes + s->offset;
    const size_t line = s->line;
    skip_line(s);
    const size_t length = (size_t)(s->text->bytes + s->offset - begin);
    s->comment = alone ? (go_comment){{begin, length}, line} : (go_comment){{NULL, 0}, 0};
}

/* Returns whether the comment spans lines. */
static bool skip_comment(go_source *s) {
    const size_t line = s->line;
    s->offset += 2;
    while (!at_end(s) && !(ahead(s, 0) == '*' && ahead(s, 1) == '/')) {
        step(s);
    }
    s->offset += at_end(s) ? 0 : 2;
    return s->line > line;
}

/* Skips to the next token. Returns whether it skipped a comment that spans lines, which Go treats
 * as a newline. */
static bool skip_blanks(go_source *s) {
    bool ended = false;
    for (;;) {
        if (is_space(ahead(s, 0))) {
            step(s);
        } else if (ahead(s, 0) == '/' && ahead(s, 1) == '/') {
            take_line_comment(s);
        } else if (ahead(s, 0) == '/' && ahead(s, 1) == '*') {
            ended = skip_comment(s) || ended;
        } else {
            return ended;
        }
    }
}

/* ---- Tokens ----------------------------------------------------------------------------------*/

static tce_text take_word(go_source *s) {
    const size_t begin = s->offset;
    while (!at_end(s) && is_word(ahead(s, 0))) {
        step(s);
    }
    return (tce_text){s->text->bytes + begin, s->offset - begin};
}

/* Takes the text up to the closing quote. Only raw strings span lines, and only in them a backslash
 * is an ordinary character. */
static tce_text take_quoted(go_source *s) {
    const char quote = ahead(s, 0);
    step(s);
    const size_t begin = s->offset;
    while (!at_end(s) && ahead(s, 0) != quote && (quote == '`' || ahead(s, 0) != '\n')) {
        if (quote != '`' && ahead(s, 0) == '\\' && ahead(s, 1) != '\n' && ahead(s, 1) != '\0') {
            step(s);
        }
        step(s);
    }
    const tce_text text = {s->text->bytes + begin, s->offset - begin};
    s->offset += !at_end(s) && ahead(s, 0) == quote;
    return text;
}

static tce_text take_character(go_source *s) {
    const tce_text text = {s->text->bytes + s->offset, 1};
    step(s);
    return text;
}

/* Whether the text has a closing quote. */
static bool is_closed(const go_source *s, tce_text text) {
    return text.bytes + text.length < s->text->bytes + s->offset;
}

static token next_token(go_source *s) {
    const bool ended = skip_blanks(s);
    token t = {.kind = TOKEN_OTHER, .line = s->line};
    const char first = ahead(s, 0);
    if (at_end(s)) {
        t.kind = TOKEN_END;
    } else if (ended) {
        t.kind = TOKEN_NEWLINE;
    } else if (is_word(first)) {
        t.kind = TOKEN_WORD;
        t.text = take_word(s);
    } else if (first == '"' || first == '`' || first == '\'') {
        t.text = take_quoted(s);
        t.kind = first == '"' && is_closed(s, t.text) ? TOKEN_STRING : TOKEN_OTHER;
    } else {
        t.kind = first == '\n' || first == ';' ? TOKEN_NEWLINE : TOKEN_OTHER;
        t.text = take_character(s);
    }
    return t;
}

static bool is(const token *t, token_kind kind, const char *text) {
    return t->kind == kind && text_compare(t->text, text_of(text)) == 0;
}

/* ---- Statements ------------------------------------------------------------------------------*/

enum { TOKENS_MAX = 4 }; /* one more than a constant has */

typedef struct statement {
    token tokens[TOKENS_MAX]; /* the first tokens */
    size_t count;             /* of all tokens */
    tce_text comment;         /* above it */
    bool opens;               /* ends with the parenthesis that begins a block */
    bool closes;              /* ends before the parenthesis that ends the block */
    bool last;                /* at the end of the source */
} statement;

static bool opens_block(const statement *st, const token *t) {
    return st->count == 1 && is(&st->tokens[0], TOKEN_WORD, "const") && is(t, TOKEN_OTHER, "(");
}

/* Returns the comment that ends in the line before, and forgets it: it belongs to one constant. */
static tce_text comment_above(go_source *s, size_t line) {
    const go_comment comment = s->comment;
    s->comment = (go_comment){{NULL, 0}, 0};
    return comment.last_line + 1 == line ? comment.text : (tce_text){NULL, 0};
}

/* Reads up to the end of the line, or to a parenthesis that begins or ends a block. */
static statement next_statement(go_source *s) {
    statement st = {.count = 0};
    for (size_t depth = 0;;) {
        const token t = next_token(s);
        st.last = t.kind == TOKEN_END;
        st.opens = !s->in_block && opens_block(&st, &t);
        st.closes = s->in_block && depth == 0 && is(&t, TOKEN_OTHER, ")");
        if (st.last || st.opens || st.closes || t.kind == TOKEN_NEWLINE) {
            return st;
        }
        depth += is(&t, TOKEN_OTHER, "(");
        depth -= depth > 0 && is(&t, TOKEN_OTHER, ")");
        if (st.count == 0) {
            st.comment = comment_above(s, t.line);
        }
        if (st.count < TOKENS_MAX) {
            st.tokens[st.count] = t;
        }
        st.count++;
    }
}

static bool is_constant(const statement *st) {
    return st->count == 3 && st->tokens[0].kind == TOKEN_WORD &&
           is(&st->tokens[1], TOKEN_OTHER, "=") && st->tokens[2].kind == TOKEN_STRING;
}

go_source go_source_of(const buffer *text) {
    return (go_source){.text = text, .line = 1};
}

bool go_constants_next(go_source *source, go_constant *constant) {
    for (;;) {
        const bool in_block = source->in_block;
        const statement st = next_statement(source);
        source->in_block = (in_block || st.opens) && !st.closes;
        if (in_block && is_constant(&st)) {
            *constant = (go_constant){st.tokens[2].text, st.tokens[2].line, st.comment};
            return true;
        }
        if (st.last) {
            return false;
        }
    }
}
