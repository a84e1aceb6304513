/* SPDX-License-Identifier: MIT */
/* How our pages look, on a screen and on A4: a report's and that of a trial of a predictor. */
#ifndef DATA_MODEL_REPORT_REPORT_STYLE_H
#define DATA_MODEL_REPORT_REPORT_STYLE_H

extern const char report_style[]; /* what stands within <style> */

#endif
