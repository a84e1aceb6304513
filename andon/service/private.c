/* SPDX-License-Identifier: MIT */
/* Badges and PINs come in requests. Line buffers and checks wipe their own memory; that of parsed
 * requests is jansson's, and wiped here as it is freed. Called once by main.c. */
#include "andon/service/private.h"

#include <jansson.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

static void wipe_and_free(void *memory)
{
    if (memory)
        explicit_bzero(memory, malloc_usable_size(memory));
    free(memory);
}

void private_begin(void)
{
    json_set_alloc_funcs(malloc, wipe_and_free);
}
