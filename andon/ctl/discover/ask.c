/* SPDX-License-Identifier: MIT */
/* The few questions that `discover --write` asks a person at a terminal: which machine, and whether
 * what was learned is right. Enter takes what is proposed. Called by discover.c. */
#include "andon/ctl/discover/found.h"
#include "data/model/amount.h"
#include "data/model/text.h"

#include <stdlib.h>
#include <string.h>

/* A line without its end, blanks taken off. False: there is none. */
static bool ask(const char *question, char *out, size_t size)
{
    fputs(question, stdout);
    (void)fflush(stdout);
    if (!fgets(out, (int)size, stdin))
        return false;
    size_t length = strcspn(out, "\r\n");
    while (length > 0 && out[length - 1] == ' ')
        length--;
    out[length] = '\0';
    return true;
}

const struct discover_asset *finding_ask_asset(const struct finding *f)
{
    char line[64], question[80];
    size_t most = f->result->machines ? f->result->machines : f->result->assets;
    (void)text_format(question, sizeof question, "\nWhich machine? 1 to %zu [1]: ", most);
    for (int tries = 0; tries < 5 && ask(question, line, sizeof line); tries++) {
        char *end;
        unsigned long number = line[0] ? strtoul(line, &end, 10) : 1;
        if (number >= 1 && number <= f->result->assets)
            return &f->result->asset[number - 1];
        printf("Its number, please.\n");
    }
    (void)ctl_fail("no machine was chosen");
    return NULL;
}

bool finding_ask_plan(const struct finding *f, const struct discover_asset *asset,
                      struct discover_plan *plan)
{
    char line[64], question[200], seconds[AMOUNT_TEXT_SIZE];
    int64_t learned = asset->cycle[0].ideal_us, amount;
    (void)f;
    if (learned > 0)
        (void)text_format(
            question, sizeof question,
            "\nIdeal cycle of one part, learned: %s s. Enter if right, else seconds: ",
            amount_to_text(learned, seconds));
    else
        (void)text_format(question, sizeof question,
                          "\nSeconds that one part takes at best (Enter: not known): ");
    for (int tries = 0; tries < 5; tries++) {
        if (!ask(question, line, sizeof line))
            return false;
        size_t digits = strspn(line, "0123456789.,");
        for (char *comma = strchr(line, ','); comma; comma = NULL)
            *comma = '.';
        if (!line[0]) {
            plan->confirmed = learned > 0;
            return true;
        }
        if (amount_from_text(line, digits, &amount) == 0 && amount > 0 &&
            amount < INT64_C(86400) * AMOUNT_ONE) {
            plan->ideal_us = amount; /* seconds in millionths are microseconds */
            return true;
        }
        printf("A number of seconds, like 4 or 0.6.\n");
    }
    return false;
}
