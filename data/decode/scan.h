/* SPDX-License-Identifier: MIT */
/* A strict JSON scanner for the message path (RFC 8259): one pass checks the whole document and
 * picks the values at all wanted JSON Pointers (RFC 6901) out of it. No tree, no allocation; what
 * it picks points into the document. */
#ifndef DATA_DECODE_SCAN_H
#define DATA_DECODE_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCAN_DEPTH_MAX   32  /* objects and arrays inside one another */
#define SCAN_POINTER_MAX 512 /* bytes of one pointer */

enum scan_kind {
    SCAN_ABSENT,
    SCAN_NULL,
    SCAN_FALSE,
    SCAN_TRUE,
    SCAN_NUMBER,
    SCAN_TEXT,
    SCAN_OBJECT,
    SCAN_ARRAY
};

/* A value where it stands in the document: a number's or a container's own text, a string's
 * between its quotes. */
struct scan_value {
    enum scan_kind kind;
    bool escaped; /* TEXT: holds escapes; scan_text resolves them */
    size_t length;
    const char *text;
};

/* The wanted pointers as a tree of keys. All memory is the caller's. */
struct scan_node {
    const char *key; /* unescaped, in the plan's text */
    uint32_t length;
    int32_t index;        /* the key as an array index, or -1 */
    int32_t index_max;    /* the highest of the children's, or -1 */
    int32_t slot;         /* where its value goes, or -1 */
    uint32_t child, next; /* 0: none */
    uint32_t near;        /* the child that is likely the next key: documents keep their order */
    uint64_t lengths;     /* bit n: a child's key has n bytes (bit 63: 63 or more) */
    uint64_t seen;        /* serial of the document it was last met in */
};
struct scan_plan {
    struct scan_node *node; /* [0] is the document */
    size_t nodes, node_max;
    char *text;
    size_t text_used, text_max;
    size_t slots;
    uint64_t serial;
};

/* An empty plan. Room for pointers of L bytes in sum needs at most L + 1 nodes and L bytes. */
void scan_plan_init(struct scan_plan *plan, struct scan_node *node, size_t nodes, char *text,
                    size_t size);
void scan_plan_clear(struct scan_plan *plan);
/* Want the value at `pointer`. Returns its slot, counted from 0, the same for the same pointer; -1:
 * no JSON Pointer; -2: no room. */
int scan_plan_add(struct scan_plan *plan, const char *pointer, size_t length);

#define SCAN_PROBLEMS(X)                                 \
    X(SCAN_FINE, "fine")                                 \
    X(SCAN_CUT_SHORT, "it ends too early")               \
    X(SCAN_UNEXPECTED, "a character out of place")       \
    X(SCAN_CONTROL, "a control character in a text")     \
    X(SCAN_UTF8, "a text is not UTF-8")                  \
    X(SCAN_ESCAPE, "an escape that does not exist")      \
    X(SCAN_SURROGATE, "half of a surrogate pair")        \
    X(SCAN_BAD_NUMBER, "a number that is none")          \
    X(SCAN_DEEP, "nested too deep")                      \
    X(SCAN_TRAILING, "more text after the document")     \
    X(SCAN_DUPLICATE, "the same key twice in an object") \
    X(SCAN_EMPTY, "nothing in it")
#define SCAN_ENUM(value, text) value,
enum scan_problem { SCAN_PROBLEMS(SCAN_ENUM) SCAN_PROBLEM_COUNT };
#undef SCAN_ENUM
const char *scan_problem_text(enum scan_problem problem);

/* Check the document and fill values[0 .. plan->slots). SCAN_FINE, or what is wrong and in `*where`
 * (may be NULL) the byte; the values are worthless then. A repeated key is refused where it makes a
 * wanted value ambiguous. */
enum scan_problem scan_document(struct scan_plan *plan, const char *text, size_t length,
                                struct scan_value *values, size_t *where);

/* The same of the one value that `text` begins with; `*end` gets the place behind it. */
enum scan_problem scan_first(struct scan_plan *plan, const char *text, size_t length,
                             struct scan_value *values, const char **end);

/* The characters of a TEXT, or the own text of another value; cut at a whole character when they do
 * not fit, not terminated. Returns their bytes in `out`; `*whole` (may be NULL) tells whether
 * nothing was cut. */
size_t scan_text(const struct scan_value *value, char *out, size_t size, bool *whole);

#endif
