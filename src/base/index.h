/*
 * base/index.h -- the tables that tools/mkindex gathers from the whole tree.
 *
 * A declaring macro (RECORD, PAGE, COMMAND, REPORT, SETTING, RULEVIEW) stands next to the code it
 * describes; its name must be on the macro's line. Each index is sorted by name and ended by NULL.
 */
#ifndef ANNEXA_INDEX_H
#define ANNEXA_INDEX_H

struct record;
struct page;
struct command;
struct report;
struct setting;
struct ruleview;

extern const struct record *const record_index[];
extern const struct page *const page_index[];
extern const struct command *const command_index[];
extern const struct report *const report_index[];
extern const struct setting *const setting_index[];
extern const struct ruleview *const ruleview_index[];

#endif
