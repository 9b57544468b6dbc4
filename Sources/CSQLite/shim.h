#pragma once
#include <sqlite3.h>

// SQLite takes a name in double quotes that it does not know for a text, so that a slip in a query goes
// by unseen: no more. The function that says so takes arguments of varying number, which Swift cannot
// call.
static inline void fm_sqlite_strict(sqlite3 *database) {
    sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DML, 0, (int *)0);
    sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DDL, 0, (int *)0);
}
