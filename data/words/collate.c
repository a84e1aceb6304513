/* SPDX-License-Identifier: MIT */
/* A text becomes a row of weights, one for each letter at each of three levels; two rows are
 * compared level by level. Forms and lists ask; nothing is kept. After the Unicode Collation
 * Algorithm and JIS X 4061, as far as the four languages need them. */
#include "data/words/collate.h"

#include "data/model/text.h"

#include <stdint.h>
#include <string.h>

#define LETTERS_MAX 250
#define LEVELS      3 /* letters, marks, case and kind of kana */

enum class { CLASS_SIGN = 1, CLASS_NUMBER, CLASS_LATIN, CLASS_OTHER, CLASS_KANA, CLASS_KANJI };

struct key {
    uint32_t weight[LEVELS][LETTERS_MAX];
    int count;
    const char *rest; /* what did not fit */
};

static void add(struct key *k, enum class class, uint32_t letter, uint32_t mark, uint32_t kind)
{
    if (k->count == LETTERS_MAX)
        return;
    k->weight[0][k->count] = (uint32_t) class << 24 | letter;
    k->weight[1][k->count] = mark;
    k->weight[2][k->count++] = kind;
}

/* ---- Latin ---------------------------------------------------------------------------------- */

static const struct marked {
    const char *letters, *marked;
} marked[] = {
    {"a", "áàâäãåāăą"}, {"ae", "æ"},    {"c", "çćĉċč"},     {"d", "ďđð"}, {"e", "éèêëēĕėęě"},
    {"g", "ĝğġģ"},      {"h", "ĥħ"},    {"i", "íìîïĩīĭįı"}, {"j", "ĵ"},   {"k", "ķ"},
    {"l", "ĺļľŀł"},     {"n", "ñńņňŉ"}, {"o", "óòôöõōŏőø"}, {"oe", "œ"},  {"r", "ŕŗř"},
    {"s", "śŝşšș"},     {"ss", "ß"},    {"t", "ţťŧț"},      {"th", "þ"},  {"u", "úùûüũūŭůűų"},
    {"w", "ŵ"},         {"y", "ýÿŷ"},   {"z", "źżž"},
};

static uint32_t lower(uint32_t code)
{
    bool pairs_even = (code >= 0x100 && code <= 0x137) || (code >= 0x14A && code <= 0x177) ||
                      (code >= 0x218 && code <= 0x21B);
    bool pairs_odd = (code >= 0x139 && code <= 0x148) || (code >= 0x179 && code <= 0x17E);
    if ((code >= 'A' && code <= 'Z') || (code >= 0xC0 && code <= 0xDE && code != 0xD7))
        return code + 0x20;
    if ((pairs_even && code % 2 == 0) || (pairs_odd && code % 2 == 1))
        return code + 1;
    return code == 0x178 ? 0xFF : code == 0x1E9E ? 0xDF : code;
}

/* Which of them it is, from 1 on; 0: none. */
static uint32_t place_in(const char *letters, uint32_t code)
{
    char bytes[5] = "";
    bytes[utf8_encode(code, bytes)] = '\0';
    const char *at = strstr(letters, bytes);
    return at != NULL ? (uint32_t)(at - letters) + 1 : 0;
}

static bool add_latin(struct key *k, uint32_t code, bool spanish, uint32_t wide)
{
    uint32_t small = lower(code), kind = (small != code ? 2U : 0U) + wide;
    if (small >= 'a' && small <= 'z') {
        add(k, CLASS_LATIN, small * 2, 0, kind);
        return true;
    }
    if (spanish && small == 0xF1) { /* a letter of its own */
        add(k, CLASS_LATIN, 'n' * 2 + 1, 0, kind);
        return true;
    }
    for (size_t i = 0; small >= 0xC0 && i < sizeof marked / sizeof *marked; i++) {
        uint32_t mark = place_in(marked[i].marked, small);
        for (const char *at = marked[i].letters; mark > 0 && *at != '\0'; at++)
            add(k, CLASS_LATIN, (uint32_t)*at * 2, mark, kind);
        if (mark > 0)
            return true;
    }
    return false;
}

/* ---- kana ----------------------------------------------------------------------------------- */

#define KANA_LONG 0x30FC

/* ｦ, ｧ … ﾝ as their full forms. */
static uint32_t full_width(uint32_t code)
{
    static const char forms[] = "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテト"
                                "ナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン";
    uint32_t full = 0;
    if (code < 0xFF66 || code > 0xFF9D)
        return code;
    (void)utf8_decode(forms + (size_t)(code - 0xFF66) * 3, 3, &full);
    return full;
}

static uint32_t large(uint32_t code)
{
    static const char small[] = "ぁぃぅぇぉっゃゅょゎ";
    if (code == 0x3095 || code == 0x3096)
        return code == 0x3095 ? 0x304B : 0x3051;
    return place_in(small, code) > 0 ? code + 1 : code;
}

