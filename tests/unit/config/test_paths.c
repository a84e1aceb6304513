/* SPDX-License-Identifier: MIT */
/* Where things are by default, and that nobody else's directory is adopted. */
#include "data/config/paths.h"
#include "tests/unit/config/kit.h"

typedef int default_path(char *out, size_t size, struct cause *why);

/* Set, or take away when NULL. */
static void set_env(const char *name, const char *value)
{
    assert_int_equal(value ? setenv(name, value, 1) : unsetenv(name), 0);
}

static const struct {
    default_path *which;
    const char *variable, *value;
    const char *as_root, *as_user;
} defaults[] = {
    {paths_default_run, "RUNTIME_DIRECTORY", "/run/x", "/run/x", "/run/x"},
    {paths_default_run, "RUNTIME_DIRECTORY", "/run/x:/run/y", "/run/x", "/run/x"},
    {paths_default_run, "RUNTIME_DIRECTORY", "relative", "/run/andond", "/tmp/andon-"},
    {paths_default_run, "XDG_RUNTIME_DIR", "/run/user/7", "/run/andond", "/run/user/7/andon"},
    {paths_default_run, "HOME", "/home/u", "/run/andond", "/tmp/andon-"},
    {paths_default_data, "STATE_DIRECTORY", "/var/x", "/var/x", "/var/x"},
    {paths_default_data, "XDG_STATE_HOME", "/s", "/var/lib/andond", "/s/andon"},
    {paths_default_data, "HOME", "/home/u", "/var/lib/andond", "/home/u/.local/state/andon"},
    {paths_default_data, "HOME", NULL, "/var/lib/andond", NULL},
    {paths_default_config, "CONFIGURATION_DIRECTORY", "/c", "/c", "/c"},
    {paths_default_config, "HOME", "/home/u", "/etc/andon", "/etc/andon"},
};

static void defaults_follow_the_environment(void **state)
{
    (void)state;
    static const char *const all[] = {
        "RUNTIME_DIRECTORY",      "XDG_RUNTIME_DIR", "STATE_DIRECTORY", "XDG_STATE_HOME", "HOME",
        "CONFIGURATION_DIRECTORY"};
    for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++) {
        char out[128] = "";
        struct cause why;
        for (size_t j = 0; j < sizeof all / sizeof *all; j++)
            set_env(all[j], NULL);
        set_env(defaults[i].variable, defaults[i].value);
        const char *want = geteuid() == 0 ? defaults[i].as_root : defaults[i].as_user;
        int result = defaults[i].which(out, sizeof out, &why);
        assert_int_equal(result, want ? 0 : -1);
        if (!want)
            assert_string_equal(why.text, "no data directory: HOME is not set; give --data DIR");
        else if (strcmp(want, "/tmp/andon-") == 0)
            assert_memory_equal(out, want, strlen(want));
        else
            assert_string_equal(out, want);
    }
}

static void what_does_not_fit_is_refused(void **state)
{
    (void)state;
    char out[8];
    struct cause why;
    set_env("RUNTIME_DIRECTORY", "/run/somewhere");
    assert_int_equal(paths_default_run(out, sizeof out, &why), -1);
    assert_non_null(strstr(why.text, "is longer than 8 bytes"));
    set_env("RUNTIME_DIRECTORY", NULL);
    assert_int_equal(paths_join(out, sizeof out, "/run", "andond.sock", &why), -1);
    assert_non_null(strstr(why.text, "is longer than 8 bytes"));
}

static void paths_are_joined(void **state)
{
    (void)state;
    char out[64];
    struct cause why;
    assert_int_equal(paths_join(out, sizeof out, "/run", "a", &why), 0);
    assert_string_equal(out, "/run/a");
    assert_int_equal(paths_join(out, sizeof out, "/run/", "a", &why), 0);
    assert_string_equal(out, "/run/a");
    assert_int_equal(paths_join(out, sizeof out, "", "a", &why), 0);
    assert_string_equal(out, "/a");
}

static void directories_are_made_once(void **state)
{
    (void)state;
    struct kit_dir dir = kit_dir_new();
    struct cause why;
    struct stat st;
    char path[160];
    (void)snprintf(path, sizeof path, "%s/a/b/c/", dir.path);
    assert_int_equal(paths_ensure_dir(path, 0700, &why), 0);
    assert_int_equal(paths_ensure_dir(path, 0700, &why), 0);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);

    kit_write(&dir, "file", "x");
    (void)snprintf(path, sizeof path, "%s/file", dir.path);
    assert_int_equal(paths_ensure_dir(path, 0700, &why), -1);
    assert_non_null(strstr(why.text, "/file is not a directory"));
    (void)snprintf(path, sizeof path, "%s/file/x", dir.path);
    assert_int_equal(paths_ensure_dir(path, 0700, &why), -1);
    assert_non_null(strstr(why.text, "Not a directory"));
    assert_int_equal(paths_ensure_dir("", 0700, &why), -1);
    assert_string_equal(why.text, "directory name is empty");

    static const char *const made[] = {"file", "a/b/c", "a/b", "a"};
    for (size_t i = 0; i < sizeof made / sizeof *made; i++)
        kit_remove(&dir, made[i]);
    kit_dir_end(&dir);
}

/* What somebody else prepared is refused, even to root. */
static void other_people_s_directories_are_refused(void **state)
{
    (void)state;
    struct kit_dir dir = kit_dir_new();
    struct cause why;
    char path[160];
    (void)snprintf(path, sizeof path, "%s/open", dir.path);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(chmod(path, 0777), 0);
    assert_int_equal(paths_ensure_dir(path, 0700, &why), -1);
    assert_non_null(strstr(why.text, "may be written by everybody"));
    assert_int_equal(chmod(path, 0700), 0);
    assert_int_equal(paths_ensure_dir(path, 0700, &why), 0);
    if (geteuid() == 0) {
        assert_int_equal(chown(path, 1234, 1234), 0);
        assert_int_equal(paths_ensure_dir(path, 0700, &why), -1);
        assert_non_null(strstr(why.text, "belongs to user 1234"));
    }
    kit_remove(&dir, "open");
    kit_dir_end(&dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_follow_the_environment),
        cmocka_unit_test(what_does_not_fit_is_refused),
        cmocka_unit_test(paths_are_joined),
        cmocka_unit_test(directories_are_made_once),
        cmocka_unit_test(other_people_s_directories_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
