/* SPDX-License-Identifier: MIT */
/* The machine's name in records, which go to hubs and reports. machine-id(5) itself is to be kept
 * confidential: what goes out is derived from it, is the same after each start, and leads back to
 * nothing. */
#ifndef DATA_STORE_MACHINE_H
#define DATA_STORE_MACHINE_H

#define MACHINE_NAME_SIZE 33 /* hex, terminated */

/* What sd_id128_get_machine_app_specific(3) makes of it for andon's own number; systemd-id128
 * machine-id --app-specific=5b3f7c0e4a6d4f0d9c1e8d2b7a91e64c prints the same. `machine_id`: the
 * text of /etc/machine-id. "" for what is none ("", "uninitialized"). */
void machine_name(const char *machine_id, char out[MACHINE_NAME_SIZE]);

#endif