/* が is か with mark 1, ぱ is は with mark 2. */
static uint32_t without_voice(uint32_t code, uint32_t *mark)
{
    *mark = 0;
    if (code == 0x3094) {
        *mark = 1;
        return 0x3046;
    }
    if (code >= 0x304B && code <= 0x3062)
        *mark = code % 2 == 0 ? 1 : 0;
    else if (code >= 0x3064 && code <= 0x3069)
        *mark = code % 2;
    else if (code >= 0x306F && code <= 0x307D)
        *mark = (code - 0x306F) % 3;
    return code - *mark;
}

static uint32_t vowel_of(uint32_t code)
{
    static const char *const rows[] = {"あかさたなはまやらわ", "いきしちにひみりゐ",
                                       "うくすつぬふむゆる", "えけせてねへめれゑ",
                                       "おこそとのほもよろを"};
    for (uint32_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (place_in(rows[i], code) > 0)
            return 0x3042 + i * 2;
    return 0;
}

static bool add_kana(struct key *k, uint32_t given)
{
    uint32_t code = full_width(given), mark = 0;
    uint32_t kind = code != given ? 8 : code >= 0x30A1 ? 4 : 0;
    if (given == 0xFF9E || given == 0xFF9F || given == 0x3099 || given == 0x309A) {
        if (k->count > 0) /* the mark of the one before */
            k->weight[1][k->count - 1] = given == 0xFF9E || given == 0x3099 ? 1 : 2;
        return true;
    }
    if (code == KANA_LONG && k->count > 0) {
        uint32_t vowel = vowel_of(k->weight[0][k->count - 1] & 0xFFFFFF);
        if (vowel != 0)
            add(k, CLASS_KANA, vowel, 3, kind);
        return true;
    }
    code = code >= 0x30A1 && code <= 0x30F6 ? code - 0x60 : code;
    if (code < 0x3041 || code > 0x3096)
        return false;
    uint32_t base = large(code);
    kind += base == code ? 1 : 0; /* small before large */
    add(k, CLASS_KANA, without_voice(base, &mark), mark, kind);
    k->weight[1][k->count - 1] = mark;
    return true;
}

/* ---- rows of weights ------------------------------------------------------------------------- */

/* More digits are more, then digit by digit; zeros in front are nothing. */
static const char *add_number(struct key *k, const char *text)
{
    const char *from = text + strspn(text, "0");
    size_t digits = strspn(from, "0123456789");
    add(k, CLASS_NUMBER, (uint32_t)(digits < 0xFFFF ? digits : 0xFFFF), 0, 0);
    for (size_t i = 0; i < digits; i++)
        add(k, CLASS_NUMBER, (uint32_t)from[i], 0, 0);
    return from + digits;
}

static void add_code(struct key *k, uint32_t code, bool spanish)
{
    bool wide = code >= 0xFF01 && code <= 0xFF5E; /* "ＡＢＣ" */
    uint32_t plain = wide ? code - 0xFEE0 : code;
    if (add_latin(k, plain, spanish, wide) || add_kana(k, code))
        return;
    if (plain < 0xC0 || (code >= 0x2000 && code <= 0x206F) || (code >= 0x3000 && code <= 0x303F))
        add(k, CLASS_SIGN, plain, 0, wide);
    else
        add(k, code >= 0x2E80 ? CLASS_KANJI : CLASS_OTHER, code, 0, 0);
}

static void make_key(struct key *k, const char *text, const char *language)
{
    bool spanish = strncmp(language, "es", 2) == 0;
    size_t left = strlen(text);
    k->count = 0;
    while (left > 0 && k->count < LETTERS_MAX) {
        uint32_t code = (unsigned char)*text;
        if (*text >= '0' && *text <= '9') {
            const char *end = add_number(k, text);
            left -= (size_t)(end - text);
            text = end;
            continue;
        }
        size_t size = utf8_decode(text, left, &code);
        size = size > 0 ? size : 1;
        add_code(k, code, spanish);
        text += size;
        left -= size;
    }
    k->rest = text;
}

int collate(const char *a, const char *b, const char *language)
{
    struct key x, y;
    make_key(&x, a, language);
    make_key(&y, b, language);
    for (int level = 0; level < LEVELS; level++)
        for (int i = 0; i < x.count || i < y.count; i++) {
            if (i == x.count || i == y.count)
                return x.count < y.count ? -1 : 1;
            if (x.weight[level][i] != y.weight[level][i])
                return x.weight[level][i] < y.weight[level][i] ? -1 : 1;
        }
    int rest = strcmp(x.rest, y.rest);
    return rest != 0 ? rest : strcmp(a, b);
}

bool collate_has(const char *text, const char *part, const char *language)
{
    struct key x, y;
    make_key(&x, text, language);
    make_key(&y, part, language);
    for (int from = 0; from + y.count <= x.count; from++)
        if (memcmp(&x.weight[0][from], y.weight[0], (size_t)y.count * sizeof y.weight[0][0]) == 0)
            return true;
    return false;
}
