/* SPDX-License-Identifier: MIT */
/* A plant's configuration as one document: what goes in comes out, what is signed is one text only,
 * and what a hostile broker could put in is refused. */
#include "data/config/schema.h"
#include "data/config/signed/document.h"

#include "kit.h"

static struct document d;
static struct cause why;

static void clean(void)
{
    document_done(&d);
    d = (struct document){.rev = 0};
}

static void make(void)
{
    clean();
    d = (struct document){
        .scope = "acme/monterrey", .rev = 7, .made_ms = 1795000000000, .note = "n"};
    assert_int_equal(document_add(&d, "b.ini", "[reason x]\ntitle = \"ä\"\n", 24, &why), 0);
    assert_int_equal(document_add(&d, "a.ini", "", 0, &why), 0);
    memset(d.signature, 0xa5, sizeof d.signature);
}

static void what_goes_in_comes_out(void **state)
{
    static struct document back;
    size_t length;
    (void)state;
    make();
    assert_string_equal(d.file[0].name, "a.ini");
    char *text = document_write(&d, &length, &why);
    assert_non_null(text);
    assert_int_equal(document_read(text, length, &back, &why), 0);
    assert_true(document_same(&d, &back));
    assert_memory_equal(d.signature, back.signature, sizeof d.signature);
    back.rev++;
    assert_false(document_same(&d, &back));
    document_done(&back);
    free(text);
    clean();
}

static void what_is_signed_is_one_text(void **state)
{
    size_t length;
    (void)state;
    make();
    char *bytes = document_bytes(&d, &length);
    assert_non_null(bytes);
    assert_string_equal(bytes, "andon plant configuration 1\nscope 14\nacme/monterrey\nrev 7\nmade "
                               "1795000000000\nnote 1\nn\nfiles 2\nfile 5 0\na.ini\n\nfile 5 "
                               "24\nb.ini\n[reason x]\ntitle = \"ä\"\n\n");
    free(bytes);
    clean();
}

/* A document with one member other than it should be. */
static void refuses(const char *json, const char *because)
{
    clean();
    assert_int_equal(document_read(json, strlen(json), &d, &why), -1);
    assert_non_null(strstr(why.text, because));
    clean();
}

#define SIG                                                            \
    "0000000000000000000000000000000000000000000000000000000000000000" \
    "0000000000000000000000000000000000000000000000000000000000000000"
#define DOC(scope, rev, note, files, signature)                                            \
    "{\"v\":1,\"scope\":" scope ",\"rev\":" rev ",\"made\":1,\"note\":" note ",\"files\":" \
    "{" files "},\"signature\":\"" signature "\"}"

static void what_is_not_one_is_refused(void **state)
{
    (void)state;
    const char good[] = DOC("\"a/b\"", "1", "\"\"", "\"x.ini\":\"\"", SIG);
    assert_int_equal(document_read(good, strlen(good), &d, &why), 0);
    refuses("", "no JSON");
    refuses("[]", "no JSON");
    refuses("{}", "version");
    refuses("{\"v\":1,\"v\":1}", "no JSON");
    refuses("{\"v\":1}", "other members");
    refuses(DOC("\"a\"", "1", "\"\"", "\"x.ini\":\"\"", SIG), "scope");
    refuses(DOC("\"a/b/c\"", "1", "\"\"", "\"x.ini\":\"\"", SIG), "scope");
    refuses(DOC("\"a/+\"", "1", "\"\"", "\"x.ini\":\"\"", SIG), "scope");
    refuses(DOC("\"a//b/c\"", "1", "\"\"", "\"x.ini\":\"\"", SIG), "scope");
    refuses(DOC("1", "1", "\"\"", "\"x.ini\":\"\"", SIG), "scope");
    refuses(DOC("\"a/b\"", "0", "\"\"", "\"x.ini\":\"\"", SIG), "rev");
    refuses(DOC("\"a/b\"", "-1", "\"\"", "\"x.ini\":\"\"", SIG), "rev");
    refuses(DOC("\"a/b\"", "1.5", "\"\"", "\"x.ini\":\"\"", SIG), "rev");
    refuses(DOC("\"a/b\"", "1", "\"\\u001b[2J\"", "\"x.ini\":\"\"", SIG), "note");
    refuses(DOC("\"a/b\"", "1", "\"\"", "\"x.ini\":\"\"", "00"), "signature");
    refuses(DOC("\"a/b\"", "1", "\"\"", "\"x.ini\":\"\"", "zz"), "signature");
    refuses(DOC("\"a/b\"", "1", "\"\"", "", SIG), "no file");
    refuses(DOC("\"a/b\"", "1", "\"\"", "\"x.ini\":1", SIG), "no text");
    static const char *const names[] = {"../x.ini", "/etc/x.ini", ".x.ini", "x",     ".ini",
                                        "a/b.ini",  "x.ini\\n",   "x.INI",  "ä.ini", ""};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char json[1000];
        (void)snprintf(json, sizeof json, DOC("\"a/b\"", "1", "\"\"", "\"%s\":\"\"", SIG),
                       names[i]);
        refuses(json, "plain one");
    }
    char *big = calloc(1, DOCUMENT_MAX + 1);
    assert_non_null(big);
    assert_int_equal(document_read(big, DOCUMENT_MAX + 1, &d, &why), -1);
    assert_non_null(strstr(why.text, "larger"));
    free(big);
    clean();
}

static void fits(const char *text, const char *because)
{
    clean();
    assert_int_equal(document_add(&d, "x.ini", text, strlen(text), &why), 0);
    int result = document_fit(&d, &why);
    assert_int_equal(result, because ? -1 : 0);
    if (because)
        assert_non_null(strstr(why.text, because));
    clean();
}

static void what_is_the_stations_stays_there(void **state)
{
    (void)state;
    fits("[reason x]\ntitle = a\n[shift early]\nstart = 06:00\n[shift]\nplanned = 8h\n", NULL);
    fits("[person anna]\nname = Anna\nrole = operator\n", NULL);
    fits("# c\n\n[broker b]\nurl = mqtt://x\n", "x.ini:3: [broker b] belongs to the station");
    fits("[site]\nconfig_key = /tmp/mine\n", "[site] belongs");
    fits("[station]\n", "[station] belongs");
    fits("[upstream]\nkey_file = x\n", "[upstream] belongs");
    fits("[lamp red]\nline = x\n", "[lamp red] belongs");
    fits("[signal s]\n", "[signal s] belongs");
    fits("[nonsense]\n", "no kind of section");
    fits("[person anna]\npin = $y$x\n", "x.ini:2: pin is a secret");
    fits("x = y\n", "before the first");
}

/* Nothing that needs a restart may come this way. */
static void no_shared_section_needs_a_restart(void **state)
{
    (void)state;
    for (size_t i = 0; i < section_kind_count; i++) {
        const struct section_kind *kind = &section_kinds[i];
        char text[80];
        (void)snprintf(text, sizeof text, "[%s%s]\n", kind->word, kind->what ? " x" : "");
        assert_int_equal(document_add(&d, "x.ini", text, strlen(text), &why), 0);
        bool shared = document_fit(&d, &why) == 0;
        for (size_t f = 0; f < kind->fields && shared; f++)
            if (kind->field[f].flags & FIELD_RESTART)
                fail_msg("[%s] %s", kind->word, kind->field[f].key);
        clean();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_goes_in_comes_out),
        cmocka_unit_test(what_is_signed_is_one_text),
        cmocka_unit_test(what_is_not_one_is_refused),
        cmocka_unit_test(what_is_the_stations_stays_there),
        cmocka_unit_test(no_shared_section_needs_a_restart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
