/* SPDX-License-Identifier: MIT */
/* Ed25519 as RFC 8032 has it, and key files as people leave them lying about. */
#include "data/store/upstream/sign.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char dir[] = "/tmp/andon-sign-XXXXXX";
static char path[64];
static struct cause why;

static void write_file(const char *text, mode_t mode)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(chmod(path, mode), 0);
}

/* RFC 8032, 7.1, test 2. */
static void the_standards_vector(void **state)
{
    static const char public_hex[] =
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    struct sign_key mine, theirs;
    unsigned char signature[SIGN_SIGNATURE_SIZE];
    char line[SIGN_LINE_SIZE];
    (void)state;
    write_file("ed25519-private 4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb\n",
               0600);
    assert_int_equal(sign_key_read(path, true, &mine, &why), 0);
    assert_true(sign_key_public(&mine, &theirs));
    sign_key_line(&theirs, false, line);
    assert_non_null(strstr(line, public_hex));
    assert_true(sign_make(&mine, "\x72", 1, signature));
    static const unsigned char first[] = {0x92, 0xa0, 0x09, 0xa9, 0xf0, 0xd4, 0xca, 0xb8};
    assert_memory_equal(signature, first, sizeof first);
    assert_true(sign_fits(&theirs, "\x72", 1, signature));
    assert_false(sign_fits(&theirs, "\x73", 1, signature));
    assert_false(sign_fits(&theirs, "\x72", 0, signature));
    for (size_t i = 0; i < sizeof signature; i += 9) {
        signature[i] ^= 1;
        assert_false(sign_fits(&theirs, "\x72", 1, signature));
        signature[i] ^= 1;
    }
}

static void a_pair_signs_for_nobody_else(void **state)
{
    struct sign_key a, a_public, b, b_public;
    unsigned char signature[SIGN_SIGNATURE_SIZE];
    char print[2][SIGN_PRINT_SIZE];
    (void)state;
    assert_int_equal(sign_key_make(&a, &a_public, &why), 0);
    assert_int_equal(sign_key_make(&b, &b_public, &why), 0);
    assert_true(sign_make(&a, "text", 4, signature));
    assert_true(sign_fits(&a_public, "text", 4, signature));
    assert_false(sign_fits(&b_public, "text", 4, signature));
    sign_key_print(&a_public, print[0]);
    sign_key_print(&b_public, print[1]);
    assert_string_not_equal(print[0], print[1]);
}

static void key_files_are_judged(void **state)
{
    struct sign_key key, made, public_key;
    char line[SIGN_LINE_SIZE], longer[SIGN_LINE_SIZE + 8];
    (void)state;
    assert_int_equal(sign_key_make(&made, &public_key, &why), 0);
    sign_key_line(&public_key, false, line);
    write_file(line, 0644);
    assert_int_equal(sign_key_read(path, false, &key, &why), 0);
    assert_memory_equal(&key, &public_key, sizeof key);
    assert_int_equal(sign_key_read(path, true, &key, &why), -1);
    sign_key_line(&made, true, line);
    write_file(line, 0640);
    assert_int_equal(sign_key_read(path, true, &key, &why), -1);
    assert_non_null(strstr(why.text, "chmod 600"));
    write_file(line, 0600);
    assert_int_equal(sign_key_read(path, true, &key, &why), 0);
    (void)snprintf(longer, sizeof longer, "%.80s00", line);
    write_file(longer, 0600);
    assert_int_equal(sign_key_read(path, true, &key, &why), -1);
    line[40] = 'x';
    write_file(line, 0600);
    assert_int_equal(sign_key_read(path, true, &key, &why), -1);
    write_file("", 0600);
    assert_int_equal(sign_key_read(path, false, &key, &why), -1);
    assert_int_equal(sign_key_read("/nowhere", false, &key, &why), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_standards_vector),
        cmocka_unit_test(a_pair_signs_for_nobody_else),
        cmocka_unit_test(key_files_are_judged),
    };
    if (!mkdtemp(dir))
        return 1;
    (void)snprintf(path, sizeof path, "%s/key", dir);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    (void)unlink(path);
    (void)rmdir(dir);
    return failed;
}
