/* SPDX-License-Identifier: MIT */
/* Memory that only the start needed. */
#ifndef DATA_SERVICE_PAGES_H
#define DATA_SERVICE_PAGES_H

/* Take the pages of the program's and its libraries' files that nothing writes to out of this
 * process: mostly what the loader read of names and relocations. What is still wanted comes back
 * from the page cache at its next use, in microseconds. Breakpoints set by a debugger go, too. */
void pages_give_back(void);

#endif
