/* SPDX-License-Identifier: MIT */
/* The tables of what each screen can do and what its fields want. Read by palette.c, help.c and
 * next_step.c; a test compares the caps with what the forms themselves offer in the key bar. */
#include "console/input/deeds.h"

#include "console/forms/andon/wizard.h"
#include "console/widgets/key.h"
#include "console/words/words.h"

#include <string.h>

const struct deed deeds[] = {
    {"stop", 0, "1\u20139", N_("reason"),
     N_("Chooses why it stopped; a group opens its own nine.")},
    {"stop", KEY_CODE_ENTER, "Enter", N_("suggested reason"),
     N_("Takes what the machine suggests.")},
    {"stop", '0', "0", N_("search reasons"), N_("Finds a reason by a part of its name.")},
    {"stop", 's', "S", N_("split"),
     N_("Two causes: gives the time at which the second one began.")},
    {"stop", 'm', "M", N_("merge"), N_("Makes one stop of this one and the one before it.")},
    {"stop", 'n', "N", N_("note"), N_("Adds words to the stop.")},
    {"stop", 'i', "I", N_("arrived"), N_("Whoever can help is here: the time is kept.")},
    {"stop", 'f', "F", N_("repaired"), N_("It is repaired: the time is kept.")},
    {"stop", 0, "\u2191\u2193", N_("stops"), N_("Another stop of this shift.")},
    {"stop", KEY_CODE_ESC, "Esc", N_("later"),
     N_("Puts the question off; the stop stays on the list.")},
    {"scrap", 0, "0\u20139", N_("number"), N_("How many parts.")},
    {"scrap", 0, "+ \u2212", N_("one"), N_("One more, one less.")},
    {"scrap", KEY_CODE_ENTER, "Enter", N_("why"), N_("The number is right: now the reason.")},
    {"scrap", KEY_CODE_DOWN, "\u2193", N_("entries"),
     N_("What was entered in this shift; X reverses it.")},
    {"scrap", 'w', "W", N_("rework"), N_("Rework instead of scrap, and back.")},
    {"scrap", 'n', "N", N_("note"), N_("Adds words to the entry.")},
    {"scrap", 'o', "O", N_("job"), N_("The parts were of another job.")},
    {"scrap", 't', "T", N_("time"), N_("The parts were made earlier.")},
    {"job", 0, "\u2191\u2193", N_("job"), N_("Another job of the queue.")},
    {"job", KEY_CODE_ENTER, "Enter", N_("start"), N_("Starts or resumes the marked job.")},
    {"job", 'p', "P", N_("pause"), N_("Pauses the job that runs.")},
    {"job", 'f', "F", N_("finish"), N_("Finishes the job that runs.")},
    {"job", 'c', "C", N_("product"), N_("Goes on with another product.")},
    {"mode", 0, "1\u20139", N_("mode"), N_("Declares what the station is doing.")},
    {"mode", '0', "0", N_("search modes"), N_("Finds a mode by a part of its name.")},
    {"handover", 'n', "N", N_("note"), N_("Writes a note for the next shift.")},
    {"handover", 'g', "G", N_("sign: going"),
     N_("Signs as the one who goes. It cannot be undone.")},
    {"handover", 'i', "I", N_("sign: coming in"),
     N_("Signs as the one who comes. It cannot be undone.")},
    {"handover", 0, "\u2191\u2193", N_("move"), N_("Reads on.")},
    {"person", KEY_CODE_ENTER, "Enter", N_("somebody else"),
     N_("Another badge, or a name and its PIN.")},
    {"person", 'x', "X", N_("leave"), N_("The terminal is the crew's again.")},
    {"calls", 0, "1\u20139", N_("call"), N_("Calls for help at once.")},
    {"calls", 't', "T", N_("take"), N_("Takes the marked call: you go there.")},
    {"calls", 'h', "H", N_("here"), N_("You are at the machine.")},
    {"calls", 's', "S", N_("solved"), N_("The call is solved.")},
    {"calls", 'x', "X", N_("cancel"), N_("Takes the call back: it was for nothing.")},
    {"calls", 'w', "W", N_("work order"), N_("Makes a work order of the call.")},
    {"calls", 0, "\u2191\u2193", N_("move"), N_("Another call.")},
    {"alerts", 'a', "A", N_("ack"), N_("Acknowledges the marked alert: somebody has seen it.")},
    {"alerts", 'e', "E", N_("all shown"), N_("Acknowledges all that are shown.")},
    {"alerts", KEY_CODE_ENTER, "Enter", N_("guide"),
     N_("What to do about it: cause, first check, steps.")},
    {"alerts", 's', "S", N_("shelve"), N_("Puts it aside for a limited time, or takes it back.")},
    {"alerts", 'f', "F", N_("filter"), N_("Shows others.")},
    {"alerts", 'o', "O", N_("sort"), N_("Sorts otherwise.")},
    {"alerts", 'w', "W", N_("order"), N_("Makes a work order of it.")},
    {"alerts", 'n', "N", N_("note"), N_("Acknowledges with a note.")},
    {"alerts", 'd', "D", N_("out of service"), N_("Takes it out of service, or puts it back.")},
    {"alerts", 'r', "R", N_("reset"), N_("Resets a latched one.")},
    {"alerts", 'z', "Z", N_("silence"), N_("Silences the horn.")},
    {"predictions", 'f', "F", N_("found"), N_("Looked and found: the warning was right.")},
    {"predictions", 'n', "N", N_("not found"), N_("Looked and found nothing.")},
    {"predictions", 'l', "L", N_("not now"), N_("Planned for a time to come.")},
    {"predictions", 'd', "D", N_("done"), N_("The work is done, and what it really was.")},
    {"predictions", 'w', "W", N_("work order"), N_("Makes a work order of it.")},
    {"predictions", 0, "\u2191\u2193", N_("move"), N_("Another prediction.")},
    {"orders", 'n', "N", N_("new"), N_("Asks for work.")},
    {"orders", 'x', "X", N_("cancel"), N_("Takes the marked work order back.")},
    {"orders", 0, "\u2191\u2193", N_("move"), N_("Another work order.")},
    {"maintenance", 'a', "A", N_("I have it"), N_("Takes the call, acknowledges the alert.")},
    {"maintenance", KEY_CODE_ENTER, "Enter", N_("open"), N_("Opens it on its own screen.")},
    {"lamps", 'e', "E", N_("lamp test"), N_("Lights each lamp alone, then all.")},
    {"lamps", 'o', "O", N_("override"), N_("Gives the marked lamp a pattern for a limited time.")},
    {"lamps", 'r', "R", N_("release"), N_("Ends the override.")},
    {"lamps", 'n', "N", N_("new lamp"), N_("The lamp is new: its hours count from 0.")},
    {"lamps", 0, "\u2191\u2193", N_("move"), N_("Another lamp.")},
    {"log", 'f', "F", N_("filter"), N_("Only one kind of record, the next one.")},
    {"log", '/', "/", N_("search"), N_("Only records with this text.")},
    {"log", KEY_CODE_ENTER, "Enter", N_("record"), N_("One record: who, where, before and after.")},
    {"log", 'v', "V", N_("verify"), N_("Whether every record is as it was written.")},
    {"terminal", 0, "1-9", N_("choose"), N_("Takes what stands there.")},
    {"terminal", 0, "\u2191\u2193", N_("move"), N_("To another line.")},
    {"terminal", 0, "Enter", N_("choose"), N_("Takes what is marked.")},
    {"details", 0, "\u2191\u2193", N_("figure"), N_("Another figure or signal.")},
    {"details", 0, "\u2190\u2192", N_("cursor"),
     N_("The time and the value there; at the edge the span goes along.")},
    {"details", 0, "+-", N_("zoom"), N_("A shorter or a longer span, around the cursor.")},
    {"details", 'f', "F", N_("picture"),
     N_("The trend, the losses, the reasons by time, by count.")},
    {"details", KEY_CODE_ENTER, "Enter", N_("intervals"),
     N_("What lies behind the picture, interval by interval.")},
    {"details", 0, "1-6", N_("span"),
     N_("The last 10 minutes, hour, 8 hours; the shift; the last day, week.")},
    {"details", 0, ",.", N_("event"), N_("The cursor at the event before, at the next one.")},
    {"details", 0, "End", N_("now"), N_("Up to now; Home goes to the begin of the shift.")},
    {"details", 0, "PgUp PgDn", N_("move"), N_("Back and on by half of the span.")},
    {"why", 0, "\u2191\u2193", N_("figure"), N_("Another figure.")},
    {"why", KEY_CODE_ENTER, "Enter", N_("what it is made of"),
     N_("The intervals, or the minutes, behind the figure.")},
    {NULL, 0, NULL, NULL, NULL},
};

