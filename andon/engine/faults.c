/* SPDX-License-Identifier: MIT */
/* Data-quality faults of signals, and what a machine's own fault signal says. A fault is written at
 * its first occurrence; further ones of its kind within the hour are counted into one more
 * revision, so that a source gone mad fills no disk. Called from signals.c and counts.c. */
#include "andon/engine/parts.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <string.h>

#define FAULT_NAME(value, text) [value] = text,
static const char *const fault_names[FAULT_KIND_COUNT] = {FAULTS(FAULT_NAME)};
#undef FAULT_NAME
const struct words words_fault = {fault_names, FAULT_KIND_COUNT};

static bool is_open(const struct fault *f)
{
    return f->number > 0;
}

void faults_add(struct station *st, size_t signal, enum fault_kind kind, const char *text)
{
    struct signal *sig = &st->signal[signal];
    struct fault *f = &sig->fault[kind];
    st->faults++;
    sig->errors++;
    text_sanitise(text, strlen(text), sig->error, sizeof sig->error);
    station_touch(st);
    if (is_open(f)) {
        f->count++;
        f->last = st->arrival;
        return;
    }
    *f = (struct fault){
        .number = st->next_fault++, .first = st->arrival, .last = st->arrival, .count = 1};
    (void)text_copy(f->text, sizeof f->text, sig->error);
    if (f->first + MS_PER_HOUR < st->faults_due)
        st->faults_due = f->first + MS_PER_HOUR;
    records_fault(st, signal, kind);
}

int64_t faults_deadline(const struct station *st)
{
    return st->faults_due;
}

void faults_write(struct station *st)
{
    st->faults_due = TIME_NEVER;
    for (size_t i = 0; i < st->config->signals; i++) {
        for (int kind = 0; kind < FAULT_KIND_COUNT; kind++) {
            struct fault *f = &st->signal[i].fault[kind];
            bool over = f->first + MS_PER_HOUR <= st->t;
            if (is_open(f) && over && f->count > f->written)
                records_fault(st, i, (enum fault_kind)kind);
            if (is_open(f) && over)
                *f = (struct fault){0};
            else if (is_open(f) && f->first + MS_PER_HOUR < st->faults_due)
                st->faults_due = f->first + MS_PER_HOUR;
        }
    }
}

const char *faults_text(const struct station *st, size_t i, char out[VALUE_TEXT_SIZE])
{
    const struct value *v = &st->signal[i].value;
    char number[AMOUNT_TEXT_SIZE];
    const char *text = v->text;
    if (v->type == VALUE_BOOL)
        text = v->amount != 0 ? st->config->signal[i].name : "";
    else if (v->type == VALUE_NUMBER && v->text[0] == '\0')
        text = v->amount != 0 ? amount_to_text(v->amount, number) : "";
    if (strcmp(text, "0") == 0)
        text = "";
    (void)text_copy(out, VALUE_TEXT_SIZE, text);
    return out;
}
