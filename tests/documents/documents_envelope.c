/*
 * The envelope: which members there must be, where, of what kind, and what names are theirs.
 */
#include "documents.h"

/* The complete document, for rows about its shape. */
#define DOC(words, json) words, JSON(TEXT(json))

#define GOOD(words, json)                                                                          \
    { DOC(words, json), SUCCESS, ID(TEXT("a")) }
#define FAILED(words, json)                                                                        \
    { DOC(words, json), FAILURE, ID(TEXT("a")), CODE(TEXT("c")), MESSAGE(TEXT("m")) }

/* A member of the root, of Response and of Error, beside nothing else. */
#define IN_ROOT(words, member, ...)                                                                \
    { DOC(words, "{" member "}"), __VA_ARGS__ }
#define IN_RESPONSE(words, members, ...)                                                           \
    { DOC(words, RESPONSE_HEAD members "}}"), __VA_ARGS__ }
#define IN_ERROR(words, members, ...)                                                              \
    { DOC(words, ERROR_HEAD members "},'RequestId':'a'}}"), __VA_ARGS__, ID(TEXT("a")) }

#define RESPONSE_HEAD "{'Response':{"
#define RESPONSE_AT   LENGTH(RESPONSE_HEAD)
#define ERROR_HEAD    "{'Response':{'Error':{"
#define ERROR_AT      LENGTH(ERROR_HEAD)

#define IN_ERROR_OK "'Code':'c','Message':'m'"
#define ERROR_OK    "'Error':{" IN_ERROR_OK "}"

/* The value of each member of the envelope that is of the wrong kind. */
#define RESPONSE_KIND(kind, value)                                                                 \
    IN_ROOT("Response is " kind, "'Response':" value, INVALID(AT(12, RESPONSE_NOT_OBJECT)))
#define REQUEST_ID_KIND(kind, value)                                                               \
    IN_RESPONSE("RequestId is " kind, "'RequestId':" value,                                        \
                INVALID(AT(RESPONSE_AT + 12, REQUEST_ID_NOT_STRING)))
#define ERROR_KIND(kind, value)                                                                    \
    IN_RESPONSE("Error is " kind, "'RequestId':'a','Error':" value,                                \
                INVALID(AT(RESPONSE_AT + 24, ERROR_NOT_OBJECT)), ID(TEXT("a")))
#define CODE_KIND(kind, value)                                                                     \
    IN_ERROR("Code is " kind, "'Message':'m','Code':" value,                                       \
             INVALID(AT(ERROR_AT + 21, CODE_NOT_STRING)), MESSAGE(TEXT("m")))
#define MESSAGE_KIND(kind, value)                                                                  \
    IN_ERROR("Message is " kind, "'Code':'c','Message':" value,                                    \
             INVALID(AT(ERROR_AT + 21, MESSAGE_NOT_STRING)), CODE(TEXT("c")))

/* A code, and what is known of it. */
#define CODE_ROW(text, ...)                                                                        \
    IN_ERROR("the code " text, "'Code':'" text "','Message':''", FAILURE, CODE(TEXT(text)),        \
             MESSAGE(TEXT("")), __VA_ARGS__)
#define COMMON(constant, text, code_class, category)                                               \
    CODE_ROW(text, CODE_INFO(constant, COMMON, code_class, category))
#define DERIVED(text, code_class, category)                                                        \
    CODE_ROW(text, CODE_INFO(UNKNOWN, DERIVED, code_class, category))
#define UNLISTED(text) CODE_ROW(text, CODE_INFO(UNKNOWN, UNKNOWN, OTHER, "other"))

/* A name that is not RequestId, so that RequestId is missing. */
#define NOT_REQUEST_ID(words, name)                                                                \
    IN_RESPONSE("not RequestId: " words, "'" name "':'a'",                                         \
                INVALID(AT(LENGTH(RESPONSE_HEAD "'" name "':'a'"), REQUEST_ID_MISSING)))
#define NOT_RESPONSE(words, name)                                                                  \
    IN_ROOT("not Response: " words, "'" name "':{'RequestId':'a'}",                                \
            INVALID(AT(LENGTH("{'" name "':{'RequestId':'a'}"), RESPONSE_MISSING)))
/* Not Error: its contents mean nothing. */
#define NOT_ERROR(words, name)                                                                     \
    GOOD("not Error: " words, RESPONSE_HEAD "'RequestId':'a','" name "':{}}}")
#define NOT_CODE(words, name)                                                                      \
    IN_ERROR("not Code: " words, "'Message':'m','" name "':'c'",                                   \
             INVALID(AT(LENGTH(ERROR_HEAD "'Message':'m','" name "':'c'"), CODE_MISSING)),         \
             MESSAGE(TEXT("m")))
#define NOT_MESSAGE(words, name)                                                                   \
    IN_ERROR("not Message: " words, "'Code':'c','" name "':'m'",                                   \
             INVALID(AT(LENGTH(ERROR_HEAD "'Code':'c','" name "':'m'"), MESSAGE_MISSING)),         \
             CODE(TEXT("c")))