const char *screen_purpose(const char *screen)
{
    static const struct {
        const char *screen, *purpose;
    } rows[] = {
        {"station", N_("The whole station: what the machine does, who is wanted, how it goes.")},
        {"stop", N_("Why it stopped: a digit is enough.")},
        {"scrap", N_("Scrap and rework: the number, Enter, a digit for the reason.")},
        {"job", N_("The queue of jobs: start, pause, finish, another product.")},
        {"mode", N_("What the station is doing when it is not producing, and until when.")},
        {"hours", N_("Plan and actual of the shift, hour by hour.")},
        {"handover", N_("What the next shift is told, and the two signatures.")},
        {"person", N_("Who is at this terminal. Nobody has to be: work goes on without.")},
        {"calls", N_("Who is needed: a digit calls; below are the calls that are open.")},
        {"alerts", N_("What asks for somebody, the most pressing first.")},
        {"maintenance", N_("All that waits for somebody, and what was tried.")},
        {"predictions", N_("What models expect to fail, and what speaks for it.")},
        {"orders", N_("Work that was asked for, and what became of it.")},
        {"load", N_("How many alerts ask for somebody; the noisiest ones.")},
        {"report", N_("What a shift, day or week came to: figures, losses, reasons, answers.")},
        {"signals", N_("Every signal and contact: value, age, quality, last error.")},
        {"lamps", N_("Every lamp of the tower: pattern, rule, and why.")},
        {"log", N_("What has been recorded, latest first, and how far it has come.")},
        {"terminal", N_("How this terminal looks; kept for it.")},
        {"scoreboard", N_("State, count, target and call, to be read across the hall.")},
        {"details",
         N_("What happened when: a figure over a span of time, its losses, its reasons.")},
        {"why", N_("Why this number: the formula, and the numbers that stand in it.")},
        {"lines", N_("Every station of the hub, the worst first.")},
        {"plant", N_("Lists over the stations of the hub.")},
    };
    for (size_t i = 0; screen != NULL && i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].screen, screen) == 0)
            return _(rows[i].purpose);
    return "";
}

