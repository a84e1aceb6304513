/* SPDX-License-Identifier: MIT */
/* A plant's configuration as one document: the layer that is the same for all stations of a site or
 * line (reasons, calls, shifts, people, products, rules, alerts …), signed once, distributed by the
 * broker, kept by each station below its own. Bytes to structure and back, and what may stand in
 * it; the signature itself is data/store/upstream/sign.h's. Pure.
 *
 *   {"v":1,"scope":"acme/monterrey","rev":7,"made":…,"note":"…",
 *    "files":{"reasons.ini":"[reason …"},"signature":"128 hex digits"}
 *
 * What is signed are these bytes, lengths in bytes, files in the order of their names:
 *
 *   andon plant configuration 1\n scope LENGTH\nTEXT\n rev N\n made N\n note LENGTH\nTEXT\n
 *   files N\n (file LENGTH LENGTH\nNAME\nTEXT\n)…
 *
 * without the blanks shown between them. */
#ifndef DATA_CONFIG_SIGNED_DOCUMENT_H
#define DATA_CONFIG_SIGNED_DOCUMENT_H

#include "data/config/config.h"
#include "data/model/cause.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DOCUMENT_MAX            ((size_t)256 * 1024) /* bytes of the JSON text */
#define DOCUMENT_FILES_MAX      64
#define DOCUMENT_NAME_SIZE      64
#define DOCUMENT_SCOPE_SIZE     256
#define DOCUMENT_NOTE_SIZE      201
#define DOCUMENT_SIGNATURE_SIZE 64
#define DOCUMENT_LABEL_SIZE     (DOCUMENT_NAME_SIZE + 40)

struct document_file {
    char name[DOCUMENT_NAME_SIZE]; /* plain, *.ini */
    char *text;                    /* owned */
    size_t length;
};

struct document {
    char scope[DOCUMENT_SCOPE_SIZE]; /* enterprise/site, or enterprise/site/area/line */
    int64_t rev, made_ms;            /* rev from 1 on; wall */
    char note[DOCUMENT_NOTE_SIZE];
    struct document_file file[DOCUMENT_FILES_MAX]; /* in the order of their names */
    size_t files;
    unsigned char signature[DOCUMENT_SIGNATURE_SIZE];
};

/* Read the JSON text of a document: strictly, nothing that it does not know. 0, or -1 with the
 * cause. Done in any case. */
int document_read(const char *json, size_t length, struct document *out, struct cause *why);
/* The JSON text, to be freed; NULL with the cause: out of memory, or larger than DOCUMENT_MAX. */
char *document_write(const struct document *document, size_t *length, struct cause *why);
/* The bytes that are signed, to be freed; NULL: out of memory. */
char *document_bytes(const struct document *document, size_t *length);

/* Put a file in its place by name; the text is copied. 0, or -1 with the cause. */
int document_add(struct document *document, const char *name, const char *text, size_t length,
                 struct cause *why);
/* Whether a scope is one: 2 or 4 levels, each as the configuration's own. */
bool document_scope_valid(const char *scope);

/* Whether all that stands in it may: a section that belongs to the station alone (who and where it
 * is, its broker, keys, signals, lamps and lines), and a person's badge or PIN, for whoever reads
 * the broker reads it, are refused by file, line and name. 0, or -1 with the first of them. */
int document_fit(const struct document *document, struct cause *why);

/* The scope that a station listens to, by [site] config_scope. False when cut. */
bool document_scope(const struct config *config, char *out, size_t size);
/* Where the document of a scope is, retained: "andon/v1/SCOPE/config". */
bool document_topic(const char *scope, char *out, size_t size);

/* Its files as a layer; labels ("plant revision 7: reasons.ini") and texts are borrowed. Returns
 * how many there are. */
size_t document_texts(const struct document *document, struct config_text out[DOCUMENT_FILES_MAX],
                      char label[DOCUMENT_FILES_MAX][DOCUMENT_LABEL_SIZE]);

/* Both are the same in all that is signed. */
bool document_same(const struct document *a, const struct document *b);

void document_done(struct document *document);

#endif
