/* SPDX-License-Identifier: MIT */
/* Pareto bars. Called by the panels of reasons; draws into the area it is given, nothing else. The
 * bar of the first row is the widest; the cumulated share is a figure, and where it passes 80 % a
 * mark says so: what stands above is worth the work. */
#include "console/widgets/charts/rank.h"

#include "console/widgets/bar.h"
#include "console/words/words.h"
#include "data/model/text.h"

#include <stdbool.h>

#define VITAL 800 /* permille */

/* The share of the rows up to `row` in permille; 1000 with all of them. */
static int rank_cumulated(const struct rank_row *row, int upto, int64_t total)
{
    __extension__ typedef __int128 wide;
    wide sum = 0;
    for (int i = 0; i <= upto; i++)
        sum += row[i].value;
    if (total <= 0 || sum <= 0)
        return 0;
    wide share = (sum * 2000 + total) / ((wide)total * 2);
    return share > 1000 ? 1000 : (int)share;
}

void draw_rank(struct area a, const struct rank_row *row, int rows, int64_t total,
               const struct number_style *numbers)
{
    char text[FORMAT_SIZE];
    bool cut = rows > a.r.h;
    int shown = cut ? a.r.h - 1 : rows, before = 0;
    int word = a.r.w >= 100 ? 30 : a.r.w >= 60 ? 22 : a.r.w / 2 - 4;
    int figure = word + 12, share = figure + 8;
    bool shares = a.r.w >= share + 1;
    struct rect bar = {share + 2, 0, a.r.w - share - 3, 1};
    int64_t most = rows > 0 && row[0].value > 0 ? row[0].value : 1;
    for (int i = 0; i < shown; i++) {
        int sum = rank_cumulated(row, i, total);
        draw_text_cut(a, (struct rect){1, i, word - 1, 1}, ST_NORMAL, row[i].word);
        (void)draw_text_right(a, figure, i, ST_BOLD, row[i].figure);
        if (shares) {
            (void)text_format(text, sizeof text, "%d %%", (sum + 5) / 10);
            (void)draw_text_right(a, share, i, ST_DIM, text);
        }
        if (before < VITAL && sum >= VITAL && shares)
            draw_code(a, share, i, ST_MARK, 0x25C6);
        before = sum;
        bar.y = i;
        if (bar.w >= 6)
            draw_meter(a, bar, (double)row[i].value / (double)most, row[i].style);
    }
    if (cut && shown >= 0)
        draw_format(a, 1, shown, ST_DIM, _("and %s more"),
                    format_number(rows - shown, 6, numbers, text));
}
