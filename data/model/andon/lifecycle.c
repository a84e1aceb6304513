/* SPDX-License-Identifier: MIT */
/* The transitions of an alert: of an event's rows the first whose flags fit is what happens. The
 * flags are bits here so that a row can name those that must be there, those that must not, those
 * that it sets and those that it clears. Called by andon/engine/response. */
#include "data/model/andon/lifecycle.h"

#include "data/model/clock.h"

#include <stddef.h>

enum {
    ACTIVE = 1,
    ACKED = 2,
    LATCHED = 4,
    SUPPRESSED = 8,
    OUT = 16,
    SILENCED = 32,
    SHELVED = 64,
    ONE_SHOT = 128,
    /* of the configuration */
    WANTS_ACK = 256,
    LATCHES = 512,
    RESET_ACKS = 1024
};
#define ANYWAY 0

static const struct transition {
    enum life_event event;
    unsigned with, without, set, clear, result;
} table[] = {
    {LIFE_ALM, ACTIVE, 0, 0, 0, LIFE_NOTHING},
    {LIFE_ALM, WANTS_ACK, 0, ACTIVE, ACKED | LATCHED | SILENCED, LIFE_ANNOUNCE | LIFE_OCCURRENCE},
    {LIFE_ALM, ANYWAY, 0, ACTIVE | ACKED, LATCHED | SILENCED, LIFE_ANNOUNCE | LIFE_OCCURRENCE},

    {LIFE_HIGHER, ACTIVE | WANTS_ACK, 0, 0, ACKED | SILENCED, LIFE_ANNOUNCE},
    {LIFE_HIGHER, ACTIVE, 0, 0, 0, LIFE_ANNOUNCE},

    {LIFE_RTN, ACTIVE | LATCHES | ONE_SHOT, 0, LATCHED, ACTIVE | SHELVED | ONE_SHOT, 0},
    {LIFE_RTN, ACTIVE | LATCHES, 0, LATCHED, ACTIVE, 0},
    {LIFE_RTN, ACTIVE | ONE_SHOT, 0, 0, ACTIVE | SHELVED | ONE_SHOT, 0},
    {LIFE_RTN, ACTIVE, 0, 0, ACTIVE, 0},

    {LIFE_ACK, ANYWAY, ACKED, ACKED, SILENCED, 0},
    /* The person who takes it back is there: it makes no sound. */
    {LIFE_UNACK, ACTIVE | ACKED | WANTS_ACK, 0, SILENCED, ACKED, 0},
    {LIFE_UNACK, LATCHED | ACKED | WANTS_ACK, 0, SILENCED, ACKED, 0},

    {LIFE_RESET, ACTIVE, 0, 0, 0, LIFE_REFUSED},
    {LIFE_RESET, LATCHED | ACKED, 0, 0, LATCHED, 0},
    {LIFE_RESET, LATCHED | RESET_ACKS, 0, ACKED, LATCHED, 0},
    {LIFE_RESET, LATCHED, 0, 0, 0, LIFE_REFUSED},

    {LIFE_SHELVE, ANYWAY, 0, SHELVED, ONE_SHOT, 0},
    {LIFE_ONE_SHOT, ANYWAY, 0, SHELVED | ONE_SHOT, 0, 0},
    {LIFE_UNSHELVE, SHELVED | ACTIVE, ACKED, 0, SHELVED | ONE_SHOT | SILENCED, LIFE_ANNOUNCE},
    {LIFE_UNSHELVE, SHELVED, 0, 0, SHELVED | ONE_SHOT, 0},
    {LIFE_UNKEPT, SHELVED | ACTIVE, ACKED, 0, SHELVED | ONE_SHOT | SILENCED, LIFE_ANNOUNCE},
    {LIFE_UNKEPT, SHELVED, 0, 0, SHELVED | ONE_SHOT, 0},

    {LIFE_SUPPRESS, ANYWAY, SUPPRESSED, SUPPRESSED, 0, 0},
    {LIFE_UNSUPPRESS, SUPPRESSED | ACTIVE, ACKED, 0, SUPPRESSED | SILENCED, LIFE_ANNOUNCE},
    {LIFE_UNSUPPRESS, SUPPRESSED, 0, 0, SUPPRESSED, 0},

    {LIFE_OOS, ANYWAY, OUT, OUT, 0, 0},
    {LIFE_IN_SERVICE, OUT | ACTIVE | WANTS_ACK, 0, 0, OUT | ACKED | SILENCED,
     LIFE_ANNOUNCE | LIFE_OCCURRENCE},
    {LIFE_IN_SERVICE, OUT | ACTIVE, 0, 0, OUT, LIFE_ANNOUNCE | LIFE_OCCURRENCE},
    {LIFE_IN_SERVICE, OUT, 0, 0, OUT, 0},

    {LIFE_REALARM, ACTIVE | ACKED | WANTS_ACK, 0, 0, ACKED | SILENCED, LIFE_ANNOUNCE},
    {LIFE_SILENCE, ACTIVE, ACKED | SILENCED, SILENCED, 0, 0},
};
#define ROWS (sizeof table / sizeof *table)

