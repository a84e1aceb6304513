/* SPDX-License-Identifier: MIT */
/* What people may choose and enter, as configured: parts of struct config. */
#ifndef DATA_CONFIG_ENTRIES_H
#define DATA_CONFIG_ENTRIES_H

#include "data/config/origin.h"
#include "data/model/words.h"

#include <stdbool.h>
#include <stdint.h>

/* [reason ID]: a node of the tree of why it stopped; `mech.jam` is below `mech`. Up to three
 * levels. A leaf may be given as a reason; an inner one may not. */
#define REASON_LEVELS 3
struct reason_conf {
    char name[48], title[64];
    char titles[256]; /* "de: …; es: …": the title by language; "": none */
    int parent;       /* index, -1: first level */
    int level;        /* 0..2 */
    bool leaf;
    int place;      /* 1..9: its key within its level, given or the next that is free */
    enum loss loss; /* inherited from the parent when not given */
    bool planned;   /* foreseen: cleaning, changeover; inherited */
    bool note;      /* wants a note */
    char fits_stations[192], fits_products[192]; /* ", " between them; "": all; inherited */
    char faults[192];    /* fault codes or beginnings of texts that suggest it, ", " between them */
    char checklist[512]; /* "; " between its lines; "": none */
    struct config_origin origin;
};

/* [scrap-reason ID] */
struct scrap_reason_conf {
    char name[48], title[64], titles[256];
    int place;         /* 1..9; 0: beyond nine, has no key */
    enum loss loss;    /* defect or startup */
    bool note, rework; /* rework: parts of it go to rework by default */
    char fits_products[192];
    struct config_origin origin;
};

/* [mode ID]: what may be declared: cleaning, meeting, no-orders, trial. The four station modes are
 * in the list, with a section or without. */
struct mode_conf {
    char name[48], title[64], titles[256];
    enum station_mode mode;
    int place;      /* 1..9; 0: beyond nine, has no key */
    int64_t for_ms; /* expected length; 0: open end. Beyond it `planned` time is unplanned */
    struct config_origin origin;
};

/* [changeover NAME]: how long it should take from one product to another */
struct changeover_conf {
    char name[CONFIG_ID_SIZE], from[CONFIG_ID_SIZE], to[CONFIG_ID_SIZE]; /* "": any */
    int64_t target_ms;
    struct config_origin origin;
};

/* [job ID] and the rows of [job-list] file: work that is there without an order system; …/job
 * replaces all of it */
struct job_conf {
    char name[32], title[64], product[CONFIG_ID_SIZE];
    int64_t quantity;  /* amount */
    int64_t due;       /* wall ms, TIME_NONE */
    char due_text[32]; /* … as written */
    struct config_origin origin;
};

/* [person ID] */
struct person_conf {
    char name[32], title[64];
    char language[12]; /* "de", "es_MX"; "": the terminal's */
    enum person_role role;
    char badge[128], pin[128]; /* yescrypt hashes (crypt(5)); "": has none */
    struct config_origin origin;
};

/* What a signature wants. */
enum sign_by { SIGN_BY_PIN, SIGN_BY_BADGE };

/* [entry] */
struct entry_conf {
    int64_t undo_ms;          /* anybody who may enter may undo, so long after it was kept */
    int64_t amend_ms;         /* … then the role that entered it may amend until then; later a
                                 supervisor, until the shift is signed */
    int64_t freeze_ms;        /* a shift that nobody signed freezes so long after its end */
    int64_t burst_gap_ms;     /* small stops closer than this are one burst */
    int burst_stops;          /* … from so many on it is asked about; 0: never */
    int64_t scrap_max;        /* amount beyond which an entry is implausible; 0: shift's total */
    enum person_role ceiling; /* [terminal]: what a badge may raise a shared terminal to */
    int64_t raised_ms;        /* … and for how long */
    enum sign_by sign_by;
    bool shipped; /* the shipped reasons and modes are there below all layers */
};

#endif
