/* SPDX-License-Identifier: MIT */
/* libxcrypt's yescrypt for badges and PINs. Called by worker threads of andond (sessions.c) and by
 * andonctl hash; keeps nothing, wipes what it used. */
#include "andon/service/secret.h"

#include "data/model/text.h"

#include <crypt.h>
#include <stdlib.h>
#include <string.h>

/* Cost 5 of yescrypt: about 100 ms and 16 MiB on a small terminal. */
#define METHOD "$y$"
#define COST   5

const char *const secret_nobody =
    "$y$j9T$PKXc3hCOSyMqdaEQArI62/$gYxkrVp0gOeGYXJhJAPXzNmUlbxP7vSYVJkq0k1vJZA";

static size_t setting_length(const char *hash)
{
    const char *end = strrchr(hash, '$');
    return end ? (size_t)(end - hash) : 0;
}

bool secret_alike(const char *a, const char *b)
{
    size_t length = setting_length(a);
    return length > 0 && length == setting_length(b) && memcmp(a, b, length) == 0;
}

bool secret_same(const char *a, const char *b)
{
    size_t length = strlen(a);
    unsigned differs = 0;
    if (length != strlen(b))
        return false;
    for (size_t i = 0; i < length; i++)
        differs |= (unsigned char)(a[i] ^ b[i]);
    return differs == 0;
}

int secret_hash(const char *secret, const char *like, char out[SECRET_HASH_SIZE])
{
    char setting[CRYPT_GENSALT_OUTPUT_SIZE];
    struct crypt_data *data = calloc(1, sizeof *data);
    int result = -1;
    if (!data)
        return -1;
    if (!like && crypt_gensalt_rn(METHOD, COST, NULL, 0, setting, sizeof setting))
        like = setting;
    const char *hash = like ? crypt_r(secret, like, data) : NULL;
    if (hash && hash[0] != '*' && text_copy(out, SECRET_HASH_SIZE, hash))
        result = 0;
    explicit_bzero(data, sizeof *data);
    free(data);
    return result;
}