struct field_row {
    const char *screen; /* NULL: any */
    enum draft_step step;
    const char *wants;
};

static const struct field_row fields[] = {
    {"stop", STEP_PICK, N_("A digit says why; Esc puts it off, nothing is lost.")},
    {"stop", STEP_NOTE, N_("Type a note of at most 160 letters, then Enter keeps it.")},
    {"stop", STEP_TIME,
     N_("When did the second cause begin? Four digits or the arrows, then Enter.")},
    {"scrap", STEP_NUMBER, N_("Type how many parts, then Enter; + and \u2212 count one by one.")},
    {"scrap", STEP_PICK, N_("A digit says why and keeps it.")},
    {"scrap", STEP_NOTE, N_("Type a note of at most 160 letters, then Enter.")},
    {"scrap", STEP_TEXT, N_("Type the number of the job that the parts were of, then Enter.")},
    {"scrap", STEP_TIME, N_("When were they made? Four digits or the arrows, then Enter.")},
    {"scrap", STEP_LIST, N_("Choose an entry with the arrows; X reverses it.")},
    {"job", STEP_TEXT, N_("Choose the product with the arrows, type or scan it, then Enter.")},
    {"mode", STEP_PICK, N_("A digit declares what the station is doing.")},
    {"mode", STEP_TIME,
     N_("Until when, about? Four digits or the arrows, then Enter; E: open end.")},
    {"mode", STEP_NOTE, N_("Type a note of at most 160 letters, then Enter.")},
    {"handover", STEP_NOTE, N_("Type a note for the next shift, then Enter keeps it.")},
    {"handover", STEP_SECRET,
     N_("Type your PIN, or scan your badge where the site signs by badge.")},
    {"person", STEP_TEXT, N_("Scan the badge, or type the name and Enter.")},
    {"person", STEP_SECRET, N_("Type the PIN, then Enter; without one it is taken for a badge.")},
    {NULL, STEP_PICK, N_("A digit chooses; Esc goes back.")},
    {NULL, STEP_NOTE, N_("Type the answer, then Enter; Esc goes back.")},
    {NULL, STEP_TEXT, N_("Type the answer, then Enter; Esc goes back.")},
    {NULL, STEP_TIME, N_("Four digits are the time, the arrows move it, PgUp and PgDn the day.")},
    {NULL, STEP_SECRET, N_("Type your PIN, then Enter; Esc goes back.")},
};

const char *field_wants_at(const char *screen, enum draft_step step)
{
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        bool here = fields[i].screen == NULL || strcmp(fields[i].screen, screen) == 0;
        if (here && fields[i].step == step)
            return _(fields[i].wants);
    }
    return NULL;
}

const char *field_wants(const struct desk *d, const struct view *v)
{
    (void)v;
    if (d->form < 0)
        return NULL;
    const struct draft *draft = desk_draft_of(d);
    return field_wants_at(wizard_is_open(draft) ? "" : form_list[d->form]->screen, draft->step);
}

bool field_is_open(const struct desk *d)
{
    const struct draft *draft = desk_draft_of(d);
    bool asked = draft->step == STEP_NUMBER || draft->step == STEP_TIME;
    return d->form >= 0 &&
           (desk_is_typing(d) || (asked && draft->touched) || wizard_is_open(draft));
}
