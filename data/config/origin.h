/* SPDX-License-Identifier: MIT */
/* What every item of the configuration has. */
#ifndef DATA_CONFIG_ORIGIN_H
#define DATA_CONFIG_ORIGIN_H

#define CONFIG_ID_SIZE 64

/* Where a value of the file came from, for messages. */
struct config_origin {
    const char *file; /* owned by the config */
    int line;
};

#endif
