/* SPDX-License-Identifier: MIT */
/* Files that commands write: a reader finds the old one or the whole new one, whatever happens in
 * between. Called by export.c and report.c. */
#include "andon/ctl/file.h"

#include "andon/ctl/ctl.h"
#include "data/model/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *folder_of(const char *path, char out[PATH_MAX])
{
    const char *slash = strrchr(path, '/');
    size_t length = slash ? (size_t)(slash - path) : 0;
    (void)text_copy_n(out, PATH_MAX, slash ? path : ".", slash ? length + (length == 0) : 1);
    return out;
}

int file_begin(struct ctl_file *f, const char *path, bool force)
{
    mode_t mask = umask(0);
    (void)umask(mask);
    *f = (struct ctl_file){.path = path, .force = force};
    if (!force && access(path, F_OK) == 0)
        return ctl_fail("%s is there already; --force replaces it", path);
    if (!text_format(f->half, sizeof f->half, "%s.XXXXXX", path)) {
        f->half[0] = '\0';
        return ctl_fail("the path is too long");
    }
    int fd = mkstemp(f->half);
    f->file = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (!f->file) {
        int result = ctl_fail("%s cannot be written: %s", path, strerror(errno));
        if (fd >= 0)
            (void)close(fd);
        else
            f->half[0] = '\0';
        return result;
    }
    (void)fchmod(fd, 0666 & ~mask);
    return CTL_DONE;
}

static int sync_folder(const char *path)
{
    char folder[PATH_MAX];
    int fd = open(folder_of(path, folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int rc = fd >= 0 ? fsync(fd) : -1;
    if (fd >= 0)
        (void)close(fd);
    return rc;
}

int file_finish(struct ctl_file *f)
{
    unsigned flags = f->force ? 0 : RENAME_NOREPLACE;
    bool well = fflush(f->file) == 0 && !ferror(f->file) && fsync(fileno(f->file)) == 0;
    int error = errno;
    if (fclose(f->file) != 0 && well) {
        error = errno;
        well = false;
    }
    f->file = NULL;
    if (well && renameat2(AT_FDCWD, f->half, AT_FDCWD, f->path, flags) != 0) {
        error = errno;
        well = false;
    }
    if (!well)
        return ctl_fail("%s cannot be written: %s", f->path, strerror(error));
    f->half[0] = '\0';
    return sync_folder(f->path) == 0 ? CTL_DONE
                                     : ctl_fail("%s: its folder: %s", f->path, strerror(errno));
}

void file_drop(struct ctl_file *f)
{
    if (f->file)
        (void)fclose(f->file);
    f->file = NULL;
    if (f->half[0])
        (void)unlink(f->half);
    f->half[0] = '\0';
}