static unsigned bit(bool yes, unsigned value)
{
    return yes ? value : 0;
}

static unsigned flags_of(const struct life_conf *conf, const struct life *life)
{
    return bit(life->active, ACTIVE) | bit(life->acked, ACKED) | bit(life->latched, LATCHED) |
           bit(life->suppressed, SUPPRESSED) | bit(life->out_of_service, OUT) |
           bit(life->silenced, SILENCED) | bit(life->shelve != SHELVE_NONE, SHELVED) |
           bit(life->shelve == SHELVE_ONE_SHOT, ONE_SHOT) | bit(conf->ack, WANTS_ACK) |
           bit(conf->latching, LATCHES) | bit(conf->reset_acks, RESET_ACKS);
}

static void take_flags(struct life *life, unsigned flags)
{
    life->active = (flags & ACTIVE) != 0;
    life->acked = (flags & ACKED) != 0;
    life->latched = (flags & LATCHED) != 0;
    life->suppressed = (flags & SUPPRESSED) != 0;
    life->out_of_service = (flags & OUT) != 0;
    life->silenced = (flags & SILENCED) != 0;
    life->shelve = (flags & ONE_SHOT) != 0  ? SHELVE_ONE_SHOT
                   : (flags & SHELVED) != 0 ? SHELVE_TIMED
                                            : SHELVE_NONE;
    if (life->shelve == SHELVE_NONE)
        life->shelved_until = TIME_NONE;
}

void life_init(struct life *life)
{
    *life = (struct life){.acked = true, .shelved_until = TIME_NONE};
}

unsigned life_event(const struct life_conf *conf, struct life *life, enum life_event event)
{
    unsigned flags = flags_of(conf, life);
    for (size_t i = 0; i < ROWS; i++) {
        const struct transition *row = &table[i];
        if (row->event != event || (flags & row->with) != row->with || (flags & row->without) != 0)
            continue;
        if ((row->result & (LIFE_NOTHING | LIFE_REFUSED)) != 0)
            return row->result;
        take_flags(life, (flags & ~row->clear) | row->set);
        unsigned result = row->result | LIFE_CHANGED;
        return life_hidden(life) ? result & ~LIFE_ANNOUNCE : result;
    }
    return LIFE_NOTHING;
}

unsigned life_shelve(const struct life_conf *conf, struct life *life, bool one_shot, int64_t now,
                     int64_t until)
{
    if (until <= now || until - now > conf->shelf_ms)
        return LIFE_REFUSED;
    unsigned result = life_event(conf, life, one_shot ? LIFE_ONE_SHOT : LIFE_SHELVE);
    life->shelved_until = until;
    return result;
}

bool life_hidden(const struct life *life)
{
    return life->suppressed || life->out_of_service || life->shelve != SHELVE_NONE;
}

bool life_normal(const struct life *life)
{
    return !life->active && life->acked && !life->latched && !life_hidden(life);
}

bool life_sounds(const struct life *life)
{
    return life->active && !life->acked && !life->silenced && !life_hidden(life);
}

char life_letter(const struct life *life)
{
    if (life->out_of_service)
        return 'G';
    if (life->suppressed)
        return 'F';
    if (life->shelve != SHELVE_NONE)
        return 'E';
    if (life->active)
        return life->acked ? 'C' : 'B';
    if (life->latched)
        return life->acked ? 'M' : 'L';
    return life->acked ? 'A' : 'D';
}

const char *life_word(char letter)
{
    static const struct {
        char letter;
        const char *text;
    } states[] = {{'A', "normal"},         {'B', "unacknowledged"},   {'C', "acknowledged"},
                  {'D', "over, unacked"},  {'E', "shelved"},          {'F', "suppressed"},
                  {'G', "out of service"}, {'L', "latched, unacked"}, {'M', "latched"}};
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (states[i].letter == letter)
            return states[i].text;
    return "-";
}