static const document rows[] = {
    /* ---- Valid envelopes -----------------------------------------------------------------*/
    {DOC("a documented success", "{'Response': {'TotalCount': 0, 'InstanceStatusSet': [],"
                                 " 'RequestId': 'b5b41468-520d-4192-b42f-595cc34b6c1c'}}"),
     SUCCESS, ID(TEXT("b5b41468-520d-4192-b42f-595cc34b6c1c"))},
    {DOC("a documented failure",
         "{'Response': {'Error': {'Code': 'AuthFailure.SignatureFailure', 'Message': 'The provided"
         " credentials could not be validated.'}, 'RequestId': 'ed93f3cb-f35e-473f-b9f3'}}"),
     FAILURE, ID(TEXT("ed93f3cb-f35e-473f-b9f3")), CODE(TEXT("AuthFailure.SignatureFailure")),
     MESSAGE(TEXT("The provided credentials could not be validated.")),
     CODE_INFO(AUTH_FAILURE_SIGNATURE_FAILURE, COMMON, AUTH, "AuthFailure")},
    {DOC("a RequestId that begins with a blank",
         RESPONSE_HEAD "'RequestId':' b5b41468-520d-4192-b42f-595cc34b6c1c'}}"),
     SUCCESS, ID(TEXT(" b5b41468-520d-4192-b42f-595cc34b6c1c"))},
    {DOC("two commas before RequestId",
         RESPONSE_HEAD "'x':1,,'RequestId':'b5b41468-520d-4192-b42f-595cc34b6c1c'}}"),
     INVALID(AT(LENGTH(RESPONSE_HEAD "'x':1,"), JSON_SYNTAX))},
    {DOC("a comma before the only RequestId",
         RESPONSE_HEAD ",'RequestId':'b5b41468-520d-4192-b42f-595cc34b6c1c'}}"),
     INVALID(AT(LENGTH(RESPONSE_HEAD), JSON_SYNTAX))},
    {DOC("a string that opens where RequestId closes it",
         RESPONSE_HEAD "'x':1,',','RequestId':'b5b41468-520d-4192-b42f-595cc34b6c1c'}}"),
     INVALID(AT(LENGTH(RESPONSE_HEAD "'x':1,','"), JSON_SYNTAX))},
    GOOD("the smallest success", "{'Response':{'RequestId':'a'}}"),
    FAILED("the smallest failure", RESPONSE_HEAD ERROR_OK ",'RequestId':'a'}}"),
    FAILED("RequestId before Error", RESPONSE_HEAD "'RequestId':'a'," ERROR_OK "}}"),
    FAILED("Message before Code",
           RESPONSE_HEAD "'Error':{'Message':'m','Code':'c'},'RequestId':'a'}}"),
    FAILED("payload between all members of a failure",
           "{'a':1,'Response':{'b':[],'Error':{'c':{},'Code':'c','d':null,'Message':'m','e':''},"
           "'f':true,'RequestId':'a','g':1.5},'h':'z'}"),
    GOOD("payload before RequestId", RESPONSE_HEAD "'x':{'y':[1,2]},'RequestId':'a'}}"),
    GOOD("payload after RequestId", RESPONSE_HEAD "'RequestId':'a','x':{'y':[1,2]}}}"),
    GOOD("RequestId in the midst of payload", RESPONSE_HEAD "'x':1,'RequestId':'a','y':2}}"),
    GOOD("members beside Response before it",
         "{'retcode':0,'retmsg':'ok','Response':{'RequestId':'a'}}"),
    GOOD("simple members of each kind before Response",
         "{'a':null,'b' : true "
         ",\t'c':[],'d':{},'e':'Response','':10,\n'Response':{'RequestId':'a'}}"),
    IN_ROOT("a tab at the end of a name before Response", "'x\t':1,'Response':{'RequestId':'a'}",
            INVALID(AT(3, JSON_SYNTAX))),
    IN_ROOT("a literal too long before Response", "'x':nulls,'Response':{'RequestId':'a'}",
            INVALID(AT(9, JSON_SYNTAX))),
    IN_ROOT("no comma before Response", "'x':1 'Response':{'RequestId':'a'}",
            INVALID(AT(7, JSON_SYNTAX))),
    GOOD("members beside Response after it",
         "{'Response':{'RequestId':'a'},'retcode':0,'retmsg':{'Error':1}}"),
    GOOD("arrays and objects beside Response",
         "{'x':[{'Response':1}],'Response':{'RequestId':'a'},'y':{'Response':{}}}"),
    GOOD("an empty name in each object", "{'':1,'Response':{'':{'':[]},'RequestId':'a'}}"),
    GOOD("equal payload names", "{'x':1,'x':2,'Response':{'y':1,'RequestId':'a','y':[]}}"),
    {DOC("an empty message", RESPONSE_HEAD "'Error':{'Code':'c','Message':''},'RequestId':'a'}}"),
     FAILURE, ID(TEXT("a")), CODE(TEXT("c")), MESSAGE(TEXT(""))},
    {DOC("a RequestId of a space", RESPONSE_HEAD "'RequestId':' '}}"), SUCCESS, ID(TEXT(" "))},
    {DOC("a RequestId of an escaped NUL", RESPONSE_HEAD "'RequestId':'\\u0000'}}"), SUCCESS,
     ID(TEXT("\0"))},
    {DOC("a RequestId with escapes", RESPONSE_HEAD "'RequestId':'\\'\\u0041\\ud83d\\ude00\\n'}}"),
     SUCCESS, ID(TEXT("'A\xF0\x9F\x98\x80\n"))},
    {DOC("a RequestId of a lone surrogate", RESPONSE_HEAD "'RequestId':'\\ud800'}}"), SUCCESS,
     ID(TEXT("\xEF\xBF\xBD"))},
    {DOC("a RequestId beyond ASCII", RESPONSE_HEAD "'RequestId':'\xE8\xAF\xB7\xE6\xB1\x82'}}"),
     SUCCESS, ID(TEXT("\xE8\xAF\xB7\xE6\xB1\x82"))},
    {DOC("a Code with escapes",
         RESPONSE_HEAD "'RequestId':'a','Error':{'Code':'c\\n\\u00e9\\udc00','Message':'m'}}}"),
     FAILURE, ID(TEXT("a")), CODE(TEXT("c\n\xC3\xA9\xEF\xBF\xBD")), MESSAGE(TEXT("m"))},

    /* ---- The names of the envelope elsewhere mean nothing --------------------------------*/
    GOOD("Error at other depths", RESPONSE_HEAD "'RequestId':'a','Data':{'Error':{'Code':1}}}}"),
    GOOD("Code and Message beside Error",
         RESPONSE_HEAD "'Code':0,'Message':null,'Code':1,'RequestId':'a'}}"),
    GOOD("RequestId in the root", "{'RequestId':1,'Response':{'RequestId':'a'},'RequestId':2}"),
    GOOD("Error in the root", "{'Error':null,'Response':{'RequestId':'a'}}"),
    GOOD("Code in the root", "{'Code':'x','Message':1,'Response':{'RequestId':'a'}}"),
    GOOD("Response in Response", RESPONSE_HEAD "'Response':{'RequestId':1},'RequestId':'a'}}"),
    GOOD("a complete envelope in the payload",
         RESPONSE_HEAD "'x':{'Response':{'Error':{'Code':'c','Message':'m'},'RequestId':'b'}},"
                       "'RequestId':'a'}}"),
    GOOD("RequestId in an array's objects",
         RESPONSE_HEAD "'x':[{'RequestId':'b'},{'RequestId':1}],'RequestId':'a'}}"),
    GOOD("RequestId as a string, not a name", RESPONSE_HEAD "'x':'RequestId','RequestId':'a'}}"),
    FAILED("names of the envelope in Error", RESPONSE_HEAD
           "'Error':{'RequestId':1,'Error':2,'Response':3," IN_ERROR_OK "},'RequestId':'a'}}"),
    FAILED("names of the envelope below Error",
           RESPONSE_HEAD "'Error':{'x':{'Code':1,'Message':2},'y':[{'Code':3}]," IN_ERROR_OK
                         "},'RequestId':'a'}}"),
    FAILED("names of the envelope after the close of deep payload",
           "{'x':[[[]]],'Response':{'y':{'z':{}},'Error':{'w':[[{}]]," IN_ERROR_OK
           "},'v':[{}],'RequestId':'a'},'u':{}}"),
    IN_RESPONSE("RequestId only in the payload", "'Data':{'RequestId':'b'}",
                INVALID(AT(37, REQUEST_ID_MISSING))),
    IN_RESPONSE("RequestId only in an array", "'Data':[{'RequestId':'b'}]",
                INVALID(AT(39, REQUEST_ID_MISSING))),
    IN_ROOT("RequestId only in the root", "'RequestId':'b','Response':{}",
            INVALID(AT(29, REQUEST_ID_MISSING))),
    IN_ROOT("RequestId only in the root after Response", "'Response':{},'RequestId':'b'",
            INVALID(AT(13, REQUEST_ID_MISSING))),
    IN_RESPONSE("RequestId only in Error", "'Error':{" IN_ERROR_OK ",'RequestId':'b'}",
                INVALID(AT(63, REQUEST_ID_MISSING)), CODE(TEXT("c")), MESSAGE(TEXT("m"))),
    IN_ROOT("Response only in the payload", "'x':{'Response':{'RequestId':'a'}}",
            INVALID(AT(35, RESPONSE_MISSING))),
    IN_ERROR("Code only below Error", "'x':{'Code':'c'},'Message':'m'",
             INVALID(AT(ERROR_AT + 30, CODE_MISSING)), MESSAGE(TEXT("m"))),
    IN_ERROR("Message only below Error", "'Code':'c','x':[{'Message':'m'}]",
             INVALID(AT(ERROR_AT + 32, MESSAGE_MISSING)), CODE(TEXT("c"))),
    IN_RESPONSE("Code and Message only in Response",
                "'RequestId':'a','Code':'c','Message':'m','Error':{}",
                INVALID(AT(63, CODE_MISSING), AT(63, MESSAGE_MISSING)), ID(TEXT("a"))),

    /* ---- Missing members -----------------------------------------------------------------*/
    IN_ROOT("an empty root", "", INVALID(AT(1, RESPONSE_MISSING))),
    {DOC("an empty root among white space", " { } "), INVALID(AT(3, RESPONSE_MISSING))},
    IN_ROOT("other members in the root", "'retcode':0", INVALID(AT(12, RESPONSE_MISSING))),
    IN_ROOT("a failure without Response", "'Error':{" IN_ERROR_OK "},'RequestId':'a'",
            INVALID(AT(51, RESPONSE_MISSING))),
    IN_RESPONSE("an empty Response", "", INVALID(AT(13, REQUEST_ID_MISSING))),
    {DOC("an empty Response among white space", "{'Response': {\n}\n}"),
     INVALID(AT(15, REQUEST_ID_MISSING))},
    IN_RESPONSE("payload without RequestId", "'x':[1,{}]", INVALID(AT(23, REQUEST_ID_MISSING))),
    IN_RESPONSE("a failure without RequestId", ERROR_OK, INVALID(AT(47, REQUEST_ID_MISSING)),
                CODE(TEXT("c")), MESSAGE(TEXT("m"))),
    IN_RESPONSE("an empty Error", "'RequestId':'a','Error':{}",
                INVALID(AT(38, CODE_MISSING), AT(38, MESSAGE_MISSING)), ID(TEXT("a"))),
    IN_ERROR("an empty Error before RequestId", "",
             INVALID(AT(ERROR_AT, CODE_MISSING), AT(ERROR_AT, MESSAGE_MISSING))),
    IN_ERROR("Code alone", "'Code':'c'", INVALID(AT(ERROR_AT + 10, MESSAGE_MISSING)),
             CODE(TEXT("c"))),
    IN_ERROR("Message alone", "'Message':'m'", INVALID(AT(ERROR_AT + 13, CODE_MISSING)),
             MESSAGE(TEXT("m"))),
    IN_ERROR("payload in Error alone", "'x':'c'",
             INVALID(AT(ERROR_AT + 7, CODE_MISSING), AT(ERROR_AT + 7, MESSAGE_MISSING))),
    IN_RESPONSE("everything missing that Error and Response need", "'Error':{}",
                INVALID(AT(22, CODE_MISSING), AT(22, MESSAGE_MISSING), AT(23, REQUEST_ID_MISSING))),

    /* ---- The wrong kind of value ---------------------------------------------------------*/
    RESPONSE_KIND("null", "null"),
    RESPONSE_KIND("true", "true"),
    RESPONSE_KIND("false", "false"),
    RESPONSE_KIND("a number", "-1.5"),
    RESPONSE_KIND("a string", "'y'"),
    RESPONSE_KIND("an empty string", "''"),
    RESPONSE_KIND("an array", "[]"),
    RESPONSE_KIND("an array of an object", "[{'RequestId':'a'}]"),
    {DOC("Response is null after white space", "{'Response' : \n null}"),
     INVALID(AT(16, RESPONSE_NOT_OBJECT))},
    IN_ROOT("Response is a string, and RequestId is beside it", "'Response':'y','RequestId':'a'",
            INVALID(AT(12, RESPONSE_NOT_OBJECT))),
    REQUEST_ID_KIND("null", "null"),
    REQUEST_ID_KIND("true", "true"),
    REQUEST_ID_KIND("false", "false"),
    REQUEST_ID_KIND("a number", "7"),
    REQUEST_ID_KIND("a fraction", "0.5e1"),
    REQUEST_ID_KIND("an object", "{}"),
    REQUEST_ID_KIND("an object with RequestId", "{'RequestId':'a'}"),
    REQUEST_ID_KIND("an array", "[]"),
    REQUEST_ID_KIND("an array of a string", "['a']"),
    ERROR_KIND("null", "null"),
    ERROR_KIND("true", "true"),
    ERROR_KIND("false", "false"),
    ERROR_KIND("a number", "0"),
    ERROR_KIND("a string", "'InternalError'"),
    ERROR_KIND("an empty string", "''"),
    ERROR_KIND("an array", "[]"),
    ERROR_KIND("an array of an object", "[{" IN_ERROR_OK "}]"),
    {DOC("Error is null before RequestId", RESPONSE_HEAD "'Error':null,'RequestId':'a'}}"),
     INVALID(AT(21, ERROR_NOT_OBJECT)), ID(TEXT("a"))},
    CODE_KIND("null", "null"),
    CODE_KIND("true", "true"),
    CODE_KIND("a number", "404"),
    CODE_KIND("an object", "{'Code':'c'}"),
    CODE_KIND("an array", "['c']"),
    MESSAGE_KIND("null", "null"),
    MESSAGE_KIND("false", "false"),
    MESSAGE_KIND("a number", "-0"),
    MESSAGE_KIND("an object", "{'Message':'m'}"),
    MESSAGE_KIND("an array", "[['m']]"),

    /* ---- Empty ---------------------------------------------------------------------------*/
    IN_RESPONSE("an empty RequestId", "'RequestId':''",
                INVALID(AT(RESPONSE_AT + 12, REQUEST_ID_EMPTY))),
    {DOC("an empty RequestId after white space", "{'Response':{'RequestId': \t''}}"),
     INVALID(AT(27, REQUEST_ID_EMPTY))},
    IN_ERROR("an empty Code", "'Code':'','Message':'m'", INVALID(AT(ERROR_AT + 7, CODE_EMPTY)),
             MESSAGE(TEXT("m"))),
    {DOC("an empty Code before the end of input", ERROR_HEAD "'Code':''"),
     INVALID(AT(29, CODE_EMPTY), AT(31, JSON_TRUNCATED))},
    IN_ERROR("an empty Code and an empty Message", "'Message':'','Code':''",
             INVALID(AT(ERROR_AT + 20, CODE_EMPTY)), MESSAGE(TEXT(""))),

    /* ---- Duplicates ----------------------------------------------------------------------*/
    {DOC("Response twice", "{'Response':{'RequestId':'a'},'Response':{'RequestId':'b'}}"),
     INVALID(AT(30, RESPONSE_DUPLICATE)), ID(TEXT("a"))},
    {DOC("Response twice, equal", "{'Response':{'RequestId':'a'},'Response':{'RequestId':'a'}}"),
     INVALID(AT(30, RESPONSE_DUPLICATE)), ID(TEXT("a"))},
    {DOC("Response three times", "{'Response':{'RequestId':'a'},'Response':1,'Response':2}"),
     INVALID(AT(30, RESPONSE_DUPLICATE)), ID(TEXT("a"))},
    {DOC("Response twice, the second escaped",
         "{'Response':{'RequestId':'a'}, '\\u0052esponse':null}"),
     INVALID(AT(31, RESPONSE_DUPLICATE)), ID(TEXT("a"))},
    {DOC("Response twice, the first escaped", "{'\\u0052esponse':{'RequestId':'a'},'Response':{}}"),
     INVALID(AT(35, RESPONSE_DUPLICATE)), ID(TEXT("a"))},
    {DOC("Response twice, the second with everything wrong",
         "{'Response':{'RequestId':'a'},'Response':{'RequestId':1,'RequestId':2,'Error':3}}"),
     INVALID(AT(30, RESPONSE_DUPLICATE)), ID(TEXT("a"))},
    {DOC("Response twice, the first not an object",
         "{'Response':null,'Response':{'RequestId':'b'}}"),
     INVALID(AT(12, RESPONSE_NOT_OBJECT), AT(17, RESPONSE_DUPLICATE))},
    {DOC("Response twice, the first a success and the second a failure",
         "{'Response':{'RequestId':'a'},'Response':{" ERROR_OK ",'RequestId':'b'}}"),
     INVALID(AT(30, RESPONSE_DUPLICATE)), ID(TEXT("a"))},
    {DOC("Response twice, the first a failure and the second a success",
         "{'Response':{" ERROR_OK ",'RequestId':'a'},'Response':{'RequestId':'b'}}"),
     INVALID(AT(65, RESPONSE_DUPLICATE)), ID(TEXT("a")), CODE(TEXT("c")), MESSAGE(TEXT("m"))},
    {DOC("Response twice, the second cut in its name", "{'Response':{'RequestId':'a'},'Response"),
     INVALID(AT(39, JSON_TRUNCATED)), ID(TEXT("a"))},
    {DOC("Response twice, cut after the second name", "{'Response':{'RequestId':'a'},'Response'"),
     INVALID(AT(30, RESPONSE_DUPLICATE), AT(40, JSON_TRUNCATED)), ID(TEXT("a"))},
    IN_RESPONSE("RequestId twice", "'RequestId':'a','RequestId':'b'",
                INVALID(AT(RESPONSE_AT + 16, REQUEST_ID_DUPLICATE)), ID(TEXT("a"))),
    IN_RESPONSE("RequestId twice with payload between",
                "'RequestId':'a','x':{'RequestId':'c'},'RequestId':'b'",
                INVALID(AT(RESPONSE_AT + 38, REQUEST_ID_DUPLICATE)), ID(TEXT("a"))),
    IN_RESPONSE("RequestId four times",
                "'RequestId':'a','RequestId':'b','RequestId':'','RequestId':1",
                INVALID(AT(RESPONSE_AT + 16, REQUEST_ID_DUPLICATE)), ID(TEXT("a"))),
    IN_RESPONSE("RequestId twice, the first of the wrong kind", "'RequestId':1,'RequestId':'b'",
                INVALID(AT(25, REQUEST_ID_NOT_STRING), AT(27, REQUEST_ID_DUPLICATE))),
    IN_RESPONSE("RequestId twice, the first empty", "'RequestId':'','RequestId':'b'",
                INVALID(AT(25, REQUEST_ID_EMPTY), AT(28, REQUEST_ID_DUPLICATE))),
    IN_RESPONSE("RequestId twice, the second an object", "'RequestId':'a','RequestId':{'Error':1}",
                INVALID(AT(29, REQUEST_ID_DUPLICATE)), ID(TEXT("a"))),
    IN_RESPONSE("RequestId twice, the second escaped", "'RequestId':'a','Request\\u0049d':'b'",
                INVALID(AT(29, REQUEST_ID_DUPLICATE)), ID(TEXT("a"))),
    IN_RESPONSE("RequestId twice, both escaped", "'\\u0052equestId':'a','RequestI\\u0064':'b'",
                INVALID(AT(34, REQUEST_ID_DUPLICATE)), ID(TEXT("a"))),
    IN_RESPONSE("Error twice", ERROR_OK ",'Error':{'Code':'d','Message':'n'},'RequestId':'a'",
                INVALID(AT(48, ERROR_DUPLICATE)), ID(TEXT("a")), CODE(TEXT("c")),
                MESSAGE(TEXT("m"))),
    IN_RESPONSE("Error twice, the second with everything wrong",
                ERROR_OK ",'Error':{'Code':1,'Code':2},'RequestId':'a'",
                INVALID(AT(48, ERROR_DUPLICATE)), ID(TEXT("a")), CODE(TEXT("c")),
                MESSAGE(TEXT("m"))),
    IN_RESPONSE("Error twice, the second null", ERROR_OK ",'Error':null,'RequestId':'a'",
                INVALID(AT(48, ERROR_DUPLICATE)), ID(TEXT("a")), CODE(TEXT("c")),
                MESSAGE(TEXT("m"))),
    IN_RESPONSE("Error twice, the first null", "'Error':null," ERROR_OK ",'RequestId':'a'",
                INVALID(AT(21, ERROR_NOT_OBJECT), AT(26, ERROR_DUPLICATE)), ID(TEXT("a"))),
    IN_RESPONSE("Error twice, the first empty", "'Error':{}," ERROR_OK ",'RequestId':'a'",
                INVALID(AT(22, CODE_MISSING), AT(22, MESSAGE_MISSING), AT(24, ERROR_DUPLICATE)),
                ID(TEXT("a"))),
    IN_RESPONSE("Error twice, the second escaped", ERROR_OK ",'\\u0045rror':{},'RequestId':'a'",
                INVALID(AT(48, ERROR_DUPLICATE)), ID(TEXT("a")), CODE(TEXT("c")),
                MESSAGE(TEXT("m"))),
    IN_ERROR("Code twice", "'Code':'c','Code':'d','Message':'m'",
             INVALID(AT(ERROR_AT + 11, CODE_DUPLICATE)), CODE(TEXT("c")), MESSAGE(TEXT("m"))),
    IN_ERROR("Code twice with Message between", "'Code':'c','Message':'m','Code':''",
             INVALID(AT(ERROR_AT + 25, CODE_DUPLICATE)), CODE(TEXT("c")), MESSAGE(TEXT("m"))),
    IN_ERROR("Code twice, the first a number", "'Code':1,'Code':'c','Message':'m'",
             INVALID(AT(ERROR_AT + 7, CODE_NOT_STRING), AT(ERROR_AT + 9, CODE_DUPLICATE)),
             MESSAGE(TEXT("m"))),
    IN_ERROR("Code twice, the second escaped",
             "'Code':'c','\\u0043\\u006f\\u0064\\u0065':'d',"
             "'Message':'m'",
             INVALID(AT(ERROR_AT + 11, CODE_DUPLICATE)), CODE(TEXT("c")), MESSAGE(TEXT("m"))),
    IN_ERROR("Message twice", "'Message':'m','Message':'n','Code':'c'",
             INVALID(AT(ERROR_AT + 14, MESSAGE_DUPLICATE)), CODE(TEXT("c")), MESSAGE(TEXT("m"))),
    IN_ERROR("Message twice, the first null", "'Message':null,'Message':'n','Code':'c'",
             INVALID(AT(ERROR_AT + 10, MESSAGE_NOT_STRING), AT(ERROR_AT + 15, MESSAGE_DUPLICATE)),
             CODE(TEXT("c"))),
    IN_ERROR("Message twice, the first empty", "'Message':'','Message':'n','Code':'c'",
             INVALID(AT(ERROR_AT + 13, MESSAGE_DUPLICATE)), CODE(TEXT("c")), MESSAGE(TEXT(""))),
    IN_ERROR("Message twice, the second escaped", "'Message':'m','M\\u0065ssage':[],'Code':'c'",
             INVALID(AT(ERROR_AT + 14, MESSAGE_DUPLICATE)), CODE(TEXT("c")), MESSAGE(TEXT("m"))),
    {DOC("every member twice",
         "{'Response':{'Error':{'Code':'c','Code':1,'Message':'m','Message':2},'Error':3,"
         "'RequestId':'a','RequestId':4},'Response':5}"),
     INVALID(AT(33, CODE_DUPLICATE), AT(56, MESSAGE_DUPLICATE), AT(69, ERROR_DUPLICATE),
             AT(95, REQUEST_ID_DUPLICATE), AT(110, RESPONSE_DUPLICATE)),
     ID(TEXT("a")), CODE(TEXT("c")), MESSAGE(TEXT("m"))},

    /* ---- Names ---------------------------------------------------------------------------*/
    GOOD("Response with its first letter escaped", "{'\\u0052esponse':{'RequestId':'a'}}"),
    GOOD("Response with its last letter escaped", "{'Respons\\u0065':{'RequestId':'a'}}"),
    GOOD("Response escaped wholly",
         "{'\\u0052\\u0065\\u0073\\u0070\\u006f\\u006e\\u0073\\u0065':{'RequestId':'a'}}"),
    GOOD("RequestId with a letter escaped", RESPONSE_HEAD "'Request\\u0049d':'a'}}"),
    GOOD("RequestId escaped wholly",
         RESPONSE_HEAD "'\\u0052\\u0065\\u0071\\u0075\\u0065\\u0073\\u0074\\u0049\\u0064':'a'}}"),
    GOOD("RequestId escaped in capital hex digits",
         RESPONSE_HEAD "'\\u0052equ\\u0065\\u0073tI\\u0064':'a'}}"),
    FAILED("Error, Code and Message escaped",
           RESPONSE_HEAD "'Err\\u006Fr':{'C\\u006Fde':'c','Me\\u0073\\u0073age':'m'},"
                         "'RequestId':'a'}}"),
    NOT_REQUEST_ID("lower case", "requestid"),
    NOT_REQUEST_ID("a small first letter", "requestId"),
    NOT_REQUEST_ID("capitals", "REQUESTID"),
    NOT_REQUEST_ID("a small i", "Requestid"),
    NOT_REQUEST_ID("a capital D", "RequestID"),
    NOT_REQUEST_ID("one letter less", "RequestI"),
    NOT_REQUEST_ID("one letter more", "RequestIds"),
    NOT_REQUEST_ID("a space after it", "RequestId "),
    NOT_REQUEST_ID("a space before it", " RequestId"),
    NOT_REQUEST_ID("an escaped NUL after it", "RequestId\\u0000"),
    NOT_REQUEST_ID("an escaped NUL before it", "\\u0000RequestId"),
    NOT_REQUEST_ID("an escaped NUL in it", "Request\\u0000Id"),
    NOT_REQUEST_ID("a lone surrogate after it", "RequestId\\ud800"),
    NOT_REQUEST_ID("a lone surrogate in it", "Request\\udc00Id"),
    NOT_REQUEST_ID("a small letter escaped", "\\u0072equestId"),
    NOT_REQUEST_ID("its escape escaped", "\\\\u0052equestId"),
    NOT_REQUEST_ID("a fullwidth letter", "\xEF\xBC\xB2"
                                         "equestId"),
    NOT_REQUEST_ID("a letter of another alphabet", "Reque\xD1\x95tId"),
    NOT_REQUEST_ID("a combining accent after it", "RequestId\xCC\x81"),
    NOT_REQUEST_ID("another name of the envelope", "Response"),
    NOT_REQUEST_ID("nothing", ""),
    NOT_RESPONSE("a small letter", "response"),
    NOT_RESPONSE("capitals", "RESPONSE"),
    NOT_RESPONSE("one letter less", "Respons"),
    NOT_RESPONSE("one letter more", "Responses"),
    NOT_RESPONSE("an escaped NUL after it", "Response\\u0000"),
    NOT_RESPONSE("a lone surrogate in it", "Res\\ud800ponse"),
    NOT_RESPONSE("another letter escaped", "\\u0051esponse"),
    NOT_RESPONSE("another name of the envelope", "RequestId"),
    NOT_RESPONSE("nothing", ""),
    NOT_ERROR("a small letter", "error"),
    NOT_ERROR("capitals", "ERROR"),
    NOT_ERROR("one letter less", "Erro"),
    NOT_ERROR("one letter more", "Errors"),
    NOT_ERROR("an escaped NUL after it", "Error\\u0000"),
    NOT_ERROR("a lone surrogate after it", "Error\\ud800"),
    NOT_CODE("a small letter", "code"),
    NOT_CODE("capitals", "CODE"),
    NOT_CODE("one letter less", "Cod"),
    NOT_CODE("one letter more", "Codes"),
    NOT_CODE("an escaped NUL after it", "Code\\u0000"),
    NOT_CODE("a lone surrogate in it", "C\\udfffde"),
    NOT_MESSAGE("a small letter", "message"),
    NOT_MESSAGE("capitals", "MESSAGE"),
    NOT_MESSAGE("one letter less", "Messag"),
    NOT_MESSAGE("one letter more", "Messages"),
    NOT_MESSAGE("an escaped NUL after it", "Message\\u0000"),
    NOT_MESSAGE("a lone surrogate before it", "\\ud800Message"),

    /* ---- Several violations, in order of detection ---------------------------------------*/
    {DOC("wrong in all members", "{'Response':{'RequestId':7,'Error':{'Code':1,'Message':null}}}"),
     INVALID(AT(25, REQUEST_ID_NOT_STRING), AT(43, CODE_NOT_STRING), AT(55, MESSAGE_NOT_STRING))},
    {DOC("wrong in all members, in another order",
         "{'Response':{'Error':{'Message':1,'Code':''},'RequestId':''}}"),
     INVALID(AT(32, MESSAGE_NOT_STRING), AT(41, CODE_EMPTY), AT(57, REQUEST_ID_EMPTY))},
    {DOC("wrong in Code, and Message missing",
         "{'Response':{'Error':{'Code':null},'RequestId':'a'}}"),
     INVALID(AT(29, CODE_NOT_STRING), AT(33, MESSAGE_MISSING)), ID(TEXT("a"))},
    {DOC("Error of the wrong kind, and RequestId missing", "{'Response':{'Error':'x'}}"),
     INVALID(AT(21, ERROR_NOT_OBJECT), AT(24, REQUEST_ID_MISSING))},
    {DOC("an envelope violation before bad syntax", "{'Response':{'RequestId':7,}}"),
     INVALID(AT(25, REQUEST_ID_NOT_STRING), AT(27, JSON_SYNTAX))},
    {DOC("an envelope violation before bad UTF-8", "{'Response':{'RequestId':7,'x':'\xFF'}}"),
     INVALID(AT(25, REQUEST_ID_NOT_STRING), AT(32, JSON_UTF8))},
    {DOC("an envelope violation before the end of input", "{'Response':{'RequestId':''"),
     INVALID(AT(25, REQUEST_ID_EMPTY), AT(27, JSON_TRUNCATED))},
    {DOC("an envelope violation before a trailing byte", "{'Response':{}}x"),
     INVALID(AT(13, REQUEST_ID_MISSING), AT(15, JSON_TRAILING))},
    {DOC("a violation that bad syntax hides", "{'Response':{'x':[}}"),
     INVALID(AT(18, JSON_SYNTAX))},
    {DOC("what was found before bad syntax", "{'Response':{" ERROR_OK ",'RequestId':'a','x':tru}}"),
     INVALID(AT(71, JSON_SYNTAX)), ID(TEXT("a")), CODE(TEXT("c")), MESSAGE(TEXT("m"))},
    {DOC("what was found in the root before bad syntax", "{'Response':{'RequestId':'a'},,}"),
     INVALID(AT(30, JSON_SYNTAX)), ID(TEXT("a"))},
    {DOC("a failure before a trailing byte", RESPONSE_HEAD ERROR_OK ",'RequestId':'a'}};"),
     INVALID(AT(65, JSON_TRAILING)), ID(TEXT("a")), CODE(TEXT("c")), MESSAGE(TEXT("m"))},
    {DOC("envelopes in a root array", "[{'Response':{'RequestId':'a'}},{'Response':1}]"),
     INVALID(AT(0, ROOT_NOT_OBJECT))},
    {DOC("a root array that is cut", "[{'Response':{}"),
     INVALID(AT(0, ROOT_NOT_OBJECT), AT(15, JSON_TRUNCATED))},
    {DOC("a root string that holds an envelope", " '{\\'Response\\':{}}'"),
     INVALID(AT(1, ROOT_NOT_OBJECT))},

    /* ---- Codes ---------------------------------------------------------------------------*/
    COMMON(AUTH_FAILURE_INVALID_SECRET_ID, "AuthFailure.InvalidSecretId", AUTH, "AuthFailure"),
    COMMON(AUTH_FAILURE_MFA_FAILURE, "AuthFailure.MFAFailure", AUTH, "AuthFailure"),
    COMMON(DRY_RUN_OPERATION, "DryRunOperation", DRY_RUN, "DryRunOperation"),
    COMMON(FAILED_OPERATION, "FailedOperation", SERVER, "FailedOperation"),
    COMMON(INTERNAL_ERROR, "InternalError", SERVER, "InternalError"),
    COMMON(LIMIT_EXCEEDED, "LimitExceeded", QUOTA, "LimitExceeded"),
    COMMON(REQUEST_LIMIT_EXCEEDED, "RequestLimitExceeded", THROTTLE, "RequestLimitExceeded"),
    COMMON(RESOURCE_IN_USE, "ResourceInUse", RESOURCE, "ResourceInUse"),
    COMMON(UNAUTHORIZED_OPERATION, "UnauthorizedOperation", AUTH, "UnauthorizedOperation"),
    COMMON(UNSUPPORTED_REGION, "UnsupportedRegion", REQUEST, "UnsupportedRegion"),
    DERIVED("InvalidParameterValue.ImageNotFound", REQUEST, "InvalidParameterValue"),
    DERIVED("FailedOperation.A.B", SERVER, "FailedOperation"),
    DERIVED("RequestLimitExceeded.", THROTTLE, "RequestLimitExceeded"),
    DERIVED("AuthFailure.Other", AUTH, "AuthFailure"),
    DERIVED("AuthFailure.SignatureFailure.More", AUTH, "AuthFailure"),
    UNLISTED("internalerror"),
    UNLISTED("InternalErrors"),
    UNLISTED("InternalErro"),
    UNLISTED("InternalError "),
    UNLISTED(".InternalError"),
    UNLISTED("."),
    UNLISTED("SomethingElse.InternalError"),
    {DOC("a common code escaped", ERROR_HEAD "'Code':'\\u0049nternalError','Message':''},"
                                             "'RequestId':'a'}}"),
     FAILURE, ID(TEXT("a")), CODE(TEXT("InternalError")), MESSAGE(TEXT("")),
     CODE_INFO(INTERNAL_ERROR, COMMON, SERVER, "InternalError")},
    {DOC("a common code and an escaped NUL", ERROR_HEAD "'Code':'InternalError\\u0000',"
                                                        "'Message':''},'RequestId':'a'}}"),
     FAILURE, ID(TEXT("a")), CODE(TEXT("InternalError\0")), MESSAGE(TEXT(""))},
};

const document_topic documents_envelope = {rows, sizeof(rows) / sizeof(rows[0])};
