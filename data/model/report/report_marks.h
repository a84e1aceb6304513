/* SPDX-License-Identifier: MIT */
/* Marks in a report: improvements and changed ideal cycles. Inside data/model/report only. */
#ifndef DATA_MODEL_REPORT_REPORT_MARKS_H
#define DATA_MODEL_REPORT_REPORT_MARKS_H

#include "data/model/report/report.h"

void marks_improvement(struct report *r, const json_t *row);
void marks_ideals(struct report *r); /* all figures are there */

#endif
