/* SPDX-License-Identifier: MIT */
/* The list of known stations on disk. Called by view.c at start, and when the list has changed. */
#include "data/hub/known.h"

#include "data/model/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PATH_SIZE 600

int known_read(const char *path, struct board *board, struct cause *why)
{
    char line[LINE_STATION_SIZE + 2];
    FILE *in = fopen(path, "re");
    if (in == NULL)
        return errno == ENOENT ? 0 : cause_set(why, -1, "%s: %s", path, strerror(errno));
    while (fgets(line, sizeof line, in) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        (void)board_known(board, line);
    }
    int rc = ferror(in) ? cause_set(why, -1, "%s: it cannot be read", path) : 0;
    (void)fclose(in);
    return rc;
}

int known_write(const char *path, const struct board *board, struct cause *why)
{
    char fresh[PATH_SIZE];
    if (!text_format(fresh, sizeof fresh, "%s.new", path))
        return cause_set(why, -1, "%s: the path is too long", path);
    FILE *out = fopen(fresh, "we");
    if (out == NULL)
        return cause_set(why, -1, "%s: %s", fresh, strerror(errno));
    for (size_t i = 0; i < board_count(board); i++)
        (void)fprintf(out, "%s\n", board_row(board, i)->station);
    bool bad = fflush(out) != 0 || ferror(out) != 0 || fsync(fileno(out)) != 0;
    int error = errno;
    bad |= fclose(out) != 0;
    if (bad || rename(fresh, path) != 0) {
        error = bad ? error : errno;
        (void)unlink(fresh);
        return cause_set(why, -1, "%s: %s", path, strerror(error));
    }
    return 0;
}
