/* SPDX-License-Identifier: MIT */
/* The table of andon-gateway's messages as what writes them wants it. */
#include "data/gateway/messages.h"

static const struct report_row rows[] = {GATEWAY_MESSAGES(REPORT_ROW)};
const struct report_book gateway_book = {"andon-gateway", 'G', rows, GATEWAY_MESSAGE_COUNT};
